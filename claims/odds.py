"""Probabilities as log odds, in which what is known of a thing adds up."""

from __future__ import annotations

import math
from collections.abc import Mapping

#: Nothing is taken for surer than this, nor for less likely than its opposite.
NEAREST = 1e-4


def log_odds(probability: float, nearest: float = NEAREST) -> float:
    """Of a probability, kept ``nearest`` away from its ends."""
    kept = min(max(probability, nearest), 1 - nearest)
    return math.log(kept / (1 - kept))


def weighed(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The probability that ``features`` give by ``weights`` of the same names, as in a logistic
    regression."""
    total = sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-min(max(total, -60.0), 60.0)))
