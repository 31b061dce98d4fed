"""Whom a pronoun or a description means: what the article's grammar found and the names that a
reader points to, weighed against each other.

Neither is trusted alone: where editors told who speaks in real articles that were not learned, the
grammar was right in 77 of 100 pronouns, a reader in 79; of those whom both together name with
`LEAST` and more, 92 of 100 are right. Who stays less sure is called as the article calls him: "he".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.odds import log_odds, weighed
from claims.records import Span

#: Log odds of what the reader says of a name (``who``) and of the likeliest other (``other``);
#: whether it is the one that was ``found`` before, and the one who made the claim before
#: (``goes_on``). Fitted by logistic regression (`claims.training.antecedent`).
WEIGHTS: dict[str, float] = {
    "bias": -1.396,
    "who": 0.398,
    "other": -0.122,
    "found": 2.251,
    "goes_on": 1.237,
}
#: Least probability that a name is the right one. Who is described and was not found by grammar
#: often has no name in the article.
LEAST, NAMELESS = 0.7, 0.8
_NEAREST = 0.002


def meant(asked: Mapping[str, Mapping[str, float]], least: float) -> tuple[str | None, float]:
    """Whose id of those ``asked`` about (`asked`) is meant, and the probability that this is right;
    None where none has as much as ``least``."""
    chances = {id: weighed(WEIGHTS, told) for id, told in sorted(asked.items())}
    best = max(chances, key=chances.__getitem__, default=None)
    if best is None or chances[best] < least:
        return None, 0.0
    return best, chances[best]


def asked(
    who: Sequence[tuple[Span, float]],
    places: Sequence[tuple[int, str]],
    found: str | None,
    before: str | None,
) -> dict[str, dict[str, float]]:
    """The ids of all who may be meant, with what the chance of each is made of.

    ``who`` are the names that a reader points to, with its probabilities; ``places`` those of all
    names in the text, with the id of who is called so; ``found`` is the id of the one that the
    grammar found, ``before`` of who made the claim before.
    """
    odds = _pointed(who, places)
    ids = {*odds, *([found] if found else [])}
    return {id: _features(id, odds, found, before) for id in ids}


def _pointed(
    who: Sequence[tuple[Span, float]], places: Sequence[tuple[int, str]]
) -> dict[str, float]:
    """The probability of each who is called by one of the names that a reader points to."""
    odds: dict[str, float] = {}
    for (start, end), value in who:
        for id in {id for place, id in places if start <= place < end}:
            odds[id] = odds.get(id, 0.0) + value
    return odds


def _features(
    id: str, odds: Mapping[str, float], found: str | None, before: str | None
) -> dict[str, float]:
    """What the chance of ``id`` is made of, by the names in `WEIGHTS`."""
    other = max((value for each, value in odds.items() if each != id), default=0.0)
    return {
        "bias": 1.0,
        "who": log_odds(odds.get(id, 0.0), _NEAREST),
        "other": log_odds(other, _NEAREST),
        "found": float(id == found),
        "goes_on": float(id == before),
    }
