"""From token probabilities to clean spans: whole words, no holes, quotations to their end.

Pure functions over arrays, so that every rule can be tested without a model. Positions
count tokens of a text until `spans` turns them into characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.records import Attribution, Span, Spans

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]

#: A word as a reader sees it: letters and digits with inner marks ("Al-Sayed", "U.S.",
#: "didn't", "1,200"), never a mark alone.
_WORD = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]+(?:[-‐‑.,'’_&/@][^\W_]+)*")
_GENITIVE = re.compile(r"['’]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned on the training articles; stored in the weights' config.json."""

    cue: float = 0.8
    inside: float = 0.4
    source: float = 0.5
    content: float = 0.5
    hole: int = 1


@dataclass(frozen=True, slots=True)
class Cue:
    """A run of tokens that says that something is said, and how sure that is."""

    tokens: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of one cue: its tokens, and for each token of the text from
    ``start`` on the probability of being in the cue's source and in its content."""

    cue: tuple[int, ...]
    probability: float
    start: int
    source: Floats
    content: Floats


def words(text: str, offsets: Sequence[Span]) -> Ints:
    """The number of the word that each token belongs to; marks are words of their own."""
    numbers = np.zeros(len(offsets), dtype=np.int64)
    matches = [m.span() for m in _WORD.finditer(text)]
    k = number = 0
    previous = -1
    for i, (start, end) in enumerate(offsets):
        while k < len(matches) and matches[k][1] <= start:
            k += 1
        inside = k < len(matches) and matches[k][0] < end and not _genitive(text, matches[k], start)
        if not inside or k != previous:
            number += 1
        previous = k if inside else -1
        numbers[i] = number
    return numbers


def _genitive(text: str, word: Span, start: int) -> bool:
    """Whether a token at ``start`` is in the 's that ends the word."""
    return start >= word[1] - 2 and bool(_GENITIVE.search(text, word[0], word[1]))


def find_cues(tag: Floats, settings: Settings) -> list[Cue]:
    """The cues among tokens with probabilities [tokens, (outside, first, inside)].

    A run whose best token is below ``settings.cue`` is dropped, and so is a run that the
    network takes for the inside of a cue that it did not begin.
    """
    said = 1.0 - tag[:, 0]
    found: list[list[int]] = []
    for i in np.flatnonzero(said > settings.inside).tolist():
        if tag[i, 1] >= tag[i, 2]:
            found.append([i])
        elif found and i - found[-1][-1] == 1:
            found[-1].append(i)
    cues = [Cue(tuple(tokens), float(said[tokens].max())) for tokens in found]
    return [cue for cue in cues if cue.probability >= settings.cue]


def snap(probability: Floats, word: Ints) -> Floats:
    """Each token's probability replaced by the mean over its word."""
    _, index = np.unique(word, return_inverse=True)
    return (np.bincount(index, probability) / np.bincount(index))[index]


def close(chosen: Bools, hole: int) -> Bools:
    """``chosen`` with gaps of at most ``hole`` tokens between chosen ones filled."""
    closed = chosen.copy()
    where = np.flatnonzero(chosen)
    for left, right in pairwise(where.tolist()):
        if 1 < right - left <= hole + 1:
            closed[left:right] = True
    return closed


def runs(chosen: Bools) -> list[Span]:
    """The half-open runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def decode(
    text: str, offsets: Sequence[Span], scores: Sequence[Scores], settings: Settings
) -> list[Attribution]:
    """The attributions of a text in the order of their cues; spans in characters."""
    word = words(text, offsets)
    found = []
    for item in scores:
        here = slice(item.start, item.start + len(item.source))
        source = snap(item.source, word[here]) > settings.source
        content = snap(item.content, word[here]) > settings.content
        cue = np.isin(word[here], word[list(item.cue)])
        source, content = (close(part & ~cue, settings.hole) & ~cue for part in (source, content))
        if not content.any():
            continue
        spans = [_characters(part, offsets, item.start) for part in (source, cue, content)]
        found.append(Attribution(spans[0], spans[1], spans[2], item.probability))
    return sorted(found, key=lambda a: a.cue)


def _characters(chosen: Bools, offsets: Sequence[Span], start: int) -> Spans:
    return tuple((offsets[start + a][0], offsets[start + b - 1][1]) for a, b in runs(chosen))
