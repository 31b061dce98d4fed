"""Backups as files: what `claims export` wrote, told from other files and read."""

from __future__ import annotations

import gzip
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_BEGINNING = re.compile(rb'\s*\{"record": ?"[a-z]+"')
_GZIP = b"\x1f\x8b"


def is_backup(path: str | os.PathLike[str]) -> bool:
    """Whether the file at ``path`` begins as `claims export` begins."""
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            start = file.read(4096)
        if start.startswith(_GZIP):
            with gzip.open(path) as packed:
                start = packed.read(64)
    except (OSError, EOFError, ValueError):
        return False
    return bool(_BEGINNING.match(start))


@contextmanager
def lines(path: str | os.PathLike[str]) -> Iterator[IO[str]]:
    """The lines of a backup, which may be packed with gzip. Raises OSError."""
    with Path(path).open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        whole: IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
        yield io.TextIOWrapper(whole, encoding="utf-8", errors="surrogateescape", newline="\n")
