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


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``start`` to ``end`` of text number ``text``; owns ``first`` to ``last``."""

    text: int
    start: int
    end: int
    first: int
    last: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Breaks:
    """The tokens at which a paragraph, or a sentence, begins; ascending."""

    paragraphs: Sequence[int]
    sentences: Sequence[int]


def breaks(text: str, offsets: Sequence[Span]) -> Breaks:
    """Where the paragraphs and sentences of ``text`` begin, by its marks alone."""
    starts = [start for start, _ in offsets]

    def tokens(pattern: re.Pattern[str]) -> list[int]:
        found = (bisect_left(starts, match.end()) for match in pattern.finditer(text))
        return sorted(set(found))

    return Breaks(tokens(_PARAGRAPH), tokens(_SENTENCE))


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
