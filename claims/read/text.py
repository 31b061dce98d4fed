"""Plain text and Markdown, with the few lines at the top and bottom that say whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.errors import EmptyInput
from claims.read.clean import clean, decode, has_words, one_line, person, unwrap
from claims.read.dates import publication_date
from claims.read.material import Material
from claims.read.options import Options
from claims.records import Article

#: Keys of the front matter, as people and static-site generators write them.
_KEYS = {
    "title": "title",
    "headline": "title",
    "outlet": "outlet",
    "publisher": "outlet",
    "source": "outlet",
    "published": "published",
    "date": "published",
    "url": "url",
    "link": "url",
    "author": "author",
    "authors": "author",
    "byline": "author",
    "by": "author",
}
_KEY_LINE = re.compile(r"([A-Za-z]{2,9}) ?: *(.*)")
_LAST_SOURCE = re.compile(r"(?:Source|Outlet) ?: *([^\n]{2,80})\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")


def articles(material: Material, options: Options) -> Iterator[Article]:
    """The one article of a text file."""
    text = clean(decode(material.data(options.limits), material.charset))
    if not text:
        raise EmptyInput("is empty; there is no text in it")
    fields, body = front_matter(text)
    if material.format == "markdown":
        body = clean(unmark(body))
    body = unwrap(body)
    if not body:
        raise EmptyInput("has a heading and no text below it")
    outlet = fields.get("outlet")
    if not outlet and (match := _LAST_SOURCE.search(body)):
        outlet = match[1]
    url = fields.get("url", "")
    yield Article(
        text=body,
        title=one_line(fields.get("title")) or first_line_title(body),
        url=url if _ADDRESS.fullmatch(url) else material.url,
        outlet=one_line(outlet, 120),
        author=person(fields.get("author")),
        published=publication_date(fields.get("published")),
        origin=material.origin,
        fetched_at=material.fetched_at,
    )


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The ``Key: value`` lines at the very top of cleaned text, and the text below them.

    They end at a blank line, or stand between two ``---`` lines as in Markdown; without
    either, or with a line of another shape, there are none.
    """
    fenced = text.startswith("---\n")
    fields: dict[str, str] = {}
    known = False
    position = 4 if fenced else 0
    for line in text[position:].split("\n"):
        position += len(line) + 1
        if (fenced and line.rstrip("-") == "" and len(line) >= 3) or (not fenced and not line):
            return (fields, text[position:].strip()) if known else ({}, text)
        match = _KEY_LINE.fullmatch(line)
        if match and (key := _KEYS.get(match[1].lower())):
            fields.setdefault(key, match[2].strip().strip("\"'"))
            known = True
        elif not fenced:
            return {}, text
    return (fields, "") if known and not fenced else ({}, text)


def first_line_title(text: str) -> str | None:
    """The first line, if it reads like a headline: short, alone, no full stop at its end."""
    first, _, rest = text.partition("\n")
    words = first.split()
    if not rest.startswith("\n") or not 2 <= len(words) <= 25 or len(first) > 160:
        return None
    if first[-1] in ".,;:" or not has_words(first):
        return None
    return first


_MARKS = (
    (re.compile(r"^```[^\n]*\n.*?^```[^\n]*$", re.MULTILINE | re.DOTALL), ""),
    (re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"^\[[^\]\n]+\]: \S+.*$", re.MULTILINE), ""),
    (re.compile(r"^#{1,6} +(.*?)#* *$", re.MULTILINE), r"\n\1\n"),
    (re.compile(r"^(?:=+|-{2,}|\*{3,}|_{3,})$", re.MULTILINE), ""),
    (re.compile(r"^(?:> ?)+", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]*?\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^\n*_]*[^\s*_])\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
)


def unmark(text: str) -> str:
    """Markdown without its marks: the words of links, headings, emphasis and quotations."""
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    return text
