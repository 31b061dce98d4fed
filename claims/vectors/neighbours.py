"""Claims that are near each other in meaning: exact search by blocks of a matrix product.

Search is by radius, never by rank: whether two claims are near depends on these two alone,
so that claims ingested one by one meet the same neighbours as claims ingested together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
#: Which pairs of a query row and a matrix row are wanted.
Wanted = Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], npt.NDArray[np.bool_]]

#: Bytes of similarities held at once.
ROOM = 64 * 1024 * 1024
#: How far a product of float32 vectors of length 1 can be off, with room to spare.
SLACK = 1e-5


def within(
    queries: Matrix, matrix: Matrix, threshold: float, wanted: Wanted | None = None
) -> Iterator[tuple[int, int, float]]:
    """(query row, matrix row, cosine) of all pairs with a cosine of ``threshold`` or more, if they
    are ``wanted``.

    Rows of both have length 1. Cosines are rounded to six decimals and the same whatever else is
    searched. Memory stays under ``ROOM`` and a copy of one block.
    """
    if not len(queries) or not len(matrix):
        return
    wide = min(len(queries), 512)
    tall = max(1, ROOM // (4 * wide))
    for top in range(0, len(queries), wide):
        some = queries[top : top + wide]
        for left in range(0, len(matrix), tall):
            block = matrix[left : left + tall]
            rows, columns = np.nonzero(some @ block.T >= threshold - SLACK)
            if wanted is not None:
                kept = wanted(rows + top, columns + left)
                rows, columns = rows[kept], columns[kept]
            for row, column, cosine in _pairs(some, block, rows, columns):
                if cosine >= threshold:
                    yield top + row, left + column, cosine


def _pairs(
    some: Matrix,
    block: Matrix,
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
) -> Iterator[tuple[int, int, float]]:
    for start in range(0, len(rows), 65536):
        r, c = rows[start : start + 65536], columns[start : start + 65536]
        cosines = exact(some[r], block[c])
        yield from zip(r.tolist(), c.tolist(), cosines.tolist(), strict=True)


def exact(one: Matrix, two: Matrix) -> npt.NDArray[np.float64]:
    """Cosines of paired rows in float64, rounded to six decimals: the order in which a
    matrix product sums depends on its shape, this does not."""
    products = one.astype(np.float64) * two.astype(np.float64)
    cosines: npt.NDArray[np.float64] = np.round(products.sum(axis=1), 6)
    return cosines
