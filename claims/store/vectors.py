"""Embeddings of claims, as little-endian float32: read in one piece."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from claims.store.connection import Connection

if TYPE_CHECKING:
    import numpy as np


class Vectors(Connection):
    """The part of the store that keeps embeddings."""

    def add_vectors(self, model: str, ids: Sequence[str], matrix: np.ndarray) -> None:
        """Keep one row of ``matrix`` (n, d) for each claim of ``ids``, over earlier ones."""
        import numpy as np

        plain = np.ascontiguousarray(matrix, dtype="<f4")
        if len(ids) != len(plain):
            raise ValueError(f"{len(ids)} claims, but {len(plain)} vectors")
        self._write_all(
            "INSERT INTO vectors (claim, model, vector) VALUES (?, ?, ?) "
            "ON CONFLICT (claim, model) DO UPDATE SET vector = excluded.vector",
            [(id, model, row.tobytes()) for id, row in zip(ids, plain, strict=True)],
        )

    def vectors(self, model: str) -> tuple[list[str], np.ndarray]:
        """Claim ids and their vectors, float32 (n, d), in the order they were written."""
        sql = "SELECT claim, vector FROM vectors WHERE model = ? ORDER BY rowid"
        return self._matrix(self._read(sql, [model]))

    def vectors_of(self, model: str, ids: Iterable[str]) -> tuple[list[str], np.ndarray]:
        """Those of ``ids`` that have a vector, in the order given, and their vectors."""
        wanted = list(ids)
        sql = """
            SELECT claim, vector FROM vectors
            WHERE model = ? AND claim IN (SELECT value FROM json_each(?))
        """
        found = dict(self._read(sql, [model, json.dumps(wanted)]))
        return self._matrix([(id, found[id]) for id in wanted if id in found])

    def _matrix(self, found: list[tuple[str, bytes]]) -> tuple[list[str], np.ndarray]:
        import numpy as np

        if not found:
            return [], np.empty((0, 0), dtype=np.float32)
        flat = np.frombuffer(b"".join(vector for _, vector in found), dtype="<f4")
        return [id for id, _ in found], flat.reshape(len(found), -1)
