"""``claims backup`` copies a database that others use, and costs nothing that was there."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, bridge

from claims.store import Store
from claims.store.migrations import STEPS
from store.test_safety import old, steps


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_copy_while_another_process_writes(
    store: Store, run: Run, db_path: Path, tmp_path: Path
) -> None:
    bridge(store)
    copy = tmp_path / "copy.db"
    with store.transaction():
        store.write("DELETE FROM links")
        result = run("backup", str(copy))
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"({copy.stat().st_size:,} bytes)" in result.stderr
    assert names(tmp_path) == {"copy.db", "claims.db", "claims.db-wal", "claims.db-shm"}
    with Store(copy, create=False) as kept:
        assert len(kept.links.get()) == 2
        assert not store.links.get()
    copy.chmod(0o400)
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as alone:
        assert alone.execute("SELECT count(*) FROM claims").fetchone() == (6,)


def test_what_is_there_is_kept(store: Store, run: Run, tmp_path: Path, db_path: Path) -> None:
    other, link = tmp_path / "other.db", tmp_path / "link.db"
    shutil.copy(db_path, other)
    link.symlink_to(tmp_path / "elsewhere.db")
    before = other.read_bytes(), db_path.read_bytes()
    assert "belongs to the database" in run("backup", str(db_path)).stderr
    assert "is a database: name another FILE" in run("backup", str(other)).stderr
    notes = tmp_path / "notes.txt"
    notes.write_text("of a talk")
    assert "is there already: name another FILE, or remove" in run("backup", str(notes)).stderr
    assert notes.read_text() == "of a talk"
    assert "is a link to" in run("backup", str(link)).stderr
    assert "is a device" in run("backup", os.devnull).stderr
    assert "is a folder" in run("backup", str(tmp_path)).stderr
    assert run("backup", str(tmp_path / "no" / "copy.db")).exit_code == 2
    assert (other.read_bytes(), db_path.read_bytes()) == before


def test_no_copy_or_a_whole_one(
    store: Store, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("backup", str(tmp_path / "copy.db"))
    assert result.exit_code == 1
    assert "no space left for" in result.stderr
    assert names(tmp_path) == before


def test_an_older_database_is_copied_as_it_is(store: Store, run: Run, db_path: Path) -> None:
    store.close()
    old(db_path)
    copy = db_path.with_name("copy.db")
    assert run("backup", str(copy)).exit_code == 0
    assert steps(db_path) == steps(copy) == len(STEPS) - 1


def test_a_damaged_database_gives_no_copy(store: Store, run: Run, db_path: Path) -> None:
    bridge(store)
    store.close()
    with db_path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 40_000)
    result = run("backup", str(db_path.with_name("copy.db")))
    assert result.exit_code == 1
    assert "is damaged, so that no backup was made: see claims check" in result.stderr
    assert not [name for name in names(db_path.parent) if "copy" in name]


def test_no_database(run: Run, tmp_path: Path, db_path: Path) -> None:
    assert "does not exist" in run("backup", str(tmp_path / "copy.db")).stderr
    db_path.write_text("Dear diary")
    assert "is not an SQLite database" in run("backup", str(tmp_path / "copy.db")).stderr


def test_examples(tmp_path: Path, store: Store, run: Run, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("backup", "claims-2031-05-02.db").exit_code == 0
    assert run("disputes", "-d", "claims-2031-05-02.db").exit_code == 0
