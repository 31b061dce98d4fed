"""A classifier of pairs under training: batches, loss, optimiser, and a part of its layers."""

from __future__ import annotations

import copy
import math
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import torch
from torch import Tensor
from torch.nn import functional

from claims.training.mpnet import tokenizer
from claims.training.pairs import LABELS, LabelledPair
from claims.training.schedule import pace

#: What the labels' own loss gives to the other two labels.
SMOOTHING = 0.05
#: Batches among which pairs are sorted by length, so that little is padded.
SORTED = 50


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long, how fast (the peak of the rate) and how many pairs a step."""

    epochs: int
    rate: float
    batch: int


class Learner:
    """A sequence classifier of transformers, on a GPU if there is one."""

    def __init__(self, model: Any, folder: Path, seed: int) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model, self.folder, self.seed = model.float().to(self.device), folder, seed
        self._tokenizer = tokenizer(folder)

    @classmethod
    def load(cls, folder: Path, seed: int) -> Learner:
        """An encoder from a folder (config.json, tokenizer.json, weights), with a new
        classifier unless it has one."""
        from transformers import AutoModelForSequenceClassification

        random.seed(seed)
        torch.manual_seed(seed)
        names = dict(enumerate(LABELS))
        model = AutoModelForSequenceClassification.from_pretrained(
            str(folder),
            num_labels=len(LABELS),
            id2label=names,
            label2id={name: index for index, name in names.items()},
        )
        return cls(model, folder, seed)

    @property
    def layers(self) -> int:
        """How many it has."""
        return int(self.model.config.num_hidden_layers)

    def part(self, layers: Sequence[int]) -> Learner:
        """A copy with these of its layers alone."""
        model = copy.deepcopy(self.model)
        encoder = model.base_model.encoder
        encoder.layer = torch.nn.ModuleList(encoder.layer[layer] for layer in layers)
        model.config.num_hidden_layers = len(layers)
        return Learner(model, self.folder, self.seed)

    def save(self, folder: Path) -> None:
        """As transformers does, in float16, with the tokenizer."""
        copy.deepcopy(self.model).half().save_pretrained(str(folder))
        shutil.copyfile(self.folder / "tokenizer.json", folder / "tokenizer.json")

    def fit(
        self,
        pairs: Sequence[LabelledPair],
        schedule: Schedule,
        *,
        answers: Tensor | None = None,
        labels: float = 1.0,
        words: bool = True,
    ) -> None:
        """Train on labels, and on a teacher's ``answers`` (logits, [pairs, 3]) with the weight
        that ``labels`` leaves. Pairs without a label are learned from the teacher alone.
        ``words`` says whether word vectors change as well."""
        self.model.base_model.embeddings.requires_grad_(words)
        ids = self._encode(pairs)
        allowed = torch.tensor([pair.allowed for pair in pairs], dtype=torch.float)
        weights = torch.tensor([pair.weight for pair in pairs])
        learning = [weights for weights in self.model.parameters() if weights.requires_grad]
        optimiser = torch.optim.AdamW(learning, lr=schedule.rate, weight_decay=0.01)
        steps = max(1, schedule.epochs * math.ceil(len(pairs) / schedule.batch))
        rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step, steps))
        order = random.Random(self.seed)
        self.model.train()
        for epoch in range(schedule.epochs):
            begin, total = time.perf_counter(), 0.0
            for rows in _shuffled(ids, schedule.batch, order):
                taught = None if answers is None else answers[rows].to(self.device)
                found = self._logits([ids[row] for row in rows]).float()
                loss = _loss(found, allowed[rows].to(self.device), taught, labels)
                loss = (loss * weights[rows].to(self.device)).mean()
                optimiser.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                optimiser.step()
                rates.step()
                total += float(loss.detach()) * len(rows)
            seconds = time.perf_counter() - begin
            click.echo(
                f"epoch {epoch + 1}/{schedule.epochs}: loss {total / len(pairs):.3f}, "
                f"{seconds:.0f} s",
                err=True,
            )

    @torch.no_grad()
    def logits(self, pairs: Sequence[LabelledPair], batch: int = 256) -> Tensor:
        """The answers for all pairs: [pairs, 3]."""
        self.model.eval()
        ids = self._encode(pairs)
        found = torch.zeros(len(pairs), len(LABELS))
        by_length = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        for start in range(0, len(by_length), batch):
            rows = by_length[start : start + batch]
            found[rows] = self._logits([ids[row] for row in rows]).float().cpu()
        return found

    def _encode(self, pairs: Sequence[LabelledPair]) -> list[list[int]]:
        return [found.ids for found in self._tokenizer.encode_batch([p.texts for p in pairs])]

    def _logits(self, ids: Sequence[list[int]]) -> Tensor:
        longest, blank = max(map(len, ids)), int(self.model.config.pad_token_id)
        rows = [row + [blank] * (longest - len(row)) for row in ids]
        padded = torch.tensor(rows).to(self.device)
        mask = (padded != blank).long()
        with torch.autocast(self.device.type, torch.bfloat16):
            logits: Tensor = self.model(input_ids=padded, attention_mask=mask).logits
        return logits


def _loss(found: Tensor, allowed: Tensor, answers: Tensor | None, labels: float) -> Tensor:
    """The loss of each pair: [pairs]."""
    logged = found.log_softmax(-1)
    own = -torch.logsumexp(logged + torch.log(allowed + 1e-9), -1)
    sure = allowed.sum(-1) == 1
    own = torch.where(sure, (1 - SMOOTHING) * own - SMOOTHING * logged.mean(-1), own)
    labelled = (allowed.sum(-1) < allowed.shape[-1]).float()
    own = own * labelled
    if answers is None:
        return own
    taught = functional.kl_div(logged, answers.softmax(-1), reduction="none").sum(-1)
    share = labels * labelled
    return share * own + (1 - share) * taught


def _shuffled(ids: Sequence[list[int]], batch: int, order: random.Random) -> Iterator[list[int]]:
    """Rows in batches of like length, in random order."""
    rows = list(range(len(ids)))
    order.shuffle(rows)
    batches = []
    for start in range(0, len(rows), batch * SORTED):
        near = sorted(rows[start : start + batch * SORTED], key=lambda row: len(ids[row]))
        batches += [near[at : at + batch] for at in range(0, len(near), batch)]
    order.shuffle(batches)
    yield from batches
