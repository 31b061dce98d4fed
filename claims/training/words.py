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

from claims.reading import confidence, labels
from claims.records import SURE, Article, Spans, digest
from claims.spans import common
from claims.training.common import FILE
from claims.training.fitting import FOLDS, Floats, crossed, read_again, tell_levels, tell_weights

#: The claim found is the one of the gold if they share so much of both.
SAME = 0.9
NAMES = tuple(confidence.WEIGHTS)
LEVELS = (0.95, SURE, 0.9, 0.85, 0.8, 0.7, 0.5)

Row = dict[str, Any]


def found(
    rows: Sequence[Row], texts: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Row, dict[str, float]]]:
    """The claims of the gold as they are found today, with what their confidence is made of."""
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["id"] in texts:
            by_article[row["id"]].append(row)
    known = [texts[id] for id in by_article]
    articles = [Article(row["text"], row.get("title"), language="en") for row in known]
    for some, (extraction, findings, cast) in zip(
        by_article.values(), read_again(articles), strict=True
    ):
        told = [
            (claim, answer, cast.sources[cast.source(claim, answer)[0]].name)
            for claim, answer in zip(extraction.claims, findings.told, strict=True)
        ]
        for row in some:
            for claim, answer, name in told:
                if _shared(claim.quote_spans, row["quote"]) >= SAME:
                    yield row, confidence.features(answer, claim, name)
                    break


def right(row: Row) -> bool:
    """Whether a claim is right in all that its confidence is of."""
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


@click.command()
@click.argument("gold", type=FILE)
@click.argument("news", type=FILE, nargs=-1, required=True)
def main(gold: Path, news: tuple[Path, ...]) -> None:
    """Fit the weights of a claim's confidence."""
    texts = {row["id"]: row for path in news for row in labels.lines(path)}
    wanted = [r for r in labels.lines(gold) if r.get("unlearned") and r["source"] is not None]
    known = list(found(wanted, texts))
    x = np.array([[told[name] for name in NAMES] for _, told in known])
    y = np.array([float(right(row)) for row, _ in known])
    told = crossed(x, y, np.array([int(digest(row["id"]), 16) % FOLDS for row, _ in known]))
    click.echo(f"{len(y)} claims, {int(y.sum())} right; area {_area(told, y > 0):.3f}")
    tell_levels(LEVELS, told, y)
    tell_weights(NAMES, x, y)


if __name__ == "__main__":
    main()
