"""A small network is taught, packaged, and answers as it did before it was packaged."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch
from tokenizers import Tokenizer

from claims.evaluate.scores import f1
from claims.models.loader import model_path
from claims.reading import labels
from claims.reading.answers import Excerpted
from claims.reading.excerpt import Marks
from claims.reading.network import Network, sigmoid, softmax
from claims.training import groups as grouping
from claims.training import package, reading, unpack
from claims.training.fitting import fit
from claims.training.groups import Groups
from claims.training.reader import ABOUT, DISPUTE, STANCE, Reader

STORIES = sorted((Path(__file__).parents[2] / "corpus/stories").glob("*.gold"))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained MPNet of two narrow layers, with large weights so that its answers differ."""
    import transformers

    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(3)
    config = transformers.MPNetConfig(
        vocab_size=30527,
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=96,
        initializer_range=0.2,
    )
    transformers.MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    given = model_path("reading") / "tokenizer.json"
    folder.joinpath("tokenizer.json").write_bytes(given.read_bytes())
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stories") / "few.gold"
    lines = STORIES[0].read_text("utf-8").splitlines()[:3]
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def taught(encoder: Path, few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("taught")
    given = ["--encoder", str(encoder), "--stories", str(few), "--out", str(out)]
    done = CliRunner().invoke(reading.main, [*given, "--epochs", "1", "--batch", "2"])
    assert done.exit_code == 0, done.output
    return out


def test_it_learns_and_can_be_resumed(taught: Path, encoder: Path, few: Path) -> None:
    assert (taught / "reading.pt").is_file()
    given = ["--encoder", str(encoder), "--stories", str(few), "--out", str(taught)]
    done = CliRunner().invoke(reading.main, [*given, "--epochs", "1", "--batch", "2", "--resume"])
    assert done.exit_code == 0, done.output


def test_what_is_packaged_answers_as_what_was_taught(
    taught: Path, encoder: Path, few: Path, tmp_path: Path
) -> None:
    given = ["--encoder", str(encoder), "--weights", str(taught / "reading.pt"), "--exact"]
    done = CliRunner().invoke(package.main, [*given, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    groups = Groups(list(labels.stories(STORIES[-1])), tokenizer)
    network = Reader(encoder, Marks.of(tokenizer))
    network.load_state_dict(torch.load(taught / "reading.pt", weights_only=True))
    network.eval()
    packaged = Network(str(tmp_path))
    checked = 0
    shown = [example for g in range(12) for example in groups.windows(g)]
    alone = Counter((example.group, example.texts) for example in shown)
    for example in shown:
        if alone[example.group, example.texts] != 1:
            continue
        with torch.no_grad():
            (answers,) = network([example.window])
        text = groups.labels[example.group].texts[example.texts[0]]
        found = packaged.read(Excerpted(text.title, text.text, text.passages))
        odds = sigmoid(answers.pairs.numpy()[..., DISPUTE])
        stances = softmax(answers.statements.numpy()[:, STANCE])
        nothing = answers.nothing.numpy()[:, None]
        about = softmax(np.concatenate([nothing, answers.pairs.numpy()[..., ABOUT]], 1))
        numbers = [place.number for place in example.window.places]
        for row, one in enumerate(numbers):
            assert found.told[one].stances == pytest.approx(stances[row], abs=2e-3)
            for column, other in enumerate(numbers):
                if one < other:
                    mean = (odds[row, column] + odds[column, row]) / 2
                    assert found.pairs[one, other].dispute == pytest.approx(mean, abs=2e-3)
                    denies = stances[row, 1] * about[row, 1 + column]
                    assert found.pairs[one, other].denies == pytest.approx(denies, abs=2e-3)
                    checked += 1
    assert checked


def test_it_goes_on_from_what_is_packaged(
    taught: Path, encoder: Path, few: Path, tmp_path: Path
) -> None:
    weights = ["--encoder", str(encoder), "--weights", str(taught / "reading.pt")]
    done = CliRunner().invoke(
        package.main, [*weights, "--stories", str(few), "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    network = Reader(encoder, Marks.of(tokenizer))
    assert unpack.begin(network, tmp_path) == ["encoder.embeddings.word_embeddings.weight"]
    right = torch.load(taught / "reading.pt", weights_only=True)
    for name, value in network.state_dict().items():
        if name in right and not name.endswith("word_embeddings.weight"):
            lost = (value - right[name]).norm() / right[name].norm().clamp(min=1e-3)
            assert lost < 0.05, name


def test_pairs_of_two_windows_are_read_beside_each_other(encoder: Path, few: Path) -> None:
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    groups = Groups(list(labels.stories(few)), tokenizer)
    examples = grouping.epoch(groups, range(len(groups.labels)), random.Random(1))
    far = [example for example in examples if len(example.texts) > 1]
    assert far
    for batch in grouping.batches(examples, 4, random.Random(2)):
        assert 0 < len(batch) <= 4
    assert sum(len(batch) for batch in grouping.batches(examples, 4, random.Random(2))) == len(
        examples
    )


def test_of_corrections_what_was_put_right_is_learned(encoder: Path, tmp_path: Path) -> None:
    text = "Ann Marsh said it rained. " + "The river rose on and on and the town waited. " * 90
    row = {
        "id": "x",
        "whole": False,
        "statements": [
            {"spans": [[15, 24]], "speaker": [[0, 9]], "cue": [[10, 14]]},
            {"spans": [[3900, 3910]], "speaker": [], "cue": []},
        ],
        "not": [1],
    }
    (tmp_path / "read.jsonl").write_text(json.dumps(row))
    news = {"x": {"id": "x", "title": "T", "text": text}}
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    groups = Groups(list(labels.readings(tmp_path / "read.jsonl", news)), tokenizer)
    (example,) = grouping.epoch(groups, [0], random.Random(1))
    assert example.keys() == [(0, 0)], "a window of which nothing is known is not read"


def test_measures() -> None:
    scored = [(0.9, True), (0.8, False), (0.7, True), (0.1, False)]
    assert f1(scored, 0.75) == pytest.approx(0.5)


def test_weights_of_a_score_are_those_that_made_it() -> None:
    chance = np.random.default_rng(0)
    x = np.c_[np.ones(4000), chance.normal(size=(4000, 2))]
    right = chance.random(4000) < 1 / (1 + np.exp(-(x @ [-1.0, 2.0, 0.0])))
    weights = fit(x, right.astype(float))
    assert weights == pytest.approx([-1.0, 2.0, 0.0], abs=0.2)
