"""Fit the weights by which it is told whom a pronoun or a description means.

    python -m claims.training.antecedent --readings GOLD --news NEWS.jsonl.xz

Editors have said who speaks in the articles of the gold; only those that the packaged reader has
not learned count. Prints the weights for `claims.reading.antecedent`, and by cross-validation over
articles how many are named from some probability on, and how many of these are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.engine import Engine
from claims.evaluate.readings import articles_of, place
from claims.languages import resolver
from claims.reading import antecedent
from claims.reading.labels import Labelled, is_name_of
from claims.reading.tell import Cast, excerpted
from claims.training.weights import Chance, choice

NAMES = tuple(antecedent.WEIGHTS)


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
                    [(told, is_name_of(right, names[id])) for id, told in asked.items()],
                )


main = choice(meant, NAMES)


if __name__ == "__main__":
    main()
