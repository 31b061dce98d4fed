"""Backups as files: what `claims export` wrote, told from other files and read."""

from __future__ import annotations

import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from claims.errors import ClaimsError, Malformed

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
def lines(backup: str | os.PathLike[str] | IO[bytes]) -> Iterator[Iterator[str]]:
    """The lines of a backup, a path or a stream, which may be packed with gzip. Raises OSError,
    Malformed where it is packed and broken off, ClaimsError for what is neither."""
    if isinstance(backup, (str, os.PathLike)):
        with Path(backup).open("rb") as file:
            yield _lines(file)
    elif isinstance(backup, (io.BufferedIOBase, io.RawIOBase)):
        yield _lines(backup)
    else:
        raise ClaimsError(f"{backup!r} is no backup: give the path of what `claims export` wrote")


def _lines(file: IO[bytes] | io.BufferedIOBase | io.RawIOBase) -> Iterator[str]:
    whole: Any = io.BufferedReader(file)
    if whole.peek(2)[:2] == _GZIP:
        whole = gzip.GzipFile(fileobj=whole)
    try:
        yield from io.TextIOWrapper(whole, encoding="utf-8", errors="surrogateescape", newline="\n")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Malformed(f"the backup is packed and damaged ({error}): copy it again") from error
