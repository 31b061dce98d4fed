"""One connection to one database file: opening, locking, transactions, and plain errors.

Reading goes through sqlite3 alone, because sqlite-utils imports pandas where that is
installed and so costs most of a second; it is loaded for migrations and when asked for.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from claims.errors import FullDisk, LockedDatabase, NewerDatabase, NotADatabase, StoreError
from claims.store.migrations import MIGRATION_SET, STEPS, migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MEMORY = ":memory:"
#: What follows a column of which the values are asked for that `listed` makes one parameter of.
AMONG = "IN (SELECT value FROM json_each(?))"
_MAGIC = b"SQLite format 3\0"
_NOT_SQLITE = "{path} is not an SQLite database: choose another path with --db"
_PAGE = 65_536  # bytes; the largest that SQLite writes at a time
_SOMETHING = "SELECT 1 FROM articles UNION ALL SELECT 1 FROM replies LIMIT 1"
_SURROGATES = re.compile("[\ud800-\udfff]")

#: What SQLite's errors say, by the first pattern that they have, and what we say instead.
Meanings = tuple[tuple[str, type[Exception], str], ...]
_MEANINGS: Meanings = (
    ("closed database", StoreError, "{path} was closed: open it again"),
    ("not a database", NotADatabase, _NOT_SQLITE),
    (
        "locked|busy",
        LockedDatabase,
        "{path} is in use by another process for over {timeout:g} seconds: "
        "wait for it to finish, then try again",
    ),
    (
        "malformed",
        StoreError,
        "{path} is damaged: restore a copy, or ingest again into a new database",
    ),
    (
        "upgrading: .*read-?only",
        StoreError,
        "{path} is read-only, and an earlier version of claims made it: copy it to "
        "where it can be written to, so that it can be brought up to date",
    ),
    ("read-?only", StoreError, "{path} cannot be written to: check its permissions"),
    ("full", FullDisk, "no space left for {path}: free some and try again"),
    ("unable to open", StoreError, "{path} cannot be opened: check the path and its permissions"),
)


def explained(what: str, meanings: Meanings, **names: object) -> Exception | None:
    """The error to raise for one of SQLite that says ``what``, told of ``names``; None where no
    meaning fits."""
    for pattern, kind, meaning in meanings:
        if re.search(pattern, what):
            return kind(meaning.format(**names))
    return None


def either(sql: str, columns: str) -> str:
    """``sql`` for rows that have one of as many values in either of the two ``columns``; both
    have a parameter."""
    return " UNION ".join(f"{sql} WHERE {column} {AMONG}" for column in columns.split())


def listed(values: Iterable[str]) -> str:
    """``values`` as the parameter of `AMONG`."""
    return json.dumps(list(values))


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
        self._place = self._where() if str(path) != MEMORY else None
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
        """What the path leads to, by device and number; None where there is nothing."""
        with suppress(OSError):
            status = self.path.stat()
            return status.st_dev, status.st_ino
        return None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is of one moment, whatever other processes write meanwhile."""
        with self.plain_errors():
            if self.sqlite.in_transaction:
                yield
                return
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

    def among(self, sql: str, values: Iterable[str]) -> list[tuple[Any, ...]]:
        """What `read` gives for ``sql`` and one of ``values`` in the column at its end."""
        return self.read(f"{sql} {AMONG}", [listed(values)])

    def beginning(self, table: str, start: str, column: str = "id", most: int = 5) -> list[str]:
        """The ids in ``table`` that begin with ``start``, in order, so many at most."""
        sql = (
            f"SELECT {column} FROM {table} WHERE {column} >= ? AND {column} < ? ORDER BY 1 LIMIT ?"
        )
        return [id for (id,) in self.read(sql, [start, start + "\U0010ffff", most]) if start]

    def records(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """What `read` gives, each row by the names of its columns."""
        with self.plain_errors():
            found = self.sqlite.execute(sql, [_clean(value) for value in parameters])
            names = [name for name, *_ in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

    def write(self, sql: str, parameters: Sequence[object] = ()) -> int:
        with self.transaction():
            return self.sqlite.execute(sql, [_clean(value) for value in parameters]).rowcount

    def write_all(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        with self.transaction():
            clean = ([_clean(value) for value in row] for row in rows)
            return self.sqlite.executemany(sql, clean).rowcount

    def insert(
        self,
        table: str,
        rows: Iterable[Mapping[str, object]],
        how: str = "INSERT",
        over: Collection[str] = (),
    ) -> int:
        """Write ``rows``, by the names of their columns, which are the same for all; ``how`` can
        be "INSERT OR IGNORE" or "INSERT OR REPLACE". They are written over what is there with the
        same values in ``over``. Returns how many were written."""
        rows = list(rows)
        if not rows:
            return 0
        names = list(rows[0])
        sql = f"{how} INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        if over:
            updates = ", ".join(f"{name} = excluded.{name}" for name in names if name not in over)
            sql += f" ON CONFLICT ({', '.join(over)}) DO UPDATE SET {updates}"
        return self.write_all(sql, (list(row.values()) for row in rows))

    def _prepare(self) -> None:
        self.sqlite.execute("PRAGMA foreign_keys = ON")
        self.sqlite.execute("PRAGMA synchronous = FULL")
        self.sqlite.execute("PRAGMA recursive_triggers = ON")
        applied = self._applied()
        if unknown := set(applied) - STEPS.keys():
            raise NewerDatabase(
                f"{self.path} was written by a later version of claims ({min(unknown)}): "
                "upgrade with `pip install -U claims`"
            )
        if len(applied) < len(STEPS):
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
        # A table that others refer to can be made anew only while references are not enforced.
        self.sqlite.execute("PRAGMA foreign_keys = OFF")
        try:
            with self.transaction():  # whoever comes second finds nothing left to do
                if 0 < len(self._applied()) < len(STEPS):
                    self._keep_copy()
                migrations().apply(self.db)
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
        with suppress(OSError):
            return shutil.disk_usage(self.path.parent).free < _PAGE
        return False

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """SQLite's errors as ours: one line that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error) -> Exception:
        what = f"upgrading: {error}" if self._upgrading else str(error)
        if "disk I/O" in what and self._is_full():
            what = "full"
        found = explained(what, _MEANINGS, path=self.path, timeout=self._timeout)
        if found is None and isinstance(error, sqlite3.OperationalError):
            found = StoreError(f"{self.path}: {error}")
        return found or error


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
        raise NotADatabase(_NOT_SQLITE.format(path=path))
    return not start


def _connect(path: Path, timeout: float) -> sqlite3.Connection:
    if str(path) == MEMORY:
        return sqlite3.connect(MEMORY, isolation_level=None)
    target = path.absolute().as_uri()
    log = path.with_name(path.name + "-wal")
    if path.exists() and not os.access(path.parent, os.W_OK) and not log.exists():
        target += "?immutable=1"  # write-ahead logging needs to make files beside it
    return sqlite3.connect(target, uri=True, timeout=timeout, isolation_level=None)


def _clean(value: object) -> object:
    """Text that SQLite can hold: a lone surrogate has no UTF-8. Offsets stay as they are."""
    if isinstance(value, str) and not value.isascii():
        return _SURROGATES.sub("\ufffd", value)
    return value
