"""A copy of a database as it is at one moment, whatever other processes write meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from claims import output
from claims.errors import OutputError, StoreError
from claims.store.connection import _connect, _is_new

#: Seconds to wait for another process.
PATIENCE = 30.0
_BESIDE = ("-wal", "-shm", "-journal")


def backup(database: str | Path, file: str | Path) -> int:
    """Copy ``database`` to ``file`` by SQLite's online backup and look the copy through. Returns
    its bytes.

    The database is not brought up to date, nor changed. Raises OutputError where ``file`` must
    not be written or cannot be, and StoreError where there is no database or it is damaged.
    """
    source = Path(database)
    if _is_new(source):
        raise StoreError(f"{source} does not exist: run `claims ingest` first")
    path = Path(file)
    with output.beside(path, source) as part:
        try:
            _copy(source, part)
        except sqlite3.Error as error:
            raise _told(source, path, error) from error
        finally:
            for end in _BESIDE:
                part.with_name(part.name + end).unlink(missing_ok=True)
        return part.stat().st_size


def _copy(source: Path, part: Path) -> None:
    reading = closing(_connect(source, PATIENCE))
    with reading as reader, closing(sqlite3.connect(part, isolation_level=None)) as copy:
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # waits, if need be
        reader.backup(copy)
        # One file in itself: what is read from a disk that nobody may write to has no log beside.
        copy.execute("PRAGMA journal_mode = DELETE")
        ((said,),) = copy.execute("PRAGMA quick_check(1)").fetchall()
    if said != "ok":
        raise StoreError(f"{source} is damaged, so that no backup was made: see claims check")


def _told(source: Path, file: Path, error: sqlite3.Error) -> Exception:
    what = str(error)
    if "full" in what or "disk I/O" in what:
        return OutputError(f"no space left for {file}: free some and try again")
    if "malformed" in what or "not a database" in what:
        return StoreError(f"{source} is damaged, so that no backup was made: see claims check")
    if "locked" in what or "busy" in what:
        return StoreError(f"{source} is in use by another process: wait for it to finish")
    if "unable to open" in what:
        return OutputError(f"{file} or {source} cannot be opened: check paths and permissions")
    return error
