"""Fit the weights by which it is told whom a pronoun or a description means.

    python -m claims.training.antecedent --readings GOLD --news NEWS.jsonl.xz

Editors have said who speaks in the articles of the gold; only those that the packaged reader has
not learned count. Prints the weights for `claims.reading.antecedent`, and by cross-validation over
articles how many are named from some probability on, and how many of these are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.evaluate.readings import place
from claims.reading import antecedent
from claims.reading.answers import Findings
from claims.reading.labels import Labelled, is_name_of
from claims.reading.tell import Cast
from claims.records import Extraction
from claims.training.fitting import Chance, choice


def meant(
    row: Labelled, extraction: Extraction, findings: Findings, cast: Cast
) -> Iterator[Sequence[Chance]]:
    """Of each pronoun and description of which editors say who speaks, all who may be meant."""
    for claim, answer in zip(extraction.claims, findings.told, strict=True):
        right = row.who.get(key) if (key := place(claim, row)) else None
        asked = cast.asked(claim, answer)
        cast.source(claim, answer)
        if right and asked is not None:
            yield [(told, is_name_of(right, cast.sources[id].name)) for id, told in asked.items()]


main = choice(meant, tuple(antecedent.WEIGHTS))


if __name__ == "__main__":
    main()
