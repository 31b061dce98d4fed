"""Word documents (.docx): a zip of XML, read without any of its entities or links."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from claims.errors import EmptyInput, Malformed, ReadError, TooLarge, UnsupportedFormat
from claims.read.clean import brief, clean, one_line, person
from claims.read.material import Material, at_most, megabytes
from claims.read.publication import publication_date
from claims.read.settings import Options
from claims.read.text import first_line_title, front_matter
from claims.records import Article

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Beginnings, ends and attributes of elements; each takes some 100 bytes of memory. A book has
#: a tenth of it.
_MOST_MARKS = 6_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
#: The date of the template that python-docx makes documents from.
_TEMPLATE = "2013-12-23T23:15:00Z"
_GENERIC = re.compile(
    r"(?:document|untitled|press release|news release)[\s\d._-]*|microsoft word.*", re.IGNORECASE
)


def articles(material: Material, options: Options) -> Iterator[Article]:
    """The one article of a document. Raises UnsupportedFormat for other kinds of zip."""
    material.stream.seek(0)
    try:
        with zipfile.ZipFile(material.stream) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                raise UnsupportedFormat(_other_zip(names))
            body = _xml(archive, "word/document.xml", options.limits.unpacked)
            core = None
            if "docProps/core.xml" in names:
                core = _xml(archive, "docProps/core.xml", options.limits.unpacked)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # zipfile raises many kinds for archives that were cut or altered
        raise Malformed(f"is a broken .docx ({brief(error)}); is it cut off?") from error
    fields, text = front_matter(clean("\n\n".join(_paragraphs(body))))
    if not text:
        raise EmptyInput("is a document without text")
    title = one_line(_property(core, f"{_DC}title"))
    if title and _GENERIC.fullmatch(title):
        title = None
    created = _property(core, f"{_TERMS}created")
    yield Article(
        text=text,
        title=one_line(fields.get("title")) or title or first_line_title(text),
        url=fields.get("url") or material.url,
        outlet=one_line(fields.get("outlet"), 120),
        author=person(fields.get("author") or _property(core, f"{_DC}creator")),
        published=publication_date(fields.get("published"))
        or material.published
        or publication_date(None if created == _TEMPLATE else created),
        origin=material.origin,
        fetched_at=material.fetched_at,
    )


def _xml(archive: zipfile.ZipFile, name: str, limit: int) -> _Element:
    """One file of the archive, however large it pretends to be or is."""
    from lxml import etree

    with archive.open(name) as stream:
        data = at_most(cast(BinaryIO, stream), limit, f"unpacks to more than {megabytes(limit)}")
    if data.count(b"<") + data.count(b"=") > _MOST_MARKS:
        raise TooLarge("has more elements than any text needs; save it as .txt")
    if b"<!DOCTYPE" in data.replace(b"\x00", b""):
        raise Malformed("has a document type inside, which no Word document has")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"is a broken .docx ({brief(error)})") from error


def _paragraphs(body: _Element) -> Iterator[str]:
    """The words of each paragraph, deleted text and field codes left out."""
    for paragraph in body.iter(f"{_W}p"):
        yield "".join(
            (part.text or "") if part.tag == f"{_W}t" else _MARKS[part.tag]
            for part in paragraph.iter(f"{_W}t", *_MARKS)
            # What is in a text box inside this paragraph comes by itself.
            if next(part.iterancestors(f"{_W}p"), None) is paragraph
        )


def _property(core: _Element | None, name: str) -> str | None:
    return None if core is None else core.findtext(name)


def _other_zip(names: set[str]) -> str:
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        return "is a spreadsheet or slides; save the texts as .csv or .docx"
    if "content.xml" in names:
        return "is an OpenDocument file; save it as .docx"
    return "is a zip archive; unpack it and name the folder"
