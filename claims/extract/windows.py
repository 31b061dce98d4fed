"""Cut the tokens of a text into windows that a model of limited width can read.

Cuts fall between paragraphs where that is possible, else between sentences, since who
said what seldom crosses them. Each window also reads some tokens beyond its cuts, so
that a cue beside one is seen with the words around it; every token is owned by exactly
one window.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.records import Span

_PARAGRAPH = re.compile(r"\s*[\n\r\u2028\u2029]\s*")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")

#: Marks that a paragraph begins with when it goes on with a quotation.
OPENING = ("“", '"')


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``start`` to ``end`` of text number ``text``; owns ``first`` to ``last``."""

    text: int
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Breaks:
    """The tokens at which a paragraph, or a sentence, begins; ascending."""

    paragraphs: Sequence[int]
    sentences: Sequence[int]


def breaks(text: str, offsets: Sequence[Span]) -> Breaks:
    """Where the paragraphs and sentences of ``text`` begin, by its marks alone.

    A paragraph that goes on with a quotation left open by the one before it does not count:
    who is quoted stands there.
    """
    starts = [start for start, _ in offsets]
    paragraphs, begin = [], 0
    for match in _PARAGRAPH.finditer(text):
        continued = text[match.end() : match.end() + 1] in OPENING and _open(text, begin, match)
        if not continued:
            paragraphs.append(match.end())
        begin = match.end()
    sentences = [match.end() for match in _SENTENCE.finditer(text)]
    places = [sorted({bisect_left(starts, at) for at in some}) for some in (paragraphs, sentences)]
    return Breaks(*places)


def _open(text: str, begin: int, end: re.Match[str]) -> bool:
    """Whether the paragraph from ``begin`` to the break ``end`` leaves a quotation open."""
    paragraph = text[begin : end.start()]
    return paragraph.count("“") > paragraph.count("”") or paragraph.count('"') % 2 == 1


def cut(text: int, count: int, where: Breaks, width: int, margin: int) -> Iterator[Window]:
    """Windows of at most ``width`` tokens over ``count`` tokens, each reading ``margin``
    tokens beyond the ones that it owns, on either side.
    """
    first = 0
    while first < count:
        start = max(0, first - margin)
        limit = start + width
        last = count if limit >= count else _last(where, first, limit - margin)
        yield Window(text, start, min(count, last + margin), first, last)
        first = last


def _last(where: Breaks, first: int, limit: int) -> int:
    """The best place for a cut after ``first``, at ``limit`` at the latest."""
    halfway = (first + limit) // 2
    for places in (where.paragraphs, where.sentences):
        i = bisect_right(places, limit) - 1
        if i >= 0 and places[i] > halfway:
            return places[i]
    return limit
