"""How sure it is that a claim is right: a statement, of the source that is named, and in words that
begin and end where the statement does."""

from __future__ import annotations

from claims.odds import log_odds, weighed
from claims.reading.answers import TYPES, Told

#: Log odds of what a reader says of the claim, and of its ``parts``: how surely who, how and what
#: were found; whether a pronoun or a description was taken for the source. Fitted by logistic
#: regression (`claims.training.words`) on claims that editors read in their articles.
WEIGHTS: dict[str, float] = {
    "bias": -2.937,
    "statement": 0.328,
    "fair": 0.358,
    "apt": 0.237,
    "parts": 0.476,
    "pronoun": -0.421,
    "described": -0.837,
}
#: What can be true or false.
PRONOUNS = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})
APT = ("fact", "prediction", "opinion")
#: No answer counts as surer: the network never is, other readers are.
_NEAREST = 0.002


def confidence(answer: Told, parts: float, speaker: str, name: str) -> float:
    """The probability that a claim is right: by what a reader says of it, how surely its ``parts``
    were found, and its source as the article writes it here (``speaker``) and as it is called."""
    return weighed(WEIGHTS, features(answer, parts, speaker, name))


def features(answer: Told, parts: float, speaker: str, name: str) -> dict[str, float]:
    """What the confidence is made of, by the names in `WEIGHTS`."""
    written = not speaker or bool(words(speaker) & words(name))
    pronoun = not written and speaker.lower() in PRONOUNS
    apt = sum(answer.types[TYPES.index(name)] for name in APT)
    return {
        "bias": 1.0,
        "statement": log_odds(answer.statement, _NEAREST),
        "fair": log_odds(answer.fair, _NEAREST),
        "apt": log_odds(apt, _NEAREST),
        "parts": log_odds(parts, _NEAREST),
        "pronoun": float(pronoun),
        "described": float(not (written or pronoun)),
    }


def words(name: str) -> set[str]:
    """The words of a name, without the marks around them."""
    return {word.strip(".,’'\"").casefold() for word in name.split()}
