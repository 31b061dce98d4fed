"""Tables of articles: JSON, JSON lines, CSV and TSV, one article a record.

Columns are found by the names that data sets and news services use (FNC-1, NewsAPI, the
Guardian, JSON Feed, news-please, Media Cloud), or named with ``--column text=NAME``.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import Any

from claims.errors import EmptyInput, Malformed, TooLarge, UnsupportedFormat
from claims.read.clean import brief, clean, decode, has_words, one_line, person
from claims.read.failing import failure
from claims.read.html import html_to_text
from claims.read.material import Material, megabytes
from claims.read.publication import publication_date
from claims.read.settings import Failure, Options
from claims.records import Article

#: Names of columns for each field, best first, without case, spaces and underscores.
NAMES: dict[str, list[str]] = {
    "text": """text articlebody bodytext body fulltext maintext content contenttext contenthtml
        articletext articlecontent story storytext article fields.bodytext fields.body rawtext
        plaintext description summary""".split(),
    "title": "title headline webtitle articletitle heading head name".split(),
    "url": "url link permalink canonicalurl weburl articleurl sourceurl externalurl uri".split(),
    "outlet": """outlet publisher publication source.name source sitename site sourcename newspaper
        medianame media sourcedomain domain""".split(),
    "author": "author authors author.name byline fields.byline creator writer".split(),
    "published": """published publishedat publishdate publishedtime publishedon pubdate
        publicationdate datepublished datepublish webpublicationdate datetime date timestamp
        createdat created""".split(),
    "id": "id articleid bodyid docid guid uuid key".split(),
}

Record = Mapping[str, Any]

_HTML = re.compile(r"</?(?:p|br|div|span|a|em|strong|b|i|ul|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
#: What Excel reads before a table to know its separator, and other programs write for it.
_SEPARATOR = re.compile(r'\ufeff?"?sep=([,;|\t])"?\r?\n', re.IGNORECASE)
_LISTS = ("articles", "results", "items", "entries", "data", "docs", "documents", "records", "hits")
_DEEPEST = 8
#: JSON lines, under whatever name.
_LINES = re.compile(rb"\s*\{[^\n]*\}[^\S\n]*\n\s*\{")


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """One article a record; one Failure for all the records without text together, and one
    for all the lines that are no record.

    Raises Malformed for a table that breaks off or has no column with text, after the
    articles that came before the break.
    """
    empty: list[str] = []
    wrong: list[str] = []
    fields: list[str] = []
    count = 0
    for number, record in records(material, options):
        if isinstance(record, str):
            wrong.append(record)
            continue
        fields = fields or list(record)
        try:
            article = _article(record, number, material, options)
        except Exception as error:  # of one record among many
            wrong.append(f"record {number} {failure('', error).message}")
            continue
        if article:
            count += 1
            yield article
        else:
            empty.append(number)
    if wrong and not count and not empty:
        told = "; write one object a line" if wrong[0].startswith("line") else ""
        raise Malformed(f"{wrong[0]}{told}")
    if wrong:
        rest = f", and {len(wrong) - 1} more like it" if wrong[1:] else ""
        yield Failure(material.origin, f"{wrong[0]}{rest}; the rest was read")
    if empty and count:
        first = f"{len(empty)} of {len(empty) + count} records have no text (first: {empty[0]})"
        yield Failure(material.origin, f"{first}; the rest was read")
    elif not count:
        have = f" (there is {_named(fields)})" if fields else ""
        raise EmptyInput(f"has no record with text; name its column{have}: --column text=NAME")


def _named(fields: list[str]) -> str:
    return ", ".join(repr(one_line(name, 40)) for name in fields[:12])


def records(material: Material, options: Options) -> Iterator[tuple[str, Record | str]]:
    """The records with their numbers; in place of a line that is none, what is wrong with it."""
    return _RECORDS[material.format](material, options)


def _article(record: Record, number: str, material: Material, options: Options) -> Article | None:
    flat = _flatten(record)

    def value(field: str) -> Any:
        """The first filled column among the usual names, or the one that the user named."""
        if name := options.columns.get(field):
            return flat.get(_key(name))
        filled = (flat[name] for name in NAMES[field] if flat.get(name) not in (None, "", [], {}))
        return next(filled, None)

    text = _text(value("text"))
    if not has_words(text):
        return None
    if len(text) > options.limits.size:
        raise TooLarge(f"is larger than {megabytes(options.limits.size)}")
    url = str(value("url") or "").strip()
    return Article(
        text=text,
        title=one_line(_words(value("title"))),
        url=url if url.startswith(("http://", "https://")) and " " not in url else None,
        outlet=one_line(_words(value("outlet")), 120),
        author=person(_words(value("author"))),
        published=publication_date(value("published")),
        origin=f"{material.origin}#{one_line(_words(value('id')), 80) or number}",
        fetched_at=material.fetched_at,
    )


def _flatten(record: Record) -> dict[str, Any]:
    """The record's values under their simplified names, nested ones with dots between."""
    flat: dict[str, Any] = {}

    def walk(part: Record, prefix: str, depth: int) -> None:
        for name, value in part.items():
            key = prefix + _key(str(name))
            flat.setdefault(key, value)
            if isinstance(value, dict) and depth < _DEEPEST:
                walk(value, key + ".", depth + 1)

    walk(record, "", 0)
    return flat


def _key(name: str) -> str:
    return re.sub(r"[^\w.]|_", "", name).lower()


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = "\n\n".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return ""
    return html_to_text(value) if len(_HTML.findall(value, 0, 5_000)) >= 2 else clean(value)


def _words(value: Any) -> str | None:
    """A name from a string, a number, a list of names, or an object with a name in it."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "title", "id") if value.get(key)), None)
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value))) or None
    if isinstance(value, bool) or value is None:
        return None
    return str(value) if isinstance(value, str | int | float) else None


# --- the formats --------------------------------------------------------------------------


def _json(material: Material, options: Options) -> Iterator[tuple[str, Record | str]]:
    data = material.data(options.limits)
    try:
        document = _loaded(decode(data, material.charset))
    except RecursionError as error:
        raise TooLarge("is JSON nested too deeply") from error
    except ValueError as error:
        if _LINES.match(data):
            yield from _jsonl(material, options)
            return
        raise Malformed(f"is not JSON ({brief(error)}); is it cut off?") from error
    found = _records(document)
    if found is None:
        raise Malformed("is JSON without a list of objects; give one object an article")
    yield from ((str(number), record) for number, record in enumerate(found, 1))


def _loaded(text: str) -> Any:
    """The JSON in ``text``; an integer with more digits than Python reads stays a text."""
    return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < 400 else digits)


def _records(document: Any, depth: int = 0) -> list[Record] | None:
    if isinstance(document, list):
        texts: list[Record] = [{"text": item} for item in document if isinstance(item, str)]
        return [item for item in document if isinstance(item, dict)] or texts
    if not isinstance(document, dict):
        return None
    if any(isinstance(document.get(name), str) for name in ("text", "body", "articleBody")):
        return [document]
    for name in _LISTS:
        found = document.get(name)
        if isinstance(found, list) and any(isinstance(item, dict) for item in found):
            return _records(found)
    if len(document) > 1 and all(map(_has_text, document.values())):  # records by their ids
        return [{"id": id, **record} for id, record in document.items()]
    for value in document.values():
        if isinstance(value, dict) and depth < 2:
            found = _records(value, depth + 1)
            if found and found != [value]:
                return found
    return [document]


def _has_text(record: Any) -> bool:
    return isinstance(record, dict) and not {_key(str(n)) for n in record}.isdisjoint(NAMES["text"])


def _jsonl(material: Material, options: Options) -> Iterator[tuple[str, Record | str]]:
    for number, line in enumerate(material.lines(options.limits), 1):
        if line is None:
            yield str(number), f"line {number} is over {megabytes(options.limits.size)}"
        elif line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
            found = _object(line, material.charset)
            yield str(number), f"line {number} {found}" if isinstance(found, str) else found


def _object(line: bytes, charset: str | None) -> Record | str:
    """The JSON object in ``line``, or why there is none."""
    try:
        found = _loaded(decode(line, charset))
    except RecursionError:
        return "is JSON nested too deeply"
    except (ValueError, UnsupportedFormat) as error:
        return f"is not JSON ({brief(error)})"
    return found if isinstance(found, dict) else "is not a JSON object"


def _csv(material: Material, options: Options) -> Iterator[tuple[str, Record]]:
    begin = material.head(1 << 16)
    head = decode(begin[: begin.rfind(b"\n") + 1] or begin, material.charset)
    told = _SEPARATOR.match(head)
    delimiter = told[1] if told else "\t" if material.format == "tsv" else _delimiter(head)
    # Behind a sound table the mark is a row of its own; behind one that was cut off inside a
    # quoted field it becomes part of that field.
    mark = "\x07end of table\x07"
    size = 0  # characters of one row, which csv keeps until it ends

    def counted() -> Iterator[str]:
        nonlocal size
        for line in chain(islice(_text_lines(material, options), int(bool(told)), None), [mark]):
            size += len(line)
            if size > options.limits.size:
                most = megabytes(options.limits.size)
                raise Malformed(f"has a row over {most}: a quotation mark is open; close it")
            yield line

    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    rows = csv.reader(counted(), delimiter=delimiter, skipinitialspace=True)
    header = next((row for row in rows if any(map(str.strip, row))), [mark])
    if header == [mark]:
        raise EmptyInput("is empty; there is no row in it")
    _check_columns(header, options)
    for number, row in enumerate(rows, 1):
        size = 0
        if row == [mark]:
            return
        if row and mark in row[-1]:
            raise Malformed(f"row {number} never ends: a quotation mark is open; is it cut off?")
        if any(row):
            yield str(number), _record(header, row)


def _record(header: list[str], row: list[str]) -> Record:
    """The cells by the names of their columns; of two columns of one name, the filled one."""
    record: dict[str, str] = {}
    for name, value in zip(header, row, strict=False):
        record[name] = record.get(name) or value
    return record


def _check_columns(header: list[str], options: Options) -> None:
    keys = {_key(name) for name in header}
    have = _named(header)
    for field, name in options.columns.items():
        if _key(name) not in keys:
            raise Malformed(f"has no column {name!r} for {field}; its columns are {have}")
    if "text" not in options.columns and keys.isdisjoint(NAMES["text"]):
        raise Malformed(f"has no column for the text among {have}; say --column text=NAME")


def _delimiter(head: str) -> str:
    """The separator that the header line has most of."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    return max(",;\t|", key=line.count)


def _text_lines(material: Material, options: Options) -> Iterator[str]:
    """The lines of a table, as they come, in the encoding that its first megabyte shows."""
    encoding = _encoding(material)
    if encoding is None:
        yield from io.StringIO(decode(material.data(options.limits), material.charset), newline="")
        return
    material.stream.seek(0)
    reader = io.TextIOWrapper(material.stream, encoding, errors="replace", newline="")
    longest = options.limits.size
    try:
        while line := reader.readline(longest + 1):
            if len(line) > longest:
                raise TooLarge(f"has a line over {megabytes(longest)}; raise --max-size")
            yield line.replace("\x00", "")
    finally:
        with suppress(ValueError):  # closed by its owner, if reading was stopped half way
            reader.detach()  # or it would close the stream, which is not its own


def _encoding(material: Material) -> str | None:
    """UTF-8 if the beginning is; None for what `decode` must see whole."""
    head = material.head(1 << 20)
    if b"\x00" in head:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    return "utf-8-sig"


_RECORDS = {"json": _json, "jsonl": _jsonl, "csv": _csv, "tsv": _csv}
