"""Score the judge of pairs on sentence pairs with labels.

Gold: a JSON file, gzipped or not, {set: [{premise, hypothesis, label}]}. Labels are those of
MNLI (contradiction, entailment, neutral) or of FEVER (refutes, supports, nei); a prediction
is right when it is the label's class.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from claims.errors import Malformed

#: The column of :meth:`claims.compare.contradiction.Judge.judge` that a gold label means.
CLASSES = {
    "contradiction": 0, "refutes": 0,
    "entailment": 1, "supports": 1,
    "neutral": 2, "nei": 2,
}  # fmt: skip


class Judges(Protocol):
    """What is measured."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """Probabilities of shape (n, 3): contradiction, entailment, neutral."""


@dataclass(frozen=True, slots=True)
class SetScore:
    """One set: shares of 1, and pairs judged a second."""

    name: str
    pairs: int
    accuracy: float
    precision: float
    recall: float
    average_precision: float
    pairs_per_second: float


@dataclass(frozen=True, slots=True)
class ContradictionResult:
    """The scores of every set; precision and recall are those of contradiction."""

    sets: tuple[SetScore, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """One object a set."""
        return [asdict(score) for score in self.sets]

    def __str__(self) -> str:
        lines = [f"{'set':24}{'pairs':>7}{'acc':>8}{'P':>8}{'R':>8}{'AP':>8}{'pairs/s':>9}"]
        lines += [
            f"{s.name:24}{s.pairs:7}{s.accuracy:8.3f}{s.precision:8.3f}{s.recall:8.3f}"
            f"{s.average_precision:8.3f}{s.pairs_per_second:9.1f}"
            for s in self.sets
        ]
        return "\n".join(lines)


def evaluate(
    gold_path: Path | str,
    *,
    predictions: Path | str | None = None,
    model: str | None = None,
    judge: Judges | None = None,
) -> ContradictionResult:
    """Score ``judge``, or the packaged one or ``model``, on a gold file.

    ``predictions`` is a file to write a line for each pair to: its set, its number in it and
    the three probabilities. Raises `Malformed` for a file of another form.
    """
    gold = read_gold(Path(gold_path))
    if judge is None:
        from claims.compare.contradiction import Judge

        judge = Judge(model)
    scores, lines = [], []
    for name, rows in gold.items():
        started = time.perf_counter()
        found = judge.judge([(row["premise"], row["hypothesis"]) for row in rows])
        scores.append(_score(name, rows, found, time.perf_counter() - started))
        lines += [
            {"set": name, "pair": i, "probabilities": [round(float(p), 4) for p in line]}
            for i, line in enumerate(found)
        ]
    if predictions is not None:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        Path(predictions).write_text(text, encoding="utf-8")
    return ContradictionResult(tuple(scores))


def read_gold(path: Path) -> dict[str, list[dict[str, str]]]:
    """The sets of a gold file. Raises `Malformed`."""
    try:
        data = path.read_bytes()
        gold = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
        for rows in gold.values():
            for row in rows:
                row["premise"], row["hypothesis"], CLASSES[row["label"]]
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, gzip.BadGzipFile) as error:
        raise Malformed(
            f"{path} is not a gold file of sentence pairs ({error}): it needs "
            '{"set": [{"premise", "hypothesis", "label"}]}'
        ) from error
    return dict(gold)


def _score(
    name: str,
    rows: Sequence[Mapping[str, str]],
    found: npt.NDArray[np.float32],
    seconds: float,
) -> SetScore:
    gold = np.array([CLASSES[row["label"]] for row in rows], dtype=np.int64)
    chosen = found.argmax(axis=1) if len(rows) else gold
    flagged, wanted = chosen == 0, gold == 0
    right = int((flagged & wanted).sum())
    order = np.argsort(-found[:, 0], kind="stable")
    hits = wanted[order]
    at = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return SetScore(
        name=name,
        pairs=len(rows),
        accuracy=float((chosen == gold).mean()) if len(rows) else 0.0,
        precision=right / max(1, int(flagged.sum())),
        recall=right / max(1, int(wanted.sum())),
        average_precision=float((at * hits).sum() / max(1, int(hits.sum()))),
        pairs_per_second=len(rows) / seconds if seconds else 0.0,
    )
