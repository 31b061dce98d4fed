"""Embeddings of claims, as little-endian float32: read in one piece.

Rows are numbered in the order in which they are written, and no number is given twice, so
that whoever has read up to some row knows what is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import StoreError
from claims.store.connection import AMONG, Connection, listed

if TYPE_CHECKING:
    import numpy as np

_BATCH = 16384
_WRITTEN = "vectors written"


@dataclass(frozen=True)
class Vectors:
    """The part of the store that keeps embeddings."""

    _db: Connection

    def add(self, model: str, ids: Sequence[str], matrix: np.ndarray) -> int:
        """Keep one row of ``matrix`` (n, d) for each claim of ``ids``, in place of earlier
        ones. Returns the number of the last row."""
        import numpy as np

        plain = np.ascontiguousarray(matrix, dtype="<f4")
        if len(ids) != len(plain):
            raise ValueError(f"{len(ids)} claims, but {len(plain)} vectors")
        with self._db.transaction():
            sql = f"DELETE FROM vectors WHERE model = ? AND claim {AMONG}"
            self._db.write(sql, [model, listed(ids)])
            first = self.last() + 1
            pairs = enumerate(zip(ids, plain, strict=True), first)
            self._db.write_all(
                "INSERT INTO vectors (rowid, claim, model, vector) VALUES (?, ?, ?, ?)",
                ([number, id, model, row.tobytes()] for number, (id, row) in pairs),
            )
            last = first + len(plain) - 1
            self._db.insert("settings", [{"key": _WRITTEN, "value": str(last)}], over=["key"])
        return last

    def last(self) -> int:
        """The number of the last row written, even if it is gone."""
        sql = """
            SELECT max(coalesce((SELECT max(rowid) FROM vectors), 0),
                       coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE key = ?), 0))
        """
        return int(self._db.read(sql, [_WRITTEN])[0][0])

    def embedded_by(self) -> str | None:
        """The model of the latest vector, None where there is none."""
        found = self._db.read("SELECT model FROM vectors ORDER BY rowid DESC LIMIT 1")
        return found[0][0] if found else None

    def count(self, model: str, after: int = 0) -> int:
        """How many vectors there are in rows after ``after``."""
        sql = "SELECT count(*) FROM vectors WHERE model = ?"
        if after:  # else the index alone tells
            sql += f" AND rowid > {after:d}"
        return int(self._db.read(sql, [model])[0][0])

    def get(self, model: str, after: int = 0) -> tuple[list[str], np.ndarray]:
        """Claim ids and their vectors, float32 (n, d), in the order they were written, from
        the row after ``after`` on."""
        import numpy as np

        ids: list[str] = []
        matrix = np.empty((0, 0), dtype=np.float32)
        with self._db.snapshot():
            for some, rows in self.batches(model, after=after):
                if not ids:
                    matrix = np.empty((self.count(model, after), rows.shape[1]), dtype=np.float32)
                matrix[len(ids) : len(ids) + len(some)] = rows
                ids += some
        return ids, matrix

    def batches(
        self, model: str, *, after: int = 0, last: int | None = None
    ) -> Iterator[tuple[list[str], np.ndarray]]:
        """The same in parts, up to the row ``last``."""
        last = self.last() if last is None else last
        sql = """
            SELECT rowid, claim, CAST(vector AS BLOB) FROM vectors
            WHERE rowid > ? AND rowid <= ? AND +model = ? ORDER BY rowid LIMIT ?
        """
        width = None
        while found := self._db.read(sql, [after, last, model, _BATCH]):
            ids, rows = self._matrix([(id, vector) for _, id, vector in found], width)
            yield ids, rows
            after, width = found[-1][0], rows.shape[1]

    def of(self, model: str, ids: Iterable[str]) -> tuple[list[str], np.ndarray]:
        """Those of ``ids`` that have a vector, in the order given, and their vectors."""
        wanted = list(ids)
        sql = f"SELECT claim, CAST(vector AS BLOB) FROM vectors WHERE model = ? AND claim {AMONG}"
        found = dict(self._db.read(sql, [model, listed(wanted)]))
        return self._matrix([(id, found[id]) for id in wanted if id in found])

    def lacking(self, model: str | None) -> list[str]:
        """Ids of the claims that have no vector of ``model``."""
        sql = """
            SELECT id FROM claims WHERE NOT EXISTS
              (SELECT 1 FROM vectors WHERE claim = claims.id AND model = ?) ORDER BY rowid
        """
        return [id for (id,) in self._db.read(sql, [model])]

    def _matrix(
        self, found: list[tuple[str, bytes]], width: int | None = None
    ) -> tuple[list[str], np.ndarray]:
        """Ids and vectors, as wide as ``width`` if there is one. Raises StoreError."""
        import numpy as np

        if not found:
            return [], np.empty((0, 0), dtype=np.float32)
        length = len(found[0][1]) if width is None else 4 * width
        if not length or length % 4 or any(len(vector) != length for _, vector in found):
            raise self.damaged()
        flat = np.frombuffer(b"".join(vector for _, vector in found), dtype="<f4")
        return [id for id, _ in found], flat.reshape(len(found), -1)

    def damaged(self) -> StoreError:
        """What to raise where a vector is not as long as others of its model."""
        return StoreError(
            f"{self._db.path} has damaged vectors: `claims check --repair` makes them anew"
        )
