"""Attributions against gold: who said it, by which words, and what was said.

Predicted and gold attributions of an article are matched one to one by how much their
contents overlap, the best pair first. Five measures are taken over the matches:

    any     the contents share a character
    iou50   intersection over union of the contents' characters is at least one half
    e2e     iou50, and the sources share a character or both are empty
    exact   intersection over union is at least 0.97
    cue     the cues share a character

each for all attributions, for those whose content holds a quotation mark, and for the
rest. The measures follow the evaluation published with PolNeAR (Newell, Margolin and
Ruths, LREC 2018) and PARC 3.0, with the matching made one to one.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from claims.errors import EmptyInput
from claims.evaluate.result import known_as, spans
from claims.records import Attribution, Spans

MEASURES = ("any", "iou50", "e2e", "exact", "cue")
PARTS = ("all", "quoted", "unquoted")
QUOTATION_MARKS = frozenset('“”"')

#: {part: {"gold": count, "predicted": count, measure: (P, R, F1) in percent, to a tenth}}
Scores = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article of a gold file."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]


def read_gold(path: Path) -> list[GoldArticle]:
    """The articles of a gold file: JSON, plain or gzipped, a list of
    ``{"id", "text", "attributions": [{"source", "cue", "content"}]}`` with lists of
    ``[start, end]`` in characters. Raises `Malformed` where it is not that.
    """
    with known_as(
        f"{path} is no gold file: each article needs id, text and attributions "
        "with source, cue and content as lists of [start, end]"
    ):
        entries = read_json(path)
        if not isinstance(entries, list) or not entries:
            raise EmptyInput(f"{path} holds no list of gold articles")
        return [
            GoldArticle(
                str(entry["id"]),
                entry["text"],
                tuple(
                    Attribution(spans(told["source"]), spans(told["cue"]), spans(told["content"]))
                    for told in entry["attributions"]
                ),
            )
            for entry in entries
        ]


def read_json(path: Path) -> Any:
    """The value in a file of JSON, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with cast("IO[str]", opener(path, "rt", encoding="utf-8")) as lines:
        return json.load(lines)


def score(gold: Sequence[GoldArticle], predicted: Sequence[Sequence[Attribution]]) -> Scores:
    """The measures of the module docstring for ``predicted[i]`` against ``gold[i]``.

    Attributions without content, gold or predicted, are left out. Raises ValueError when
    the two differ in length.
    """
    counts: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
    for article, told in zip(gold, predicted, strict=True):
        ours, found, matches = match(article.attributions, told)
        for attribution in ours:
            for name in ("all", part(article.text, attribution)):
                counts[name]["gold"] += 1
        for j, prediction in enumerate(found):
            # A match counts in its gold's part, so that P and R speak of the same statements.
            i, overlap = matches.get(j, (None, 0.0))
            judged = prediction if i is None else ours[i]
            right = {} if i is None else hits(judged, prediction, overlap)
            for name in ("all", part(article.text, judged)):
                counts[name].update({"predicted": 1, **right})
    return {part: _rates(count) for part, count in counts.items()}


def _rates(count: Counter[str]) -> dict[str, Any]:
    gold, predicted = count["gold"], count["predicted"]
    row: dict[str, Any] = {"gold": gold, "predicted": predicted}
    for name in MEASURES:
        hit = count[name]
        shares = (hit, predicted), (hit, gold), (2 * hit, predicted + gold)
        row[name] = tuple(round(100 * part / max(1, whole), 1) for part, whole in shares)
    return row


def match(
    gold: Sequence[Attribution], found: Sequence[Attribution]
) -> tuple[list[Attribution], list[Attribution], dict[int, tuple[int, float]]]:
    """The attributions of both that have a content, and of these {index of a prediction: (index
    of its gold, intersection over union of their contents)}."""
    gold, found = ([a for a in some if a.content] for some in (gold, found))
    ours, theirs = ([characters(a.content) for a in some] for some in (gold, found))
    overlaps = [
        (len(g & f) / len(g | f), i, j)
        for i, g in enumerate(ours)
        for j, f in enumerate(theirs)
        if not g.isdisjoint(f)
    ]
    matches: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for overlap, i, j in sorted(overlaps, reverse=True):
        if i not in taken and j not in matches:
            taken.add(i)
            matches[j] = (i, overlap)
    return gold, found, matches


def characters(spans: Spans) -> set[int]:
    """The offsets inside ``spans``."""
    return {i for start, end in spans for i in range(start, end)}


def part(text: str, attribution: Attribution) -> str:
    """Whether the content holds a quotation mark: ``quoted`` or ``unquoted``."""
    quoted = any(QUOTATION_MARKS & set(text[s:e]) for s, e in attribution.content)
    return "quoted" if quoted else "unquoted"


def hits(gold: Attribution, found: Attribution, overlap: float) -> dict[str, bool]:
    """By measure, whether ``found`` is right; ``overlap`` is that of the contents."""
    theirs, ours = characters(gold.source), characters(found.source)
    source = not theirs.isdisjoint(ours) or not (theirs or ours)
    return {
        "any": True,
        "iou50": overlap >= 0.5,
        "e2e": overlap >= 0.5 and source,
        "exact": overlap >= 0.97,
        "cue": not characters(gold.cue).isdisjoint(characters(found.cue)),
    }
