"""Places in a text, and how they lie to each other."""

from __future__ import annotations

import re

from claims.records import Span, Spans


def covered(inner: Spans, outer: Spans) -> float:
    """The share of the characters of ``inner`` that lie inside ``outer``."""
    size = sum(end - start for start, end in inner)
    return common(inner, outer) / size if size else 0.0


def common(one: Spans, other: Spans) -> int:
    """How many characters lie inside both."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def extent(*groups: Spans) -> Span:
    """From the first to the last character of all of them."""
    spans = [span for group in groups for span in group]
    return min(s for s, _ in spans), max(e for _, e in spans)


def words(text: str, spans: Spans) -> str:
    """The text under ``spans`` as written, runs joined by an ellipsis."""
    return " … ".join(text[start:end] for start, end in spans)


#: Where a sentence ends and the next begins: at a mark, but for that of a title or an initial
#: ("Mr. Venn", "the U.S. Senate"), or at an empty line.
SENTENCE_END = re.compile(
    r"(?:(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.|[!?])[\"”’')\]]*\s+"
    r"(?=[\"“‘'(\[]?[A-Z0-9])|\n\s*\n"
)
