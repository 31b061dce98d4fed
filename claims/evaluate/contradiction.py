"""Score the judge of pairs on sentence pairs with labels.

Gold: a JSON file, gzipped or not, {set: [{premise, hypothesis, label}]}. Labels are those of
MNLI (contradiction, entailment, neutral) or of FEVER (refutes, supports, nei); a prediction
is right when it is the label's class. Speed is measured apart, on passages of 25 words cut
from the gold's premises: its own pairs are of all lengths.
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
from claims.output import writing

#: The column of :meth:`claims.compare.contradiction.Judge.judge` that a gold label means.
CLASSES = {
    "contradiction": 0, "refutes": 0,
    "entailment": 1, "supports": 1,
    "neutral": 2, "nei": 2,
}  # fmt: skip

#: The set that all sets make together, where there are several.
TOGETHER = "all"
#: Words in each statement of the pairs that speed is measured with, and how many pairs.
WORDS, PAIRS = 25, 200


class Judges(Protocol):
    """What is measured."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """Probabilities of shape (n, 3): contradiction, entailment, neutral."""


@dataclass(frozen=True, slots=True)
class SetScore:
    """One set: shares of 1; precision, recall, F1 and average precision of contradiction."""

    name: str
    pairs: int
    accuracy: float
    precision: float
    recall: float
    f1: float
    average_precision: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Pairs of 25 and 25 words a second, by the clock and by processor time (of all threads)."""

    pairs: int
    per_second: float
    per_processor_second: float


@dataclass(frozen=True, slots=True)
class ContradictionResult:
    """The scores of every set and of all together; the pace is None where the gold is too
    short to cut a pair of passages from."""

    model: str
    sets: tuple[SetScore, ...]
    pace: Pace | None

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "model": self.model,
            "sets": [asdict(score) for score in self.sets],
            "pace": asdict(self.pace) if self.pace else None,
        }

    def __str__(self) -> str:
        names = ("acc", "P", "R", "F1", "AP")
        lines = [f"{'set':24}{'pairs':>7}" + "".join(f"{name:>8}" for name in names)]
        for s in self.sets:
            values = (s.accuracy, s.precision, s.recall, s.f1, s.average_precision)
            lines.append(f"{s.name:24}{s.pairs:7}" + "".join(f"{100 * v:8.2f}" for v in values))
        if self.pace:
            lines.append(
                f"{self.pace.pairs} pairs of {WORDS} and {WORDS} words: "
                f"{self.pace.per_second:.1f} pairs/s, {self.pace.per_processor_second:.1f} "
                "a second of processor time"
            )
        return "\n".join(lines)


def evaluate(
    gold_path: Path | str,
    *,
    predictions: Path | str | None = None,
    model: str | None = None,
    limit: int | None = None,
    judge: Judges | None = None,
) -> ContradictionResult:
    """Score ``judge``, or the packaged one or ``model``, on a gold file.

    ``model`` is a folder with ``model.onnx`` or any CrossEncoder, so that a network can be
    measured before and after its conversion. ``limit`` takes the first pairs of each set.
    ``predictions`` is a file to write a line for each pair to: its set, its number in it and
    the three probabilities. Raises `Malformed` for a file of another form.
    """
    gold = {name: rows[:limit] for name, rows in read_gold(Path(gold_path)).items()}
    if judge is None:
        from claims.compare.contradiction import Judge

        measured = Judge(model)
        judge, model = measured, measured.name
    rows = [row for part in gold.values() for row in part]
    found = judge.judge([(row["premise"], row["hypothesis"]) for row in rows])
    scores, lines, start = [], [], 0
    for name, part in gold.items():
        own = found[start : start + len(part)]
        start += len(part)
        scores.append(_score(name, part, own))
        lines += [
            {"set": name, "pair": i, "probabilities": [round(float(p), 4) for p in line]}
            for i, line in enumerate(own)
        ]
    if len(gold) > 1:
        scores.append(_score(TOGETHER, rows, found))
    if predictions is not None:
        with writing(predictions) as stream:
            stream.writelines(json.dumps(line) + "\n" for line in lines)
    return ContradictionResult(
        model or "given", tuple(scores), pace(judge, passages(Path(gold_path)))
    )


def passages(gold_path: Path) -> list[tuple[str, str]]:
    """Pairs of `WORDS` words each, at most `PAIRS`, cut from the gold's running premises."""
    rows = (row for part in read_gold(gold_path).values() for row in part)
    words = [word for row in rows for word in row["premise"].split()]
    step = 2 * WORDS
    starts = range(0, min(len(words) - step + 1, PAIRS * step), step)
    return [(" ".join(words[i : i + WORDS]), " ".join(words[i + WORDS : i + step])) for i in starts]


def pace(judge: Judges, pairs: Sequence[tuple[str, str]]) -> Pace | None:
    """How fast ``judge`` is on ``pairs``, once it has warmed up on a few."""
    if not pairs:
        return None
    judge.judge(pairs[:10])
    wall, used = time.perf_counter(), time.process_time()
    judge.judge(pairs)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    return Pace(len(pairs), len(pairs) / max(wall, 1e-9), len(pairs) / max(used, 1e-9))


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
        f1=2 * right / max(1, int(flagged.sum()) + int(wanted.sum())),
        average_precision=float((at * hits).sum() / max(1, int(hits.sum()))),
    )
