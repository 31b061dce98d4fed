"""The vectors of claims in memory, growing in place as claims come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from claims.compare.neighbours import Index

Matrix = npt.NDArray[np.float32]


class Vectors:
    """Claim ids and their vectors, row by row; float32 of shape (n, dimension).

    What was added and dropped since ``mark`` can be undone.
    """

    def __init__(self, ids: Sequence[str], matrix: Matrix) -> None:
        self._ids: list[str] = list(ids)
        self._buffer = matrix
        self._row = {id_: row for row, id_ in enumerate(self._ids)}
        self._marked = len(self._ids)
        self._dropped: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._row

    def add(self, ids: Sequence[str], matrix: Matrix) -> None:
        """Append rows; the buffer doubles, so that growing stays linear."""
        if not ids:
            return
        self.drop(ids)
        if not self._ids:
            self._buffer = matrix
        else:
            needed = len(self._ids) + len(ids)
            if needed > len(self._buffer):
                larger = np.empty((max(needed, 2 * len(self._buffer)), matrix.shape[1]), np.float32)
                larger[: len(self._ids)] = self._buffer[: len(self._ids)]
                self._buffer = larger
            self._buffer[len(self._ids) : needed] = matrix
        for id_ in ids:
            self._row[id_] = len(self._ids)
            self._ids.append(id_)

    def drop(self, ids: Iterable[str]) -> None:
        """Take out those of ``ids`` that are there. Their rows stay, and are never found."""
        for id_ in ids:
            row = self._row.pop(id_, None)
            if row is not None and row < self._marked:
                self._dropped[id_] = row

    def mark(self) -> None:
        """What is there now is what ``undo`` comes back to."""
        self._marked, self._dropped = len(self._ids), {}

    def undo(self) -> None:
        """Take back what was added and dropped since the mark."""
        for id_ in self._ids[self._marked :]:
            self._row.pop(id_, None)
        del self._ids[self._marked :]
        self._row |= self._dropped
        self._dropped = {}

    def of(self, ids: Iterable[str]) -> tuple[list[str], Matrix]:
        """Those of ``ids`` that have a vector, and these."""
        known = [id_ for id_ in ids if id_ in self._row]
        return known, self._buffer[[self._row[id_] for id_ in known]]

    def within(self, queries: Matrix, threshold: float) -> Iterator[tuple[int, str, float]]:
        """(query row, claim id, cosine) of all pairs with a cosine of ``threshold`` or more."""
        matrix = self._buffer[: len(self._ids)]
        for query, row, cosine in Index().within(queries, matrix, threshold):
            id_ = self._ids[row]
            if self._row.get(id_) == row:
                yield query, id_, cosine
