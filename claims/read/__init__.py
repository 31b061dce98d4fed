"""Bytes, files and addresses in, articles out.

`read` takes what people have (files, folders, addresses, lists of addresses, ``-``) and never
stops at a bad one; `read_bytes` takes one document and raises. The readers of the formats are
imported when one is needed, so that importing this package is quick.
"""

from claims.read.settings import FORMATS, Failure, Limits, Options

__all__ = ["FORMATS", "Failure", "Limits", "Options", "paths", "read", "read_bytes"]


def __getattr__(name: str) -> object:
    if name in ("paths", "read", "read_bytes"):
        from claims.read import inputs

        return getattr(inputs, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
