"""The referee's training: what is learned from exchanges and readings, and a smoke run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims.compare.contradiction import Judge
from claims.errors import EmptyInput
from claims.records import digest
from claims.training.dispute import main
from claims.training.exchanges import exchanges, labelled, readings

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "corpus" / "exchanges"


def scenario(**changes: object) -> dict[str, object]:
    said = [
        ("Ana Holt", "said", False, "", "The road was open."),
        ("Bram Ode", "denied", True, "But", "The road was open."),
        ("Bram Ode", "said", False, "", "A tree lay across it."),
        ("Police", "said", False, "", "Nobody was hurt."),
    ]
    names = ("speaker", "cue", "denies", "lead", "text")
    row: dict[str, object] = {
        "topic": "a road",
        "statements": [dict(zip(names, one, strict=True)) | {"article": 0} for one in said],
        "disputes": [[0, 1, "denial"], [0, 2, "conflict"]],
        "traps": [[1, 3, "another matter"]],
    }
    return row | changes


def write(folder: Path, *rows: dict[str, object]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "some.gold").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_an_exchange_gives_its_pairs_with_the_denial_last(tmp_path: Path) -> None:
    (found,) = exchanges(write(tmp_path / "x", scenario()))
    first = "Ana Holt | Ana Holt said The road was open."
    assert found.disputes == (
        (first, "Bram Ode | But Bram Ode denied The road was open."),
        (first, "Bram Ode | Bram Ode said A tree lay across it."),
    )
    assert len(found.near) == 1
    assert len(found.others) == 3
    pairs = labelled([found], share=1.0)
    assert sum(pair.allowed == (1, 0, 0) for pair in pairs) == 2


def test_no_exchanges(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput):
        exchanges(tmp_path)


def test_the_exchanges_of_the_corpus_are_whole() -> None:
    found = exchanges(FOLDER)
    assert len(found) >= 400
    assert sum(len(reading.disputes) for reading in found) > 1000
    for path in FOLDER.glob("*.gold"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            last = len(row["statements"]) - 1
            assert all(0 <= i < j <= last for i, j, _ in row["disputes"]), row["topic"]


def test_a_reading_is_found_again_by_its_offsets(tmp_path: Path) -> None:
    text = (
        "Ana Holt, the mayor, said that the road to Velden was open to lorries. "
        "But Bram Ode, a farmer, said that a tree had lain across the road to Velden since May."
    )
    places = [[text.index(words), text.index(words) + len(words)] for words in (OPEN, TREE)]
    row: dict[str, object] = {"id": digest(text), "set": "some", "statements": places}
    gold = tmp_path / "some.gold"
    gold.write_text(
        json.dumps(row | {"disputes": [[0, 1, "conflict"]], "arguable": [], "near": []})
    )
    articles = tmp_path / "articles.json"
    articles.write_text(json.dumps([{"text": text}, {"text": "Another."}]))
    across = tmp_path / "across.gold"
    pair = {"a": [row["id"], *places[0]], "b": [row["id"], *places[1]]}
    across.write_text("\n".join(json.dumps(pair | {"label": label}) for label in (2, 0)))
    found, disputed, none = readings([gold], [across], [articles])
    assert disputed.disputes == none.near == found.disputes
    assert len(found.disputes) == 1
    assert found.disputes[0][1].startswith("Bram Ode | But Bram Ode")


OPEN = "that the road to Velden was open to lorries"
TREE = "that a tree had lain across the road to Velden since May"


def test_a_smoke_run_leaves_a_referee_and_a_card(network: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "x", *[scenario()] * 12)
    out = tmp_path / "out"
    arguments = [str(folder), "--encoder", str(network), "--out", str(out), "--smoke"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "average precision" in (out / "README.md").read_text()
    assert Judge(str(out)).judge([("A | It rained.", "B | It did not rain.")]).shape == (1, 3)
