"""What the reader learns from: windows of labelled articles, and which are read in an epoch."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from tokenizers import Tokenizer

from claims.reading.excerpt import Marks, Window, names, tokens, two, windows
from claims.reading.labels import Key, Labelled, names_the_same

#: The part of the windows without a denial, dispute or near miss that is read in an epoch.
QUIET = {"stories": 1.0, "readings": 0.25}
#: The same for articles of which the disputes alone are known; and the part of their windows
#: without a clear dispute, but with an arguable one or a near miss.
QUIET_GOLD, DOUBTFUL_GOLD = 0.04, 0.2
#: The part of the pairs too far apart for one window that are read in two excerpts in an epoch:
#: clear disputes, and arguable ones and near misses.
FAR_CLEAR, FAR_OTHER = 0.6, 0.15
#: Pairs too far apart for one window that look alike and are none: the chance that one of an
#: article is read in an epoch, and out of how many.
ALIKE, MOST_ALIKE = 0.4, 6

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

    @cached_property
    def alike(self) -> list[list[tuple[Key, Key]]]:
        """For each group the pairs of `_alike`: they are learned from, and packaging needs none."""
        return [self._alike(g, words) for g, words in enumerate(_rare(self.labels))]

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


def epoch(groups: Groups, rows: Sequence[int], chance: random.Random) -> list[Example]:
    """What is read in an epoch, in the order of the groups."""
    found: list[Example] = []
    for g in rows:
        label = groups.labels[g]
        told = set(label.disputes) | label.near
        if not label.whole and label.statement:
            known = {*label.statement, *(key for both in told for key in both)}
            found += [e for e in groups.windows(g, chance) if not known.isdisjoint(e.keys())]
        if label.whole:
            quiet = QUIET.get(label.set, QUIET_GOLD)
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
