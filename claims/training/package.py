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

from claims.reading import labels
from claims.reading.excerpt import Marks
from claims.training.common import FILE, FOLDER, OUT, tokenizer_in
from claims.training.groups import Groups
from claims.training.mpnet import Encoder, quantise

#: Windows on which the conversion is calibrated.
CALIBRATED = 60


@click.command()
@click.option("--encoder", "folder", type=FOLDER, required=True)
@click.option("--weights", type=FILE, required=True)
@click.option("--stories", type=FILE, multiple=True)
@click.option("--out", type=OUT, required=True)
@click.option("--exact", is_flag=True, help="In float32.")
def main(folder: Path, weights: Path, stories: tuple[Path, ...], out: Path, exact: bool) -> None:
    """Write encoder.onnx, heads.safetensors and tokenizer.json."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_in(folder)
    state = torch.load(weights, weights_only=True)
    found = {name: value.float().numpy() for name, value in state.items()}
    markers = found.pop("markers")
    inner = {n.removeprefix("encoder."): v for n, v in found.items() if n.startswith("encoder.")}
    heads = {n: v.astype(np.float16) for n, v in found.items() if not n.startswith("encoder.")}
    marks = Marks.of(tokenizer)
    words = inner["embeddings.word_embeddings.weight"]
    words[[marks.open, marks.close, marks.text, marks.excerpt]] = markers
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if exact:
        Encoder(inner, config, int8=False).write(out / "encoder.onnx")
    else:
        groups = Groups([g for path in stories for g in labels.stories(path)], tokenizer)
        some = (e for g in range(0, len(groups.labels), 3) for e in groups.windows(g))
        windows = [example.window.ids for example in islice(some, CALIBRATED)]
        quantise(inner, config, out / "encoder.onnx", windows)
    save_file(heads, str(out / "heads.safetensors"))
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main()
