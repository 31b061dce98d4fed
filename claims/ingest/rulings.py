"""What people decide about sources and links: rulings are written, and the sources joined and
linked anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from claims.errors import ClaimsError, NotFound, require_words
from claims.store.connection import now
from claims.store.links import VERDICTS

if TYPE_CHECKING:
    from claims.ingest.writing import Writing
    from claims.records import Verdict
    from claims.sources.identity import RulingKind
    from claims.store import Store

#: What is kept with a ruling.
_RECORD = ("note", "reviewer", "made_at")


def rule(
    store: Store,
    writing: Writing,
    kind: RulingKind,
    a: str,
    b: str | None = None,
    *,
    name: str | None = None,
    record: Mapping[str, str | None],
) -> None:
    """As `Tracker.merge` and those below it; ``writing`` brings the rest up to it."""
    from claims.sources.identity import Ruling, wikidata_id

    if kind == "merge" and a == b:
        raise ClaimsError(f"{a} is one source already: name two")
    if kind == "rename" and not (isinstance(name, str) and any(map(str.isalpha, name))):
        raise ClaimsError(f"{name!r} has no letter in it: say what the source is called")
    if kind == "identify":
        said, name = name, wikidata_id(name or "")
        if name is None:
            raise ClaimsError(f"{said!r} is no Wikidata id: give one such as Q42")
    for unknown in record.keys() - _RECORD:
        raise ClaimsError(f"a ruling has no {unknown!r}: give {', '.join(_RECORD)}")
    require_words(**record)
    for id in (a,) if b is None else (a, b):
        if not store.sources.known(id):
            raise NotFound(f"no source has the id {id!r}: `claims sources` lists them")
    ruling = Ruling(kind, a, b, name, **{"made_at": now()[:19] + "Z", **record})
    writing.rejoin(lambda: store.sources.add_ruling(ruling))


def judge(
    store: Store, id: str, verdict: Verdict, note: str | None, reviewer: str | None
) -> list[str]:
    """As `Tracker.judge`. Returns the links that are judged."""
    if verdict not in VERDICTS:
        raise ClaimsError(f"{verdict!r} is no verdict: say {', '.join(VERDICTS)}")
    what, whole = store.summary.find(id)
    if what not in ("link", "dispute"):
        raise NotFound(f"{whole} is a {what}: judge a dispute or a link")
    links = [whole] if what == "link" else store.disputes.links_to_judge(whole, verdict)
    with store.transaction():
        for link in links:
            store.links.judge(link, verdict, note, reviewer)
    return links
