"""Fit the weights by which a pair's score is made of what the reader says.

    python -m claims.training.weights --readings corpus/gold/read_news.gold --news NEWS.jsonl.xz

Articles that the packaged network has not learned are ingested; every pair of which it says
something and whose sources can be parties is a row, right if the one who read the article listed
it as a clear dispute, half right if as an arguable one. So are those of ``--listed GOLD TEXTS``,
where two readers listed disputes by their places. Prints the weights for `claims.compare.decide`,
and by cross-validation over articles how many of the best are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np

from claims.compare.decide import WEIGHTS, features, kind_of, opposed, ordered
from claims.compare.pairs import Pair
from claims.evaluate import listed as by_places
from claims.evaluate.places import Library, entries
from claims.evaluate.readings import articles_of, place
from claims.evaluate.result import ingested
from claims.ingest.linking import parties
from claims.reading import labels
from claims.reading.labels import Key, Labelled, held_out
from claims.store import Filters, Store
from claims.training.common import FILE
from claims.training.fitting import crossed, tell_weights

NAMES = tuple(WEIGHTS)
#: Pairs of which the reader says less than this are no rows.
LEAST = 0.1

#: The features of a pair, whether it is right (0, .5 or 1), and the number of its article.
Row = tuple[list[float], float, int]


def rows(read: Sequence[Labelled], db: Path) -> list[Row]:
    """The pairs of articles that were read whole."""
    found = []
    with Store(db) as store:
        by_text = {article.text: article.id for article in store.articles.get()}
        for number, row in enumerate(read):
            article = by_text.get(row.texts[0].text)
            if article is None:
                continue
            claims = store.claims.get(Filters(all=True, article=article))
            places = {claim.id: place(claim, row) for claim in claims}
            for pair, told in _pairs(store, places):
                one, other = places[pair.a.claim.id], places[pair.b.claim.id]
                if one is not None and other is not None:
                    right = _right(row, one, other)
                    if right is not None:
                        found.append((told, right, number))
    return found


def _right(row: Labelled, one: Key, other: Key) -> float | None:
    if one == other:  # a denial, and what it denies told within it
        return 1.0 if row.own.get(one) else None
    value = row.disputes.get(labels.pair(one, other), 0.0)
    return 1.0 if value == 1 else 0.5 if value else 0.0


def rows_listed(gold: Path, texts: Path, first: int, db: Path) -> list[Row]:
    """The same of articles of which readers listed every dispute by its places; their numbers begin
    with ``first``."""
    found = []
    with Store(db) as store:
        library = Library(store.articles.get(), labels.lines(texts))
        listed, read = entries(gold, library)
        claims = [c.id for c in store.claims.get(Filters(all=True)) if c.article in read]
        numbers = {id: n for n, id in enumerate(sorted(read), first)}
        for pair, told in _pairs(store, claims):
            graded = by_places.graded(pair.a.claim, pair.b.claim, listed, library)
            grade = graded[0].grade / 2 if graded else 0.0
            found.append((told, grade, numbers[pair.a.claim.article]))
    return found


def _pairs(store: Store, ids: Iterable[str]) -> Iterator[tuple[Pair, list[float]]]:
    """Of claims, all pairs of which the reader says something and whose sources can be parties,
    with their features."""
    ends = parties(store, ids)
    for answer in store.answers.get(ends):
        if answer.dispute >= LEAST and {answer.a, answer.b} <= ends.keys():
            pair = ordered(Pair.of(answer, ends[answer.a], ends[answer.b]))
            kind = kind_of(pair)
            if opposed(pair, kind):
                told = features(pair, kind)
                yield pair, [told[name] for name in NAMES]


@click.command()
@click.option("--readings", type=FILE, required=True)
@click.option("--news", type=FILE, required=True)
@click.option("--learned", is_flag=True, help="Articles that the network has learned too.")
@click.option("--listed", type=(FILE, FILE), multiple=True, help="Gold of places, and its news.")
def main(readings: Path, news: Path, learned: bool, listed: tuple[tuple[Path, Path], ...]) -> None:
    """Fit the weights of the score."""
    news_texts = {row["id"]: row for row in labels.lines(news)}
    read = [r for r in labels.readings(readings, news_texts) if learned or held_out(r)]
    found = ingested(articles_of(read), partial(rows, read))
    for n, (gold, texts) in enumerate(listed, 1):
        measured = partial(rows_listed, gold, texts, 10_000 * n)
        found += ingested(by_places.articles_of(texts), measured)
    x, y, articles = (np.array(column) for column in zip(*found, strict=True))
    odds = crossed(x, y, articles)
    order = np.argsort(-odds)
    for most in (25, 50, 100, 200):
        best = y[order[:most]]
        click.echo(f"best {most}: {(best == 1).sum()} clear, {(best == 0.5).sum()} arguable")
    for level in (0.3, 0.4, 0.5, 0.6, 0.7):
        some = y[odds >= level]
        click.echo(f"{level} and more: {len(some)}, {(some == 1).sum()} clear")
    tell_weights(NAMES, x, y)


if __name__ == "__main__":
    main()
