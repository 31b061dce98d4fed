"""What people decide about sources and links: rulings are written, and the sources joined and
linked anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from claims.errors import ClaimsError, NotFound, require_words
from claims.store.links import VERDICTS

if TYPE_CHECKING:
    from claims.ingest.writing import Writing
    from claims.records import Verdict
    from claims.sources.identity import RulingKind
    from claims.store import Store

#: What is kept with a ruling.
_RECORD = ("note", "reviewer", "made_at")


class Rulings:
    """Rules about the sources in ``store``; ``writing`` brings the rest up to it."""

    def __init__(self, store: Store, writing: Writing) -> None:
        self._store = store
        self._writing = writing

    def merge(self, a: str, b: str, **record: str | None) -> None:
        """As `Tracker.merge`; so are those below."""
        if a == b:
            raise ClaimsError(f"{a} is one source already: name two")
        self._rule("merge", a, b, record=record)

    def split(self, a: str, b: str | None, **record: str | None) -> None:
        self._rule("split", a, b, record=record)

    def rename(self, source: str, name: str, **record: str | None) -> None:
        if not (isinstance(name, str) and any(map(str.isalpha, name))):
            raise ClaimsError(f"{name!r} has no letter in it: say what the source is called")
        self._rule("rename", source, name=name, record=record)

    def identify(self, source: str, wikidata: str, **record: str | None) -> None:
        from claims.sources.identity import wikidata_id

        id = wikidata_id(wikidata)
        if id is None:
            raise ClaimsError(f"{wikidata!r} is no Wikidata id: give one such as Q42")
        self._rule("identify", source, name=id, record=record)

    def undo(self, ruling: str) -> None:
        self._writing.rejoin(lambda: self._store.sources.undo_ruling(ruling))

    def _rule(
        self,
        kind: RulingKind,
        a: str,
        b: str | None = None,
        *,
        name: str | None = None,
        record: Mapping[str, str | None],
    ) -> None:
        from claims.sources.identity import Ruling
        from claims.store.connection import now

        for unknown in record.keys() - _RECORD:
            raise ClaimsError(f"a ruling has no {unknown!r}: give {', '.join(_RECORD)}")
        require_words(**record)
        for id in (a,) if b is None else (a, b):
            if not self._store.sources.known(id):
                raise NotFound(f"no source has the id {id!r}: `claims sources` lists them")
        ruling = Ruling(kind, a, b, name, **{"made_at": now()[:19] + "Z", **record})
        self._writing.rejoin(lambda: self._store.sources.add_ruling(ruling))


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
