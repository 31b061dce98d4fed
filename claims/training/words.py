"""Fit the weights by which it is told how sure a claim is.

    python -m claims.training.words corpus/gold/words.gold NEWS.jsonl.xz [MORE.jsonl.xz]

The gold has claims that editors read in their articles, by the id of the article and the offsets of
the words: whether these begin and end where the statement does (``text``: ok, end, start, long,
empty, else), whether it is a ``statement``, and whether the ``source`` was right. ``unlearned`` are
those of articles that the packaged reader had not learned; on these alone the weights are fitted.
Prints them for `claims.reading.confidence`, and by cross-validation over articles how many claims
are right from some confidence on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from claims.engine import Engine
from claims.languages import resolver
from claims.reading import confidence, labels
from claims.reading.tell import Cast, excerpted
from claims.records import Article, Spans, digest
from claims.spans import common
from claims.training.weights import FOLDS, crossed, fit

Floats = NDArray[np.float64]
#: The claim found is the one of the gold if they share so much of both.
SAME = 0.9
NAMES = tuple(confidence.WEIGHTS)
LEVELS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.5)

Row = dict[str, Any]


def found(
    rows: Sequence[Row], texts: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Row, dict[str, float]]]:
    """The claims of the gold as they are found today, with what their confidence is made of."""
    engine = Engine()
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["id"] in texts:
            by_article[row["id"]].append(row)
    articles = {
        id: Article(texts[id]["text"], texts[id].get("title"), language="en") for id in by_article
    }
    resolved = resolver("en")(list(articles.values()), engine.attributor, None)
    for id, extraction in zip(articles, resolved, strict=True):
        told = engine.reader.read(excerpted(extraction.article, extraction.claims)).told
        cast = Cast(extraction)
        ids = [cast.source(c, answer)[0] for c, answer in zip(extraction.claims, told, strict=True)]
        for row in by_article[id]:
            for claim, answer, source in zip(extraction.claims, told, ids, strict=True):
                if _shared(claim.quote_spans, row["quote"]) >= SAME:
                    name = cast.sources[source].name
                    yield row, confidence.features(answer, claim, name)
                    break


def right(row: Row) -> bool | None:
    """Whether a claim is right in all that its confidence is of; None where that is not known."""
    if row["source"] is None:
        return None
    return bool(row["text"] == "ok" and row["source"] and row["statement"])


def _shared(one: Spans, other: Spans) -> float:
    """How much of two sets of spans is in both."""
    first, second = (sum(b - a for a, b in spans) for spans in (one, other))
    both = common(one, other)
    return both / (first + second - both)


def _area(told: Floats, y: NDArray[np.bool_]) -> float:
    """Under the curve of hits against false alarms."""
    rank = np.argsort(np.argsort(told))
    count = int(y.sum())
    return float((rank[y].sum() - count * (count - 1) / 2) / max(1, count * (len(y) - count)))


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("gold", type=_FILE)
@click.argument("news", type=_FILE, nargs=-1, required=True)
def main(gold: Path, news: tuple[Path, ...]) -> None:
    """Fit the weights of a claim's confidence."""
    texts = {row["id"]: row for path in news for row in labels.lines(path)}
    known = [
        ([told[name] for name in NAMES], float(value), int(digest(row["id"]), 16) % FOLDS)
        for row, told in found([r for r in labels.lines(gold) if r.get("unlearned")], texts)
        if (value := right(row)) is not None
    ]
    x, y, articles = (np.array(column) for column in zip(*known, strict=True))
    told = 1 / (1 + np.exp(-crossed(x, y, articles)))
    click.echo(f"{len(y)} claims, {int(y.sum())} right; area {_area(told, y > 0):.3f}")
    for level in LEVELS:
        some = y[told >= level]
        click.echo(f"{level} and more: {len(some)} of {len(y)}, {some.mean():.3f} right")
    for name, weight in zip(NAMES, fit(x, y), strict=True):
        click.echo(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
