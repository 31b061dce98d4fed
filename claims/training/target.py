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

from claims.engine import Engine
from claims.evaluate.readings import articles_of, place
from claims.languages import resolver
from claims.reading import target
from claims.reading.labels import Labelled
from claims.reading.tell import Cast, excerpted, stance
from claims.training.weights import Chance, choice

NAMES = tuple(target.WEIGHTS)


def denials(rows: Sequence[Labelled]) -> Iterator[tuple[int, list[Chance]]]:
    """Of each denial that is seen as one and whose targets editors told: the number of its row,
    and the claims that are read beside it."""
    engine = Engine()
    found = resolver("en")(list(articles_of(rows)), engine.attributor, None)
    for number, (row, extraction) in enumerate(zip(rows, found, strict=True)):
        given = extraction.claims
        findings = engine.reader.read(excerpted(extraction.article, given))
        cast = Cast(extraction)
        told = zip(given, findings.told, strict=True)
        claims = {n: replace(c, source=cast.source(c, a)[0]) for n, (c, a) in enumerate(told)}
        places = {n: place(claim, row) for n, claim in claims.items()}
        for n, key in places.items():
            right = row.about.get(key, ()) if key is not None and row.denies.get(key) else ()
            if not right or stance(findings.told[n]) != "denies":
                continue
            beside = [i + j - n for i, j in findings.pairs if n in (i, j)]
            yield (
                number,
                [
                    (
                        target.features(n, k, claims, findings.told, cast.sources),
                        places[k] in right,
                    )
                    for k in sorted(beside)
                ],
            )


main = choice(denials, NAMES)


if __name__ == "__main__":
    main()
