"""Whether a content is quoted, reported, or in part each."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from claims.records import Quotation, Span, Spans

_CLOSERS = {
    "“": "”", "„": "“ ”", "«": "»", "»": "«", "‹": "›", "‘": "’", '"': '"', "'": "'",
    "``": "''", "''": "''",
}  # fmt: skip
_MARK = re.compile(r"``|''|[“”„«»‹›‘’\"']")
_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\n\s*\n")
#: A quotation that is never closed ends with its paragraph; beyond this it was a stray mark.
_LONGEST = 3_000


def quotation_of(text: str, content: Spans) -> Quotation:
    """``direct`` if nearly all letters of ``content`` are inside quotation marks, ``indirect``
    if next to none are, ``mixed`` otherwise. Apostrophes are no quotation marks.
    """
    quoted = quoted_spans(text)
    total = inside = 0
    for start, end in content:
        total += _letters(text, start, end)
        first = max(0, bisect_left(quoted, (start, 0)) - 1)  # it may have begun before
        for left, right in quoted[first : bisect_left(quoted, (end, 0))]:
            if start < right:
                inside += _letters(text, max(left, start), min(right, end))
    share = inside / total if total else 0.0
    if share > 0.93:
        return "direct"
    return "mixed" if share > 0.02 else "indirect"


def _letters(text: str, start: int, end: int) -> int:
    return sum(len(match.group()) for match in _WORD.finditer(text, start, end))


@lru_cache(maxsize=8)
def quoted_spans(text: str) -> Spans:
    """The runs of ``text`` inside quotation marks, marks included, outermost only.

    A quotation left open runs on to the end of its paragraph (news leaves each paragraph of
    a long quotation open and closes the last); a straight mark opens or closes by what
    stands beside it.
    """
    spans: list[Span] = []
    start = 0
    for end in [match.start() for match in _PARAGRAPH.finditer(text)] + [len(text)]:
        spans.extend(_paragraph(text, start, end))
        start = end
    return tuple(spans)


def _paragraph(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    opened: tuple[int, str] | None = None
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        before = text[at - 1] if at > start else " "
        after = text[match.end()] if match.end() < end else " "
        if opened is None:
            if mark in _CLOSERS and _opens(mark, before, after):
                opened = (at, _CLOSERS[mark])
        elif mark in opened[1].split() and _closes(mark, before, after):
            spans.append((opened[0], match.end()))
            opened = None
    if opened is not None and end - opened[0] <= _LONGEST and opened[1] not in ("'", "’"):
        spans.append((opened[0], end))
    return spans


def _opens(mark: str, before: str, after: str) -> bool:
    if mark in ("‘", "'"):
        return not before.isalnum() and (after.isalpha() or after in '[(…“"')
    if mark in ('"', "''"):
        return not after.isspace() or before.isspace()
    return True


def _closes(mark: str, before: str, after: str) -> bool:
    if mark in ("’", "'"):
        return not after.isalnum() and not before.isspace()
    return True
