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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from claims.errors import EmptyInput, Malformed
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
    entries = _read_json(path)
    if not isinstance(entries, list) or not entries:
        raise EmptyInput(f"{path} holds no list of gold articles")
    try:
        return [
            GoldArticle(str(entry["id"]), entry["text"], _attributions(entry["attributions"]))
            for entry in entries
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(
            f"{path} is no gold file: each article needs id, text and attributions "
            f"with source, cue and content as lists of [start, end] ({error!r})"
        ) from error


def score(gold: Sequence[GoldArticle], predicted: Sequence[Sequence[Attribution]]) -> Scores:
    """The measures of the module docstring for ``predicted[i]`` against ``gold[i]``.

    Attributions without content, gold or predicted, are left out. Raises ValueError when
    the two differ in length.
    """
    counts = {part: dict.fromkeys(("gold", "predicted", *MEASURES), 0) for part in PARTS}
    for article, found in zip(gold, predicted, strict=True):
        _count(article, found, counts)
    return {part: _rates(count) for part, count in counts.items()}


def _read_json(path: Path) -> Any:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with cast("IO[str]", opener(path, "rt", encoding="utf-8")) as lines:
            return json.load(lines)
    except OSError as error:
        raise Malformed(f"{path} cannot be read: {error}") from error
    except ValueError as error:
        raise Malformed(f"{path} is not JSON: {error}") from error


def _attributions(entries: Iterable[Mapping[str, Any]]) -> tuple[Attribution, ...]:
    return tuple(
        Attribution(
            source=_spans(entry["source"]),
            cue=_spans(entry["cue"]),
            content=_spans(entry["content"]),
        )
        for entry in entries
    )


def _spans(pairs: Iterable[Sequence[int]]) -> Spans:
    return tuple((int(start), int(end)) for start, end in pairs)


def characters(spans: Spans) -> set[int]:
    """The offsets inside ``spans``."""
    return {i for start, end in spans for i in range(start, end)}


def match(gold: list[set[int]], found: list[set[int]]) -> dict[int, tuple[int, float]]:
    """{index of a prediction: (index of its gold, intersection over union)}."""
    overlaps = [
        (len(g & f) / len(g | f), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if not g.isdisjoint(f)
    ]
    matches: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for overlap, i, j in sorted(overlaps, reverse=True):
        if i not in taken and j not in matches:
            taken.add(i)
            matches[j] = (i, overlap)
    return matches


def part(text: str, attribution: Attribution) -> str:
    """Whether the content holds a quotation mark: ``quoted`` or ``unquoted``."""
    quoted = any(QUOTATION_MARKS & set(text[s:e]) for s, e in attribution.content)
    return "quoted" if quoted else "unquoted"


def _count(
    article: GoldArticle, found: Sequence[Attribution], counts: dict[str, dict[str, int]]
) -> None:
    gold = [a for a in article.attributions if a.content]
    found = [a for a in found if a.content]
    matches = match([characters(a.content) for a in gold], [characters(a.content) for a in found])
    for a in gold:
        for name in ("all", part(article.text, a)):
            counts[name]["gold"] += 1
    for j, prediction in enumerate(found):
        # A match counts in its gold's part, so that P and R speak of the same statements.
        own = matches.get(j)
        judged = prediction if own is None else gold[own[0]]
        for name in ("all", part(article.text, judged)):
            counts[name]["predicted"] += 1
            if own is None:
                continue
            for measure, holds in hits(judged, prediction, own[1]).items():
                counts[name][measure] += holds


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


def _rates(count: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {"gold": count["gold"], "predicted": count["predicted"]}
    for name in MEASURES:
        row[name] = (
            _percent(count[name], count["predicted"]),
            _percent(count[name], count["gold"]),
            _percent(2 * count[name], count["predicted"] + count["gold"]),
        )
    return row


def _percent(part: int, whole: int) -> float:
    return round(100 * part / max(1, whole), 1)
