"""What it costs the reader to answer otherwise than the labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

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


def loss(
    groups: Groups, examples: Sequence[Example], answers: Sequence[Answers], network: Reader
) -> Tensor:
    """The mean loss of a batch, all questions together by their weights."""
    sums: dict[str, list[Tensor]] = {}
    sizes: dict[str, list[float]] = {}
    each = [_losses(groups, e, found) for e, found in zip(examples, answers, strict=True)]
    for name, value, size in chain(*each, _apart_losses(groups, examples, answers, network)):
        sums.setdefault(name, []).append(value)
        sizes.setdefault(name, []).append(size)
    parts = [
        WEIGHTS[name] * torch.stack(values).sum() / max(1.0, sum(sizes[name]))
        for name, values in sums.items()
    ]
    return torch.stack(parts).sum()


def _losses(
    groups: Groups, example: Example, found: Answers
) -> Iterator[tuple[str, Tensor, float]]:
    label, keys = groups.labels[example.group], example.keys()
    at = {key: n for n, key in enumerate(keys)}
    yield from _pair_losses(label, example, keys, at, found)
    told = found.statements
    ce, bce = functional.cross_entropy, functional.binary_cross_entropy_with_logits
    one = [(n, float(label.statement[k])) for n, k in enumerate(keys) if k in label.statement]
    own = [(n, float(label.own[key])) for n, key in enumerate(keys) if key in label.own]
    for name, column, known in (("one", ONE, one), ("own", OWN, own)):
        if known:
            rows = [n for n, _ in known]
            y = torch.tensor([value for _, value in known])
            yield name, bce(told[rows, column].squeeze(-1), y, reduction="sum"), len(rows)
    denying = [(n, label.denies[key]) for n, key in enumerate(keys) if key in label.denies]
    if denying:
        stances = told[[n for n, _ in denying], STANCE].log_softmax(-1)
        no = torch.logsumexp(stances[:, [0, 2, 3]], -1)
        right = torch.where(torch.tensor([y for _, y in denying]), stances[:, 1], no)
        yield "denies", -right.sum(), len(denying)
    for name, part, values, kinds in (
        ("stance", STANCE, label.stance, STANCES),
        ("type", TYPE, label.type, TYPES),
    ):
        told_of = [(n, kinds.index(values[key])) for n, key in enumerate(keys) if key in values]
        if told_of:
            rows = [n for n, _ in told_of]
            which = torch.tensor([kind for _, kind in told_of])
            yield name, ce(told[rows, part], which, reduction="sum"), len(rows)
    fair = [(n, float(label.fair[key])) for n, key in enumerate(keys) if key in label.fair]
    if fair:
        y = torch.tensor([value for _, value in fair])
        yield "fair", bce(found.fair[[n for n, _ in fair]], y, reduction="sum"), len(fair)
    yield from _who_losses(groups, example, keys, found)


def _wanted(label: Labelled, keys: Sequence[Key], at: Mapping[Key, int]) -> tuple[Tensor, Tensor]:
    """For all pairs of ``keys``: the probability of a dispute that is wanted, and its weight."""
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
) -> Iterator[tuple[str, Tensor, float]]:
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
        target, weight = _wanted(groups.labels[g], keys, {key: n for n, key in enumerate(keys)})
        weight.fill_diagonal_(0)
        with torch.autocast("cpu", torch.bfloat16):
            odds = network.opposed(vectors).float()
        bce = functional.binary_cross_entropy_with_logits
        yield "apart", bce(odds, target, weight, reduction="sum"), float(weight.sum())


def _pair_losses(
    label: Labelled, example: Example, keys: list[Key], at: dict[Key, int], found: Answers
) -> Iterator[tuple[str, Tensor, float]]:
    count = len(keys)
    target, weight = _wanted(label, keys, at)
    seen: dict[Key, int] = {}
    for n, key in enumerate(keys):  # a window of two excerpts may show a statement twice
        if seen.setdefault(key, n) != n:
            weight[n, :] = weight[:, n] = 0
    weight.fill_diagonal_(0)
    bce = functional.binary_cross_entropy_with_logits
    lost = bce(found.pairs[..., DISPUTE], target, weight, reduction="sum")
    yield "pair", lost, float(weight.sum())
    if label.set == "stories":
        echo = torch.zeros(count, count)
        for a, b in label.echoes:
            if a in at and b in at:
                echo[at[a], at[b]] = echo[at[b], at[a]] = 1
        heavy = (weight > 0).float() * (0.5 + 3.5 * echo)
        lost = bce(found.pairs[..., ECHO], echo, heavy, reduction="sum")
        yield "echo", lost, float(heavy.sum())
    for key, of in label.about.items():
        if key in at and count > 1:
            row = torch.cat([found.nothing[at[key]].view(1), found.pairs[at[key], :, ABOUT]])
            right = [1 + at[o] for o in of if o in at] or [0]
            chosen = torch.logsumexp(row[right], 0) - torch.logsumexp(row, 0)
            yield "about", -chosen, 1.0


def _who_losses(
    groups: Groups, example: Example, keys: list[Key], found: Answers
) -> Iterator[tuple[str, Tensor, float]]:
    named = groups.named[example.group]
    chosen = []
    for n, key in enumerate(keys):
        if key not in named:
            continue
        right = [
            1 + column
            for column, (part, name, *_) in enumerate(example.window.names)
            if name in named[key][example.texts[part]]
        ] or [0]
        row = found.who[n]
        chosen.append(torch.logsumexp(row[right], 0) - torch.logsumexp(row, 0))
    if chosen:
        yield "who", -torch.stack(chosen).sum(), float(len(chosen))
