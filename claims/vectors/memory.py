"""The vectors of claims in memory, growing in place as claims come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from claims.vectors.neighbours import Matrix, Wanted, within

Days = npt.NDArray[np.int32]

#: The day of a claim of which none is known, and that of one that cannot be in dispute.
UNDATED, NEVER = 0, -1
#: Rows that are copied at a time to be multiplied: 50 MB.
COPIED = 32_768


class Vectors:
    """Claim ids and their vectors, row by row; float32 of shape (n, dimension).

    ``days`` says when each claim was said: a day's number, ``UNDATED`` or ``NEVER``.
    """

    def __init__(self, ids: Sequence[str], matrix: Matrix, days: Days | None = None) -> None:
        self._ids: list[str] = list(ids)
        self._buffer = matrix
        self._days = _or_undated(days, len(self._ids))
        self._row = {id_: row for row, id_ in enumerate(self._ids)}

    def __len__(self) -> int:
        return len(self._row)

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._buffer.shape[1])

    def __contains__(self, id_: str) -> bool:
        return id_ in self._row

    def add(self, ids: Sequence[str], matrix: Matrix, days: Days | None = None) -> None:
        """Append rows; the buffer doubles, so that growing stays linear."""
        if not ids:
            return
        self.drop(ids)
        days = _or_undated(days, len(ids))
        there, needed = len(self._ids), len(self._ids) + len(ids)
        if not there:
            self._buffer, self._days = matrix, days
        else:
            if needed > len(self._buffer):
                more = max(needed, 2 * len(self._buffer)) - there
                room = np.empty((more, matrix.shape[1]), np.float32)
                self._buffer = np.concatenate([self._buffer[:there], room])
                self._days = np.concatenate([self._days[:there], np.zeros(more, np.int32)])
            self._buffer[there:needed] = matrix
            self._days[there:needed] = days
        for id_ in ids:
            self._row[id_] = len(self._ids)
            self._ids.append(id_)

    def drop(self, ids: Iterable[str]) -> None:
        """Take out those of ``ids`` that are there. Their rows stay, and are never found."""
        for id_ in ids:
            self._row.pop(id_, None)

    def of(self, ids: Iterable[str]) -> tuple[list[str], Matrix]:
        """Those of ``ids`` that have a vector, and these."""
        known = [id_ for id_ in ids if id_ in self._row]
        return known, self._buffer[[self._row[id_] for id_ in known]]

    def within(
        self, queries: Matrix, threshold: float, days: Days | None = None, span: int = 0
    ) -> Iterator[tuple[int, str, float]]:
        """(query row, claim id, cosine) of all pairs with a cosine of ``threshold`` or more.

        With the ``days`` of the queries, only those that both can be in dispute and are not
        known to be more than ``span`` days apart.
        """
        if days is None:
            hits = within(queries, self._buffer[: len(self._ids)], threshold)
        else:
            hits = self._dated(queries, threshold, days, span)
        for query, row, cosine in hits:
            id_ = self._ids[row]
            if self._row.get(id_) == row:
                yield query, id_, cosine

    def _dated(
        self, queries: Matrix, threshold: float, days: Days, span: int
    ) -> Iterator[tuple[int, int, float]]:
        """As the index gives them. Only the rows that any query can reach are multiplied: of a
        collection of years most are out of reach of one day's news."""
        reach = self._reach(days, span)
        for start in range(0, len(reach), COPIED):
            some = reach[start : start + COPIED]
            wanted = _disputable(days, self._days[some], span)
            for query, row, cosine in within(queries, self._buffer[some], threshold, wanted):
                yield query, int(some[row]), cosine

    def _reach(self, days: Days, span: int) -> npt.NDArray[np.intp]:
        """The rows of claims within ``span`` days of any of ``days``, or of an unknown day."""
        there = self._days[: len(self._ids)]
        possible = there != NEVER
        told = days[days > UNDATED]
        if len(told) and len(told) == np.count_nonzero(days != NEVER):
            inside = (there >= told.min() - span) & (there <= told.max() + span)
            possible &= inside | (there == UNDATED)
        return np.flatnonzero(possible)


def _disputable(days: Days, there: Days, span: int) -> Wanted:
    """Of rows with ``days`` and columns with those of ``there``, the pairs that can both be in
    dispute and are not known to be more than ``span`` days apart."""

    def wanted(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        one, two = days[rows], there[columns]
        near = (np.abs(one - two) <= span) | (one == UNDATED) | (two == UNDATED)
        found: npt.NDArray[np.bool_] = near & (one != NEVER) & (two != NEVER)
        return found

    return wanted


def _or_undated(days: Days | None, count: int) -> Days:
    return np.full(count, UNDATED, np.int32) if days is None else days
