"""Fit the weights by which it is told whom a pronoun or a description means.

    python -m claims.training.antecedent --readings GOLD --news NEWS.jsonl.xz

Editors have said who speaks in the articles of the gold; only those that the packaged reader has
not learned count. Prints the weights for `claims.reading.antecedent`, and by cross-validation over
articles how many are named from some probability on, and how many of these are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from claims.engine import Engine
from claims.evaluate.readings import articles_of, place
from claims.languages import resolver
from claims.reading import antecedent, labels
from claims.reading.labels import Labelled, held_out, names_the_same
from claims.reading.tell import Cast, excerpted
from claims.training.weights import crossed, fit

NAMES = tuple(antecedent.WEIGHTS)
LEVELS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

#: Of one who may be meant: what the chance is made of, and whether it is the right one.
Chance = tuple[dict[str, float], bool]


def meant(rows: Sequence[Labelled]) -> Iterator[tuple[int, list[Chance]]]:
    """Of each pronoun and description of which editors say who speaks: the number of its row,
    and all who may be meant."""
    engine = Engine()
    found = resolver("en")(list(articles_of(rows)), engine.attributor, None)
    for number, (row, extraction) in enumerate(zip(rows, found, strict=True)):
        told = engine.reader.read(excerpted(extraction.article, extraction.claims)).told
        cast = Cast(extraction)
        for claim, answer in zip(extraction.claims, told, strict=True):
            right = row.who.get(key) if (key := place(claim, row)) else None
            asked = cast.asked(claim, answer)
            cast.source(claim, answer)
            if right and asked is not None:
                names = {id: cast.sources[id].name for id in asked}
                yield (
                    number,
                    [(told, _same(right, names[id])) for id, told in asked.items()],
                )


def _same(right: str, name: str) -> bool:
    return right == name or names_the_same(right, name) or names_the_same(name, right)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--readings", type=_FILE, required=True)
@click.option("--news", type=_FILE, required=True)
def main(readings: Path, news: Path) -> None:
    """Fit the weights."""
    texts = {row["id"]: row for row in labels.lines(news)}
    asked = list(meant([r for r in labels.readings(readings, texts) if held_out(r)]))
    flat = [(n, chance, row) for n, (row, some) in enumerate(asked) for chance in some]
    x = np.array([[told[name] for name in NAMES] for _, (told, _), _ in flat])
    y = np.array([float(right) for _, (_, right), _ in flat])
    odds = crossed(x, y, np.array([row for _, _, row in flat]))
    best: dict[int, tuple[float, float]] = {}
    for (n, _, _), value, right in zip(flat, 1 / (1 + np.exp(-odds)), y, strict=True):
        best[n] = max(best.get(n, (0.0, 0.0)), (float(value), float(right)))
    for level in LEVELS:
        some = [right for value, right in best.values() if value >= level]
        click.echo(
            f"{level} and more: {len(some)} of {len(asked)} named, {np.mean(some):.3f} right"
        )
    for name, weight in zip(NAMES, fit(x, y), strict=True):
        click.echo(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
