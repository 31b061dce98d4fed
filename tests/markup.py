"""Sentences with their attribution marked: ``[s:Oren Vash] [c:denied] [k:that he left]``."""

from __future__ import annotations

import re

from claims.records import Attribution, Span

_PART = re.compile(r"(\[[sck]:[^\]]*\])")


def unmark(marked: str) -> tuple[str, Attribution]:
    """The text without marks, and the attribution that they give."""
    text = ""
    spans: dict[str, list[Span]] = {"s": [], "c": [], "k": []}
    for part in _PART.split(marked):
        if _PART.fullmatch(part):
            words = part[3:-1]
            spans[part[1]].append((len(text), len(text) + len(words)))
            text += words
        else:
            text += part
    return text, Attribution(tuple(spans["s"]), tuple(spans["c"]), tuple(spans["k"]))
