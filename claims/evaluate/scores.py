"""Figures that several evaluations tell, and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claims.evaluate.result import share

#: Lower bounds of the bins of the calibration table.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


def average_precision(ranked: Iterable[tuple[bool, int]], total: int) -> float:
    """Mean over what is to be found, ``total`` things, of the precision at the rank where each is
    found, 0 for those never found. ``ranked`` tells of each answer, the surest first, whether it
    is right and how many things it is the first to find."""
    score, right = 0.0, 0
    for rank, (holds, new) in enumerate(ranked, 1):
        right += holds
        score += new * right / rank
    return share(score, total)


def f1(rows: Sequence[tuple[float, bool]], threshold: float) -> float:
    """Of (score, whether it is right), those at ``threshold`` and above taken for right."""
    said = sum(v >= threshold for v, _ in rows)
    hit = sum(v >= threshold and y for v, y in rows)
    return 2 * hit / max(1, said + sum(y for _, y in rows))


def calibrate(judged: Sequence[tuple[float, bool]]) -> list[dict[str, Any]]:
    """How often scores are right, bin by bin: "from" which score on, "count", "right" and
    "mean_score"."""
    bins = []
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        inside = [(score, right) for score, right in judged if low <= score < high]
        mean = share(sum(score for score, _ in inside), len(inside))
        right = sum(right for _, right in inside)
        bins.append({"from": low, "count": len(inside), "right": right, "mean_score": mean})
    return bins


def print_calibration(bins: Iterable[Mapping[str, Any]]) -> str:
    """`calibrate` as a line."""
    told = (f"{b['from']:.1f}+ {b['right']}/{b['count']}" for b in bins if b["count"])
    return "score and rightness: " + ", ".join(told)
