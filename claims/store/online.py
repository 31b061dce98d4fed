"""A copy of a database as it is at one moment, whatever other processes write meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from claims import output
from claims.errors import OutputError, StoreError
from claims.store.connection import Meanings, _connect, _is_new, explained

#: Seconds to wait for another process.
PATIENCE = 30.0
_BESIDE = ("-wal", "-shm", "-journal")
_DAMAGED = "{source} is damaged, so that no backup was made: see claims check"
_MEANINGS: Meanings = (
    ("full|disk I/O", OutputError, "no space left for {file}: free some and try again"),
    ("malformed|not a database", StoreError, _DAMAGED),
    (
        "locked|busy",
        StoreError,
        "{source} is in use by another process: wait for it to finish",
    ),
    (
        "unable to open",
        OutputError,
        "{file} or {source} cannot be opened: check paths and permissions",
    ),
)


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
            found = explained(str(error), _MEANINGS, source=source, file=path)
            raise found or error from error
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
        raise StoreError(_DAMAGED.format(source=source))
