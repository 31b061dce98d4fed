"""The vectors of all claims in memory, growing in place as claims come in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class Vectors:
    """Claim ids and their vectors, row by row; float32 of shape (n, dimension)."""

    def __init__(self, ids: Sequence[str], matrix: npt.NDArray[np.float32]) -> None:
        self.ids: list[str] = list(ids)
        self._buffer = matrix
        self._row = {id_: row for row, id_ in enumerate(self.ids)}

    @property
    def matrix(self) -> npt.NDArray[np.float32]:
        return self._buffer[: len(self.ids)]

    def add(self, ids: Sequence[str], matrix: npt.NDArray[np.float32]) -> None:
        """Append rows; the buffer doubles, so that growing stays linear."""
        if not ids:
            return
        if not self.ids:
            self._buffer = matrix
        else:
            needed = len(self.ids) + len(ids)
            if needed > len(self._buffer):
                larger = np.empty((max(needed, 2 * len(self._buffer)), matrix.shape[1]), np.float32)
                larger[: len(self.ids)] = self.matrix
                self._buffer = larger
            self._buffer[len(self.ids) : needed] = matrix
        for id_ in ids:
            self._row[id_] = len(self.ids)
            self.ids.append(id_)

    def cut(self, length: int) -> None:
        """Take out all but the first ``length``."""
        for id_ in self.ids[length:]:
            self._row.pop(id_, None)
        del self.ids[length:]

    def rows(self, ids: Sequence[str]) -> list[int]:
        """The rows of those of ``ids`` that have a vector."""
        return [self._row[id_] for id_ in ids if id_ in self._row]
