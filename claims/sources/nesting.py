"""Statements inside statements: who said it, and who passed it on.

"According to the ministry, she told him that X" holds two attributions, of which one is a
claim (hers, via the ministry).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.records import Source, Spans, Statement
from claims.spans import covered, extent

#: How much of an outer content may be left beside an inner statement, in characters.
SLACK = 12
#: How far before a content a cue inside of it may begin, in characters.
OVERHANG = 200


@dataclass(frozen=True, slots=True)
class Layer:
    """A statement with its source resolved, and ``via`` whom it is told."""

    statement: Statement
    source: Source | None
    via: Source | None = None

    @property
    def cue_spans(self) -> Spans:
        return self.statement.attribution.cue

    @property
    def content(self) -> Spans:
        return self.statement.attribution.content


def layers(
    text: str, statements: Sequence[Statement], sources: Sequence[Source | None]
) -> list[Layer]:
    """The statements, in order of text, with nested ones related or set aside."""
    found = list(map(Layer, statements, sources))
    found.sort(key=lambda layer: (extent(layer.cue_spans), extent(layer.content)))
    kept = dict(enumerate(found))
    starts = [extent(layer.cue_spans)[0] for layer in found]
    for outer in sorted(kept, key=lambda i: -_size(found[i].content)):
        inner = _inner(kept, outer, starts)
        if inner is not None:
            _settle(text, kept, outer, inner)
    return list(kept.values())


def _inner(kept: dict[int, Layer], outer: int, starts: Sequence[int]) -> int | None:
    """The widest statement that lies inside the content of ``outer``. ``starts`` are where the
    cues of all layers begin, in order."""
    if outer not in kept:
        return None
    content = kept[outer].content
    low, high = extent(content)
    near = range(bisect_left(starts, low - OVERHANG), bisect_left(starts, high))
    inside = [
        i
        for i in near
        if i != outer
        and (layer := kept.get(i)) is not None
        and covered(layer.content, content) >= 0.8
        and covered(layer.cue_spans, content) >= 0.8
        and _size(layer.content) < _size(content)
    ]
    return max(inside, key=lambda i: _size(kept[i].content), default=None)


def _settle(text: str, kept: dict[int, Layer], outer: int, inner: int) -> None:
    """Decide what an outer and an inner statement are to each other."""
    out, inn = kept[outer], kept[inner]
    alone = _left_over(text, out, inn) <= SLACK
    if inn.source is None or (out.source is not None and inn.source.id == out.source.id):
        if alone:  # "denied having said so"
            del kept[inner]
    elif out.statement.cue.stance == "asserts":
        if alone:
            del kept[outer]
        kept[inner] = replace(inn, via=inn.via or out.source)


def _left_over(text: str, out: Layer, inn: Layer) -> int:
    """Letters of the outer content outside the stretch of the inner statement."""
    parts = [inn.cue_spans, inn.content]
    if inn.statement.attribution.source:
        parts.append(inn.statement.attribution.source)
    low, high = extent(*parts)
    return sum(
        sum(c.isalnum() for c in text[start : min(end, low)])
        + sum(c.isalnum() for c in text[max(start, high) : end])
        for start, end in out.content
    )


def _size(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
