"""What went wrong with one input, as a failure that lets the others go in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from claims.errors import FullDisk, ReadError
from claims.read.clean import brief
from claims.read.settings import Failure
from claims.records import Article


def guarded(name: str, results: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
    """``results``, and the error that ends them as a Failure of ``name``."""
    try:
        yield from results
    except Exception as error:  # a library's own mistake must not stop what else there is
        yield failure(name, error)


def failure(name: str, error: Exception) -> Failure:
    """``error`` as a Failure of ``name``. Raises it again if it lies in the machine, or is a
    mistake of a library or of ours and CLAIMS_DEBUG is set."""
    if isinstance(error, FullDisk):
        raise error
    if isinstance(error, ReadError):
        return Failure(name, str(error))
    if isinstance(error, FileNotFoundError):
        return Failure(name, _absent(name))
    if isinstance(error, OSError | ValueError):
        reason = error.strerror if isinstance(error, OSError) else None
        return Failure(name, f"cannot be read ({reason or brief(error)})")
    if isinstance(error, RecursionError):
        return Failure(name, "is nested too deeply to be read")
    if isinstance(error, MemoryError):
        return Failure(name, "needs more memory than there is; split it")
    if os.environ.get("CLAIMS_DEBUG"):
        raise error
    said = f"{type(error).__name__}: {brief(error)}"
    return Failure(name, f"cannot be read ({said}); set CLAIMS_DEBUG=1 to see where")


def _absent(name: str) -> str:
    if "://" in name:
        return "is no http or https address; fetch it yourself and name the file"
    if name.lower().startswith("www."):
        return f"is not there; an address begins with https://, as in https://{name}"
    return "is not there; check the path"
