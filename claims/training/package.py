"""Write the trained network that answers readings as the package carries it.

    python -m claims.training.package --encoder FOLDER --weights reading.pt --out FOLDER [--exact]

FOLDER holds config.json and tokenizer.json of the encoder it began with. Calibrated on windows
of the invented stories. ``--exact`` leaves all in float32, to compare with.
"""

from __future__ import annotations

import json
import shutil
from itertools import islice
from pathlib import Path

import click
import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from claims.reading import labels
from claims.reading.excerpt import Marks
from claims.training.groups import Groups
from claims.training.mpnet import Encoder, quantise, write

#: Windows on which the conversion is calibrated.
CALIBRATED = 60


@click.command()
@click.option("--encoder", "folder", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--weights", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--stories", type=click.Path(exists=True, path_type=Path), multiple=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--exact", is_flag=True, help="In float32.")
def main(folder: Path, weights: Path, stories: tuple[Path, ...], out: Path, exact: bool) -> None:
    """Write encoder.onnx, heads.safetensors and tokenizer.json."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    state = torch.load(weights, weights_only=True)
    found = {name: value.float().numpy() for name, value in state.items()}
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    prefix = "encoder."
    inner = {n.removeprefix(prefix): v for n, v in found.items() if n.startswith(prefix)}
    words = inner["embeddings.word_embeddings.weight"].copy()
    marks = Marks.of(tokenizer)
    words[[marks.open, marks.close, marks.text, marks.excerpt]] = found.pop("markers")
    encoder = Encoder({**inner, "embeddings.word_embeddings.weight": words}, config)
    if exact:
        write(encoder, out / "encoder.onnx", int8=False)
    else:
        groups = Groups([g for path in stories for g in labels.stories(path)], tokenizer)
        some = (e for g in range(0, len(groups.labels), 3) for e in groups.windows(g))
        windows = [example.window.ids for example in islice(some, CALIBRATED)]
        quantise(encoder, out / "encoder.onnx", windows)
    heads = {n: v.astype(np.float16) for n, v in found.items() if not n.startswith(prefix)}
    save_file(heads, str(out / "heads.safetensors"))
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main()
