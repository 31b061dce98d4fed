"""What a denial denies: of the claims that are read beside it, the one that a reader points to,
weighed with whom it names, where it stands and whose it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from claims.odds import log_odds, weighed
from claims.reading.answers import TYPES, Told
from claims.records import Claim, Source

#: Log odds of what the reader says: that the denial is ``about`` a claim, and that this is a
#: ``statement`` of fact (``fact``); whether it ``names`` who denies, its ``distance``, whether it
#: stands ``before`` the denial, and whether both are by the ``same`` source. Fitted by logistic
#: regression (`claims.training.target`) on denials whose target editors told.
WEIGHTS: dict[str, float] = {
    "bias": -2.095,
    "about": 0.306,
    "names": 0.992,
    "distance": -0.092,
    "before": 0.655,
    "same": -1.355,
    "statement": 0.244,
    "fact": 0.331,
}
#: Least probability of a target that is told: of 175 denials in articles that were not learned, 96
#: have such a one, and 71 of these are right.
LEAST = 0.5
_NEAREST = 0.001
_WORD = re.compile(r"\w[\w-]*")


def denied(
    n: int,
    claims: Mapping[int, Claim],
    answers: Sequence[Told],
    sources: Mapping[str, Source],
    beside: Iterable[int],
) -> str | None:
    """The id of the claim that claim ``n``, a denial, denies, if that is told: of those of
    ``claims`` that are read ``beside`` it, by their numbers."""
    chances = {
        k: weighed(WEIGHTS, features(n, k, claims, answers, sources))
        for k in sorted(set(beside))
        if k in claims and k != n
    }
    best = max(chances, key=chances.__getitem__, default=None)
    return claims[best].id if best is not None and chances[best] >= LEAST else None


def features(
    n: int,
    k: int,
    claims: Mapping[int, Claim],
    answers: Sequence[Told],
    sources: Mapping[str, Source],
) -> dict[str, float]:
    """What the chance that claim ``n`` denies claim ``k`` is made of, by the names in `WEIGHTS`."""
    denial, other = claims[n], claims[k]
    here, there = denial.quote_spans[0][0], other.quote_spans[0][0]
    return {
        "bias": 1.0,
        "about": log_odds(dict(answers[n].about).get(k, 0.0), _NEAREST),
        "names": float(not sources[denial.source].surnames.isdisjoint(words_of(other.quote))),
        "distance": math.log(1 + abs(here - there) / 100),
        "before": float(there < here),
        "same": float(denial.source == other.source),
        "statement": log_odds(answers[k].statement, _NEAREST),
        "fact": log_odds(answers[k].types[TYPES.index("fact")], _NEAREST),
    }


def words_of(text: str) -> set[str]:
    """The words of ``text``, in small letters."""
    return {word.casefold() for word in _WORD.findall(text)}
