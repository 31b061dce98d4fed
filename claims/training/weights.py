"""Fit the weights by which a pair's score is made of what the reader says.

    python -m claims.training.weights --readings corpus/gold/read_news.gold --news NEWS.jsonl.xz

Articles that the packaged network has not learned are ingested; every pair of which it says
something and whose sources can be parties is a row, right if the one who read the article listed
it as a clear dispute, half right if as an arguable one. So are those of ``--listed GOLD TEXTS``,
where two readers listed disputes by their places. Prints the weights for `claims.compare.decide`,
and by cross-validation over articles how many of the best are right.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from claims.compare.decide import WEIGHTS, features, kind_of, opposed, ordered
from claims.compare.pairs import Pair, Party
from claims.evaluate.listed import articles_of as articles_listed
from claims.evaluate.listed import graded
from claims.evaluate.places import Library, entries
from claims.evaluate.readings import articles_of, ingest, place
from claims.ingest.linking import parties
from claims.reading import labels
from claims.reading.labels import Labelled, held_out
from claims.records import Claim
from claims.store import Filters, Store
from claims.tracker import Tracker

Floats = NDArray[np.float64]

NAMES = tuple(WEIGHTS)
#: Pairs of which the reader says less than this are no rows.
LEAST = 0.1
FOLDS = 5


def rows(store: Store, read: Sequence[Labelled]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Features [pairs, names], targets and the number of each pair's article."""
    by_text = {article.text: article for article in store.articles.get()}
    sources = store.sources.get()
    found: list[tuple[list[float], float, int]] = []
    for number, row in enumerate(read):
        article = by_text.get(row.texts[0].text)
        if article is None:
            continue
        claims = {c.id: c for c in store.claims.get(Filters(all=True, article=article.id))}
        places = {id: place(claim, row) for id, claim in claims.items()}

        def party(claim: Claim) -> Party:
            return Party(claim, sources[claim.source])

        for answer in store.answers.get(claims):
            if answer.dispute < LEAST or answer.a not in claims or answer.b not in claims:
                continue
            pair = ordered(Pair.of(answer, party(claims[answer.a]), party(claims[answer.b])))
            one, other = places[answer.a], places[answer.b]
            if one is None or other is None or not opposed(pair, kind_of(pair)):
                continue
            if one == other:  # a denial, and what it denies told within it
                if not row.own.get(one):
                    continue
                target = 1.0
            else:
                value = row.disputes.get(labels.pair(one, other), 0.0)
                target = 1.0 if value == 1 else 0.5 if value else 0.0
            told = features(pair, kind_of(pair))
            found.append(([told[name] for name in NAMES], target, number))
    return (
        np.array([row[0] for row in found]),
        np.array([row[1] for row in found]),
        np.array([row[2] for row in found]),
    )


def rows_listed(gold: Path, texts: Path, number: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """The same of articles of which readers listed every dispute by its places; their numbers begin
    with ``number``."""
    found: list[tuple[list[float], float, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        ingest(articles_listed(texts), Path(folder, "listed.db"))
        with Store(Path(folder, "listed.db")) as store:
            library = Library(store.articles.get(), labels.lines(texts))
            listed, read = entries(gold, library)
            claims = {c.id: c for c in store.claims.get(Filters(all=True)) if c.article in read}
            numbers = {id: n for n, id in enumerate(sorted(read), number)}
            ends = parties(store, claims)
            for answer in store.answers.get(claims):
                if answer.dispute < LEAST or not {answer.a, answer.b} <= claims.keys():
                    continue
                pair = ordered(Pair.of(answer, ends[answer.a], ends[answer.b]))
                if not opposed(pair, kind_of(pair)):
                    continue
                told = graded(pair.a.claim, pair.b.claim, listed, library)
                grade = told[0].grade / 2 if told else 0.0
                values = features(pair, kind_of(pair))
                row = numbers[pair.a.claim.article]
                found.append(([values[name] for name in NAMES], grade, row))
    return (
        np.array([row[0] for row in found]),
        np.array([row[1] for row in found]),
        np.array([row[2] for row in found]),
    )


def fit(x: Floats, y: Floats, penalty: float = 1.0) -> Floats:
    """The weights of a logistic regression, by Newton's method; all but the first shrunk."""
    weights = np.zeros(x.shape[1])
    shrink = penalty * np.r_[0.0, np.ones(x.shape[1] - 1)]
    for _ in range(30):
        odds = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (odds - y) + shrink * weights
        curve = (x * (odds * (1 - odds))[:, None]).T @ x + np.diag(shrink + 1e-9)
        weights = weights - np.linalg.solve(curve, gradient)
    return weights


def crossed(x: Floats, y: Floats, articles: NDArray[np.int64], penalty: float = 1.0) -> Floats:
    """The log odds of each row by weights that are fitted on the articles of other folds."""
    odds = np.zeros(len(y))
    for fold in range(FOLDS):
        out = articles % FOLDS == fold
        odds[out] = x[out] @ fit(x[~out], y[~out], penalty)
    return odds


#: Of one of several that may be chosen: what its chance is made of, and whether it is right.
Chance = tuple[dict[str, float], bool]


def tell_choice(asked: Sequence[tuple[int, Sequence[Chance]]], names: Sequence[str]) -> None:
    """Fit the weights ``names`` by which the likeliest of several is chosen; print them, and by
    cross-validation how many choices are as likely as some levels, and how many of these right.
    ``asked`` has for each choice the number of its article, and those that may be chosen."""
    flat = [(n, chance, row) for n, (row, some) in enumerate(asked) for chance in some]
    x = np.array([[told[name] for name in names] for _, (told, _), _ in flat])
    y = np.array([float(right) for _, (_, right), _ in flat])
    odds = 1 / (1 + np.exp(-crossed(x, y, np.array([row for _, _, row in flat]))))
    best: dict[int, tuple[float, float]] = {}
    for (n, _, _), value, right in zip(flat, odds, y, strict=True):
        best[n] = max(best.get(n, (0.0, 0.0)), (float(value), float(right)))
    for level in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        some = [right for value, right in best.values() if value >= level]
        share = f"{np.mean(some):.3f}" if some else "-"
        click.echo(f"{level} and more: {len(some)} of {len(asked)}, {share} right")
    for name, weight in zip(names, fit(x, y), strict=True):
        click.echo(f'    "{name}": {weight:.3f},')


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def choice(
    asked: Callable[[Sequence[Labelled]], Iterable[tuple[int, Sequence[Chance]]]],
    names: Sequence[str],
) -> click.Command:
    """The command that fits the weights ``names`` on what is ``asked`` of read articles that the
    network has not learned: see `tell_choice`."""

    @click.command()
    @click.option("--readings", type=_FILE, required=True)
    @click.option("--news", type=_FILE, required=True)
    def main(readings: Path, news: Path) -> None:
        """Fit the weights."""
        texts = {row["id"]: row for row in labels.lines(news)}
        read = [r for r in labels.readings(readings, texts) if held_out(r)]
        tell_choice(list(asked(read)), names)

    return main


@click.command()
@click.option("--readings", type=_FILE, required=True)
@click.option("--news", type=_FILE, required=True)
@click.option("--learned", is_flag=True, help="Articles that the network has learned too.")
@click.option("--listed", type=(_FILE, _FILE), multiple=True, help="Gold of places, and its news.")
def main(readings: Path, news: Path, learned: bool, listed: tuple[tuple[Path, Path], ...]) -> None:
    """Fit the weights of the score."""
    texts = {row["id"]: row for row in labels.lines(news)}
    read = [r for r in labels.readings(readings, texts) if learned or held_out(r)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Tracker(Path(folder, "scores.db"), create=True) as tracker,
    ):
        tracker.ingest(articles_of(read))
        found = [rows(tracker.store, read)]
    found += [rows_listed(gold, texts, 10_000 * n) for n, (gold, texts) in enumerate(listed, 1)]
    x, y, articles = (np.concatenate(column) for column in zip(*found, strict=True))
    scored = crossed(x, y, articles)
    order = np.argsort(-scored)
    for most in (25, 50, 100, 200):
        best = y[order[:most]]
        click.echo(f"best {most}: {(best == 1).sum()} clear, {(best == 0.5).sum()} arguable")
    odds = 1 / (1 + np.exp(-scored))
    for level in (0.3, 0.4, 0.5, 0.6, 0.7):
        some = y[odds >= level]
        click.echo(f"{level} and more: {len(some)}, {(some == 1).sum()} clear")
    for name, weight in zip(NAMES, fit(x, y), strict=True):
        click.echo(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
