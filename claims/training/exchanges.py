"""Pairs of attributed statements, disputed or not, as the referee learns them.

Two kinds of readings are read. *Exchanges* are invented scenarios (corpus/exchanges): a few
statements each, with the pairs that are disputes and those that only look so. *Readings* are
real articles that readers went through whole (corpus/gold/disputed_*.gold and across_*.gold);
they hold digests and offsets alone, so that the articles are needed beside them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from claims.compare.passage import passage
from claims.compare.referee import line
from claims.engine import Engine
from claims.errors import EmptyInput, Malformed
from claims.read.inputs import read
from claims.records import Article, Extraction, digest
from claims.resolve.references import extent
from claims.training.pairs import ALLOWED, LabelledPair

#: Disputed pairs of one article beyond which the others are left out, so that no long quarrel
#: outweighs the others.
MOST = 8
#: Of the arguable pairs of an article so many are taken, and so great a part as disputes.
FEW, ARGUABLE = 3, 0.4
#: What part is taken of the pairs that only look like disputes.
LOOKING = 0.5
#: Statements apart, at most, of pairs in an article that nobody listed.
APART = 10

Texts = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Pairs of one text: ``disputes``, ``arguable`` ones, those that only look so (``near``),
    and all ``others`` that a reader passed over. ``articles`` are the digests of real ones."""

    disputes: tuple[Texts, ...]
    arguable: tuple[Texts, ...]
    near: tuple[Texts, ...]
    others: tuple[Texts, ...]
    articles: frozenset[str] = frozenset()


def labelled(readings: Sequence[Reading], share: float, seed: int = 0) -> list[LabelledPair]:
    """What is learned: a dispute is a contradiction, all else is none, and an arguable pair is
    now this and now that. ``share`` is the part of the others that is taken."""
    chance = random.Random(seed)
    found: list[LabelledPair] = []
    for reading in readings:
        disputes = chance.sample(reading.disputes, min(MOST, len(reading.disputes)))
        others: list[Texts] = []
        for texts in chance.sample(reading.arguable, min(FEW, len(reading.arguable))):
            (disputes if chance.random() < ARGUABLE else others).append(texts)
        others += [texts for texts in reading.near if chance.random() < LOOKING]
        others += [texts for texts in reading.others if chance.random() < share]
        found += [LabelledPair(*texts, ALLOWED["contradiction"]) for texts in disputes]
        found += [LabelledPair(*texts, ALLOWED["not_contradiction"]) for texts in others]
    return found


# -- exchanges -----------------------------------------------------------------------------


def exchanges(folder: Path) -> list[Reading]:
    """The invented scenarios of the files in ``folder``. Raises `Malformed` for another form
    and `EmptyInput` where there is none."""
    found = [_exchange(row) for path in sorted(folder.glob("*.gold")) for row in _rows(path)]
    if not found:
        raise EmptyInput(f"there are no exchanges in {folder}: it holds no *.gold")
    return found


def _exchange(row: Mapping[str, Any]) -> Reading:
    said = row["statements"]
    pairs = {(i, j): _ordered(said[i], said[j]) for i, j in combinations(range(len(said)), 2)}
    disputed = {(i, j) for i, j, _ in row["disputes"]}
    near = {(i, j) for i, j, _ in row["traps"]} - disputed
    return _reading(pairs, disputed, set(), near)


def _ordered(first: Mapping[str, Any], then: Mapping[str, Any]) -> Texts:
    if first["denies"] and not then["denies"]:
        first, then = then, first
    return _told(first), _told(then)


def _told(said: Mapping[str, Any]) -> str:
    words = f"{said['lead']} {said['speaker']} {said['cue']} {said['text']}".strip()
    return line(said["speaker"], words)


def _reading(
    pairs: Mapping[tuple[int, int], Texts],
    disputed: set[tuple[int, int]],
    arguable: set[tuple[int, int]],
    near: set[tuple[int, int]],
) -> Reading:
    listed = disputed | arguable | near
    return Reading(
        tuple(pairs[key] for key in sorted(disputed) if key in pairs),
        tuple(pairs[key] for key in sorted(arguable) if key in pairs),
        tuple(pairs[key] for key in sorted(near) if key in pairs),
        tuple(texts for key, texts in pairs.items() if key not in listed),
    )


# -- real articles -------------------------------------------------------------------------


def readings(
    gold: Sequence[Path], across: Sequence[Path], articles: Sequence[Path]
) -> list[Reading]:
    """The articles of the files ``gold`` (their texts are in the files ``articles``) as this
    package reads and extracts them, and the pairs ``across`` two of any articles."""
    whole = [row for path in gold for row in _rows(path)]
    pairs = [row for path in across for row in _rows(path)]
    wanted = {row["id"] for row in whole} | {row[side][0] for row in pairs for side in "ab"}
    texts = {digest(a.text): a for a in read(map(str, articles)) if isinstance(a, Article)}
    known = [replace(texts[id], language="en") for id in sorted(wanted & texts.keys())]
    if not known:
        raise EmptyInput("the files given as --articles hold none of the articles of the gold")
    found = {digest(e.article.text): _Told(e) for e in Engine().extract(known)}
    read_whole = [_read(row, found[row["id"]]) for row in whole if row["id"] in found]
    return [*read_whole, *_across(pairs, found)]


class _Told:
    """The claims of an article, as they are told, by their place in the text."""

    def __init__(self, extraction: Extraction) -> None:
        names = {source.id: source.name for source in extraction.sources}
        self.claims = {extent(claim.quote_spans): claim for claim in extraction.claims}
        self.sources = {place: claim.source for place, claim in self.claims.items()}
        self.lines = {
            place: line(names[claim.source], passage(extraction.article.text, claim))
            for place, claim in self.claims.items()
        }

    def pair(self, one: tuple[int, int], two: tuple[int, int]) -> Texts | None:
        if one not in self.claims or two not in self.claims:
            return None
        if self.claims[one].stance == "denies" != self.claims[two].stance:
            one, two = two, one
        return self.lines[one], self.lines[two]


def _read(row: Mapping[str, Any], told: _Told) -> Reading:
    places = [(start, end) for start, end in row["statements"]]
    sets = [{(pair[0], pair[1]) for pair in row[name]} for name in ("disputes", "arguable", "near")]
    pairs: dict[tuple[int, int], Texts] = {}
    for i, j in combinations(range(len(places)), 2):
        listed = any((i, j) in each for each in sets)
        apart = told.sources.get(places[i]) != told.sources.get(places[j])
        texts = told.pair(places[i], places[j])
        if texts is not None and (listed or (apart and j - i <= APART)):
            pairs[i, j] = texts
    return replace(_reading(pairs, *sets), articles=frozenset({row["id"]}))


def _across(rows: Sequence[Mapping[str, Any]], found: Mapping[str, _Told]) -> Iterator[Reading]:
    """A reading for each pair; the label says no dispute, arguable, dispute."""
    for row in rows:
        (one, *first), (two, *then) = row["a"], row["b"]
        if one in found and two in found:
            a = found[one].lines.get((first[0], first[1]))
            b = found[two].lines.get((then[0], then[1]))
            if a is not None and b is not None:
                pair, none = ((a, b),), ()
                kinds = [pair if row["label"] == label else none for label in (2, 1, 0)]
                yield Reading(kinds[0], kinds[1], kinds[2], (), frozenset({one, two}))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """The objects of a file of gold, one a line."""
    try:
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise Malformed(f"{path} cannot be read as JSON, one object a line ({error!r})") from error
