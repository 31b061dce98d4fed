"""The network that answers a reading, as it is trained: one encoder, small heads.

An encoder (MPNet: Song et al., NeurIPS 2020) reads a window with its statements marked
(`claims.reading.excerpt`). A statement's vector comes from its two markers and its words. Heads
tell of each statement whether it is one, its stance and type, whether a denial tells what it
denies; a pointer goes from a statement to the name of who says it, or to none; and a head over
ordered pairs tells disputes, echoes and what a denial denies (all pairs from one encoding, as
ATLOP, Zhou et al., AAAI 2021).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from claims.reading.excerpt import Marks, Window

#: Widths of a statement's vector, of a pointer's, and of a distance's.
STATEMENT, POINTER, DISTANCE = 384, 192, 32
#: Distances are told in powers of two, before and behind.
STEPS = 10
#: What the heads of a statement tell, in order: whether it is one, stances, types, own.
ONE, STANCE, TYPE, OWN = slice(0, 1), slice(1, 5), slice(5, 12), slice(12, 13)
#: What the head of a pair tells: dispute, echo, and that the first denies the second.
DISPUTE, ECHO, ABOUT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answers:
    """The logits of one window. ``pairs`` is [statements, statements, 3], ``statements``
    [statements, 13], ``who`` [statements, 1 + names] with nobody first, ``nothing``
    [statements]: that a denial denies none of those in the window, ``fair`` [statements]: that
    the source is the right one. ``vectors`` are of the statements, for pairs of two windows."""

    statements: Tensor
    pairs: Tensor
    who: Tensor
    nothing: Tensor
    fair: Tensor
    vectors: Tensor


class Reader(nn.Module):
    """The network; ``folder`` holds the encoder to begin with."""

    def __init__(self, folder: Path, marks: Marks) -> None:
        super().__init__()
        from transformers import AutoModel

        plain = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        self.encoder = AutoModel.from_pretrained(str(folder), add_pooling_layer=False, **plain)
        self.encoder.float()
        wide = self.encoder.config.hidden_size
        words = self.encoder.embeddings.word_embeddings
        words.weight.requires_grad_(False)
        # Word vectors stay as they are, but for those of the markers.
        self.special = (marks.open, marks.close, marks.text, marks.excerpt)
        self.markers = nn.Parameter(words.weight[list(self.special)].clone())
        self.statement = nn.Linear(3 * wide, STATEMENT)
        self.tell = nn.Linear(STATEMENT, OWN.stop)
        self.distance = nn.Embedding(2 * STEPS + 1, DISTANCE)
        self.pair = nn.Linear(4 * STATEMENT + DISTANCE, STATEMENT)
        self.relate = nn.Linear(STATEMENT, 3)
        self.nothing = nn.Linear(STATEMENT, 1)
        self.speaker = nn.Linear(STATEMENT + wide, POINTER)
        self.name = nn.Linear(2 * wide, POINTER)
        self.far = nn.Embedding(2 * STEPS + 1, 1)
        self.nobody = nn.Linear(STATEMENT + wide, 1)
        self.fair = nn.Linear(STATEMENT + wide, 1)
        self.apart = nn.Linear(3 * STATEMENT, STATEMENT)
        self.oppose = nn.Linear(STATEMENT, 1)

    @property
    def pad(self) -> int:
        """The id of padding."""
        return int(self.encoder.config.pad_token_id)

    def forward(self, windows: Sequence[Window]) -> list[Answers]:
        """The answers for each window."""
        ids = batch([w.ids for w in windows], self.pad)
        embedded = self.encoder.embeddings.word_embeddings(ids)
        for n, mark in enumerate(self.special):
            embedded = torch.where((ids == mark).unsqueeze(-1), self.markers[n], embedded)
        places = (torch.arange(ids.shape[1]) + self.pad + 1).expand_as(ids)
        places = torch.where(ids == self.pad, self.pad, places)
        hidden = self.encoder(
            inputs_embeds=embedded, position_ids=places, attention_mask=(ids != self.pad).long()
        ).last_hidden_state.float()
        return [self._answers(h, w) for h, w in zip(hidden.unbind(0), windows, strict=True)]

    def _answers(self, hidden: Tensor, window: Window) -> Answers:
        places = window.places
        opens, closes = [p.open for p in places], [p.close for p in places]
        words = pool(hidden, [p.runs for p in places])
        vectors = torch.cat([hidden[opens], hidden[closes], words], -1)
        vectors = functional.gelu(self.statement(vectors))
        told = torch.cat([vectors, pool(hidden, [p.speaker for p in places])], -1)
        return Answers(
            self.tell(vectors),
            self._pairs(vectors, opens),
            self._who(told, hidden, window),
            self.nothing(vectors).squeeze(-1),
            self.fair(told).squeeze(-1),
            vectors,
        )

    def opposed(self, vectors: Tensor) -> Tensor:
        """Of all pairs of statements, whatever windows they stand in, the logit that they are in
        dispute: [statements, statements]."""
        one, two = beside(vectors)
        features = torch.cat([one * two, (one - two).abs(), one + two], -1)
        found: Tensor = self.oppose(functional.gelu(self.apart(features)))
        return found.squeeze(-1)

    def _pairs(self, vectors: Tensor, opens: list[int]) -> Tensor:
        one, two = beside(vectors)
        apart = self.distance(distances(opens, opens))
        features = torch.cat([one, two, one * two, (one - two).abs(), apart], -1)
        found: Tensor = self.relate(functional.gelu(self.pair(features)))
        return found

    def _who(self, told: Tensor, hidden: Tensor, window: Window) -> Tensor:
        nobody: Tensor = self.nobody(told)
        if not window.names:
            return nobody
        first = [name[2] for name in window.names]
        whole = pool(hidden, [((name[2], name[3]),) for name in window.names])
        names = self.name(torch.cat([hidden[first], whole], -1))
        near = self.far(distances([p.open for p in window.places], first)).squeeze(-1)
        return torch.cat([nobody, self.speaker(told) @ names.T / math.sqrt(POINTER) + near], -1)


def beside(vectors: Tensor) -> tuple[Tensor, Tensor]:
    """For all ordered pairs of vectors the first and the second: [count, count, width]."""
    count = len(vectors)
    first = vectors.unsqueeze(1).expand(count, count, -1)
    return first, first.transpose(0, 1)


def batch(rows: Sequence[Sequence[int]], pad: int) -> Tensor:
    """Rows padded to a multiple of 64: a few shapes, for which kernels are kept."""
    longest = -(-max(map(len, rows)) // 64) * 64
    return torch.tensor([[*row, *[pad] * (longest - len(row))] for row in rows])


def pool(hidden: Tensor, runs: Sequence[Sequence[tuple[int, int]]]) -> Tensor:
    """The mean over the pieces of each, zeros where there are none: one product for all."""
    weights = torch.zeros(len(runs), hidden.shape[0])
    for row, spans in enumerate(runs):
        size = sum(end - start for start, end in spans)
        for start, end in spans:
            weights[row, start:end] = 1 / size
    return weights @ hidden


def distances(here: Sequence[int], there: Sequence[int]) -> Tensor:
    """How far each is from each, in powers of two: [here, there], from 0 to 2 * STEPS."""
    apart = torch.tensor(there).unsqueeze(0) - torch.tensor(here).unsqueeze(1)
    steps = torch.log2(1 + apart.abs().float()).round().clamp(max=STEPS)
    return (torch.sign(apart) * steps + STEPS).long()
