"""What commands write never costs what was there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from claims.errors import OutputError
from claims.output import writing
from claims.store import Store

COMMANDS = ["report", "export", "graph --format html", "graph --format html -o"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_database_is_never_written_over(
    store: Store, run: Run, db_path: Path, command: str
) -> None:
    before = db_path.read_bytes()
    for name in ("claims.db", "claims.db-wal", "./claims.db"):
        result = run(*command.split(), str(db_path.parent / name))
        assert result.exit_code == 1, result.output
        assert "belongs to the database" in result.stderr
    assert db_path.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_no_other_database_and_nothing_behind_a_link(
    store: Store, run: Run, tmp_path: Path, empty: Path, command: str
) -> None:
    other, diary, link = (tmp_path / name for name in ("other.db", "diary.txt", "link.html"))
    other.write_bytes(empty.read_bytes())
    diary.write_text("Dear diary")
    link.symlink_to(diary)
    assert "is a database" in run(*command.split(), str(other)).stderr
    assert "is a link to" in run(*command.split(), str(link)).stderr
    assert (other.read_bytes(), diary.read_text()) == (empty.read_bytes(), "Dear diary")


def test_a_hard_link_to_the_database(store: Store, run: Run, tmp_path: Path, db_path: Path) -> None:
    os.link(db_path, tmp_path / "report.html")
    assert "belongs to the database" in run("report", str(tmp_path / "report.html")).stderr


def names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def test_an_output_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before")
    path.chmod(0o640)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="no space left for"), writing(path) as stream:
            stream.write("after")
    with pytest.raises(KeyboardInterrupt), writing(path) as stream:
        stream.write("after")
        stream.flush()
        assert path.read_text() == "before"
        raise KeyboardInterrupt
    assert [path.read_text(), names(tmp_path)] == [
        "before",
        ["out.jsonl"],
    ]
    with writing(path) as stream:
        stream.write("after")
    assert [path.read_text(), names(tmp_path)] == [
        "after",
        ["out.jsonl"],
    ]
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to(store: Store, run: Run) -> None:
    assert run("export", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_device_is_told(store: Store, run: Run) -> None:
    result = run("report", "/dev/full")
    assert result.exit_code == 1
    assert "No space left" in result.stderr


def test_evaluate_writes_the_same_way(tmp_path: Path, empty: Path) -> None:
    from claims.evaluate.attribution import write_predictions

    other = tmp_path / "other.db"
    other.write_bytes(empty.read_bytes())
    with pytest.raises(OutputError):
        write_predictions(other, ["1"], [[]])
