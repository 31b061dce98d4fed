"""Gold articles to training windows, and windows to batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from claims.evaluate.matching import GoldArticle
from claims.records import Span, Spans

IGNORE = -100
#: Tokens in a window, and from the beginning of one to that of the next.
WIDTH, STRIDE = 318, 160


@dataclass(frozen=True, slots=True)
class Example:
    """A window: token ids without the ends, a label a token, and for each cue its first
    token with the tokens of its source and content."""

    ids: list[int]
    labels: list[int]
    cues: list[tuple[int, list[int], list[int]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of padded examples. ``source`` and ``content`` are [cues, tokens] of 0 and 1."""

    ids: Tensor
    mask: Tensor
    labels: Tensor
    row: Tensor
    column: Tensor
    source: Tensor
    content: Tensor

    def to(self, device: str) -> Batch:
        """The same on another device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))


def examples(articles: Sequence[GoldArticle], tokenizer: Tokenizer) -> Iterator[Example]:
    """Overlapping windows over gold articles. An attribution that a window sees only in part
    teaches it nothing."""
    for article in articles:
        encoding = tokenizer.encode(article.text, add_special_tokens=False)
        gold = [
            tuple(_tokens(encoding.offsets, part) for part in (a.cue, a.source, a.content))
            for a in article.attributions
        ]
        ids = encoding.ids
        for begin in range(0, max(1, len(ids) - WIDTH + STRIDE), STRIDE):
            yield _window(ids[begin : begin + WIDTH], begin, gold)


def _tokens(offsets: Sequence[Span], spans: Spans) -> list[int]:
    return [i for i, (a, b) in enumerate(offsets) if any(a < e and s < b for s, e in spans)]


def _window(ids: list[int], begin: int, gold: Sequence[tuple[list[int], ...]]) -> Example:
    end = begin + len(ids)
    labels = [0] * len(ids)
    cues: list[tuple[int, list[int], list[int]]] = []
    unsure: set[int] = set()
    for cue, source, content in gold:
        parts = [*cue, *source, *content]
        if not cue or not any(begin <= i < end for i in parts):
            continue
        if not all(begin <= i < end for i in parts):
            unsure.update(i - begin for i in cue if begin <= i < end)
            continue
        for k, i in enumerate(cue):
            labels[i - begin] = 2 if k else 1
        cues.append((cue[0] - begin, [i - begin for i in source], [i - begin for i in content]))
    for i in unsure:
        labels[i] = IGNORE
    return Example(ids, labels, cues)


def batch(items: Sequence[Example], cls: int, sep: int) -> Batch:
    """Examples side by side, padded, with the two end tokens."""
    longest = max(len(item.ids) for item in items) + 2
    ids = torch.zeros(len(items), longest, dtype=torch.long)
    labels = torch.full((len(items), longest), IGNORE)
    mask = torch.zeros(len(items), longest, dtype=torch.long)
    cues = [(row, *cue) for row, item in enumerate(items) for cue in item.cues]
    source, content = (torch.zeros(len(cues), longest) for _ in range(2))
    for row, item in enumerate(items):
        n = len(item.ids)
        ids[row, 0], ids[row, n + 1] = cls, sep
        ids[row, 1 : n + 1] = torch.tensor(item.ids)
        labels[row, 1 : n + 1] = torch.tensor(item.labels)
        mask[row, : n + 2] = 1
    for k, (_, _, ours, said) in enumerate(cues):
        source[k, [i + 1 for i in ours]] = 1
        content[k, [i + 1 for i in said]] = 1
    where: list[Any] = [[cue[0] for cue in cues], [cue[1] + 1 for cue in cues]]
    row_, column = (torch.tensor(values, dtype=torch.long) for values in where)
    return Batch(ids, mask, labels, row_, column, source, content)
