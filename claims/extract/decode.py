"""From token probabilities to clean spans: whole words, no holes, one attribution a content.

Pure functions over arrays, so that every rule can be tested without a model. Positions
count tokens of a text until `decode` turns them into characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.extract.quotation import quoted_spans
from claims.records import Attribution, Span, Spans

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]

#: A word as a reader sees it: letters and digits with inner marks ("Al-Sayed", "U.S.",
#: "didn't", "1,200"), never a mark alone.
_WORD = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]+(?:[-‐‑.,'’_&/@][^\W_]+)*")
_GENITIVE = re.compile(r"['’]s$", re.IGNORECASE)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_EDGE = frozenset(",;:-–—")

#: Words that begin what is said, and never end a cue.
DETERMINERS = frozenset({"such", "any", "the", "a", "an", "these", "those"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds, tuned on training articles and stored in the config.json of the weights.

    ``cue``       the least probability of a cue's surest token
    ``inside``    the least probability of every token of a cue
    ``source``    the least probability of a word of the source
    ``content``   the least probability of a word of the content
    ``change``    what it costs, in log odds, to enter or leave a content
    ``hole``      gaps of so many tokens inside a source or content are filled
    ``same``      contents that overlap by more (intersection over union) are one
    ``quotation`` a quotation of which so much is content is content to its end
    ``sure``      the least certainty of cue, source and content together
    """

    cue: float = 0.7
    inside: float = 0.4
    source: float = 0.5
    content: float = 0.6
    change: float = 0.5
    hole: int = 1
    same: float = 0.5
    quotation: float = 0.5
    sure: float = 0.0


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


@dataclass(frozen=True, slots=True)
class Page:
    """A text, its tokens' characters, and the number of each token's word, quotation (-1
    for none) and paragraph."""

    text: str
    offsets: Sequence[Span]
    word: Ints
    quotation: Ints
    paragraph: Ints


@dataclass(frozen=True, slots=True)
class _Found:
    """An attribution as tokens of the text: from ``start`` on, what is in each part.

    ``probability`` is that of the cue, ``sure`` that of all parts together.
    """

    start: int
    source: Bools
    cue: Bools
    content: Bools
    probability: float
    sure: float


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


def words(text: str, offsets: Sequence[Span]) -> Ints:
    """The number of the word that each token belongs to; marks are words of their own."""
    matches = [part for match in _WORD.finditer(text) for part in _without_genitive(match)]
    starts, ends = np.array(offsets, dtype=np.int64).reshape(-1, 2).T
    begins, stops = np.array([*matches, (len(text), len(text))], dtype=np.int64).T
    of = np.searchsorted(stops[:-1], starts, side="right")
    of = np.where(begins[of] < ends, of, -1)
    first = (of < 0) | (of != np.concatenate(([-1], of[:-1])))
    numbers: Ints = first.cumsum()
    return numbers


def _without_genitive(match: re.Match[str]) -> list[Span]:
    start, end = match.span()
    if end - start > 2 and _GENITIVE.search(match.group()):
        return [(start, end - 2), (end - 2, end)]
    return [(start, end)]


def quotations(text: str, offsets: Sequence[Span]) -> Ints:
    """The number of the quotation that each token is in, marks included; -1 for none."""
    starts = np.array([start for start, _ in offsets], dtype=np.int64)
    numbers = np.full(len(offsets), -1, dtype=np.int64)
    for k, (left, right) in enumerate(quoted_spans(text)):
        numbers[np.searchsorted(starts, left) : np.searchsorted(starts, right)] = k
    return numbers


def paragraphs(text: str, offsets: Sequence[Span]) -> Ints:
    """The number of the paragraph that each token is in; blank lines part them."""
    starts = np.array([start for start, _ in offsets], dtype=np.int64)
    ends = [match.end() for match in _BLANK.finditer(text)]
    numbers: Ints = np.searchsorted(np.array(ends, dtype=np.int64), starts, side="right")
    return numbers


def snap(probability: Floats, word: Ints) -> Floats:
    """Each token's probability replaced by the mean over its word."""
    first = np.concatenate(([0], np.flatnonzero(np.diff(word)) + 1))
    size = np.diff(np.append(first, len(word)))
    means: Floats = np.repeat(np.add.reduceat(probability, first) / size, size)
    return means


def smooth(odds: Floats, change: float) -> Bools:
    """The choice of tokens with the highest sum of log odds, less ``change`` at each end of
    each run (Viterbi over two states)."""
    chosen = np.zeros(len(odds), dtype=np.bool_)
    likely = np.flatnonzero(odds > 0)
    if not len(likely):
        return chosen
    begin, end = int(likely[0]), int(likely[-1]) + 1  # nothing is chosen beyond these
    out, into = 0.0, -change
    switched: list[tuple[bool, bool]] = []
    for odd in odds[begin:end].tolist():
        switched.append((into - change > out, out - change > into))
        out, into = max(out, into - change), max(into, out - change) + odd
    state = int(into - change > out)
    for i in range(end - 1, begin - 1, -1):
        chosen[i] = bool(state)
        if switched[i - begin][state]:
            state = 1 - state
    return chosen


def complete(chosen: Bools, quotation: Ints, share: float) -> Bools:
    """``chosen`` with each quotation made whole of which at least ``share`` is chosen."""
    whole = chosen.copy()
    for k in np.unique(quotation[chosen]).tolist():
        inside = quotation == k
        if k >= 0 and chosen[inside].mean() >= share:
            whole |= inside
    return whole


def close(chosen: Bools, hole: int) -> Bools:
    """``chosen`` with gaps of at most ``hole`` tokens between chosen ones filled."""
    closed = chosen.copy()
    for left, right in pairwise(np.flatnonzero(chosen).tolist()):
        if 1 < right - left <= hole + 1:
            closed[left:right] = True
    return closed


def surest(chosen: Bools, probability: Floats, paragraph: Ints) -> Bools:
    """The run of ``chosen``, inside one paragraph, with the highest probability: a source is
    one phrase."""
    only = np.zeros_like(chosen)
    tokens = np.flatnonzero(chosen)
    cuts = np.flatnonzero((np.diff(tokens) > 1) | (np.diff(paragraph[tokens]) > 0)) + 1
    if len(tokens):
        only[max(np.split(tokens, cuts), key=lambda run: float(probability[run].max()))] = True
    return only


def beside(chosen: Bools, cue: Bools, paragraph: Ints, quotation: Ints) -> Bools:
    """``chosen`` without what stands, unquoted, in another paragraph than the cue, unless
    nothing else is left."""
    near = np.isin(paragraph, paragraph[cue]) | (quotation >= 0)
    return chosen & near if (chosen & near).any() else chosen


def runs(chosen: Bools) -> list[Span]:
    """The half-open runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def decode(
    text: str, offsets: Sequence[Span], scores: Sequence[Scores], settings: Settings
) -> list[Attribution]:
    """The attributions of a text in the order of their cues; spans in characters."""
    page = Page(
        text, offsets, words(text, offsets), quotations(text, offsets), paragraphs(text, offsets)
    )
    found = [_parts(page, item, settings) for item in scores]
    whole = [item for item in found if item.content.any() and item.sure >= settings.sure]
    attributions = []
    for item in distinct(whole, settings.same):
        source, cue, content = (
            _characters(page, part, item.start) for part in (item.source, item.cue, item.content)
        )
        attributions.append(Attribution(source, cue, content, item.sure))
    return sorted(attributions, key=lambda a: a.cue)


def _without_determiner(text: str, offsets: Sequence[Span], cue: Sequence[int]) -> list[int]:
    """The tokens of a cue without the first word of what follows: "denied | such a deal"."""
    kept = list(cue)
    while len(kept) > 1 and text[slice(*offsets[kept[-1]])].lower() in DETERMINERS:
        kept.pop()
    return kept


def _parts(page: Page, item: Scores, settings: Settings) -> _Found:
    here = slice(item.start, item.start + len(item.source))
    word, quotation, paragraph = page.word[here], page.quotation[here], page.paragraph[here]
    kept = _without_determiner(page.text, page.offsets, item.cue)
    cue = np.isin(word, page.word[kept])
    likely = snap(item.source, word)
    source = close((likely > settings.source) & ~cue, settings.hole) & ~cue
    source = surest(source, likely, paragraph)
    said = snap(item.content, word)
    probability = np.clip(said, 1e-3, 1 - 1e-3)
    probability[[i - item.start for i in item.cue[len(kept) :]]] = 1 - 1e-3
    bar = np.log(settings.content / (1 - settings.content))
    content = smooth(np.log(probability / (1 - probability)) - bar, settings.change)
    if not content.any():  # a short one that is not worth two edges: "that", "the charge"
        content = probability > settings.content
    content = beside(content, cue, paragraph, quotation)
    content = complete(content, quotation, settings.quotation) & ~cue
    content = close(content & ~source, settings.hole) & ~cue & ~source
    sure = item.probability * certain_source(likely, source) * certain_content(said, content)
    return _Found(item.start, source, cue, content, item.probability, sure)


def certain_source(likely: Floats, source: Bools) -> float:
    """How sure it is that the source is there, or that there is none."""
    return float(likely[source].max() if source.any() else 1 - likely.max())


def certain_content(likely: Floats, content: Bools) -> float:
    """The intersection over union with what is said that may be expected of ``content``."""
    inside, outside = float(likely[content].sum()), float(likely[~content].sum())
    return inside / max(float(content.sum()) + outside, 1e-9)


def distinct(found: Iterable[_Found], same: float) -> list[_Found]:
    """``found`` without those whose content is nearly that of a surer one: two words of one
    phrase ("announced in a statement") are one cue. A cue inside the other's content is
    another matter: "according to the ministry, she told him that" relays a statement."""
    kept: list[tuple[_Found, set[int], set[int]]] = []
    at: dict[int, list[int]] = {}  # token: which of the kept have it in their content
    for item in sorted(found, key=lambda f: -f.probability):
        cue, content = _places(item.cue, item.start), _places(item.content, item.start)
        near = {k for token in content for k in at.get(token, ())}
        if not any(
            len(content & kept[k][2]) > same * len(content | kept[k][2])
            and cue.isdisjoint(kept[k][2])
            and content.isdisjoint(kept[k][1])
            for k in near
        ):
            for token in content:
                at.setdefault(token, []).append(len(kept))
            kept.append((item, cue, content))
    return [item for item, _, _ in kept]


def _places(part: Bools, start: int) -> set[int]:
    return set((np.flatnonzero(part) + start).tolist())


def _characters(page: Page, chosen: Bools, start: int) -> Spans:
    """The runs in characters; a comma or dash at the edge of one belongs to neither side,
    and a word that a window cut in two is made whole."""
    spans = []
    for left, right in runs(chosen):
        begin = np.searchsorted(page.word, page.word[start + left])
        end = np.searchsorted(page.word, page.word[start + right - 1], side="right")
        tokens = page.offsets[begin:end]
        while tokens and page.text[slice(*tokens[0])] in _EDGE:
            tokens = tokens[1:]
        while tokens and page.text[slice(*tokens[-1])] in _EDGE:
            tokens = tokens[:-1]
        if tokens:
            spans.append((tokens[0][0], tokens[-1][1]))
    return tuple(spans)
