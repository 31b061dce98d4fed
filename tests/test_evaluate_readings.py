"""``claims evaluate readings``: grades of flags, pairs and disputes found, bad gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Reading, Run

from claims.errors import EmptyInput, Malformed
from claims.evaluate.readings import evaluate
from claims.records import Article, digest
from claims.tracker import Tracker

TEXT = (
    "Ana Holt said that the road was open to lorries. "
    "Bram Ode said that the road was not open to lorries. "
    "Cleo Marsh said that the road was open to lorries again. "
    "Dan Rook said that a tree had come down in the storm."
)


@pytest.fixture
def db(db_path: Path) -> Path:
    with Tracker(db_path, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest([Article(TEXT, url="https://a.example/1", published="2031-05-02")])
        assert len([link for link in tracker.links() if link.kind == "conflict"]) == 2
    return db_path


def gold(folder: Path, *readers: dict[str, list[list[int]]]) -> Path:
    words = ["the road was open", "the road was not open", "the road was open", "a tree had come"]
    places, at = [], 0
    for start in words:
        at = TEXT.index(start, at)
        places.append([at, TEXT.index(".", at)])
    path = folder / "disputed_some.gold"
    row = {"set": "some", "id": digest(TEXT), "statements": places, "readers": readers}
    path.write_text(json.dumps(row) + "\n")
    return path


def test_what_both_list_is_agreed_and_found(db: Path, tmp_path: Path) -> None:
    one = {"disputes": [[0, 1], [0, 3]], "arguable": [[1, 2]]}
    two = {"disputes": [[0, 1], [0, 3]], "arguable": []}
    result = evaluate(gold(tmp_path, one, two), db=db)
    assert sorted(grade for _, grade in result.flags) == ["agreed", "arguable"]
    assert result.pairs == (1, 2)
    assert result.disputes == (1, 1)  # the two pairs share a statement
    assert "found 1 of 2" in str(result)
    assert result.to_json()["grades"] == {"agreed": 1, "arguable": 1}


def test_what_one_lists_and_what_nobody_does(db: Path, tmp_path: Path) -> None:
    nothing: dict[str, list[list[int]]] = {"disputes": [], "arguable": []}
    result = evaluate(gold(tmp_path, nothing | {"disputes": [[0, 1]]}, nothing), db=db)
    assert sorted(grade for _, grade in result.flags) == ["listed", "none"]
    assert result.disputes == (0, 0)


def test_bad_gold(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.gold"
    path.write_text('{"id": "a"}\n')
    with pytest.raises(Malformed):
        evaluate(path, db=db)
    path.write_text("")
    with pytest.raises(EmptyInput):
        evaluate(path, db=db)
    with pytest.raises(EmptyInput):
        evaluate(gold(tmp_path))
    with pytest.raises(EmptyInput):
        evaluate(gold(tmp_path), db=tmp_path / "none.db")


def test_on_the_command_line(db: Path, tmp_path: Path, run: Run) -> None:
    nothing: dict[str, list[list[int]]] = {"disputes": [[0, 1]], "arguable": []}
    result = run("evaluate", "readings", str(gold(tmp_path, nothing, nothing)), "-d", str(db))
    assert result.exit_code == 0
    assert "disputes on which both agree   found 1 of 1" in result.output
