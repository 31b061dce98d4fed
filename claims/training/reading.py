"""Teach the network that answers readings.

    python -m claims.training.reading --encoder FOLDER --stories DIR --readings FILE --news FILE \\
        --gold FILE --across FILE --articles FILE --out FOLDER [--resume]

Checkpoints are written every few minutes, and ``--resume`` goes on from the last. One group of
articles in ``--held`` (a story, an article) is left out and measured on after each epoch.
"""

from __future__ import annotations

import json
import math
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from pathlib import Path

import click
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from claims.reading import labels
from claims.reading.excerpt import Marks, Window, names, tokens, two, windows
from claims.reading.labels import Key, Labelled, held_out, names_the_same
from claims.training import unpack
from claims.training.reader import ABOUT, DISPUTE, ECHO, ONE, OWN, STANCE, TYPE, Answers, Reader
from claims.training.schedule import pace

#: The part of the windows without a denial, dispute or near miss that is read in an epoch.
QUIET = {"stories": 1.0, "readings": 0.25}
#: The same for articles of which the disputes alone are known; and the part of their windows
#: without a clear dispute, but with an arguable one or a near miss.
QUIET_GOLD, DOUBTFUL_GOLD = 0.04, 0.2
#: The part of the pairs too far apart for one window that are read in two excerpts in an epoch:
#: clear disputes, and arguable ones and near misses.
FAR_CLEAR, FAR_OTHER = 0.6, 0.15
#: The weight of each question in the loss.
WEIGHTS = {"pair": 1.0, "echo": 0.2, "about": 0.25, "one": 0.15, "denies": 0.3, "stance": 0.15,
           "type": 0.1, "own": 0.1, "who": 0.25, "fair": 0.15, "apart": 0.5}  # fmt: skip
#: Weights of pairs: disputed, arguable, near misses, all others.
CLEAR, DOUBTFUL, NEAR, OTHER = 4.0, 0.5, 1.0, 0.5
#: Pairs too far apart for one window that look alike and are none: the chance that one of an
#: article is read in an epoch, and out of how many.
ALIKE, MOST_ALIKE = 0.4, 6
#: Pairs of which nobody said anything that the network takes for disputes are noted from here on.
DOUBTED = 0.3
#: Seconds between checkpoints.
SAVED = 240.0

_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d.,]*\d")


@dataclass(frozen=True, slots=True)
class Example:
    """A window with the group that it is of; ``texts`` are the numbers of its parts' texts."""

    group: int
    texts: tuple[int, ...]
    window: Window

    def keys(self) -> list[Key]:
        """The statements in the window."""
        return [(self.texts[p.part], p.number) for p in self.window.places]


class Groups:
    """Labelled articles, their pieces and the right names in them."""

    def __init__(self, found: Sequence[Labelled], tokenizer: Tokenizer) -> None:
        self.labels = list(found)
        self.marks = Marks.of(tokenizer)
        self.pieces = [
            [tokens(tokenizer, t.title, t.text, t.passages) for t in group.texts]
            for group in self.labels
        ]
        self.named = [_named(group) for group in self.labels]
        self.alike = [self._alike(g, words) for g, words in enumerate(_rare(self.labels))]

    def windows(self, g: int, chance: random.Random | None = None) -> Iterator[Example]:
        """The windows of a group; by ``chance`` cut elsewhere each time."""
        for k, pieces in enumerate(self.pieces[g]):
            first = chance.randrange(120) if chance else 0
            for window in windows(pieces, self.marks, first=first):
                yield Example(g, (k,), window)

    def far(self, g: int, chance: random.Random, share: float) -> Iterator[Example]:
        """Windows of two excerpts for pairs that no window of a text holds: all disputes and near
        misses, and by ``share`` of these others that look alike."""
        label, pieces = self.labels[g], self.pieces[g]
        told = set(label.disputes) | label.near
        some = {both: FAR_CLEAR if label.disputes.get(both) == 1 else FAR_OTHER for both in told}
        if not label.whole:
            some = dict.fromkeys(told, 0.3)
        apart = [both for both in sorted(told) if self._apart(g, *both)]
        apart = [both for both in apart if chance.random() < some[both]]
        yield from (self._two(g, *both) for both in apart)
        if not label.whole or (len(pieces) > 1 and not label.across):
            return
        wanted = len(apart) * share + (chance.random() < ALIKE)
        alike = [both for both in self.alike[g] if both not in told]
        for both in chance.sample(alike, min(int(wanted), len(alike))):
            yield self._two(g, *both)

    def _alike(self, g: int, words: Mapping[Key, Mapping[str, float]]) -> list[tuple[Key, Key]]:
        """Pairs too far apart for one window that have the most rare words in common."""
        label = self.labels[g]
        if not label.whole or (len(label.texts) > 1 and not label.across):
            return []
        found = []
        for a, b in combinations(sorted(words), 2):
            common = words[a].keys() & words[b].keys()
            if common and self._apart(g, a, b):
                size = math.sqrt(sum(words[a].values()) * sum(words[b].values()))
                found.append((sum(words[a][w] for w in common) / size, (a, b)))
        found.sort(reverse=True)
        return [both for _, both in found[:MOST_ALIKE]]

    def _apart(self, g: int, a: Key, b: Key) -> bool:
        if a[0] != b[0]:
            return True
        spans = self.pieces[g][a[0]].passages
        return abs(spans[a[1]][0] - spans[b[1]][0]) > 280

    def _two(self, g: int, a: Key, b: Key) -> Example:
        pieces = self.pieces[g]
        window = two(pieces[a[0]], a[1], pieces[b[0]], b[1], self.marks)
        return Example(g, (a[0], b[0]), window)


def _rare(groups: Sequence[Labelled]) -> list[dict[Key, dict[str, float]]]:
    """By statement of each group, its words with how rare they are among all statements."""
    found = [
        {
            (k, n): set(_WORD.findall(" ".join(text.text[a:b] for a, b in p.content).lower()))
            for k, text in enumerate(group.texts)
            for n, p in enumerate(text.passages)
        }
        for group in groups
    ]
    counts = Counter(word for some in found for words in some.values() for word in words)
    total = sum(map(len, found))
    return [
        {
            key: {w: math.log(total / counts[w]) for w in sorted(words)}
            for key, words in some.items()
        }
        for some in found
    ]


def _named(group: Labelled) -> dict[Key, dict[int, set[int]]]:
    """For each statement of which it is known who says it: by text, the numbers of the names
    there that are his; none where nobody with a name says it."""
    found: dict[Key, dict[int, set[int]]] = {}
    spans = [names(text.text) for text in group.texts]
    written = [
        [text.text[start:end] for start, end in some]
        for text, some in zip(group.texts, spans, strict=True)
    ]
    for key, name in group.who.items():
        found[key] = {
            k: {n for n, words in enumerate(some) if name and names_the_same(name, words)}
            for k, some in enumerate(written)
        }
    return found


# -- one epoch -----------------------------------------------------------------------------


def epoch(groups: Groups, rows: Sequence[int], chance: random.Random) -> list[Example]:
    """What is read in an epoch, in the order of the groups."""
    found: list[Example] = []
    for g in rows:
        label = groups.labels[g]
        if label.whole:
            quiet = QUIET.get(label.set, QUIET_GOLD)
            told = set(label.disputes) | label.near
            for example in groups.windows(g, chance):
                keys = example.keys()
                here = [both for both in told if both[0] in keys and both[1] in keys]
                loud = here or any(label.denies.get(key) for key in keys)
                part = 1.0 if loud else quiet
                if label.set not in QUIET and not any(label.disputes.get(b) == 1 for b in here):
                    part = DOUBTFUL_GOLD if here else QUIET_GOLD
                if chance.random() < part:
                    found.append(example)
        found += groups.far(g, chance, 0.6)
    return found


def batches(
    examples: Sequence[Example], size: int, chance: random.Random
) -> Iterator[list[Example]]:
    """Batches in random order, the windows of a group together as far as they fit."""
    groups: dict[int, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.group, []).append(example)
    parts = []
    for some in groups.values():
        chance.shuffle(some)
        parts += [some[at : at + size] for at in range(0, len(some), size)]
    chance.shuffle(parts)
    found: list[list[Example]] = []
    for start in range(0, len(parts), 40):
        open_: list[list[Example]] = []
        for part in sorted(parts[start : start + 40], key=len, reverse=True):
            room = next((b for b in open_ if len(b) + len(part) <= size), None)
            if room is None:
                open_.append(list(part))
            else:
                room += part
        found += open_
    chance.shuffle(found)
    yield from found


# -- the loss ------------------------------------------------------------------------------


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
        ("stance", STANCE, label.stance, labels.STANCES),
        ("type", TYPE, label.type, labels.TYPES),
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


# -- measuring -----------------------------------------------------------------------------


@torch.no_grad()
def measure(network: Reader, groups: Groups, rows: Sequence[int]) -> dict[str, float]:
    """Average precision over all pairs of whole articles but arguable ones (a pair that no
    window holds is missed), F1 of denials, precision and recall of marks that are statements,
    and how often the right name is pointed to."""
    network.eval()
    scored: list[tuple[float, bool]] = []
    denials: list[tuple[float, bool]] = []
    ones: list[tuple[float, bool]] = []
    who = [0, 0]
    total = 0
    for g in rows:
        label = groups.labels[g]
        best: dict[tuple[Key, Key], float] = {}
        total += sum(value == 1 and a[0] == b[0] for (a, b), value in label.disputes.items())
        denying: dict[Key, float] = {}
        one: dict[Key, float] = {}
        examples = list(groups.windows(g))
        for start in range(0, len(examples), 8):
            some = examples[start : start + 8]
            with torch.autocast("cpu", torch.bfloat16):
                answers = network([e.window for e in some])
            for example, found in zip(some, answers, strict=True):
                keys = example.keys()
                pairs = found.pairs[..., DISPUTE].float().sigmoid()
                pairs = (pairs + pairs.T) / 2
                stance = found.statements[:, STANCE].float().softmax(-1)[:, 1].tolist()
                single = found.statements[:, ONE].float().sigmoid().squeeze(-1).tolist()
                pointed = found.who.float().argmax(-1).tolist()
                for i, a in enumerate(keys):
                    denying[a] = max(denying.get(a, 0.0), stance[i])
                    one[a] = max(one.get(a, 0.0), single[i])
                    if a in groups.named[g]:
                        right = groups.named[g][a][a[0]]
                        names_ = example.window.names
                        here = [1 + c for c, name in enumerate(names_) if name[1] in right] or [0]
                        who[0] += pointed[i] in here
                        who[1] += 1
                    for j in range(i + 1, len(keys)):
                        both = labels.pair(a, keys[j])
                        best[both] = max(best.get(both, 0.0), float(pairs[i, j]))
        scored += [
            (value, label.disputes.get(both) == 1)
            for both, value in best.items()
            if label.disputes.get(both) in (None, 1.0)
        ]
        denials += [(v, label.denies[key]) for key, v in denying.items() if key in label.denies]
        ones += [(v, label.statement[key]) for key, v in one.items() if key in label.statement]
    precision, depth = average_precision(scored, total)
    found_ = {"ap": precision, "p25": depth, "disputes": float(total), "pairs": float(len(scored))}
    if denials:
        found_["denies_f1"] = max(f1(denials, t / 20) for t in range(4, 18))
    if ones:
        found_["one_f1"] = f1([(1 - v, not y) for v, y in ones], 0.5)
    if who[1]:
        found_["who"] = who[0] / who[1]
    return {name: round(value, 3) for name, value in found_.items()}


def average_precision(scored: list[tuple[float, bool]], total: int) -> tuple[float, float]:
    """The mean precision at each dispute of ``total``, and the precision of the best 25."""
    scored.sort(key=lambda row: -row[0])
    hits, found = 0, 0.0
    for n, (_, right) in enumerate(scored, 1):
        hits += right
        found += right * hits / n
    return found / max(1, total), sum(right for _, right in scored[:25]) / 25


def f1(rows: Sequence[tuple[float, bool]], threshold: float) -> float:
    """Of those at ``threshold`` and above."""
    said = sum(v >= threshold for v, _ in rows)
    hit = sum(v >= threshold and y for v, y in rows)
    return 2 * hit / max(1, said + sum(y for _, y in rows))


# -- the run -------------------------------------------------------------------------------


_FILE = click.Path(exists=True, path_type=Path)


@click.command()
@click.option("--encoder", type=_FILE, required=True, help="Where it begins: an MPNet.")
@click.option("--stories", type=_FILE, multiple=True)
@click.option("--readings", type=_FILE, multiple=True)
@click.option("--news", type=_FILE, multiple=True, help="The texts of the readings.")
@click.option("--gold", type=_FILE, multiple=True)
@click.option("--across", type=_FILE, multiple=True)
@click.option("--articles", type=_FILE, multiple=True, help="The texts of the gold.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--epochs", default=4, show_default=True)
@click.option("--rate", default=5e-5, show_default=True)
@click.option("--batch", "size", default=8, show_default=True)
@click.option(
    "--begin", type=_FILE, help="Weights to go on from: reading.pt, or a packaged reader."
)
@click.option("--layers", type=int)
@click.option("--seed", default=0, show_default=True)
@click.option("--share", default=1.0, show_default=True, help="The part of the groups learned.")
@click.option("--resume", is_flag=True)
@click.option("--smoke", is_flag=True, help="A few windows: does it run?")
def main(
    encoder: Path, stories: tuple[Path, ...], readings: tuple[Path, ...], news: tuple[Path, ...],
    gold: tuple[Path, ...], across: tuple[Path, ...], articles: tuple[Path, ...], out: Path,
    epochs: int, rate: float, size: int, begin: Path | None, layers: int | None, seed: int,
    share: float, resume: bool, smoke: bool,
) -> None:  # fmt: skip
    """Teach a network to answer readings."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    told = {row["id"]: row for path in news for row in labels.lines(path)}
    known = labels.texts(articles)
    found = [item for path in stories for item in labels.stories(path)]
    found += [item for path in readings for item in labels.readings(path, told)]
    found += [item for path in gold for item in labels.gold(path, known)]
    found += [item for path in across for item in labels.across(path, known)]
    if smoke:
        found = found[::40]
    groups = Groups(found, tokenizer)
    everything = range(len(found))
    held = [g for g in everything if held_out(found[g])]
    learned = [g for g in everything if not held_out(found[g])]
    random.Random(seed).shuffle(learned)
    learned = sorted(learned[: int(len(learned) * share)])
    click.echo(f"{len(learned)} groups to learn, {len(held)} held out", err=True)
    torch.manual_seed(seed)
    network = Reader(encoder, groups.marks, layers)
    if begin:
        click.echo(f"new: {unpack.begin(network, begin)}", err=True)
    train(network, groups, learned, held, out, epochs, rate, size, seed, resume)


def train(
    network: Reader, groups: Groups, learned: Sequence[int], held: Sequence[int], out: Path,
    epochs: int, rate: float, size: int, seed: int, resume: bool,
) -> None:  # fmt: skip
    """Learn, with checkpoints in ``out``; the last has the name reading.pt."""
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    inner = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in inner]
    parts = [{"params": encoder, "lr": rate}, {"params": heads, "lr": 8 * rate}]
    optimiser = torch.optim.AdamW(parts, weight_decay=0.01, fused=True)
    plans = [
        list(batches(epoch(groups, learned, random.Random(seed + n)), size, random.Random(n)))
        for n in range(epochs)
    ]
    steps = sum(map(len, plans))
    click.echo(f"{steps} steps of {size} windows", err=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step + 1, steps))
    path, done, saved = out / "checkpoint.pt", 0, time.monotonic()
    if resume and path.is_file():
        kept = torch.load(path, weights_only=True)
        network.load_state_dict(kept["network"])
        optimiser.load_state_dict(kept["optimiser"])
        rates.load_state_dict(kept["rates"])
        done = kept["done"]
    step, begun, mean = 0, time.monotonic(), 0.0
    for n, plan in enumerate(plans):
        for examples in plan:
            step += 1
            if step <= done:
                continue
            network.train()
            with torch.autocast("cpu", torch.bfloat16):
                answers = network([e.window for e in examples])
            value = loss(groups, examples, answers, network)
            with (out / "doubted.jsonl").open("a", encoding="utf-8") as file:
                file.writelines(
                    json.dumps(row) + "\n" for row in doubted(groups, examples, answers)
                )
            optimiser.zero_grad(set_to_none=True)
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            mean += (value.item() - mean) / min(100, step - done)
            if step % 20 == 0:
                seconds = (time.monotonic() - begun) / (step - done)
                click.echo(f"{n} {step}/{steps} loss {mean:.4f} {seconds:.2f} s/step", err=True)
            if time.monotonic() - saved > SAVED or step == steps:
                saved = time.monotonic()
                state = {
                    "network": network.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "rates": rates.state_dict(),
                    "done": step,
                }
                torch.save(state, path.with_suffix(".part"))
                path.with_suffix(".part").replace(path)
        if step > done:
            torch.save(network.state_dict(), out / "reading.pt")
            for name in ("readings", "stories"):
                rows = [g for g in held if groups.labels[g].set == name]
                told = json.dumps(measure(network, groups, rows))
                click.echo(f"epoch {n + 1} {name}: {told}", err=True)


if __name__ == "__main__":
    main()
