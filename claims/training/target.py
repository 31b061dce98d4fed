"""Fit the weights by which it is told what a denial denies.

    python -m claims.training.target --readings GOLD --news NEWS.jsonl.xz

Editors have said which statements of an article a denial denies; only articles that the packaged
reader has not learned count. Prints the weights for `claims.reading.target`, and by
cross-validation over articles of how many denials a target is told, and how many of these are
right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.evaluate.readings import place
from claims.reading import target
from claims.reading.answers import Findings
from claims.reading.labels import Labelled
from claims.reading.tell import Cast, stance
from claims.records import Extraction
from claims.training.fitting import Chance, choice


def denials(
    row: Labelled, extraction: Extraction, findings: Findings, cast: Cast
) -> Iterator[Sequence[Chance]]:
    """Of each denial that is seen as one and whose targets editors told, the claims that are read
    beside it."""
    told = findings.told
    found = enumerate(zip(extraction.claims, told, strict=True))
    claims = {n: replace(c, source=cast.source(c, answer)[0]) for n, (c, answer) in found}
    places = {n: place(claim, row) for n, claim in claims.items()}
    for n, key in places.items():
        right = row.about.get(key, ()) if key is not None and row.denies.get(key) else ()
        if right and stance(told[n]) == "denies":
            beside = sorted(i + j - n for i, j in findings.pairs if n in (i, j))
            yield [
                (target.features(n, k, claims, told, cast.sources), places[k] in right)
                for k in beside
            ]


main = choice(denials, tuple(target.WEIGHTS))


if __name__ == "__main__":
    main()
