"""ONNX graphs that are built node by node from weights, so that the result does not depend on an
exporter's version, with the fused operators of ONNX Runtime (``com.microsoft``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Weights = Mapping[str, Array]
Parts = dict[str, tuple[Array, Array]]

OPSET, CONTRIB, IR = 17, 1, 9


@dataclass(frozen=True)
class Names:
    """How an encoder's weights are named: its layers begin with ``base`` and their number; the
    products of matrices in a layer, and its two norms, have these names there."""

    base: str
    products: Mapping[str, Sequence[str]]
    norms: Mapping[str, str]

    def layers(self, weights: Weights) -> int:
        """How many there are."""
        ends = (key.removeprefix(self.base) for key in weights if key.startswith(self.base))
        return 1 + max(int(end.partition(".")[0]) for end in ends)

    def parts(self, weights: Weights) -> tuple[Parts, Parts]:
        """By name in the graph ("3.up", "3.x1") weight [in, out] and bias of all products, gain
        and shift of all norms."""
        products, norms = {}, {}
        for i in range(self.layers(weights)):
            for name, parts in self.products.items():
                keys = [f"{self.base}{i}.{part}" for part in parts]
                weight = np.concatenate([weights[key + ".weight"].T for key in keys], axis=1)
                bias = np.concatenate([weights[key + ".bias"] for key in keys])
                products[f"{i}.{name}"] = weight, bias
            for name, part in self.norms.items():
                key = f"{self.base}{i}.{part}"
                norms[f"{i}.{name}"] = weights[key + ".weight"], weights[key + ".bias"]
        return products, norms


class Graph:
    """An ONNX graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: Array) -> str:
        """Store ``value``."""
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add an operator of the ONNX set with one output."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def contrib(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add an operator of ONNX Runtime's own set."""
        return self.node(kind, inputs, output, domain="com.microsoft", **attributes)

    def linear(self, x: str, name: str, weight: Array, bias: Array, *, int8: bool = False) -> str:
        """``x @ weight + bias`` with weight [in, out]. As int8: weights quantised per output
        column, activations on the fly."""
        added = self.constant(name + ".b", bias)
        if not int8:
            product = self.node(
                "MatMul", [x, self.constant(name + ".w", weight)], name + ".product"
            )
            return self.node("Add", [product, added], name)
        scale = np.abs(weight).max(axis=0) / 64.0  # 7 bits: AVX2 adds two products in 16 bits
        scale = np.where(scale == 0, 1.0, scale).astype(np.float32)
        whole = np.clip(np.rint(weight / scale), -64, 64).astype(np.int8)
        inputs = [
            x,
            self.constant(name + ".q", whole),
            self.constant(name + ".scale", scale),
            self.constant(name + ".zero", np.zeros_like(whole[0])),
            added,
        ]
        return self.contrib("DynamicQuantizeMatMul", inputs, name)

    def norm(
        self, name: str, x: str, skip: str, gain: Array, shift: Array, epsilon: float = 1e-12
    ) -> str:
        """The norm of ``x + skip``."""
        # Not SkipLayerNormalization: on a CPU it takes three times as long as its parts.
        inputs = [
            self.node("Add", [x, skip], name + ".sum"),
            self.constant(name + ".g", gain),
            self.constant(name + ".b", shift),
        ]
        return self.node("LayerNormalization", inputs, name, epsilon=epsilon)

    def layer(
        self,
        i: int,
        x: str,
        product: Callable[[str, str], str],
        norm: Callable[[str, str, str], str],
        heads: int,
        *,
        gelu: str = "Gelu",
        bias: Sequence[str] = (),
        split: str = "",
    ) -> str:
        """Layer ``i`` of a transformer, by ``product(x, name)`` and ``norm(name, x, skip)`` of the
        names of `Names.parts`. ``bias`` are further inputs of the attention."""
        from onnx import helper

        parts = [f"{i}.{part}" for part in "qkv"]
        keys = product(x, f"{i}.qkv")
        self.nodes.append(helper.make_node("Split", [keys], parts, split, axis=-1))
        inputs = [*parts, *bias]
        seen = self.contrib("MultiHeadAttention", inputs, f"{i}.attended", num_heads=heads)
        x = norm(f"{i}.x1", product(seen, f"{i}.out"), x)
        up = self.contrib(gelu, [product(x, f"{i}.up")], f"{i}.gelu")
        return norm(f"{i}.x2", product(up, f"{i}.down"), x)

    def model(self, name: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Any:
        """The whole. Inputs and outputs: name -> (type, shape)."""
        from onnx import helper

        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(name, *v) for name, v in inputs.items()],
            [helper.make_tensor_value_info(name, *v) for name, v in outputs.items()],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", CONTRIB)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR)

    def save(self, path: Path, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
        """Check the graph and write it."""
        from onnx import checker, save

        model = self.model(path.stem, inputs, outputs)
        checker.check_model(model)
        save(model, str(path))
