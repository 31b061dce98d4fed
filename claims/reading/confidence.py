"""How sure it is that a claim is right: a statement, of the source that is named, and in words that
begin and end where the statement does."""

from __future__ import annotations

import math

from claims.odds import log_odds, weighed
from claims.reading.answers import TYPES, Told
from claims.records import Claim

#: Log odds of what a reader says of the claim, and of its ``parts``: how surely who, how and what
#: were found; whether a pronoun or a description was taken for the source; how many words it has,
#: whether only some of them are quoted, and whether it denies. Fitted by logistic regression
#: (`claims.training.words`) on claims that editors read in their articles.
WEIGHTS: dict[str, float] = {
    "bias": -3.297,
    "statement": 0.336,
    "fair": 0.296,
    "apt": 0.252,
    "parts": 0.363,
    "pronoun": -0.264,
    "described": -0.034,
    "length": 0.342,
    "mixed": -0.587,
    "denies": -0.683,
}
#: What can be true or false.
PRONOUNS = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})
APT = ("fact", "prediction", "opinion")
#: No answer counts as surer: the network never is, other readers are.
_NEAREST = 0.002


def confidence(answer: Told, claim: Claim, name: str) -> float:
    """The probability that ``claim`` is right, by what a reader says of it. Its own confidence is
    how surely its parts were found; ``name`` is what its source is called."""
    return weighed(WEIGHTS, features(answer, claim, name))


def features(answer: Told, claim: Claim, name: str) -> dict[str, float]:
    """What the confidence is made of, by the names in `WEIGHTS`."""
    speaker = claim.speaker
    written = not speaker or bool(words(speaker) & words(name))
    pronoun = not written and speaker.lower() in PRONOUNS
    apt = sum(answer.types[TYPES.index(name)] for name in APT)
    return {
        "bias": 1.0,
        "statement": log_odds(answer.statement, _NEAREST),
        "fair": log_odds(answer.fair, _NEAREST),
        "apt": log_odds(apt, _NEAREST),
        "parts": log_odds(claim.confidence, _NEAREST),
        "pronoun": float(pronoun),
        "described": float(not (written or pronoun)),
        "length": math.log(len(claim.quote.split())),
        "mixed": float(claim.quotation == "mixed"),
        "denies": answer.denies,
    }


def words(name: str) -> set[str]:
    """The words of a name, without the marks around them."""
    return {word.strip(".,’'\"").casefold() for word in name.split()}
