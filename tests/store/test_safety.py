"""A database that is moved, old or read-only loses nothing, and says which it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from claims.errors import StoreError
from claims.records import Article
from claims.store import Store
from claims.store.migrations import STEPS
from claims.tracker import Tracker


def old(path: Path) -> Path:
    """``path`` as if the last migration had not been there yet."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [list(STEPS)[-1]])
        db.commit()
    return path


def steps(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0])


def test_a_copy_is_kept_before_a_database_is_upgraded(
    run: Run, store: Store, db_path: Path, caplog: Any
) -> None:
    store.meta["note"] = "kept"
    store.close()
    old(db_path)
    result = run("info")
    copy = db_path.with_name("claims.db.bak")
    assert result.exit_code == 0
    assert (
        f"As it was, it is kept in {copy}." in caplog.text
    )  # without a handler, logging prints it to stderr
    assert (steps(db_path), steps(copy)) == (len(STEPS), len(STEPS) - 1)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT value FROM settings WHERE key = 'note'").fetchone() == ("kept",)
    caplog.clear()
    run("info")
    assert caplog.text == ""
    old(db_path)
    run("info")
    assert steps(db_path.with_name("claims.db.bak1")) == len(STEPS) - 1
    assert not list(db_path.parent.glob(".*"))


def test_no_upgrade_without_a_copy(store: Store, db_path: Path, monkeypatch: Any) -> None:
    store.close()
    old(db_path)

    def full(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(Path, "replace", full)
        Store(db_path)
    assert steps(db_path) == len(STEPS) - 1


def test_an_older_database_that_is_read_only(store: Store, db_path: Path, monkeypatch: Any) -> None:
    store.close()
    old(db_path)

    def readonly(path: Path, timeout: float) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr("claims.store.connection._connect", readonly)
    with pytest.raises(StoreError, match="is read-only, and an earlier version of claims made it"):
        Store(db_path)


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_database_that_goes_away_during_an_ingest(
    store: Store, db_path: Path, empty: Path, engine: Any, how: str
) -> None:
    def articles() -> Any:
        yield Article("Ana Holt said that it rained.", language="en")
        db_path.unlink()
        if how == "replaced":
            shutil.copy(empty, db_path)
        yield Article("Bo Lind denied that it rained.", language="en")

    with pytest.raises(StoreError, match="was deleted, moved or replaced meanwhile"):
        Tracker(store=store).ingest(articles(), batch=1)


def test_a_database_that_goes_away_at_the_end(store: Store, db_path: Path, engine: Any) -> None:
    def articles() -> Any:
        yield Article("Ana Holt said that it rained.", language="en")
        db_path.unlink()

    with pytest.raises(StoreError, match="was deleted, moved or replaced meanwhile"):
        Tracker(store=store).ingest(articles(), batch=1)


def test_what_is_written_is_on_the_disk(store: Store) -> None:
    """In WAL, NORMAL may lose the last judgements when the power fails."""
    assert store.read("PRAGMA synchronous") == [(2,)]
