"""Gzip around any other format, unpacked within limits."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from claims.errors import Malformed, TooLarge
from claims.read import formats
from claims.read.clean import brief
from claims.read.material import Material, megabytes
from claims.read.settings import Failure, Options
from claims.records import Article

_CHUNK = 1 << 16


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """What is inside. Raises TooLarge for a bomb and Malformed for a cut or broken file."""
    if material.depth >= options.limits.nesting:
        raise TooLarge(f"is packed more than {options.limits.nesting} times; unpack it first")
    name = material.url or material.origin
    inner = replace(material, format="", media_type=None, depth=material.depth + 1)
    if formats.suffix_format(name) == "warc" or _begins_with_warc(material):
        from claims.read.warc import articles as records  # reads packed records one by one

        yield from records(replace(inner, format="warc"), options)
        return
    data = unpack(material.stream, options.limits.unpacked)
    yield from formats.articles(replace(inner, stream=io.BytesIO(data)), options)


def unpack(stream: BinaryIO, limit: int) -> bytes:
    """All members of a gzip stream, at most ``limit`` bytes of them."""
    stream.seek(0)
    data = bytearray()
    packed = stream.read(_CHUNK)
    while packed:
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            try:
                data += member.decompress(packed, limit - len(data) + 1)
            except zlib.error as error:
                told = f"is broken gzip ({brief(error)}); fetch or pack it again"
                raise Malformed(told) from error
            if len(data) > limit:
                raise TooLarge(f"unpacks to more than {megabytes(limit)}")
            packed = member.unconsumed_tail or (b"" if member.eof else stream.read(_CHUNK))
            if not packed and not member.eof:
                raise Malformed("is gzip that was cut off; fetch or pack it again")
        packed = (member.unused_data or stream.read(_CHUNK)).lstrip(b"\x00")
        if packed and not packed.startswith(b"\x1f"):
            break  # padding or rubbish behind the last member, which gzip too ignores
    return bytes(data)


def inflate(data: bytes, packing: str, limit: int) -> bytes:
    """``data`` without the Content-Encoding ``packing``; at most ``limit`` bytes."""
    if packing in ("", "identity") or not data:
        return data
    if packing in ("gzip", "x-gzip"):
        return unpack(io.BytesIO(data), limit)
    if packing != "deflate":
        raise Malformed(f"is packed as {packing[:20]!r}, which we did not ask for")
    for window in (15, -15):  # with the zlib header, as it should be, and without
        inflater = zlib.decompressobj(wbits=window)
        with suppress(zlib.error):
            text = inflater.decompress(data, limit + 1)
            if len(text) > limit:
                raise TooLarge(f"unpacks to more than {megabytes(limit)}")
            if inflater.eof:
                return text
    raise Malformed("is broken or cut off inside its packing; fetch it again")


def _begins_with_warc(material: Material) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(material.head(), 16).startswith(b"WARC/1.")
    except zlib.error:
        return False
