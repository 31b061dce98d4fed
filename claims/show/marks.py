"""A claim in its article: the text around it cut into pieces, each with the part it plays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from urllib.parse import urlsplit

from claims.records import Claim, Span, Spans
from claims.spans import SENTENCE_END

Part = Literal["", "speaker", "cue", "quote", "gap"]

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
#: Characters of the text before and after a claim that are shown with it.
MARGIN = 220


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and its part: plain (""), speaker, cue, quote, or a gap left out."""

    text: str
    part: Part = ""


def printable(text: str) -> str:
    """``text`` without control characters, lone surrogates and marks that turn the direction
    of what follows; as long as before, so that offsets still hold."""
    return _UNSAFE.sub("\ufffd", text.replace("\r", " "))


def web_address(url: str | None) -> str | None:
    """``url`` if it is one that may be linked to: http or https, with a host."""
    if not url or url != url.strip():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def help_of(quote: str, wording: str) -> str:
    """What ``wording`` has in square brackets in front of ``quote``, for who has not read what
    the article tells before; or ""."""
    return printable(wording.removesuffix(quote).strip()) if wording != quote else ""


def pieces(text: str, claim: Claim, margin: int = MARGIN) -> list[Piece]:
    """``text`` around ``claim``: whole sentences up to about ``margin`` characters before and
    after what is marked, and a gap where marked parts stand far from each other."""
    text = printable(text)
    marks = _marks(claim, len(text))
    if not marks:
        return [Piece(printable(claim.quote), "quote")]
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    windows = _windows((span for _, span in marks), ends, len(text), margin)
    result: list[Piece] = []
    for start, end in windows:
        if start > 0:
            spaced = not result or result[-1].text.endswith(" ")
            result.append(Piece("… " if spaced else " … ", "gap"))
        result.extend(_cut(text, start, end, marks))
    if windows[-1][1] < len(text.rstrip()):
        result.append(Piece("…" if result[-1].text.endswith(" ") else " …", "gap"))
    return result


def _marks(claim: Claim, length: int) -> list[tuple[Part, Span]]:
    parts: tuple[tuple[Part, Spans], ...] = (
        ("speaker", claim.speaker_spans),
        ("cue", claim.cue_spans),
        ("quote", claim.quote_spans),
    )
    return [(part, span) for part, spans in parts for span in spans if span[0] < span[1] <= length]


def _windows(spans: Iterable[Span], ends: list[int], length: int, margin: int) -> list[Span]:
    """The stretches to show, far ones apart."""
    windows: list[Span] = []
    for start, end in sorted(spans):
        first = _sentence_start(start, ends, margin)
        last = _sentence_end(end, ends, length, margin)
        if windows and first <= windows[-1][1] + 40:
            windows[-1] = (windows[-1][0], max(windows[-1][1], last))
        else:
            windows.append((first, last))
    return windows


def _sentence_start(start: int, ends: list[int], margin: int) -> int:
    """The start of the earliest sentence within ``margin``, or else of this one."""
    begins = [0, *ends]
    own = bisect_left(begins, start + 1) - 1
    while own > 0 and start - begins[own - 1] <= margin:
        own -= 1
    return max(begins[own], start - 3 * margin)


def _sentence_end(end: int, ends: list[int], length: int, margin: int) -> int:
    stops = [*ends, length]
    own = min(bisect_left(stops, end), len(stops) - 1)
    while own < len(stops) - 1 and stops[own + 1] - end <= margin:
        own += 1
    return min(stops[own], end + 3 * margin)


def _cut(text: str, start: int, end: int, marks: list[tuple[Part, Span]]) -> list[Piece]:
    """``text[start:end]`` in pieces; where parts overlap, the speaker and cue win."""
    order: list[Part] = ["", "quote", "cue", "speaker"]
    edges = {edge for _, span in marks for edge in span if start < edge < end}
    result: list[Piece] = []
    for left, right in pairwise(sorted({start, *edges, end})):
        covering: list[Part] = [part for part, (a, b) in marks if a <= left and right <= b]
        part = max(covering, key=order.index, default=order[0])
        run = " ".join(text[left:right].split())
        before, after = text[left].isspace(), text[right - 1].isspace()
        run = f"{' ' if before else ''}{run}{' ' if after and run else ''}"
        if result and result[-1].part == part:
            result[-1] = Piece(result[-1].text + run, part)
        else:
            result.append(Piece(run, part))
    return result
