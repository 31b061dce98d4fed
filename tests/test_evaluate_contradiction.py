"""Scores of a judge, on pairs whose answers are known."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from claims.errors import Malformed
from claims.evaluate.contradiction import evaluate


class Judge:
    """Finds a contradiction wherever the hypothesis says "not"."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        lines = [(0.9, 0.05, 0.05) if "not" in h else (0.1, 0.7, 0.2) for _, h in pairs]
        return np.array(lines, dtype=np.float32)


def pair(hypothesis: str, label: str) -> dict[str, str]:
    return {"premise": "The ferry sank.", "hypothesis": hypothesis, "label": label}


def test_scores_and_predictions(tmp_path: Path) -> None:
    gold = {
        "one": [
            pair("The ferry did not sink.", "contradiction"),
            pair("A ferry sank.", "entailment"),
            pair("It did not rain.", "neutral"),
            pair("The ferry floats.", "refutes"),
        ]
    }
    path = tmp_path / "gold.json.gz"
    path.write_bytes(gzip.compress(json.dumps(gold).encode()))
    result = evaluate(path, predictions=tmp_path / "out.jsonl", judge=Judge())
    (score,) = result.sets
    assert (score.pairs, score.accuracy, score.precision, score.recall) == (4, 0.5, 0.5, 0.5)
    assert score.f1 == 0.5
    assert result.pace is None
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 4
    assert "one" in str(result)


def test_all_sets_together_and_the_pace(tmp_path: Path) -> None:
    rows = [pair("The ferry did not sink.", "contradiction"), pair("It sank.", "neutral")]
    path = tmp_path / "gold.json"
    path.write_text(json.dumps({"one": rows * 10, "two": [pair("A ferry sank.", "refutes")]}))
    result = evaluate(path, judge=Judge())
    assert [(s.name, s.pairs) for s in result.sets] == [("one", 20), ("two", 1), ("all", 21)]
    assert result.sets[-1].recall == 10 / 11
    assert result.pace is not None
    assert result.pace.pairs == 21 * 3 // 50
    assert result.to_json()["pace"]["pairs"] == 1
    few = evaluate(path, judge=Judge(), limit=3)
    assert [s.pairs for s in few.sets] == [3, 1, 4]


@pytest.mark.parametrize("text", ["", "[]", '{"a": [{"premise": "x"}]}', '{"a": 3}'])
def test_another_file_gets_one_clear_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(text)
    with pytest.raises(Malformed, match="not a gold file"):
        evaluate(path, judge=Judge())
