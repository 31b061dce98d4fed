"""Words that two texts have in common, by stem: what an embedding alone does not tell."""

from __future__ import annotations

from functools import lru_cache

from claims.compare.measures import MEASURES, STOP
from claims.compare.numbers import SCALES, SMALL
from claims.compare.wordforms import singular, stem, tokens

_NO_CONTENT = STOP | MEASURES.keys() | SMALL.keys() | SCALES.keys()


@lru_cache(maxsize=8192)
def content(text: str) -> frozenset[str]:
    """The stems of the words of ``text`` that carry its content: no numbers, no measures."""
    return frozenset(
        stem(singular(token.lower) or token.lower)
        for token in tokens(text)
        if token.word and token.lower not in _NO_CONTENT
    )


def shared(a: str, b: str) -> int:
    """How many content stems the two have in common."""
    return len(content(a) & content(b))


def share(a: str, b: str) -> float:
    """The same as a part of those of the shorter text, 0 to 1."""
    fewest = min(len(content(a)), len(content(b)))
    return shared(a, b) / fewest if fewest else 0.0
