"""How well the reader answers what it has not learned, and what it doubts of the labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from claims.evaluate.scores import average_precision, f1
from claims.reading import labels
from claims.reading.labels import Key
from claims.training.groups import Example, Groups
from claims.training.reader import DISPUTE, ONE, STANCE, Answers, Reader

#: Pairs of which nobody said anything that the network takes for disputes are noted from here on.
DOUBTED = 0.3


def doubted(
    groups: Groups, examples: Sequence[Example], answers: Sequence[Answers]
) -> Iterator[tuple[str, Key, Key, float]]:
    """Pairs of real articles that were read whole which the network takes for disputes though
    nobody listed them: readers overlook some."""
    for example, found in zip(examples, answers, strict=True):
        label, keys = groups.labels[example.group], example.keys()
        if label.set == "stories" or not label.whole or len(set(example.texts)) > 1:
            continue
        odds = found.pairs[..., DISPUTE].detach().float().sigmoid()
        odds = (odds + odds.T) / 2
        for i, j in torch.nonzero(odds.triu(1) >= DOUBTED).tolist():
            both = labels.pair(keys[i], keys[j])
            if keys[i] != keys[j] and both not in label.disputes and both not in label.near:
                yield label.id, *both, round(float(odds[i, j]), 3)


@torch.no_grad()
def measure(network: Reader, groups: Groups, rows: Sequence[int]) -> dict[str, float]:
    """Average precision over all pairs of whole articles but arguable ones (a pair that no
    window holds is missed), F1 of denials, precision and recall of marks that are statements,
    and how often the right name is pointed to."""
    network.eval()
    scored: list[tuple[float, bool]] = []
    denials: list[tuple[float, bool]] = []
    ones: list[tuple[float, bool]] = []
    who: list[bool] = []
    total = 0
    for g in rows:
        label = groups.labels[g]
        total += sum(value == 1 and a[0] == b[0] for (a, b), value in label.disputes.items())
        best: dict[tuple[Key, Key], float] = {}
        denying: dict[Key, float] = {}
        one: dict[Key, float] = {}
        for example, found in _answered(network, list(groups.windows(g))):
            keys = example.keys()
            pairs = found.pairs[..., DISPUTE].float().sigmoid()
            pairs = (pairs + pairs.T) / 2
            stance = found.statements[:, STANCE].float().softmax(-1)[:, 1].tolist()
            single = found.statements[:, ONE].float().sigmoid().squeeze(-1).tolist()
            for i, a in enumerate(keys):
                denying[a] = max(denying.get(a, 0.0), stance[i])
                one[a] = max(one.get(a, 0.0), single[i])
                for j in range(i + 1, len(keys)):
                    both = labels.pair(a, keys[j])
                    best[both] = max(best.get(both, 0.0), float(pairs[i, j]))
            who += _named(groups, example, found)
        scored += [
            (value, label.disputes.get(both) == 1)
            for both, value in best.items()
            if label.disputes.get(both) in (None, 1.0)
        ]
        denials += [(v, label.denies[key]) for key, v in denying.items() if key in label.denies]
        ones += [(v, label.statement[key]) for key, v in one.items() if key in label.statement]
    ranked = [right for _, right in sorted(scored, key=lambda row: -row[0])]
    told = {
        "ap": average_precision([(right, int(right)) for right in ranked], total),
        "p25": sum(ranked[:25]) / 25,
        "disputes": float(total),
        "pairs": float(len(scored)),
    }
    if denials:
        told["denies_f1"] = max(f1(denials, t / 20) for t in range(4, 18))
    if ones:
        told["one_f1"] = f1([(1 - v, not y) for v, y in ones], 0.5)
    if who:
        told["who"] = sum(who) / len(who)
    return {name: round(value, 3) for name, value in told.items()}


def _answered(network: Reader, examples: Sequence[Example]) -> Iterator[tuple[Example, Answers]]:
    for start in range(0, len(examples), 8):
        some = examples[start : start + 8]
        with torch.autocast("cpu", torch.bfloat16):
            answers = network([e.window for e in some])
        yield from zip(some, answers, strict=True)


def _named(groups: Groups, example: Example, found: Answers) -> Iterator[bool]:
    """Whether the right name is pointed to, or rightly none, for statements where it is known."""
    named = groups.named[example.group]
    for pointed, key in zip(found.who.float().argmax(-1).tolist(), example.keys(), strict=True):
        if key in named:
            right = named[key][key[0]]
            names = example.window.names
            yield pointed in ([1 + c for c, name in enumerate(names) if name[1] in right] or [0])
