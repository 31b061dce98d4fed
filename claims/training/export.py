"""Write the trained attribution network as two ONNX graphs that run without torch.

The graphs are built node by node from the weights, with the fused operators of ONNX
Runtime (``com.microsoft``), so that the result does not depend on an exporter's version.

    encoder.onnx   ids [batch, tokens], without padding   -> hidden, tag probabilities
    heads.onnx     hidden, row, column (one entry a cue)  -> source, content probabilities
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Weights = Mapping[str, Array]

OPSET, CONTRIB, IR = 17, 1, 9


class Graph:
    """An ONNX graph under construction."""

    def __init__(self, half: bool = False) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.half = half

    def constant(self, name: str, value: Array) -> str:
        """Store ``value``; large float32 matrices as float16 where the graph is ``half``."""
        from onnx import numpy_helper

        value = np.ascontiguousarray(value)
        if self.half and value.dtype == np.float32 and value.ndim > 1:
            stored = numpy_helper.from_array(value.astype(np.float16), name + ".half")
            self.constants.append(stored)
            # ONNX Runtime folds the cast into the constant when it loads the graph.
            return self.node("Cast", [name + ".half"], name, to=1)
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add an operator of the ONNX set with one output."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def contrib(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add an operator of ONNX Runtime's own set."""
        return self.node(kind, inputs, output, domain="com.microsoft", **attributes)

    def save(self, path: Path, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
        """Check the graph and write it. Inputs and outputs: name -> (type, shape)."""
        from onnx import checker, helper, save

        graph = helper.make_graph(
            self.nodes,
            path.stem,
            [helper.make_tensor_value_info(name, *v) for name, v in inputs.items()],
            [helper.make_tensor_value_info(name, *v) for name, v in outputs.items()],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", CONTRIB)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
        checker.check_model(model)
        save(model, str(path))


def linear(graph: Graph, x: str, name: str, weight: Array, bias: Array, int8: bool) -> str:
    """``x @ weight + bias`` with weight [in, out]. As int8: weights quantised per output
    column, activations on the fly."""
    added = graph.constant(name + ".b", bias)
    if not int8:
        product = graph.node("MatMul", [x, graph.constant(name + ".w", weight)], name + ".product")
        return graph.node("Add", [product, added], name)
    scale = np.abs(weight).max(axis=0) / 64.0  # 7 bits: AVX2 adds two products in 16 bits
    scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
    whole = np.clip(np.rint(weight / scale), -64, 64).astype(np.int8)
    inputs = [
        x,
        graph.constant(name + ".q", whole),
        graph.constant(name + ".scale", scale),
        graph.constant(name + ".zero", np.zeros_like(whole[0])),
        added,
    ]
    return graph.contrib("DynamicQuantizeMatMul", inputs, name)


def encoder(
    weights: Weights,
    path: Path,
    heads: int = 12,
    half: bool = False,
    int8: frozenset[str] = frozenset(),
) -> None:
    """Write the encoder with its tag head. ``int8`` names the products to quantise, as
    ``"3.qkv"``, ``"3.out"``, ``"3.up"``, ``"3.down"`` for layer 3."""
    from onnx import TensorProto as T

    g = Graph(half)
    e = "enc.embeddings."
    words = _words(g, weights[e + "word_embeddings.weight"], bool(int8))
    places = (
        weights[e + "position_embeddings.weight"] + weights[e + "token_type_embeddings.weight"][0]
    )
    size = g.node("Shape", ["ids"], "size", start=1, end=2)
    zero, axis = g.constant("zero", np.array([0])), g.constant("axis", np.array([0]))
    place = g.node("Slice", [g.constant("places", places), zero, size, axis], "p")
    x = g.node(
        "LayerNormalization",
        [
            g.node("Add", [words, place], "sum"),
            g.constant("norm.g", weights[e + "LayerNorm.weight"]),
            g.constant("norm.b", weights[e + "LayerNorm.bias"]),
        ],
        "x",
        epsilon=1e-12,
    )
    layers = 1 + max(int(k.split(".")[3]) for k in weights if k.startswith("enc.encoder.layer."))
    for i in range(layers):
        x = _layer(g, weights, i, x, heads, int8)
    tag = g.node("MatMul", [x, g.constant("tag.w", weights["tag.weight"].T)], "tag.product")
    tag = g.node("Add", [tag, g.constant("tag.b", weights["tag.bias"])], "tag.sum")
    g.node("Softmax", [tag], "tag", axis=-1)
    g.node("Identity", [x], "hidden")
    g.save(
        path,
        {"ids": (T.INT64, ["batch", "tokens"])},
        {
            "hidden": (T.FLOAT, ["batch", "tokens", weights["tag.weight"].shape[1]]),
            "tag": (T.FLOAT, ["batch", "tokens", 3]),
        },
    )


def _words(g: Graph, table: Array, int8: bool) -> str:
    """The embeddings of ``ids``; as int8, each row of the table has its own scale."""
    if not int8:
        return g.node("Gather", [g.constant("words", table), "ids"], "w")
    scale = np.maximum(np.abs(table).max(axis=1), 1e-9) / 127
    whole = np.rint(table / scale[:, None]).astype(np.int8)
    rows = g.node("Gather", [g.constant("words.q", whole), "ids"], "words.rows")
    scales = g.node(
        "Gather", [g.constant("words.scale", scale.astype(np.float32)), "ids"], "words.scales"
    )
    scales = g.node("Unsqueeze", [scales, g.constant("words.axis", np.array([2]))], "words.each")
    return g.node("Mul", [g.node("Cast", [rows], "words.cast", to=1), scales], "w")


def _layer(g: Graph, weights: Weights, i: int, x: str, heads: int, int8: frozenset[str]) -> str:
    base = f"enc.encoder.layer.{i}."

    def w(name: str) -> Array:
        return weights[f"{base}{name}.weight"].T

    def b(name: str) -> Array:
        return weights[f"{base}{name}.bias"]

    parts = [f"attention.self.{name}" for name in ("query", "key", "value")]
    weight = np.concatenate([w(name) for name in parts], axis=1)
    bias = np.concatenate([b(name) for name in parts])
    qkv = linear(g, x, f"{i}.qkv", weight, bias, f"{i}.qkv" in int8)
    g.nodes.append(_split(qkv, [f"{i}.{n}" for n in "qkv"]))
    attended = g.contrib(
        "MultiHeadAttention", [f"{i}.{n}" for n in "qkv"], f"{i}.attended", num_heads=heads
    )
    dense = "attention.output.dense"
    out = linear(g, attended, f"{i}.out", w(dense), b(dense), f"{i}.out" in int8)
    x = _norm(g, weights, f"{i}.x1", out, x, base + "attention.output")
    dense = "intermediate.dense"
    up = linear(g, x, f"{i}.up", w(dense), b(dense), f"{i}.up" in int8)
    # The tanh form, at half the time of erf; it differs by less than int8 does.
    up = g.contrib("FastGelu", [up], f"{i}.gelu")
    dense = "output.dense"
    down = linear(g, up, f"{i}.down", w(dense), b(dense), f"{i}.down" in int8)
    return _norm(g, weights, f"{i}.x2", down, x, base + "output")


def _split(x: str, outputs: list[str]) -> Any:
    from onnx import helper

    return helper.make_node("Split", [x], outputs, x + ".split", axis=-1)


def _norm(g: Graph, weights: Weights, name: str, x: str, skip: str, key: str) -> str:
    # Not SkipLayerNormalization: on a CPU it takes three times as long as its parts.
    inputs = [
        g.node("Add", [x, skip], name + ".sum"),
        g.constant(name + ".g", weights[key + ".LayerNorm.weight"]),
        g.constant(name + ".b", weights[key + ".LayerNorm.bias"]),
    ]
    return g.node("LayerNormalization", inputs, name, epsilon=1e-12)


def biaffine(weights: Weights, path: Path, longest: int = 512) -> None:
    """Write the two heads that score every token for the cue at (row, column)."""
    from onnx import TensorProto as T

    g = Graph()
    size = g.node("Shape", ["hidden"], "size", start=1, end=2)
    zero = g.constant("zero", np.array([0]))
    where = g.node(
        "Concat",
        [
            g.node("Unsqueeze", [n, g.constant(n + ".axis", np.array([1]))], n + "1")
            for n in ("row", "column")
        ],
        "where",
        axis=1,
    )
    cue = g.node("GatherND", ["hidden", where], "cue")
    minus = g.node("Neg", ["column1"], "minus")
    places = g.constant("places", np.arange(longest)[None])
    width = g.node("Slice", [places, zero, size, g.constant("axis1", np.array([1]))], "width")
    apart = g.node("Add", [width, minus], "apart")
    apart = g.node("Add", [apart, g.constant("shift", np.array([longest - 1]))], "apart1")
    for name, output in (("src", "source"), ("con", "content")):
        _scorer(g, weights, name, output, cue, apart, longest)
    n, t = "cues", "tokens"
    g.save(
        path,
        {
            "hidden": (T.FLOAT, ["batch", t, weights["tag.weight"].shape[1]]),
            "row": (T.INT64, [n]),
            "column": (T.INT64, [n]),
        },
        {"source": (T.FLOAT, [n, t]), "content": (T.FLOAT, [n, t])},
    )


def _scorer(
    g: Graph, weights: Weights, name: str, output: str, cue: str, apart: str, longest: int
) -> None:
    def dense(x: str, part: str) -> str:
        weight = g.constant(f"{name}.{part}.w", weights[f"{name}.{part}.weight"].T)
        bias = g.constant(f"{name}.{part}.bias", weights[f"{name}.{part}.bias"])
        product = g.node("MatMul", [x, weight], f"{name}.{part}.product")
        return g.node("Add", [product, bias], f"{name}.{part}")

    def gelu(x: str) -> str:
        return g.contrib("Gelu", [x], x + ".gelu")

    key = gelu(dense("hidden", "arg"))
    query = gelu(dense(cue, "cue"))
    query = g.node(
        "MatMul", [query, g.constant(f"{name}.U", weights[f"{name}.U"])], f"{name}.query"
    )
    own = dense(key, "b")
    keys = g.node("Gather", [key, "row"], f"{name}.keys", axis=0)
    query = g.node("Unsqueeze", [query, g.constant(f"{name}.2", np.array([2]))], f"{name}.query2")
    scores = g.node(
        "Add",
        [
            g.node("MatMul", [keys, query], f"{name}.pair"),
            g.node("Gather", [own, "row"], f"{name}.own", axis=0),
        ],
        f"{name}.both",
    )
    scores = g.node("Squeeze", [scores, f"{name}.2"], f"{name}.flat")
    distance = g.constant(
        f"{name}.distance", distances(weights[f"{name}.dist.weight"][:, 0], longest)
    )
    near = g.node("Gather", [distance, apart], f"{name}.near")
    g.node("Sigmoid", [g.node("Add", [scores, near], f"{name}.score")], output)


def distances(table: Array, longest: int) -> Array:
    """The score of every signed distance from ``1 - longest`` to ``longest - 1`` tokens."""
    apart = np.arange(1 - longest, longest)
    steps = np.minimum(4 * np.log2(np.abs(apart).astype(np.float32) + 1), 32)
    bucket: Array = np.rint(np.sign(apart) * steps).astype(np.int64) + 32
    return np.ascontiguousarray(table[bucket])
