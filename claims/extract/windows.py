"""Cut the tokens of a text into windows that a model of limited width can read.

Windows overlap, so that every token is read with words on both sides, and each token is
owned by exactly one window: the one in which it stands farthest from a cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


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


def cut(text: int, count: int, width: int, stride: int) -> Iterator[Window]:
    """Windows of ``width`` tokens, ``stride`` apart, over ``count`` tokens.

    The last one is moved back to end with the text and keep its full width.
    """
    starts = list(range(0, max(1, count - width), stride))
    if count > width:
        starts.append(count - width)
    first = 0
    for i, start in enumerate(starts):
        end = min(count, start + width)
        following = starts[i + 1] if i + 1 < len(starts) else None
        # Halfway through the overlap both windows see as far beyond the token.
        last = count if following is None else (following + end) // 2
        yield Window(text, start, end, first, last)
        first = last
