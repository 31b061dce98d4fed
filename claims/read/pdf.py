"""PDF files: their text in paragraphs, with lines and hyphenated words joined again (pypdf)."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from claims.errors import EmptyInput, Malformed, ReadError, TooLarge
from claims.read.clean import clean, one_line, person
from claims.read.material import Material
from claims.read.publication import publication_date
from claims.read.settings import Limits, Options
from claims.read.text import first_line_title
from claims.read.timing import within
from claims.records import Article

if TYPE_CHECKING:
    from pypdf import PdfReader

#: Programs that print a page as it is read: the date in such a file is not the article's.
_PRINTERS = re.compile(r"skia/pdf|quartz|firefox|cairo|print to pdf|wkhtml|webkit", re.IGNORECASE)
_GENERIC = re.compile(
    r"(?:document|untitled|layout|slide)[\s\d._-]*|microsoft word.*|.*\.\w{2,4}", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"(?:page |seite |p\. ?)?[-–— ]*\d{1,4}(?: ?(?:/|of) ?\d{1,4})?[-–— ]*")
_HYPHENATED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]\n([a-zà-ÿ]+)(\S*) ?")
_COMPOUND = re.compile(r"(?<![^\W\d_])(?=([^\W\d_]+-[a-zà-ÿ]+))")
_BULLET = re.compile(r"[•▪‣◦●○■–-] |\(?\d{1,2}[.)] ")
_PATIENCE = 10  # times Limits.time, for the whole of one file


def articles(material: Material, options: Options) -> Iterator[Article]:
    """The one article of a file. Raises Malformed, TooLarge, and EmptyInput for scans."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    material.data(options.limits)  # for its size
    material.stream.seek(0)
    try:
        with within(options.limits.parsing):
            reader = _reader(material, options.limits)
        pages = _pages(reader, options.limits)
        information: Any = reader.metadata or {}
    except ReadError:
        raise
    except MemoryError as error:
        raise TooLarge("needs more memory than there is") from error
    except Exception as error:  # pypdf raises what the standard library raises, and its own
        raise Malformed(f"is a broken PDF ({one_line(str(error), 100)}); is it cut off?") from error
    with within(options.limits.parsing):
        text = clean(_join(pages))
    if len(text.split()) < 5:
        raise EmptyInput("is a PDF without text, such as a scan; run it through OCR first")
    title = one_line(_said(information, "/Title"))
    if title and (_GENERIC.fullmatch(title) or len(title.split()) < 2):
        title = None
    yield Article(
        text=text,
        title=title or first_line_title(text),
        url=material.url,
        author=person(_said(information, "/Author")),
        published=material.published or _created(information),
        origin=material.origin,
        fetched_at=material.fetched_at,
    )


def _reader(material: Material, limits: Limits) -> PdfReader:
    from pypdf import PdfReader

    reader = PdfReader(material.stream, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Malformed("is encrypted; save it without its password first")
    if len(reader.pages) > limits.pages:
        raise TooLarge(f"has more than {limits.pages:,} pages; split it")
    return reader


def _pages(reader: PdfReader, limits: Limits) -> list[list[str]]:
    """The lines of each page."""
    end = time.monotonic() + _PATIENCE * limits.time
    pages = []
    size = 0
    for page in reader.pages:
        with within(limits.parsing):
            text = page.extract_text()
        size += len(text)
        if size > limits.unpacked or time.monotonic() > end:
            raise TooLarge("takes too long or holds too much text; split it")
        pages.append([" ".join(line.split()) for line in clean(text).split("\n")])
    return pages


def _join(pages: list[list[str]]) -> str:
    """Pages to one text, without running heads and page numbers."""
    edges = Counter(key for page in pages for key in {*map(_key, page[:2] + page[-2:])} if key)
    least = max(2, len(pages) / 2)  # pages that a running head is on
    kept = []
    for page in pages:
        lines = [
            line
            for index, line in enumerate(page)
            if 2 <= index < len(page) - 2
            or not (edges[_key(line)] >= least or _PAGE_NUMBER.fullmatch(line.lower()))
        ]
        kept.append("\n".join(lines).strip("\n"))
    return "\n\n".join(filter(None, _paragraphs("\n".join(kept))))


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line).strip().lower()


def _paragraphs(text: str) -> Iterator[str]:
    compounds = {found[1] for found in _COMPOUND.finditer(text)}

    def joined(match: re.Match[str]) -> str:
        """A word broken at a line's end; it keeps its hyphen if it has one elsewhere."""
        hyphen = "-" if f"{match[1]}-{match[2]}" in compounds else ""
        return f"{match[1]}{hyphen}{match[2]}{match[3]}\n"

    lines = _HYPHENATED.sub(joined, text).split("\n")
    full = sorted(map(len, filter(None, lines)))
    usual = full[int(len(full) * 0.8)] if full else 0
    words: list[str] = []
    for line in lines:
        if words and _ends(words[-1], line, usual):
            yield " ".join(words)
            words = []
        if line:
            words.append(line)
    yield " ".join(words)


def _ends(line: str, following: str, usual: int) -> bool:
    """Whether a paragraph ends with ``line``: a short last line of sentences, or a heading."""
    closed = line[-1] in '.!?:”"’'
    if not following:  # a gap, or the end of a page that may cut a sentence
        return closed or len(line) < 0.6 * usual
    if _BULLET.match(following):
        return True
    if closed:
        return len(line) < 0.75 * usual
    return len(line) < 0.5 * usual and (following[0].isupper() or following[0].isdigit())


def _created(information: Any) -> str | None:
    programs = f"{_said(information, '/Producer')} {_said(information, '/Creator')}"
    written = _said(information, "/CreationDate") or ""
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", written)
    if not match or _PRINTERS.search(programs):
        return None
    return publication_date("-".join(match.groups()))


def _said(information: Any, key: str) -> str | None:
    try:
        value = information.get(key)
    except Exception:  # an indirect object that leads nowhere
        return None
    return str(value) if value else None
