"""How fast to learn at each step."""

from __future__ import annotations

#: The part of all steps in which the rate rises.
WARM_UP = 0.06


def pace(step: int, steps: int) -> float:
    """The part of the full rate at this step: up in a line, then down to nothing."""
    return min(1.0, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps)
