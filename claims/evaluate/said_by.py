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

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from claims.errors import EmptyInput
from claims.evaluate.places import Library
from claims.evaluate.result import Result, known_as
from claims.reading import labels
from claims.records import SURE, Source
from claims.store import Filters, Store

#: A claim is the statement of the gold with which it shares this part of both.
SAME = 0.8
NOBODY = 0


class Said(NamedTuple):
    """A claim whose speaker editors told: their number for him, the source that it is given, and
    whether it is listed."""

    who: int
    source: str
    listed: bool


def evaluate(
    gold: Path | str, *, texts: Path | str | None = None, db: Path | str | None = None
) -> Result:
    """Score the claims of the database ``db``, in which articles of the file ``texts`` were
    ingested: by set, of all and of those listed, claims, those that are no statement, and pairs
    that are right, put together, and belonging together. Raises EmptyInput where none of the gold's
    articles is there, Malformed for what is no such gold."""
    if texts is None or db is None or not Path(db).is_file():
        raise EmptyInput("say where the articles are, and what was ingested: --texts FILE -d DB")
    sets: dict[str, list[Said]] = defaultdict(list)
    with Store(Path(db)) as store, known_as(f"{gold} is no gold of who says what"):
        library = Library(store.articles.get(), labels.lines(Path(texts)))
        sources = store.sources.get()
        for row in labels.lines(Path(gold)):
            if row["id"] in library.texts:
                sets[row["set"]] += _of_article(row, library, store, sources)
    if not sets:
        raise EmptyInput(f"{db} holds none of the articles of {gold}")
    told = {
        name: {"all": _counted(said), "listed": _counted([each for each in said if each.listed])}
        for name, said in sets.items()
    }
    lines = [_line(f"{name}, {part}", **told[name][part]) for name in told for part in told[name]]
    return Result(told, "\n".join(lines))


def _of_article(
    row: Mapping[str, Any], library: Library, store: Store, sources: Mapping[str, Source]
) -> Iterator[Said]:
    """The claims of one article that are statements of the gold."""
    told = [
        (article, places, who)
        for spans, who in row["says"]
        for article, places in library.gold((row["id"], start, end) for start, end in spans)
    ]
    if not told:
        return
    article = told[0][0]
    for claim in store.claims.get(Filters(all=True, article=article)):
        ((_, mine),) = library.stored(article, claim.quote_spans)
        whole = {
            who
            for _, places, who in told
            if len(places & mine) >= SAME * max(1, min(len(places), len(mine)))
        }
        if len(whole) == 1:
            source = "" if sources[claim.source].nobody else claim.source
            yield Said(whole.pop(), source, claim.confidence >= SURE)


def _counted(said: Sequence[Said]) -> dict[str, Any]:
    told = [each for each in said if each.who > 0 and each.source]
    counts = Counter((a.who == b.who, a.source == b.source) for a, b in combinations(told, 2))
    right = counts[True, True]
    return {
        "claims": len(said),
        "none": sum(each.who == NOBODY for each in said),
        "pairs": [right, right + counts[False, True], right + counts[True, False]],
    }


def _line(name: str, claims: int, none: int, pairs: Sequence[int]) -> str:
    right, together, belonging = pairs
    return (
        f"{name}: {claims} claims, {none} no statement; pairs "
        f"P {right / max(1, together):.3f} ({right} of {together}) "
        f"R {right / max(1, belonging):.3f} ({right} of {belonging})"
    )
