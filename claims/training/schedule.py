"""What to train with, and how fast to learn at each step."""

from __future__ import annotations

from dataclasses import dataclass

#: The part of all steps in which the rate rises.
WARM_UP = 0.06


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. Rates are the peaks of a linear warm-up and decay."""

    epochs: int = 11
    batch: int = 32
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    width: int = 318
    stride: int = 160
    seed: int = 0
    shift: bool = False
    distil: float = 0.5


def pace(step: int, steps: int) -> float:
    """The part of the full rate at this step: up in a line, then down to nothing."""
    return min(1.0, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps)
