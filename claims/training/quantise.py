"""Write a contradiction model in int8, so that it runs fast and without torch.

Three steps, each worked out from some pairs of the training data, without labels:

1. Hidden units of the feed-forward layers are left out as long as the rest, refitted by
   least squares, give nearly the same outputs (`claims.training.prune`).
2. Columns that are large in activations are made smaller, and the weights' rows larger by
   as much, before either is rounded (SmoothQuant: Xiao et al., ICML 2023).
3. Products of matrices become int8: weights once, per output column; activations as they
   come, with one scale for a matrix. Weights take 7 bits, because processors with AVX2
   and without VNNI add two products in 16 bits, where 8-bit weights overflow.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claims.models.loader import session
from claims.training.mpnet import Floats, Network, tokenizer, write
from claims.training.prune import Grams, prune


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to convert: on how many pairs to calibrate, and how far to go.

    ``share`` is how much of the unevenness moves from activations to weights, 0 to 1: of
    0.3, 0.5, 0.7, 0.8 and 0.9 the one that changes probabilities least on training pairs.
    ``error`` is the relative error that leaving out hidden units may cause in a layer; 0
    leaves all of them in.
    """

    pairs: int = 400
    share: float = 0.8
    error: float = 0.13
    seed: int = 0


def quantise(source: Path, out: Path, data: Sequence[tuple[str, str]], how: Conversion) -> None:
    """Write the int8 model of ``source`` to the folder ``out``, calibrated on ``data``."""
    network = Network.load(source)
    pairs = list(data)
    random.Random(how.seed).shuffle(pairs)
    pairs = pairs[: how.pairs]
    if how.error > 0:
        grams = Grams()
        hidden = [f"{layer}.down" for layer in range(network.layers - 1)]
        for found in watch(network, source, pairs):
            grams.add({name: found[name] for name in hidden})
        network = prune(network, grams, how.error)
    largest: dict[str, Floats] = {}
    for found in watch(network, source, pairs):
        for name, value in found.items():
            top = np.abs(value).max(axis=0)
            largest[name] = np.maximum(largest.get(name, top), top)
    out.mkdir(parents=True, exist_ok=True)
    write(network, out / "model.onnx", factors=even(network, largest, how.share))
    describe(source, out)


def exact(source: Path, out: Path) -> None:
    """Write the model of ``source`` in float32 to the folder ``out``, to compare with."""
    out.mkdir(parents=True, exist_ok=True)
    write(Network.load(source), out / "model.onnx", int8=False)
    describe(source, out)


def describe(source: Path, out: Path) -> None:
    """The tokenizer and the labels beside the graph."""
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    kept = {key: config[key] for key in ("model_type", "id2label", "num_hidden_layers")}
    (out / "config.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    shutil.copyfile(source / "tokenizer.json", out / "tokenizer.json")


def watch(
    network: Network, source: Path, pairs: Sequence[tuple[str, str]]
) -> Iterator[dict[str, Floats]]:
    """For each pair, by product, its input: [tokens, columns]."""
    reader = tokenizer(source)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watched.onnx"
        outputs = write(network, path, int8=False, watch=True)
        run = session(path)
        for pair in pairs:
            ids = np.array([reader.encode(*pair).ids], dtype=np.int64)
            found = run.run(outputs, {"input_ids": ids})
            yield {n: value[0] for n, value in zip(network.products, found, strict=True)}


def even(network: Network, largest: Mapping[str, Floats], share: float) -> dict[str, Floats]:
    """By product, by what to divide the columns of its input; their geometric mean is 1.

    ``largest`` holds the largest absolute value of each column."""
    found = {}
    for name, (weight, _) in network.products.items():
        columns = np.maximum(largest[name], 1e-3) ** share
        rows = np.maximum(np.abs(weight).max(axis=1), 1e-5) ** (1 - share)
        factor = columns / rows
        found[name] = (factor / np.exp(np.log(factor).mean())).astype(np.float32)
    return found
