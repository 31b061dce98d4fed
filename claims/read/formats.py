"""Which format a document is in: by what it begins with, then by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from claims.errors import EmptyInput, UnsupportedFormat
from claims.read.declared import DECLARED, GZIP, MEDIA_TYPES, NAMED, SUFFIXES
from claims.read.material import Material
from claims.read.settings import Failure, Options
from claims.read.timing import each_within
from claims.records import Article

#: What a document begins with that is in no format of ours, and what to do about it.
_FOREIGN: dict[tuple[bytes, ...], str] = {
    (b"\x89PNG",): "is a picture (PNG); there is no text to read in it",
    (b"\xff\xd8\xff",): "is a picture (JPEG); there is no text to read in it",
    (b"GIF8",): "is a picture (GIF); there is no text to read in it",
    (b"RIFF",): "is sound, video or a picture; there is no text to read in it",
    (b"\0\0\0\x18ftyp", b"\0\0\0 ftyp"): "is a video; there is no text to read in it",
    (b"ID3",): "is sound; there is no text to read in it",
    (b"OggS",): "is sound or video; there is no text to read in it",
    (b"\xd0\xcf\x11\xe0",): "is an old Office file; save it as .docx or .txt",
    (b"{\\rtf",): "is rich text (RTF); save it as .docx or .txt",
    (b"7z\xbc\xaf",): "is a 7z archive; unpack it and name the folder",
    (b"Rar!",): "is a RAR archive; unpack it and name the folder",
    (b"BZh",): "is packed with bzip2; unpack it first",
    (b"\xfd7zXZ",): "is packed with xz; unpack it first",
    (b"\x28\xb5\x2f\xfd",): "is packed with zstd; unpack it first",
    (b"SQLite format 3\0",): "is a SQLite database; use it with -d, or export its texts as CSV",
    (b"\x7fELF",): "is a program; there is no text to read in it",
}

_HTML = re.compile(rb"<!doctype html|<html[\s>]|<(head|body)[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]")
_MAIL = re.compile(
    rb"(?:From|Received|Return-Path|Delivered-To|MIME-Version|Message-ID|Subject|X-[\w-]+): ?"
    rb"[^\n]*\n"
    rb"(?:[ \t][^\n]*\n|[A-Za-z][\w-]*: ?[^\n]*\n)*"
    rb"(?:From|Received|MIME-Version|Message-ID|Content-Type|Date|To): ",
    re.IGNORECASE,
)
#: The line between two messages, with a date at its end, and the first header below it.
_MBOX = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d[^\n]{0,40}\n"
    rb"[A-Za-z][\w-]*: "
)
_SLIP = 4  # words; a line of more is prose, whatever stands around it
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """What ``material`` gives, by the reader of its format. Raises ReadError."""
    name = detect(material, options)
    reader = import_module(f"claims.read.{NAMED[name].reader}")
    found = reader.articles(replace(material, format=name), options)
    yield from each_within(options.limits.parsing, found) if NAMED[name].whole else found


def detect(material: Material, options: Options) -> str:
    """The name of the format, or "gzip". Raises EmptyInput and UnsupportedFormat."""
    head = material.head()
    if not head.strip():
        raise EmptyInput("is empty; there is nothing in it to read")
    by_content = _magic(head)
    named = options.format if options.format != "urls" and not material.part else None
    if by_content and (by_content == GZIP.name or not named):
        return by_content
    if named:
        return named
    for starts, message in _FOREIGN.items():
        if head.startswith(starts):
            raise UnsupportedFormat(message)
    by_name = suffix_format(material.url if material.media_type else material.origin)
    by_type = MEDIA_TYPES.get(material.media_type or "")
    told = by_type or by_name
    if told in (None, "eml", "text", "mbox") and _MBOX.match(head):
        return "mbox"
    if not (told and NAMED[told].marked) and (markup := _markup(head)):
        return markup
    found = by_name if by_type == "text" and by_name else told
    if found and NAMED[found].begins:
        raise UnsupportedFormat(f"is called {found} and does not begin like one; was it cut off?")
    return found or _shape(head)


def told_by_content(stream: BinaryIO) -> bool:
    """Whether what ``stream`` begins with shows a format that is not plain text."""
    return _magic(Material(stream, "").head()) is not None


def suffix_format(name: str | None) -> str | None:
    """The format that the end of a path or address speaks for, ``.gz`` left aside."""
    if not name:
        return None
    path = urlsplit(name).path if _ADDRESS.match(name) else name.rsplit("#", 1)[0]
    return SUFFIXES.get(PurePosixPath(path.lower().removesuffix(".gz")).suffix)


def addresses(head: str) -> list[str] | None:
    """The addresses of a list that has one a line (``#`` starts a comment); None if it is none."""
    lines = _entries(head)
    return lines if lines and all(_ADDRESS.fullmatch(line) for line in lines) else None


def no_address(head: str) -> str | None:
    """The first line that is no address, in a text that else looks like a list of them."""
    lines = _entries(head)
    wrong = [line for line in lines if not _ADDRESS.fullmatch(line)]
    if not wrong or wrong[0] == lines[0] or any(len(line.split()) > _SLIP for line in wrong):
        return None
    return wrong[0] if len(wrong) * 2 <= len(lines) else None


def _entries(head: str) -> list[str]:
    lines = map(str.strip, head.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _magic(head: bytes) -> str | None:
    return next((each.name for each in (GZIP, *DECLARED) if each.begun(head)), None)


def _markup(head: bytes) -> str | None:
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2048]
    if not start.startswith(b"<"):
        return None
    if _FEED.search(start) and not re.match(rb"<!doctype html|<html", start, re.IGNORECASE):
        return "feed"
    return "html" if _HTML.search(start) else None


def _shape(head: bytes) -> str:
    """A guess from the first characters alone, for what has no telling name."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        first = start.split(b"\n", 1)[0].rstrip()
        return "jsonl" if start[:1] == b"{" and first.endswith(b"}") else "json"
    if _MAIL.match(start):
        return "eml"
    return "text"
