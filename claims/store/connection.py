"""One connection to one database file: opening, locking, transactions, and plain errors.

Reading goes through sqlite3 alone, because sqlite-utils imports pandas where that is
installed and so costs most of a second; it is loaded for migrations and when asked for.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from claims.errors import FullDisk, LockedDatabase, NewerDatabase, NotADatabase, StoreError
from claims.store.schema import MIGRATION_SET, MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

MEMORY = ":memory:"
_MAGIC = b"SQLite format 3\0"
_NOT_SQLITE = "{} is not an SQLite database: choose another path with --db"
_PAGE = 65_536  # bytes; the largest that SQLite writes at a time
_SOMETHING = "SELECT 1 FROM articles UNION ALL SELECT 1 FROM replies LIMIT 1"
_SURROGATES = re.compile("[\ud800-\udfff]")


def now() -> str:
    """This moment in UTC, to the microsecond, as ISO 8601."""
    return datetime.now(UTC).isoformat()


class Connection:
    """A database of claims, opened and brought to the present schema.

    ``path`` may be ":memory:" for one that is gone when it is closed.
    ``timeout`` is how many seconds to wait for another process that holds it. Raises
    NotADatabase, NewerDatabase, LockedDatabase or StoreError.
    """

    def __init__(self, path: str | Path, *, create: bool = True, timeout: float = 30.0) -> None:
        self.path = Path(path)
        self._timeout = timeout
        self._database: Database | None = None
        self._depth = 0
        self._upgrading = False
        self._place: tuple[int, int] | None = None
        new = str(path) != MEMORY and _is_new(self.path)
        if new and not create:
            how = "is empty" if self.path.exists() else "does not exist"
            raise StoreError(f"{self.path} {how}: run `claims ingest` first")
        with self.plain_errors():
            self.sqlite = _connect(self.path, timeout)
            self.sqlite.create_function("lower_all", 1, str.lower, deterministic=True)
            try:
                self._prepare()
            except BaseException:
                self.sqlite.close()
                raise
        self._place = self._where()
        if self._place is None and str(path) != MEMORY:
            self.sqlite.close()
            raise StoreError(f"{self.path} was deleted by another process: try again")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; a second call does nothing."""
        self.sqlite.close()

    def discard(self) -> None:
        """Give the file back, and delete it if nothing is in it and nobody else has it open."""
        self.sqlite.execute("PRAGMA busy_timeout = 0")
        with suppress(sqlite3.Error):
            self.sqlite.execute("PRAGMA journal_mode = DELETE")  # fails where others have it open
            self.sqlite.execute("BEGIN EXCLUSIVE")
            if not self.sqlite.execute(_SOMETHING).fetchone():
                self.path.unlink()
        self.close()

    @property
    def db(self) -> Database:
        """The same connection as a sqlite-utils Database."""
        if self._database is None:
            from sqlite_utils import Database

            self._database = Database(self.sqlite, execute_plugins=False)
        return self._database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing is. Other writers wait from its start.

        Inside another transaction this one is part of it. Raises LockedDatabase where another
        process does not finish in time.
        """
        if self._depth:
            yield
            return
        self.confirm()
        with self.plain_errors():
            self.sqlite.execute("BEGIN IMMEDIATE")
            self.sqlite.execute("PRAGMA defer_foreign_keys = ON")
            self._depth += 1
            try:
                yield
                self.sqlite.execute("COMMIT")
            finally:
                self._depth -= 1
                if self.sqlite.in_transaction:
                    self.sqlite.execute("ROLLBACK")
        self.confirm()

    def confirm(self) -> None:
        """Raises StoreError if the file is no longer at its path: what is written to one that
        was deleted is gone with this process."""
        if self._place is not None and self._where() != self._place:
            raise StoreError(
                f"{self.path} was deleted, moved or replaced meanwhile: nothing more is written; "
                "put it back, then run the same command again"
            )

    def _where(self) -> tuple[int, int] | None:
        """What the path leads to, by device and number; None in memory and where there is
        nothing."""
        if str(self.path) == MEMORY:
            return None
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment, whatever other processes write meanwhile."""
        with self.plain_errors():
            inside = self.sqlite.in_transaction
        if inside:
            yield
            return
        with self.plain_errors():
            self.sqlite.execute("BEGIN")
            try:
                yield
            finally:
                if self.sqlite.in_transaction:
                    self.sqlite.execute("ROLLBACK")

    def version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self.read("PRAGMA data_version")[0][0])

    def schema_version(self) -> int:
        """A number that changes when tables do, and when rows are numbered anew (VACUUM)."""
        return int(self.read("PRAGMA schema_version")[0][0])

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self.plain_errors():
            return self.sqlite.execute(sql, [_clean(value) for value in parameters]).fetchall()

    def write(self, sql: str, parameters: Sequence[object] = ()) -> int:
        with self.transaction():
            return self.sqlite.execute(sql, [_clean(value) for value in parameters]).rowcount

    def write_all(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self.transaction():
            self.sqlite.executemany(sql, ([_clean(value) for value in row] for row in rows))

    def _prepare(self) -> None:
        self.sqlite.execute("PRAGMA foreign_keys = ON")
        self.sqlite.execute("PRAGMA synchronous = FULL")
        self.sqlite.execute("PRAGMA recursive_triggers = ON")
        applied = self._applied()
        if unknown := set(applied) - set(MIGRATIONS):
            raise NewerDatabase(
                f"{self.path} was written by a later version of claims ({min(unknown)}): "
                "upgrade with `pip install -U claims`"
            )
        if len(applied) < len(MIGRATIONS):
            self._upgrading = bool(applied)
            self._migrate()
            self._upgrading = False

    def _applied(self) -> list[str]:
        """The migrations this file went through. Raises NotADatabase if it is not ours."""
        tables = {name for (name,) in self.read("SELECT name FROM sqlite_master")}
        if "_sqlite_migrations" in tables:
            sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"
            applied = [name for (name,) in self.read(sql, [MIGRATION_SET])]
            if applied or tables <= {"_sqlite_migrations"}:
                return applied
        elif not tables:
            return []
        raise NotADatabase(
            f"{self.path} is an SQLite database of something else: choose another path with --db"
        )

    def _migrate(self) -> None:
        self._enable_wal()
        from claims.store.migrations import migrations

        # A table that others refer to can be made anew only while references are not enforced.
        self.sqlite.execute("PRAGMA foreign_keys = OFF")
        try:
            with self.transaction():  # whoever comes second finds nothing left to do
                if 0 < len(self._applied()) < len(MIGRATIONS):
                    self._keep_copy()
                migrations.apply(self.db)
        finally:
            self.sqlite.execute("PRAGMA foreign_keys = ON")

    def _keep_copy(self) -> None:
        """Copy the database as an earlier version of claims left it, and say where to."""
        if str(self.path) == MEMORY:
            return
        names = (f"{self.path.name}.bak{number or ''}" for number in count())
        copy = next(path for path in map(self.path.with_name, names) if not path.exists())
        part = copy.with_name(f".{copy.name}.part")
        try:
            reader = closing(_connect(self.path, self._timeout))  # this one would wait for itself
            with closing(sqlite3.connect(part)) as target, reader as source:
                source.backup(target)
            part.replace(copy)
        finally:
            part.unlink(missing_ok=True)
        logging.getLogger("claims").warning(
            "%s was made by an earlier version of claims and is brought up to date. "
            "As it was, it is kept in %s.",
            self.path,
            copy,
        )

    def _enable_wal(self) -> None:
        """Switch to write-ahead logging, for which SQLite does not wait by itself."""
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                self.sqlite.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _is_full(self) -> bool:
        """Whether its disk has no room for a page more, which SQLite calls an I/O error too."""
        try:
            return shutil.disk_usage(self.path.parent).free < _PAGE
        except OSError:
            return False

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """SQLite's errors as ours: one line that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error) -> Exception:
        what = str(error)
        if "closed database" in what:
            return StoreError(f"{self.path} was closed: open it again")
        if "not a database" in what:
            return NotADatabase(_NOT_SQLITE.format(self.path))
        if "locked" in what or "busy" in what:
            return LockedDatabase(
                f"{self.path} is in use by another process for over {self._timeout:g} seconds: "
                "wait for it to finish, then try again"
            )
        if "malformed" in what:
            return StoreError(
                f"{self.path} is damaged: restore a copy, or ingest again into a new database"
            )
        if ("readonly" in what or "read-only" in what) and self._upgrading:
            return StoreError(
                f"{self.path} is read-only, and an earlier version of claims made it: copy it to "
                "where it can be written to, so that it can be brought up to date"
            )
        if "readonly" in what or "read-only" in what:
            return StoreError(f"{self.path} cannot be written to: check its permissions")
        if "full" in what or ("disk I/O" in what and self._is_full()):
            return FullDisk(f"no space left for {self.path}: free some and try again")
        if "unable to open" in what:
            return StoreError(f"{self.path} cannot be opened: check the path and its permissions")
        if isinstance(error, sqlite3.OperationalError):
            return StoreError(f"{self.path}: {what}")
        return error


def _is_new(path: Path) -> bool:
    """Whether there is no database yet. Raises StoreError where there cannot be one.

    Raises NotADatabase for a file that is something else.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a directory: name a file, such as {path / 'claims.db'}")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent} is not a directory: create it first")
    if not path.exists():
        return True
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start and start != _MAGIC:  # SQLite would write over a file of a few bytes
        raise NotADatabase(_NOT_SQLITE.format(path))
    return not start


def _connect(path: Path, timeout: float) -> sqlite3.Connection:
    if str(path) == MEMORY:
        return sqlite3.connect(MEMORY, isolation_level=None)
    target = f"file:{_quoted(path)}"
    log = path.with_name(path.name + "-wal")
    if path.exists() and not os.access(path.parent, os.W_OK) and not log.exists():
        target += "?immutable=1"  # write-ahead logging needs to make files beside it
    return sqlite3.connect(target, uri=True, timeout=timeout, isolation_level=None)


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


def _clean(value: object) -> object:
    """Text that SQLite can hold: a lone surrogate has no UTF-8. Offsets stay as they are."""
    if isinstance(value, str) and not value.isascii():
        return _SURROGATES.sub("\ufffd", value)
    return value
