"""What the commands share that fit the weights which stand in the code.

Each weighs what a reader says with what else is known, by logistic regression on articles that the
packaged network has not learned; prints the weights, and by cross-validation over articles how many
are as likely as some levels, and how many of these are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from claims.engine import Engine
from claims.evaluate.readings import articles_of
from claims.languages import resolver
from claims.reading import labels
from claims.reading.answers import Findings
from claims.reading.labels import Labelled, held_out
from claims.reading.tell import Cast, excerpted
from claims.records import Article, Extraction
from claims.training.common import FILE

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
#: Of one of several that may be chosen: what its chance is made of, and whether it is right.
Chance = tuple[dict[str, float], bool]
FOLDS = 5


def fit(x: Floats, y: Floats) -> Floats:
    """The weights of a logistic regression, by Newton's method; all but the first shrunk."""
    weights = np.zeros(x.shape[1])
    shrink = np.r_[0.0, np.ones(x.shape[1] - 1)]
    for _ in range(30):
        odds = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (odds - y) + shrink * weights
        curve = (x * (odds * (1 - odds))[:, None]).T @ x + np.diag(shrink + 1e-9)
        weights = weights - np.linalg.solve(curve, gradient)
    return weights


def crossed(x: Floats, y: Floats, articles: Numbers) -> Floats:
    """The probability of each row by weights that are fitted on the articles of other folds."""
    odds = np.zeros(len(y))
    for fold in range(FOLDS):
        out = articles % FOLDS == fold
        odds[out] = x[out] @ fit(x[~out], y[~out])
    return 1 / (1 + np.exp(-odds))


def tell_weights(names: Sequence[str], x: Floats, y: Floats) -> None:
    """Print the weights as they are put into the code."""
    for name, weight in zip(names, fit(x, y), strict=True):
        click.echo(f'    "{name}": {weight:.3f},')


def tell_levels(levels: Sequence[float], told: Floats, right: Floats) -> None:
    """Print how many are as likely as ``levels``, and how many of these right."""
    for level in levels:
        some = right[told >= level]
        share = f"{some.mean():.3f}" if len(some) else "-"
        click.echo(f"{level} and more: {len(some)} of {len(right)}, {share} right")


def read_again(articles: Iterable[Article]) -> Iterator[tuple[Extraction, Findings, Cast]]:
    """What is found in articles today, what the packaged reader says of it, and who speaks."""
    engine = Engine()
    for found in resolver("en")(list(articles), engine.attributor, None):
        told = engine.reader.read(excerpted(found.article, found.claims))
        yield found, told, Cast(found)


def choice(
    asked: Callable[[Labelled, Extraction, Findings, Cast], Iterable[Sequence[Chance]]],
    names: Sequence[str],
) -> click.Command:
    """The command that fits the weights ``names`` by which the likeliest of several is chosen, on
    all choices that are ``asked`` of an article."""

    @click.command()
    @click.option("--readings", type=FILE, required=True)
    @click.option("--news", type=FILE, required=True)
    def main(readings: Path, news: Path) -> None:
        """Fit the weights."""
        texts = {row["id"]: row for row in labels.lines(news)}
        read = [r for r in labels.readings(readings, texts) if held_out(r)]
        found = zip(read, read_again(articles_of(read)), strict=True)
        choices = [(n, some) for n, (row, told) in enumerate(found) for some in asked(row, *told)]
        flat = [(n, row, *each) for n, (row, some) in enumerate(choices) for each in some]
        x = np.array([[told[name] for name in names] for _, _, told, _ in flat])
        y = np.array([float(right) for *_, right in flat])
        odds = crossed(x, y, np.array([row for _, row, *_ in flat]))
        best = np.zeros((len(choices), 2))
        for (n, *_), *each in zip(flat, odds, y, strict=True):
            best[n] = max(tuple(best[n]), tuple(each))
        tell_levels((0.4, 0.5, 0.6, 0.7, 0.8, 0.9), *best.T)
        tell_weights(names, x, y)

    return main
