"""Score who is taken to say each claim, against editors who said so of the words alone.

The gold has a line for each article of news: its statements by their places and, for each, a number
that is the same wherever the same one speaks, in all articles of its ``set``; 0 is no statement, -1
the article's own author, -2 several at once. It has no names.

    none    claims that are no statement
    pairs   of pairs of claims that are given one source, those whose speaker is one (precision),
            and of pairs whose speaker is one, those that are given one source (recall)

Both of all claims, and of those that `claims list` shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from claims.errors import EmptyInput, Malformed
from claims.evaluate.gold import Places
from claims.evaluate.places import Library
from claims.reading import labels
from claims.records import SURE, UNATTRIBUTED, Claim
from claims.store import Filters, Store

#: A claim is the statement of the gold with which it shares this part of both.
SAME = 0.8
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A claim whose speaker editors told: their number for him, the source that it is given, and
    whether it is listed."""

    who: int
    source: str
    listed: bool


@dataclass
class SaidByResult:
    """What was found of the ``gold``, by the name of its set."""

    sets: dict[str, list[Said]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``; pairs are right, put together, and
        belonging together."""
        return {
            name: {
                part: {"claims": len(some), "none": _none(some), "pairs": _pairs(some)}
                for part, some in (("all", said), ("listed", [s for s in said if s.listed]))
            }
            for name, said in self.sets.items()
        }

    def __str__(self) -> str:
        lines = []
        for name, parts in self.to_json().items():
            for part, told in parts.items():
                right, together, belonging = told["pairs"]
                lines.append(
                    f"{name}, {part}: {told['claims']} claims, {told['none']} no statement; pairs "
                    f"P {right / max(1, together):.3f} ({right} of {together}) "
                    f"R {right / max(1, belonging):.3f} ({right} of {belonging})"
                )
        return "\n".join(lines)


def _none(said: Sequence[Said]) -> int:
    return sum(each.who == NOBODY for each in said)


def _pairs(said: Sequence[Said]) -> tuple[int, int, int]:
    told = [each for each in said if each.who > 0 and each.source]
    counts = Counter((a.who == b.who, a.source == b.source) for a, b in combinations(told, 2))
    right = counts[True, True]
    return right, right + counts[False, True], right + counts[True, False]


def evaluate(
    gold: Path | str, *, texts: Path | str | None = None, db: Path | str | None = None
) -> SaidByResult:
    """Score the claims of the database ``db``, in which articles of the file ``texts`` were
    ingested. Raises EmptyInput where none of the gold's articles is there, Malformed for what is
    no such gold."""
    if texts is None or db is None or not Path(db).is_file():
        raise EmptyInput("say where the articles are, and what was ingested: --texts FILE -d DB")
    with Store(Path(db)) as store:
        library = Library(store.articles.get(), labels.lines(Path(texts)))
        claims: dict[str, list[Claim]] = {}
        for claim in store.claims.get(Filters(all=True)):
            claims.setdefault(claim.article, []).append(claim)
        names = {source.id: source.name for source in store.sources.get().values()}
    found = SaidByResult()
    try:
        for row in labels.lines(Path(gold)):
            said = _of_article(row, library, claims, names)
            if said is not None:
                found.sets.setdefault(row["set"], []).extend(said)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Malformed(f"{gold} is no gold of who says what: {error!r}") from error
    if not found.sets:
        raise EmptyInput(f"{db} holds none of the articles of {gold}")
    return found


def _of_article(
    row: Mapping[str, Any],
    library: Library,
    claims: Mapping[str, Sequence[Claim]],
    names: Mapping[str, str],
) -> list[Said] | None:
    """The claims of one article that are statements of the gold; None if it is not there."""
    told: list[tuple[Places, int]] = []
    article = ""
    for spans, who in row["says"]:
        for id, places in library.gold((row["id"], start, end) for start, end in spans):
            article = id
            told.append((places, who))
    if not article:
        return None
    found = []
    for claim in claims.get(article, ()):
        ((_, mine),) = library.stored(article, claim.quote_spans)
        whole = [who for places, who in told if _shared(places & mine, places, mine)]
        if len(set(whole)) == 1:
            source = "" if names[claim.source].lower() == UNATTRIBUTED else claim.source
            found.append(Said(whole[0], source, claim.confidence >= SURE))
    return found


def _shared(both: Places, one: Places, other: Places) -> bool:
    return len(both) >= SAME * max(1, min(len(one), len(other)))
