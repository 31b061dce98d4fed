"""What both networks are trained with."""

from __future__ import annotations

from pathlib import Path

import click
from tokenizers import Tokenizer

#: The part of all steps in which the rate rises.
WARM_UP = 0.06
#: What the options of commands name: a file, a folder that is there, one that is written.
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OUT = click.Path(file_okay=False, path_type=Path)


def pace(step: int, steps: int) -> float:
    """The part of the full rate at this step: up in a line, then down to nothing."""
    return min(1.0, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps)


def tokenizer_in(folder: Path) -> Tokenizer:
    """The tokenizer of an encoder, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
