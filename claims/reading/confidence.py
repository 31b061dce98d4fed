"""How sure it is that a claim is right: a statement, of the source that is named, and in words that
begin and end where the statement does."""

from __future__ import annotations

from claims.odds import log_odds, weighed
from claims.reading.answers import TYPES, Told

#: Log odds of what a reader says of the claim, and of its ``parts``: how surely who, how and what
#: were found; fitted by logistic regression (`claims.training.words`) on claims that editors read
#: in their articles.
WEIGHTS: dict[str, float] = {
    "bias": -3.273,
    "statement": 0.325,
    "fair": 0.478,
    "apt": 0.243,
    "parts": 0.47,
}
#: What can be true or false.
APT = ("fact", "prediction", "opinion")
#: No answer counts as surer: the network never is, other readers are.
_NEAREST = 0.002


def confidence(answer: Told, parts: float) -> float:
    """The probability that a claim is right by what a reader says of it."""
    return weighed(WEIGHTS, features(answer, parts))


def features(answer: Told, parts: float) -> dict[str, float]:
    """What the confidence is made of, by the names in `WEIGHTS`."""
    apt = sum(answer.types[TYPES.index(name)] for name in APT)
    return {
        "bias": 1.0,
        "statement": log_odds(answer.statement, _NEAREST),
        "fair": log_odds(answer.fair, _NEAREST),
        "apt": log_odds(apt, _NEAREST),
        "parts": log_odds(parts, _NEAREST),
    }
