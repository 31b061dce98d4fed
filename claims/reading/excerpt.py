"""What a reader sees: one or two excerpts of articles with their statements marked in place.

An article is cut into overlapping windows of word pieces, its headline in front of each. Every
statement in a window stands between two markers, as in PL-Marker (Ye et al., ACL 2022), and all
of them are read in one pass. A pair of statements that no window holds, or of two articles, is
read in a window of two excerpts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import ModelError
from claims.records import Span, Spans

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Word pieces in a window, markers and headline included.
WIDTH = 448
#: Word pieces of a headline that are read.
HEADLINE = 26
#: How much of a window the next one lies further on.
STRIDE = 0.8

#: Words of capital letters, joined by what joins the parts of a name.
_NAME = re.compile(
    r"(?:[A-Z][\w’'.-]*|[A-Z]\.)"
    r"(?:(?: (?:of|the|for|and|de|da|di|del|der|den|van|von|bin|al|el|la|le|&) | |-)"
    r"(?:(?:the|al|el) ?-? ?)?[A-Z][\w’'.-]*)*"
)
#: Words that begin a sentence with a capital letter and name nobody.
_NO_NAME = frozenset(
    "a an the this that these those there here he she it they we i you his her its their our my "
    "your but and or nor so yet if in on at by as to of for from with when while where what who "
    "why how after before since until although though because despite during no not all some "
    "many most one both also then now".split()
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement as it stands in a text: its words, and who says it and how, as written."""

    content: Spans
    speaker: Spans = ()
    cue: Spans = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in word pieces: their ids, where each begins and ends in the text, the ids of its
    headline; its passages and names by their first piece and the one after the last."""

    ids: Sequence[int]
    headline: Sequence[int]
    passages: tuple[Span, ...]
    runs: tuple[tuple[Span, ...], ...]
    speakers: tuple[tuple[Span, ...], ...]
    names: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where statement ``number`` of excerpt ``part`` stands in a window, in word pieces: its two
    markers, and the runs of its words and of its speaker, each up to the piece after the last."""

    part: int
    number: int
    open: int
    close: int
    runs: tuple[Span, ...]
    speaker: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once. ``names`` are (part, number of the name in its text, first piece,
    piece after the last)."""

    ids: tuple[int, ...]
    places: tuple[Place, ...]
    names: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """The ids of the special pieces."""

    begin: int
    end: int
    open: int
    close: int
    text: int
    excerpt: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Marks:
        """Those of the packaged tokenizer, whose spare pieces are the markers."""
        words = ("<s>", "</s>", "[unused1]", "[unused2]", "[unused3]", "[unused4]")
        ids = [tokenizer.token_to_id(word) for word in words]
        if None in ids:
            raise ModelError("the tokenizer has no markers: reinstall or retrain the reader")
        return cls(*(id for id in ids if id is not None))


def names(text: str) -> list[Span]:
    """What is written like a name, in order."""
    found = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        while True:
            word = re.match(r"[^ ]+ ?", text[start:end])
            if word is None or word.group().strip(" .").lower() not in _NO_NAME:
                break
            start += word.end()
            while start < end and not text[start].isupper():
                start += 1
        words = text[start:end]
        for mark in ("’s", "'s"):
            if words.endswith(mark):
                end -= len(mark)
        while end > start and text[end - 1] in ".’'-":
            end -= 1
        if end - start > 1:
            found.append((start, end))
    return found


def tokens(tokenizer: Tokenizer, title: str, text: str, passages: Sequence[Passage]) -> Tokens:
    """``text`` in word pieces; a passage without any in the text is at its end."""
    coded = tokenizer.encode(text, add_special_tokens=False)
    starts = [start for start, _ in coded.offsets]
    ends = [end for _, end in coded.offsets]

    def pieces(span: Span) -> Span:
        first = bisect_right(ends, span[0])
        return first, max(first + 1, bisect_left(starts, span[1]))

    runs = tuple(tuple(pieces(span) for span in p.content) for p in passages)
    speakers = tuple(tuple(pieces(span) for span in p.speaker) for p in passages)
    headline = tokenizer.encode(title, add_special_tokens=False).ids[:HEADLINE]
    extents = tuple((each[0][0], each[-1][1]) for each in runs)
    found = tuple(pieces(span) for span in names(text))
    return Tokens(coded.ids, headline, extents, runs, speakers, found)


def windows(
    text: Tokens, marks: Marks, width: int = WIDTH, stride: float = STRIDE, first: int = 0
) -> Iterator[Window]:
    """Windows over the whole of a text, those without a statement left out. Each lies
    ``stride`` of its length further on than the one before it; the second begins ``first``
    pieces earlier than it would."""
    start = 0
    while True:
        end = _end(text, start, width)
        found = layout([(text, start, end)], marks)
        if found.places:
            yield found
        if end >= len(text.ids):
            return
        start += max(1, int((end - start) * stride) - first)
        first = 0


def two(one: Tokens, a: int, other: Tokens, b: int, marks: Marks, width: int = WIDTH) -> Window:
    """A window of two excerpts, around statement ``a`` of one text and ``b`` of another (or of
    the same, far from it)."""
    parts = []
    for text, number in ((one, a), (other, b)):
        start, end = text.passages[number]
        room = width // 2
        lead = max(0, min(room // 3, room - 8 - len(text.headline) - (end - start)))
        begin = max(0, start - lead)
        parts.append((text, begin, _end(text, begin, room)))
    return layout(parts, marks)


def _end(text: Tokens, start: int, width: int) -> int:
    """Up to which piece a window from ``start`` on has room."""
    room = width - 3 - len(text.headline)
    opens = sorted(first for first, _ in text.passages if first >= start)
    end = min(len(text.ids), start + room)
    while end - start + 2 * bisect_left(opens, end) > room:
        end -= 1
    return max(start + 1, end)


def layout(parts: Sequence[tuple[Tokens, int, int]], marks: Marks) -> Window:
    """Excerpts, each from one piece of its text up to another, with the statements marked that
    lie inside of them; of a very long one as much as there is."""
    ids: list[int] = [marks.begin]
    places: list[Place] = []
    named: list[tuple[int, int, int, int]] = []
    for part, (text, start, end) in enumerate(parts):
        if part:
            ids.append(marks.excerpt)
        ids += [*text.headline, marks.text]
        inside = [n for n, span in enumerate(text.passages) if _inside(span, start, end)]
        opens: dict[int, list[int]] = {}
        closes: dict[int, list[int]] = {}
        for n in sorted(inside, key=lambda n: -text.passages[n][1]):
            opens.setdefault(text.passages[n][0], []).append(n)
        for n in inside:
            closes.setdefault(min(end, text.passages[n][1]), []).append(n)
        at: dict[int, int] = {}  # where each piece of the text stands in the window
        opened: dict[int, int] = {}
        closed: dict[int, int] = {}
        for piece in range(start, end + 1):
            for n in closes.get(piece, ()):
                closed[n] = len(ids)
                ids.append(marks.close)
            if piece == end:
                break
            for n in opens.get(piece, ()):
                opened[n] = len(ids)
                ids.append(marks.open)
            at[piece] = len(ids)
            ids.append(text.ids[piece])

        def moved(spans: Sequence[Span], at: dict[int, int] = at) -> tuple[Span, ...]:
            kept = [(first, last - 1) for first, last in spans if first in at]
            return tuple((at[a], at.get(b, max(at.values())) + 1) for a, b in kept)

        places += [
            Place(part, n, opened[n], closed[n], moved(text.runs[n]), moved(text.speakers[n]))
            for n in inside
        ]
        low, high = bisect_left(text.names, (start, 0)), bisect_left(text.names, (end, 0))
        for n in range(low, high):
            for first, last in moved([text.names[n]]):
                named.append((part, n, first, last))
    ids.append(marks.end)
    return Window(tuple(ids), tuple(places), tuple(named))


def _inside(span: Span, start: int, end: int) -> bool:
    first, last = span
    if first < start or first >= end:
        return False
    return last <= end or (last - first > WIDTH // 2 and end - first >= WIDTH // 4)
