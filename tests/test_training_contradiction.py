"""Training of the judge on a toy network: every step runs, and int8 says what float32 says."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from claims.compare.contradiction import Judge
from claims.errors import EmptyInput, Malformed

pytest.importorskip("onnx")
transformers = pytest.importorskip("transformers")

from claims.training.contradiction import main  # noqa: E402
from claims.training.mpnet import tokenizer  # noqa: E402
from claims.training.pairs import read_pairs  # noqa: E402
from claims.training.quantise import Conversion, exact, quantise  # noqa: E402

NOUNS = ["bridge", "harbour", "council", "ferry", "road", "school"]
VERBS = ["opened", "closed", "sank", "burned", "voted", "waited"]


def rows(count: int, seed: int = 0) -> list[dict[str, str]]:
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        noun, verb = rng.choice(NOUNS), rng.choice(VERBS)
        label = rng.choice(["contradiction", "entailment", "neutral"])
        other = {
            "contradiction": f"The {noun} has not {verb}.",
            "entailment": f"The {noun} {verb}.",
        }
        hypothesis = other.get(label, f"The {rng.choice(NOUNS)} waited.")
        found.append({"premise": f"The {noun} {verb}.", "hypothesis": hypothesis, "label": label})
    return found


def test_the_graph_says_what_transformers_says(network: Path, tmp_path: Path) -> None:
    import torch

    exact(network, tmp_path)
    pairs = [(row["premise"], row["hypothesis"]) for row in rows(12)]
    found = Judge(str(tmp_path)).judge(pairs)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(network).eval()
    reader = tokenizer(network)
    with torch.no_grad():
        for pair, line in zip(pairs, found, strict=True):
            logits = model(input_ids=torch.tensor([reader.encode(*pair).ids])).logits
            assert np.allclose(logits.softmax(-1)[0].numpy(), line, atol=1e-4)


@pytest.mark.parametrize("error", [0.0, 0.05])
def test_int8_is_near_float32(network: Path, tmp_path: Path, error: float) -> None:
    pairs = [(row["premise"], row["hypothesis"]) for row in rows(60)]
    exact(network, tmp_path / "exact")
    quantise(network, tmp_path / "int8", pairs, Conversion(pairs=40, error=error))
    one = Judge(str(tmp_path / "exact")).judge(pairs)
    two = Judge(str(tmp_path / "int8")).judge(pairs)
    assert np.abs(one - two).mean() < 0.05
    sizes = [(tmp_path / name / "model.onnx").stat().st_size for name in ("exact", "int8")]
    assert sizes[1] < 0.35 * sizes[0]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    train, more, dev = (tmp_path / name for name in ("train.jsonl.gz", "more.jsonl", "dev.json"))
    with gzip.open(train, "wt") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows(40))
    more.write_text("".join(json.dumps(row | {"label": "unlabelled"}) + "\n" for row in rows(10)))
    dev.write_text(json.dumps({"toy": rows(20, seed=1)}))
    return [str(train), str(dev), "--unlabelled", str(more)]


def run(*arguments: str) -> None:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_a_smoke_run_leaves_a_judge_and_a_card(
    network: Path, files: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(*files, "--encoder", str(network), "--out", str(out), "--smoke")
    card = (out / "README.md").read_text()
    assert "smoke run" in card
    assert "| toy | 20 |" in card
    assert Judge(str(out)).judge([("It rained.", "It did not rain.")]).shape == (1, 3)
    kept = json.loads((out / "student" / "config.json").read_text())
    assert kept["num_hidden_layers"] == 2


def test_a_network_is_converted_to_the_same_bytes(
    network: Path, files: list[str], tmp_path: Path
) -> None:
    found = []
    for name in ("one", "two"):
        convert = ["--weights", str(network), "--epochs", "0", "--calibrate", "20"]
        run(*files, *convert, "--out", str(tmp_path / name))
        found.append((tmp_path / name / "model.onnx").read_bytes())
    assert found[0] == found[1]
    assert "--epochs 0" in (tmp_path / "one" / "README.md").read_text()


def test_nothing_to_learn_from(files: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*files, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "--encoder" in result.output


@pytest.mark.parametrize("text", ["[]\n", '{"premise": "a"}\n', '{"label": "odd"}\n', "{\n"])
def test_a_file_of_another_form(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text)
    with pytest.raises(Malformed, match="one JSON object a line"):
        read_pairs([path])


def test_no_pairs(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text("")
    with pytest.raises(EmptyInput):
        read_pairs([path])
