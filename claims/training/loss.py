"""What it costs the reader to answer otherwise than the labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from claims.reading.answers import STANCES, TYPES
from claims.reading.labels import Key, Labelled
from claims.training.groups import Example, Groups
from claims.training.reader import ABOUT, DISPUTE, ECHO, ONE, OWN, STANCE, TYPE, Answers, Reader

#: The weight of each question in the loss.
WEIGHTS = {"pair": 1.0, "echo": 0.2, "about": 0.25, "one": 0.15, "denies": 0.3, "stance": 0.15,
           "type": 0.1, "own": 0.1, "who": 0.25, "fair": 0.15, "apart": 0.5}  # fmt: skip
#: Weights of pairs: disputed, arguable, near misses, all others.
CLEAR, DOUBTFUL, NEAR, OTHER = 4.0, 0.5, 1.0, 0.5


#: Of a question its name, what the answers cost, and how many or how heavy they are.
Cost = tuple[str, Tensor, float]
_binary = partial(functional.binary_cross_entropy_with_logits, reduction="sum")


def loss(
    groups: Groups, examples: Sequence[Example], answers: Sequence[Answers], network: Reader
) -> Tensor:
    """The mean loss of a batch, all questions together by their weights."""
    sums: dict[str, list[Tensor]] = {}
    sizes: dict[str, float] = {}
    each = [_losses(groups, e, found) for e, found in zip(examples, answers, strict=True)]
    for name, value, size in chain(*each, _apart_losses(groups, examples, answers, network)):
        sums.setdefault(name, []).append(value)
        sizes[name] = sizes.get(name, 0.0) + size
    parts = [
        WEIGHTS[name] * torch.stack(values).sum() / max(1.0, sizes[name])
        for name, values in sums.items()
    ]
    return torch.stack(parts).sum()


def _losses(groups: Groups, example: Example, found: Answers) -> Iterator[Cost]:
    label, keys = groups.labels[example.group], example.keys()
    yield from _pair_losses(label, keys, found)
    told = found.statements
    questions: tuple[tuple[str, Tensor, Mapping[Key, Any], Callable[..., Tensor]], ...] = (
        ("one", told[:, ONE].squeeze(-1), label.statement, _binary),
        ("own", told[:, OWN].squeeze(-1), label.own, _binary),
        ("denies", told[:, STANCE], label.denies, _denying),
        ("stance", told[:, STANCE], _numbers(STANCES, label.stance), _kind),
        ("type", told[:, TYPE], _numbers(TYPES, label.type), _kind),
        ("fair", found.fair, label.fair, _binary),
    )
    for name, logits, known, cost in questions:
        rows = [n for n, key in enumerate(keys) if key in known]
        if rows:
            right = torch.tensor([known[keys[n]] for n in rows])
            wanted = right.float() if cost is _binary else right
            yield name, cost(logits[rows], wanted), len(rows)
    named = groups.named[example.group]
    for n, key in enumerate(keys):
        if key in named:
            right_names = [
                1 + column
                for column, (part, name, *_) in enumerate(example.window.names)
                if name in named[key][example.texts[part]]
            ]
            yield "who", _pointing(found.who[n], right_names), 1.0


def _numbers(kinds: Sequence[str], known: Mapping[Key, str]) -> dict[Key, int]:
    return {key: kinds.index(kind) for key, kind in known.items()}


def _kind(logits: Tensor, right: Tensor) -> Tensor:
    return functional.cross_entropy(logits, right, reduction="sum")


def _denying(logits: Tensor, right: Tensor) -> Tensor:
    stances = logits.log_softmax(-1)
    no = torch.logsumexp(stances[:, [0, 2, 3]], -1)
    return -torch.where(right, stances[:, 1], no).sum()


def _pointing(row: Tensor, right: Sequence[int]) -> Tensor:
    """Of logits the first of which is that of nothing: none of the ``right`` ones is chosen."""
    return torch.logsumexp(row, 0) - torch.logsumexp(row[list(right) or [0]], 0)


def _wanted(label: Labelled, keys: Sequence[Key]) -> tuple[Tensor, Tensor]:
    """For all pairs of ``keys``: the probability of a dispute that is wanted, and its weight."""
    at = {key: n for n, key in enumerate(keys)}
    count = len(keys)
    target, weight = torch.zeros(count, count), torch.zeros(count, count)
    if label.whole:
        weight += OTHER
        texts = torch.tensor([key[0] for key in keys])
        if not label.across:
            weight *= (texts.unsqueeze(0) == texts.unsqueeze(1)).float()
    for both in label.near:
        if both[0] in at and both[1] in at:
            i, j = at[both[0]], at[both[1]]
            weight[i, j] = weight[j, i] = NEAR
    for both, value in label.disputes.items():
        if both[0] in at and both[1] in at:
            i, j = at[both[0]], at[both[1]]
            target[i, j] = target[j, i] = value
            weight[i, j] = weight[j, i] = CLEAR if value == 1 else DOUBTFUL
    return target, weight


def _apart_losses(
    groups: Groups, examples: Sequence[Example], answers: Sequence[Answers], network: Reader
) -> Iterator[Cost]:
    """Of the pairs of statements in the windows of one group, each by its mean vector."""
    held: dict[int, dict[Key, list[Tensor]]] = {}
    for example, found in zip(examples, answers, strict=True):
        mine = held.setdefault(example.group, {})
        for n, key in enumerate(example.keys()):
            mine.setdefault(key, []).append(found.vectors[n])
    for g, mine in held.items():
        keys = sorted(mine)
        if len(keys) < 2:
            continue
        vectors = torch.stack([torch.stack(mine[key]).mean(0) for key in keys])
        target, weight = _wanted(groups.labels[g], keys)
        weight.fill_diagonal_(0)
        with torch.autocast("cpu", torch.bfloat16):
            odds = network.opposed(vectors).float()
        yield "apart", _binary(odds, target, weight), float(weight.sum())


def _pair_losses(label: Labelled, keys: Sequence[Key], found: Answers) -> Iterator[Cost]:
    at = {key: n for n, key in enumerate(keys)}
    target, weight = _wanted(label, keys)
    for n, key in enumerate(keys):  # a window of two excerpts may show a statement twice
        if keys.index(key) != n:
            weight[n, :] = weight[:, n] = 0
    weight.fill_diagonal_(0)
    yield "pair", _binary(found.pairs[..., DISPUTE], target, weight), float(weight.sum())
    if label.set == "stories":
        echo = torch.zeros_like(weight)
        for a, b in label.echoes:
            if a in at and b in at:
                echo[at[a], at[b]] = echo[at[b], at[a]] = 1
        heavy = (weight > 0).float() * (0.5 + 3.5 * echo)
        yield "echo", _binary(found.pairs[..., ECHO], echo, heavy), float(heavy.sum())
    for key, of in label.about.items():
        if key in at and len(keys) > 1:
            row = torch.cat([found.nothing[at[key]].view(1), found.pairs[at[key], :, ABOUT]])
            yield "about", _pointing(row, [1 + at[o] for o in of if o in at]), 1.0
