"""Plain text and Markdown, with the few lines at the top and bottom that say whose it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from claims.errors import EmptyInput
from claims.read.clean import clean, decode, has_words, one_line, person, unwrap
from claims.read.material import Material
from claims.read.publication import publication_date
from claims.read.settings import Options
from claims.records import Article

#: Keys of the front matter, as people and static-site generators write them.
_KEYS = {
    name: field
    for field, names in (
        ("title", "title headline"),
        ("outlet", "outlet publisher source"),
        ("published", "published date"),
        ("url", "url link"),
        ("author", "author authors byline by"),
    )
    for name in names.split()
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
    source = _LAST_SOURCE.search(body)
    url = fields.get("url", "")
    yield Article(
        text=body,
        title=one_line(fields.get("title")) or first_line_title(body),
        url=url if _ADDRESS.fullmatch(url) else material.url,
        outlet=one_line(fields.get("outlet") or (source and source[1]), 120),
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
    short = rest.startswith("\n") and 2 <= len(words) <= 25 and len(first) <= 160
    return first if short and first[-1] not in ".,;:" and has_words(first) else None


#: What stands between brackets has none in it and an end to its length: a page of nothing but
#: brackets took the square of its time.
_MARKS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^```[^\n]*\n.*?^```[^\n]*$", re.MULTILINE | re.DOTALL), ""),
    (re.compile(r"!\[[^\[\]\n]{0,1000}\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,1000})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"^\[[^\]\n]+\]: \S+.*$", re.MULTILINE), ""),
    (
        re.compile(r"^#{1,6} +(.*)$", re.MULTILINE),
        lambda found: f"\n{found[1].rstrip(' ').rstrip('#')}\n",
    ),
    (re.compile(r"^(?:=+|-{2,}|\*{3,}|_{3,})$", re.MULTILINE), ""),
    (re.compile(r"^(?:> ?)+", re.MULTILINE), ""),
)
_STRONG = re.compile(r"(\*\*|__)(?=\S)")
_STRONG_ENDS = {mark: re.compile(rf"(?<=\S)(?={re.escape(mark)})") for mark in ("**", "__")}
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^\n*_]*[^\s*_])\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def unmark(text: str) -> str:
    """Markdown without its marks: the words of links, headings, emphasis and quotations."""
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    text = "\n".join(map(_plain, text.split("\n")))
    text = _CODE.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    closed, end, rest = text.rpartition("-->")  # behind it a comment's end is sought in vain
    return _COMMENT.sub("", closed + end) + rest


def _plain(line: str) -> str:
    """``line`` with nothing strong in it. Each mark ends at the first that can be its end."""
    ends = {mark: [at.start() for at in end.finditer(line)] for mark, end in _STRONG_ENDS.items()}
    words: list[str] = []
    done = at = 0
    while found := _STRONG.search(line, at):
        own = ends[found[1]]
        place = bisect_left(own, found.end() + 1)
        if place == len(own):
            at = found.start() + 1
            continue
        words += line[done : found.start()], line[found.end() : own[place]]
        done = at = own[place] + 2
    return "".join(words) + line[done:]
