"""Leave out hidden units of feed-forward layers that the others can make up for.

Which ones is decided by how much a layer's output changes when the rest is refitted by
least squares (Optimal Brain Surgeon: Hassibi and Stork, NIPS 1992; for whole units, ZipLM:
Kurtic, Frantar and Alistarh, NeurIPS 2023). It needs no labels and no training: only the
products of the units' outputs over some texts. The last layer stays as it is: it runs for
one token alone and costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from claims.training.mpnet import Floats, Network

#: Units that are left out at once, before the rest is refitted.
STEP = 128
#: Rows of a matrix that are multiplied at once.
ROWS = 2048
#: Added to the diagonal, as a part of its mean.
RIDGE = 1e-3

Matrix = NDArray[np.float64]


class Grams:
    """Sums of products of the columns of matrices, by name."""

    def __init__(self) -> None:
        self._sums: dict[str, NDArray[Any]] = {}
        self._waiting: dict[str, list[Floats]] = {}

    def add(self, found: Mapping[str, Floats]) -> None:
        """Add the columns of these matrices: [rows, columns] each."""
        for name, value in found.items():
            rows = self._waiting.setdefault(name, [])
            rows.append(value)
            if sum(map(len, rows)) >= ROWS:
                self._settle(name)

    def _settle(self, name: str) -> None:
        rows = self._waiting.pop(name, [])
        if not rows:
            return
        value = np.concatenate(rows)
        product = value.T @ value
        self._sums[name] = self._sums[name] + product if name in self._sums else product

    def __getitem__(self, name: str) -> Matrix:
        self._settle(name)
        total = self._sums[name].astype(np.float64)
        total /= np.trace(total) / len(total)
        total[np.diag_indices_from(total)] += RIDGE
        return total


def prune(network: Network, grams: Grams, error: float) -> Network:
    """The network without the units that its layers can do without, each layer's output
    off by ``error`` at most: the root of the mean, over its columns, of the squared error
    relative to the column's size on the texts of ``grams``."""
    weights = dict(network.weights)
    for layer in range(network.layers - 1):
        base = f"mpnet.encoder.layer.{layer}."
        down = weights[base + "output.dense.weight"].T.astype(np.float64)
        kept, refitted = _fewest(grams[f"{layer}.down"], down, error)
        click.echo(f"layer {layer}: {len(kept)} of {len(down)} hidden units kept", err=True)
        weights[base + "output.dense.weight"] = np.ascontiguousarray(refitted.T, np.float32)
        for part in ("weight", "bias"):
            key = f"{base}intermediate.dense.{part}"
            weights[key] = weights[key][kept]
    return Network(weights, network.config)


def _fewest(gram: Matrix, down: Matrix, error: float) -> tuple[NDArray[np.int64], Matrix]:
    """The units kept and their weights, [kept, out]."""
    # A few columns are far larger than the rest, and would drown their errors.
    size = np.sqrt(np.sum(down * (gram @ down), axis=0) + 1e-12)
    down = down / size
    kept = np.arange(len(down))
    best: NDArray[Any] = down
    while len(kept) > 2 * STEP:
        inverse = np.linalg.inv(gram[np.ix_(kept, kept)])
        worth = np.square(best).sum(axis=1) / np.diag(inverse)
        fewer = np.sort(kept[np.argsort(worth)[STEP:]])
        refitted = np.linalg.solve(gram[np.ix_(fewer, fewer)], gram[fewer] @ down)
        missing = down.copy()
        missing[fewer] -= refitted
        if float(np.sum(missing * (gram @ missing))) > error**2 * down.shape[1]:
            break
        kept, best = fewer, refitted
    return kept, best * size
