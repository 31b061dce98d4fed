"""An MPNet that classifies pairs, as one ONNX graph for one pair at a time.

The graph is built node by node from the weights and differs from the network (Song et al.,
NeurIPS 2020) only in what cannot change the answer: the bias of relative positions is
tabled once for all layers, and the last layer is worked out for the first token alone,
which is all that the classifier reads.

    input_ids [1, tokens] -> logits [1, labels]
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from claims.compare.contradiction import LONGEST
from claims.errors import ModelError
from claims.training.export import Graph, linear

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Network:
    """Weights, float32, and settings of an MPNetForSequenceClassification."""

    weights: Mapping[str, Floats]
    config: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Network:
        """From a folder with model.safetensors and config.json. Raises `ModelError` where it
        is another kind of network."""
        from safetensors.numpy import load_file

        stored = load_file(folder / "model.safetensors")
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("model_type") != "mpnet":
            raise ModelError(f"{folder} is a {config.get('model_type')}, not an mpnet")
        return cls({name: value.astype(np.float32) for name, value in stored.items()}, config)

    @property
    def layers(self) -> int:
        return int(self.config["num_hidden_layers"])

    @cached_property
    def products(self) -> dict[str, tuple[Floats, Floats]]:
        """The products of matrices by name ("3.up"): weight [in, out] and bias."""
        found = {}
        for i in range(self.layers):
            parts = ("q", "kv") if i == self.layers - 1 else ("qkv",)
            for letters in parts:
                keys = [f"attention.attn.{letter}" for letter in letters]
                found[f"{i}.{letters}"] = self._dense(i, *keys)
            found[f"{i}.out"] = self._dense(i, "attention.attn.o")
            found[f"{i}.up"] = self._dense(i, "intermediate.dense")
            found[f"{i}.down"] = self._dense(i, "output.dense")
        return found

    def _dense(self, layer: int, *names: str) -> tuple[Floats, Floats]:
        keys = [f"mpnet.encoder.layer.{layer}.{name}" for name in names]
        weight = np.concatenate([self.weights[key + ".weight"].T for key in keys], axis=1)
        return weight, np.concatenate([self.weights[key + ".bias"] for key in keys])

    def table(self) -> Floats:
        """The bias of attention by relative position: [1, heads, LONGEST, LONGEST]."""
        embedding = self.weights["mpnet.encoder.relative_attention_bias.weight"]
        found = embedding[buckets(LONGEST, len(embedding))]
        return np.ascontiguousarray(found.transpose(2, 0, 1)[None])


def tokenizer(folder: Path) -> Tokenizer:
    """That of the folder, cutting pairs as `claims.compare.contradiction.Judge` does."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(LONGEST, strategy="longest_first")
    return found


def buckets(longest: int, count: int, far: int = 128) -> NDArray[np.int64]:
    """T5's buckets of relative positions (Raffel et al., JMLR 2020): [longest, longest]."""
    place = np.arange(longest)
    apart = place[:, None] - place[None, :]
    half = count // 2
    side = (apart < 0).astype(np.int64) * half
    apart = np.abs(apart)
    near = half // 2
    with np.errstate(divide="ignore"):
        steps = np.log(apart.astype(np.float32) / np.float32(near)) / np.float32(np.log(far / near))
    steps = np.where(apart < near, 0, near + steps * np.float32(half - near))
    found: NDArray[np.int64] = side + np.where(
        apart < near, apart, np.minimum(steps.astype(np.int64), half - 1)
    )
    return found


def write(
    network: Network,
    path: Path,
    *,
    int8: bool = True,
    factors: Mapping[str, Floats] | None = None,
    watch: bool = False,
) -> list[str]:
    """Write the graph. ``factors`` are by what the columns of a product's input are divided
    (and the rows of its weight multiplied). With ``watch`` the input of every product is an
    output too; returns these outputs, in the order of ``network.products``."""
    from onnx import TensorProto as T

    builder = _Builder(network, int8, dict(factors or {}))
    builder.build()
    labels = len(network.config["id2label"])
    outputs: dict[str, Any] = {"logits": (T.FLOAT, ["pairs", labels])}
    watched = [builder.inputs[name] for name in network.products] if watch else []
    outputs |= {name: (T.FLOAT, ["pairs", None, None]) for name in watched}
    builder.graph.save(path, {"input_ids": (T.INT64, ["pairs", "tokens"])}, outputs)
    return watched


class _Builder:
    def __init__(self, network: Network, int8: bool, factors: dict[str, Floats]) -> None:
        self.network, self.int8, self.factors = network, int8, factors
        self.graph = Graph()
        #: The input of each product.
        self.inputs: dict[str, str] = {}

    def build(self) -> None:
        g, w = self.graph, self.network.weights
        x = self._embeddings()
        size = g.node("Concat", ["size", "size"], "size.2", axis=0)
        axes = g.constant("axes", np.array([2, 3]))
        zeros = g.constant("zeros", np.array([0, 0]))
        table = g.constant("near", self.network.table())
        near = g.node("Slice", [table, zeros, size, axes], "bias")
        for i in range(self.network.layers):
            x = self._layer(i, x, near, last=i == self.network.layers - 1)
        x = g.node("Squeeze", [x, "one"], "first")
        for name, key in (("dense", "classifier.dense"), ("logits", "classifier.out_proj")):
            weight = g.constant(name + ".w", w[key + ".weight"])
            bias = g.constant(name + ".b", w[key + ".bias"])
            x = g.node("Gemm", [x, weight, bias], name, transB=1)
            if name == "dense":
                x = g.node("Tanh", [x], "pooled")

    def _embeddings(self) -> str:
        g, w = self.graph, self.network.weights
        table = w["mpnet.embeddings.word_embeddings.weight"]
        if self.int8:
            words = self._rows(table)
        else:
            words = g.node("Gather", [g.constant("words", table), "input_ids"], "word")
        first = int(self.network.config["pad_token_id"]) + 1
        places = w["mpnet.embeddings.position_embeddings.weight"][first : first + LONGEST]
        size = g.node("Shape", ["input_ids"], "size", start=1, end=2)
        zero = g.constant("zero", np.array([0]))
        g.constant("one", np.array([1]))
        place = g.node("Slice", [g.constant("places", places), zero, size, zero], "place")
        return self._norm("x", words, place, "mpnet.embeddings.LayerNorm")

    def _rows(self, table: Floats) -> str:
        """Word vectors in int8, each with a scale of its own."""
        g = self.graph
        scale = (np.abs(table).max(axis=1, keepdims=True) / 127).astype(np.float32)
        scale[scale == 0] = 1
        whole = g.constant("words", np.rint(table / scale).astype(np.int8))
        number = g.node("Gather", [whole, "input_ids"], "word.q")
        number = g.node("Cast", [number], "word.f", to=1)
        scales = g.node("Gather", [g.constant("words.s", scale), "input_ids"], "word.s")
        return g.node("Mul", [number, scales], "word")

    def _layer(self, i: int, x: str, near: str, last: bool) -> str:
        from onnx import helper

        g = self.graph
        if last:
            keys = self._product(f"{i}.kv", x)
            x = g.node("Slice", [x, "zero", "one", "one"], f"{i}.first")
            near = g.node("Slice", [near, "zero", "one", g.constant("2", np.array([2]))], "near.1")
            self._product(f"{i}.q", x)
            parts = [f"{i}.k", f"{i}.v"]
        else:
            keys = self._product(f"{i}.qkv", x)
            parts = [f"{i}.q", f"{i}.k", f"{i}.v"]
        g.nodes.append(helper.make_node("Split", [keys], parts, f"{i}.split", axis=-1))
        seen = g.contrib(
            "MultiHeadAttention",
            [f"{i}.q", f"{i}.k", f"{i}.v", "", "", near],
            f"{i}.seen",
            num_heads=int(self.network.config["num_attention_heads"]),
        )
        base = f"mpnet.encoder.layer.{i}."
        out = self._product(f"{i}.out", seen)
        x = self._norm(f"{i}.x1", out, x, base + "attention.LayerNorm")
        up = g.contrib("Gelu", [self._product(f"{i}.up", x)], f"{i}.gelu")
        down = self._product(f"{i}.down", up)
        return self._norm(f"{i}.x2", down, x, base + "output.LayerNorm")

    def _product(self, name: str, x: str) -> str:
        weight, bias = self.network.products[name]
        self.inputs[name] = x
        factor = self.factors.get(name)
        if factor is not None:
            divisor = self.graph.constant(name + ".divide", (1 / factor).astype(np.float32))
            x = self.graph.node("Mul", [x, divisor], name + ".even")
            weight = weight * factor[:, None]
        return linear(self.graph, x, name, weight, bias, self.int8)

    def _norm(self, name: str, x: str, skip: str, key: str) -> str:
        # Two nodes take a fraction of the time of ONNX Runtime's fused one.
        g, w = self.graph, self.network.weights
        total = g.node("Add", [x, skip], name + ".sum")
        gain = g.constant(name + ".g", w[key + ".weight"])
        shift = g.constant(name + ".b", w[key + ".bias"])
        epsilon = float(self.network.config["layer_norm_eps"])
        return g.node("LayerNormalization", [total, gain, shift], name, epsilon=epsilon)
