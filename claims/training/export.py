"""The trained attribution network as two ONNX graphs that run without torch.

encoder.onnx   ids [batch, tokens], without padding   -> hidden, tag probabilities
heads.onnx     hidden, row, column (one entry a cue)  -> source, content probabilities
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from claims.training.graph import Array, Graph, Names, Weights

BERT = Names(
    "enc.encoder.layer.",
    {
        "qkv": [f"attention.self.{name}" for name in ("query", "key", "value")],
        "out": ["attention.output.dense"],
        "up": ["intermediate.dense"],
        "down": ["output.dense"],
    },
    {"x1": "attention.output.LayerNorm", "x2": "output.LayerNorm"},
)
#: Pieces in the longest window.
LONGEST = 512


def encoder(weights: Weights, path: Path, heads: int) -> None:
    """Write the encoder with its tag head, its products and word vectors in int8."""
    from onnx import TensorProto as T

    g = Graph()
    e = "enc.embeddings."
    words = _words(g, weights[e + "word_embeddings.weight"])
    places = (
        weights[e + "position_embeddings.weight"] + weights[e + "token_type_embeddings.weight"][0]
    )
    size = g.node("Shape", ["ids"], "size", start=1, end=2)
    zero, axis = g.constant("zero", np.array([0])), g.constant("axis", np.array([0]))
    place = g.node("Slice", [_half(g, "places", places), zero, size, axis], "p")
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
    products, norms = BERT.parts(weights)
    for i in range(BERT.layers(weights)):
        x = g.layer(
            i,
            x,
            lambda x, name: g.linear(x, name, *products[name], int8=True),
            lambda name, x, skip: g.norm(name, x, skip, *norms[name]),
            heads,
            gelu="FastGelu",  # the tanh form, at half the time of erf; it differs by less than int8
            split=f"{i}.qkv.split",
        )
    tag = g.node("MatMul", [x, _half(g, "tag.w", weights["tag.weight"].T)], "tag.product")
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


def _half(g: Graph, name: str, value: Array) -> str:
    """A constant that is stored as float16: ONNX Runtime folds the cast when it loads the graph."""
    return g.node("Cast", [g.constant(name + ".half", value.astype(np.float16))], name, to=1)


def _words(g: Graph, table: Array) -> str:
    """The embeddings of ``ids`` as int8: each row of the table has its own scale."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-9) / 127
    whole = np.rint(table / scale[:, None]).astype(np.int8)
    rows = g.node("Gather", [g.constant("words.q", whole), "ids"], "words.rows")
    scales = g.node(
        "Gather", [g.constant("words.scale", scale.astype(np.float32)), "ids"], "words.scales"
    )
    scales = g.node("Unsqueeze", [scales, g.constant("words.axis", np.array([2]))], "words.each")
    return g.node("Mul", [g.node("Cast", [rows], "words.cast", to=1), scales], "w")


def biaffine(weights: Weights, path: Path) -> None:
    """Write the two heads that score every token for the cue at (row, column)."""
    from onnx import TensorProto as T

    g = Graph()
    size = g.node("Shape", ["hidden"], "size", start=1, end=2)
    zero = g.constant("zero", np.array([0]))
    each = [
        g.node("Unsqueeze", [n, g.constant(n + ".axis", np.array([1]))], n + "1")
        for n in ("row", "column")
    ]
    cue = g.node("GatherND", ["hidden", g.node("Concat", each, "where", axis=1)], "cue")
    minus = g.node("Neg", ["column1"], "minus")
    places = g.constant("places", np.arange(LONGEST)[None])
    width = g.node("Slice", [places, zero, size, g.constant("axis1", np.array([1]))], "width")
    apart = g.node("Add", [width, minus], "apart")
    apart = g.node("Add", [apart, g.constant("shift", np.array([LONGEST - 1]))], "apart1")
    for name, output in (("src", "source"), ("con", "content")):
        _scorer(g, weights, name, output, cue, apart)
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


def _scorer(g: Graph, weights: Weights, name: str, output: str, cue: str, apart: str) -> None:
    def dense(x: str, part: str) -> str:
        weight = g.constant(f"{name}.{part}.w", weights[f"{name}.{part}.weight"].T)
        bias = g.constant(f"{name}.{part}.bias", weights[f"{name}.{part}.bias"])
        product = g.node("MatMul", [x, weight], f"{name}.{part}.product")
        return g.node("Add", [product, bias], f"{name}.{part}")

    def gelu(x: str) -> str:
        return g.contrib("Gelu", [x], x + ".gelu")

    key, query = gelu(dense("hidden", "arg")), gelu(dense(cue, "cue"))
    query = g.node(
        "MatMul", [query, g.constant(f"{name}.U", weights[f"{name}.U"])], f"{name}.query"
    )
    own = dense(key, "b")
    keys = g.node("Gather", [key, "row"], f"{name}.keys", axis=0)
    query = g.node("Unsqueeze", [query, g.constant(f"{name}.2", np.array([2]))], f"{name}.query2")
    pair = g.node("MatMul", [keys, query], f"{name}.pair")
    own = g.node("Gather", [own, "row"], f"{name}.own", axis=0)
    scores = g.node("Add", [pair, own], f"{name}.both")
    scores = g.node("Squeeze", [scores, f"{name}.2"], f"{name}.flat")
    distance = g.constant(f"{name}.distance", _distances(weights[f"{name}.dist.weight"][:, 0]))
    near = g.node("Gather", [distance, apart], f"{name}.near")
    g.node("Sigmoid", [g.node("Add", [scores, near], f"{name}.score")], output)


def _distances(table: Array) -> Array:
    """The score of every signed distance from ``1 - LONGEST`` to ``LONGEST - 1`` tokens."""
    apart = np.arange(1 - LONGEST, LONGEST)
    steps = np.minimum(4 * np.log2(np.abs(apart).astype(np.float32) + 1), 32)
    bucket = np.rint(np.sign(apart) * steps).astype(np.int64) + 32
    found: Array = table[bucket]
    return found
