"""Bytes on their way to a reader, with what their carrier says of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from claims.errors import TooLarge
from claims.read.settings import Limits


@dataclass(frozen=True, slots=True)
class Material:
    """A document or a container of documents, not yet read.

    ``stream`` is seekable and at its start. ``url`` and ``fetched_at`` are set for what came
    from the network, ``charset`` where a header names one. ``named`` is set for what the user
    named himself, as against what was found in a folder, feed or archive: only such a file
    can be a list of addresses to fetch. ``part`` is set for what was inside another, for which
    ``--format`` does not speak. ``depth`` counts the containers around it.
    """

    stream: BinaryIO
    origin: str
    format: str = ""
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    fetched_at: str | None = None
    published: str | None = None
    named: bool = False
    part: bool = False
    depth: int = 0

    def data(self, limits: Limits) -> bytes:
        """All of it. Raises TooLarge over ``limits.size``."""
        self.stream.seek(0)
        told = f"is larger than {megabytes(limits.size)}; raise --max-size"
        return at_most(self.stream, limits.size, told)

    def head(self, size: int = 4096) -> bytes:
        """Its first bytes; leaves the stream at its start."""
        self.stream.seek(0)
        data = self.stream.read(size)
        self.stream.seek(0)
        return data

    def begins(self, size: int) -> str:
        """The text of its first ``size`` bytes, without a last line that may be cut."""
        data = self.head(size)
        whole = data[: data.rfind(b"\n") + 1] if len(data) == size else data
        return (whole or data).decode("utf-8", "replace").lstrip("\ufeff")

    def inside(self, data: bytes, name: str, **changes: Any) -> Material:
        """A part of this one, one level deeper, called ``name``."""
        own: dict[str, Any] = {
            "origin": f"{self.origin}#{name}",
            "format": "",
            "media_type": None,
            "charset": None,
            "named": False,
        }
        own |= changes
        return replace(self, stream=io.BytesIO(data), part=True, depth=self.depth + 1, **own)

    def lines(self, limits: Limits) -> Iterator[bytes | None]:
        """Its lines; None in place of one over ``limits.size``."""
        self.stream.seek(0)
        while line := self.stream.readline(limits.size + 1):
            if len(line) <= limits.size:
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = self.stream.readline(1 << 20)
            yield None


def at_most(stream: BinaryIO, size: int, refusal: str) -> bytes:
    """All that is left of ``stream``. Raises TooLarge with ``refusal`` over ``size`` bytes."""
    data = stream.read(size + 1)
    if len(data) > size:
        raise TooLarge(refusal)
    return data


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"
