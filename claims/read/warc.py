"""Web archives (.warc, .warc.gz): every page in them that has an article (warcio)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import Any

from claims.errors import EmptyInput, Malformed
from claims.read import formats
from claims.read.failing import failure
from claims.read.material import Material
from claims.read.settings import Failure, Options
from claims.records import Article

_KINDS = ("response", "resource", "conversion")
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """The article of each record of a page; records of anything else are passed over.

    Raises Malformed where the archive breaks off, after the articles before the break, and
    EmptyInput if it has none.
    """
    from warcio.exceptions import ArchiveLoadFailed

    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    found = failed = 0
    try:
        for record in _records(material):
            if record.rec_type not in _KINDS:
                continue
            part = _page(record, material, options)
            try:
                results = list(formats.articles(part, options)) if part else []
            except EmptyInput:
                continue  # a front page, a list, an error in the guise of a page
            except Exception as error:  # of one page among many
                failed += 1
                yield failure(record.rec_headers.get_header("WARC-Target-URI") or "", error)
                continue
            found += len(results)
            yield from results
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError) as error:
        reason = f" ({(str(error).strip() or 'it ends early').splitlines()[0][:100]})"
        if reason.startswith((" (Unknown archive format", " (Invalid ARC record")):
            reason = ""
        raise Malformed(f"breaks off or is no web archive{reason}; fetch it again") from error
    if not found and not failed:
        raise EmptyInput("is a web archive without a page that has an article")


def _records(material: Material) -> Iterator[Any]:
    """The records, without the notes that warcio prints about broken ones."""
    from warcio.archiveiterator import ArchiveIterator

    material.stream.seek(0)
    iterator = iter(ArchiveIterator(material.stream))
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(iterator, None)
        if record is None:
            return
        yield record


def _page(record: Any, material: Material, options: Options) -> Material | None:
    url = record.rec_headers.get_header("WARC-Target-URI")
    if record.http_headers and record.http_headers.get_statuscode() != "200":
        return None
    headers = record.http_headers or record.rec_headers
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    media_type = kind.strip().lower()
    if media_type not in _TYPES or not url:
        return None
    data = _content(record, options.limits.size)
    if not data.strip():
        return None
    name, _, value = parameters.strip().partition("=")
    return material.inside(
        data,
        url,
        url=url,
        media_type=media_type,
        charset=value.strip("\"' ") or None if name.lower() == "charset" else None,
        fetched_at=record.rec_headers.get_header("WARC-Date"),
    )


def _content(record: Any, limit: int) -> bytes:
    """The record's body without its transfer and content encodings, up to ``limit`` bytes."""
    stream = record.content_stream()
    data = io.BytesIO()
    while data.tell() <= limit and (chunk := stream.read(1 << 16)):
        data.write(chunk)
    if data.tell() <= limit and getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("the last record is cut off")
    return data.getvalue()
