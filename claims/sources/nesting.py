"""Statements inside statements: who said it, and who passed it on.

"According to the ministry, she told him that X" holds two attributions, of which one is a
claim (hers, via the ministry). "She stood by her claim that X" is one claim with two cues.
"He rejected her allegation that X" is two claims, and the outer one is about the inner.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.records import Cue, Source, Spans, Stance, Statement
from claims.said import REPORTING
from claims.spans import covered, extent

#: How much of an outer content may be left beside an inner statement, in characters; and beside
#: a claim that is named and denied: "dismissed as fairy tales the army's reports of …".
SLACK, NAMING = 12, 24
#: How far before a content a cue inside of it may begin, in characters.
OVERHANG = 200


@dataclass(frozen=True, slots=True)
class Layer:
    """A statement with its source resolved. ``about`` is the index of the layer it answers."""

    statement: Statement
    source: Source | None
    via: Source | None
    cue: Cue
    cue_spans: Spans
    content: Spans
    about: int | None = None


def layers(
    text: str,
    statements: Sequence[Statement],
    sources: Sequence[Source | None],
) -> list[Layer]:
    """The statements, in order of text, with nested ones merged, related or set aside."""
    found = [
        Layer(s, source, None, s.cue, s.attribution.cue, s.attribution.content)
        for s, source in zip(statements, sources, strict=True)
    ]
    found.sort(key=lambda layer: (extent(layer.cue_spans), extent(layer.content)))
    kept: dict[int, Layer] = dict(enumerate(found))
    starts = [extent(layer.cue_spans)[0] for layer in found]
    for outer in sorted(kept, key=lambda i: -_size(found[i].content)):
        inner = _inner(kept, outer, starts)
        if inner is not None:
            _settle(text, kept, outer, inner)
    order = {old: new for new, old in enumerate(kept)}
    return [
        replace(layer, about=order.get(layer.about) if layer.about is not None else None)
        for layer in kept.values()
    ]


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
    left, nominal = _left_over(text, out, inn), _is_nominal(inn)
    alone = left <= SLACK
    same = inn.source is None or (out.source is not None and inn.source.id == out.source.id)
    if same and alone:
        # "Denied having said so", and not "disputed that, saying X".
        between = text[extent(out.cue_spans)[1] : extent(inn.cue_spans)[0]]
        denied = out.cue.stance == "denies" and "," not in between
        if nominal or (_reports(inn) and not denied):
            kept[outer] = _joined(out, inn)
        del kept[inner]
    elif out.cue.stance == "asserts" and not same:
        if alone:
            del kept[outer]
        kept[inner] = replace(
            inn,
            via=inn.via or out.source,
        )
    elif out.cue.stance == "denies" and left <= (NAMING if nominal else SLACK):
        if nominal:
            kept[outer] = replace(out, content=inn.content, about=inner)
        else:
            del kept[inner]


def _joined(out: Layer, inn: Layer) -> Layer:
    """One claim with two cues: "stood by … claim", "went on to deny"."""
    spans = tuple(sorted({*out.cue_spans, *inn.cue_spans}))
    stance: Stance = out.cue.stance if inn.cue.stance == "asserts" else inn.cue.stance
    cue = replace(out.cue, stance=stance)
    return replace(out, cue=cue, cue_spans=spans, content=inn.content, via=out.via or inn.via)


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


def _reports(layer: Layer) -> bool:
    """Whether the cue reports words ("went on to say"), rather than acts ("agreed on")."""
    return layer.cue.lemma in REPORTING


def _is_nominal(layer: Layer) -> bool:
    """Whether the cue is a noun: the article itself vouches that the claim was made."""
    return layer.cue.lemma in NOUN_CUES


NOUN_CUES = frozenset(
    {"accusation", "allegation", "assertion", "charge", "claim", "comment", "complaint"}
    | {"contention", "insinuation", "insistence", "remark", "report", "rumor", "rumour"}
    | {"statement", "suggestion", "testimony", "account", "warning", "announcement"}
)


def _size(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
