"""Labelled and unlabelled pairs of statements, as training reads them.

One JSON object a line, gzipped or not: ``{"premise", "hypothesis", "label"}`` and optionally
``"w"``, the weight of the pair. A label of "unlabelled", or none, is learned from the
teacher alone.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from claims.errors import EmptyInput, Malformed

LABELS = ("contradiction", "entailment", "neutral")
Allowed = tuple[int, int, int]
#: Which of the three labels each label of a data set allows. A set with two classes knows
#: that a pair is no entailment and not which of the other two it is.
ALLOWED: dict[str, Allowed] = {
    "contradiction": (1, 0, 0),
    "refutes": (1, 0, 0),
    "entailment": (0, 1, 0),
    "supports": (0, 1, 0),
    "neutral": (0, 0, 1),
    "nei": (0, 0, 1),
    "not_entailment": (1, 0, 1),
    "not_contradiction": (0, 1, 1),
    "unlabelled": (1, 1, 1),
}


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair, the labels it may have (1 for each of `LABELS`) and its weight."""

    premise: str
    hypothesis: str
    allowed: Allowed
    weight: float = 1.0

    @property
    def labelled(self) -> bool:
        return self.allowed != ALLOWED["unlabelled"]

    @property
    def texts(self) -> tuple[str, str]:
        return self.premise, self.hypothesis


def read_pairs(paths: Sequence[Path], limit: int | None = None) -> list[LabelledPair]:
    """The pairs of these files, at most ``limit`` of each. Raises `Malformed` for a file of
    another form and `EmptyInput` where there is no pair."""
    found: list[LabelledPair] = []
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        try:
            with cast("IO[str]", opener(path, "rt", encoding="utf-8")) as lines:
                found += [_pair(json.loads(line)) for line in islice(lines, limit)]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"{path} holds no pairs of statements, one JSON object a line ({error!r})"
            raise Malformed(reason) from error
    if not found:
        raise EmptyInput("there are no pairs in the files given")
    return found


def _pair(row: Mapping[str, Any]) -> LabelledPair:
    allowed = ALLOWED[row.get("label", "unlabelled")]
    return LabelledPair(row["premise"], row["hypothesis"], allowed, float(row.get("w", 1.0)))
