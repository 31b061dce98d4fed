"""The weights of the packaged reader as the network that is trained has them, to go on from.

What int8 rounded stays rounded; word vectors, which are not trained, are those of the encoder.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from claims.training.mpnet import MPNET
from claims.training.reader import Reader


def begin(network: Reader, path: Path) -> list[str]:
    """Put into ``network`` the weights of ``path``: a reading.pt, or the folder of a packaged
    reader. Returns the names of those that it does not have, which stay as they are."""
    found = _packaged(network, path) if path.is_dir() else torch.load(path, weights_only=True)
    lacking, _ = network.load_state_dict(found, strict=False)
    return list(lacking)


def _packaged(network: Reader, folder: Path) -> dict[str, Tensor]:
    import onnx
    from onnx import numpy_helper
    from safetensors.torch import load_file

    graph = onnx.load(str(folder / "encoder.onnx")).graph
    parts = {i.name: torch.tensor(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    found = {name: value.float() for name, value in load_file(folder / "heads.safetensors").items()}
    for i in range(network.encoder.config.num_hidden_layers):
        base = f"encoder.{MPNET.base}{i}."
        for name, keys in MPNET.products.items():
            part = f"{i}.{name}"
            weight = parts[part + ".q"].float() * parts[part + ".scale"]
            if part + ".divide" in parts:
                weight *= parts[part + ".divide"][:, None]
            weights, biases = weight.chunk(len(keys), 1), parts[part + ".b"].chunk(len(keys))
            for key, some, bias in zip(keys, weights, biases, strict=True):
                found[base + key + ".weight"], found[base + key + ".bias"] = some.T, bias
        for name, key in MPNET.norms.items():
            found[base + key + ".weight"] = parts[f"{i}.{name}.g"]
            found[base + key + ".bias"] = parts[f"{i}.{name}.b"]
    found["encoder.embeddings.LayerNorm.weight"] = parts["x.g"]
    found["encoder.embeddings.LayerNorm.bias"] = parts["x.b"]
    found["encoder.encoder.relative_attention_bias.weight"] = parts["near"]
    places = network.encoder.embeddings.position_embeddings.weight.detach().clone()
    first = network.pad + 1
    places[first : first + len(parts["places"])] = parts["places"][: len(places) - first]
    found["encoder.embeddings.position_embeddings.weight"] = places
    special = list(network.special)
    found["markers"] = parts["words"][special].float() * parts["words.s"][special]
    return found
