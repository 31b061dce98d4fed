"""The judge of pairs: columns, shapes, order, and what it says of plain cases."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from claims.compare.contradiction import COLUMNS, TELLING, VARIABLE, Judge, columns
from claims.errors import ModelError
from claims.models.loader import model_path

PAIRS = [
    ("The bridge was closed on Monday.", "The bridge was open on Monday."),
    ("The bridge was closed on Monday.", "The bridge was shut on Monday."),
    ("The bridge was closed on Monday.", "The ferry carries forty cars."),
    ("No soldiers crossed the river.", "Soldiers crossed the river at dawn."),
    ("The council approved the budget unanimously.", "The council approved the budget."),
    ("Nine miners died.", "The mine is in the northern valley, near the lake and the old mill."),
]
EXPECTED = ["contradiction", "entailment", "neutral", "contradiction", "entailment", "neutral"]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(threads=2)


def test_plain_cases(judge: Judge) -> None:
    found = judge.judge(PAIRS)
    assert [COLUMNS[column] for column in found.argmax(axis=1)] == EXPECTED


def test_probabilities(judge: Judge) -> None:
    found = judge.judge(PAIRS)
    assert found.dtype == np.float32
    assert found.shape == (6, 3)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_a_pair_is_judged_by_itself(judge: Judge) -> None:
    together = judge.judge(PAIRS)
    assert np.array_equal(together[::-1], judge.judge(PAIRS[::-1]))
    assert np.array_equal(together, np.concatenate([judge.judge([pair]) for pair in PAIRS]))
    assert np.array_equal(judge.judge([PAIRS[0]] * 3), together[[0, 0, 0]])


def test_both_ways(judge: Judge) -> None:
    found = judge.both_ways(PAIRS)
    assert found.shape == (6, 2, 3)
    assert np.array_equal(found[:, 0], judge.judge(PAIRS))
    assert np.array_equal(found[:, 1], judge.judge([(b, a) for a, b in PAIRS]))


def test_the_second_way_is_not_asked_where_the_first_says_nothing(judge: Judge) -> None:
    whole, lazy = judge.both_ways(PAIRS), judge.both_ways(PAIRS, [True] * len(PAIRS))
    assert np.array_equal(lazy[:, 0], whole[:, 0])
    silent = (whole[:, 0, :2] < TELLING).all(axis=1)
    assert 0 < silent.sum() < len(PAIRS)
    assert np.array_equal(lazy[~silent], whole[~silent])
    assert (lazy[silent, 1] == (0, 0, 1)).all()


def test_nothing_to_judge(judge: Judge) -> None:
    assert judge.judge([]).shape == (0, 3)
    assert judge.both_ways([]).shape == (0, 2, 3)


def test_a_very_long_text_is_cut(judge: Judge) -> None:
    assert judge.judge([("word " * 3000, "The bridge was open.")]).shape == (1, 3)
    assert judge.judge([("", "")]).shape == (1, 3)


def test_columns_are_read_from_the_labels() -> None:
    assert columns({0: "entailment", 1: "neutral", 2: "CONTRADICTION"}) == [2, 0, 1]
    with pytest.raises(ModelError, match="needs the labels"):
        columns({0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"})


def test_labels_in_another_order(tmp_path: Path, judge: Judge) -> None:
    packaged = model_path("contradiction")
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(packaged / name)
    config = json.loads((packaged / "config.json").read_text())
    names = config["id2label"]
    config["id2label"] = {"0": names["2"], "1": names["0"], "2": names["1"]}
    (tmp_path / "config.json").write_text(json.dumps(config))
    found = Judge(str(tmp_path)).judge(PAIRS[:2])
    assert np.allclose(found, judge.judge(PAIRS[:2])[:, [1, 2, 0]], atol=1e-6)


def test_another_folder_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    (tmp_path / "config.json").write_text('{"id2label": {"0": "a"}}')
    (tmp_path / "tokenizer.json").write_bytes(
        (model_path("contradiction") / "tokenizer.json").read_bytes()
    )
    monkeypatch.setenv(VARIABLE.format("CONTRADICTION"), str(tmp_path))
    with pytest.raises(ModelError, match="cannot be opened as a model"):
        Judge()


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"id2label": 3}'])
def test_a_broken_description(tmp_path: Path, config: str) -> None:
    (tmp_path / "model.onnx").write_bytes(b"")
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(ModelError, match="does not describe a model"):
        Judge(str(tmp_path))


def test_a_cross_encoder_takes_its_place(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.MPNetConfig(
        vocab_size=30527,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        id2label={0: "entailment", 1: "contradiction", 2: "neutral"},
    )
    transformers.MPNetForSequenceClassification(config).half().save_pretrained(tmp_path)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(model_path("contradiction") / "tokenizer.json"),
        pad_token="<pad>",
        model_max_length=128,
    )
    tokenizer.save_pretrained(tmp_path)
    found = Judge(str(tmp_path)).both_ways(PAIRS)
    assert found.shape == (6, 2, 3)
    assert np.allclose(found.sum(axis=2), 1, atol=1e-5)


def test_no_such_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        Judge(str(tmp_path / "missing"))
