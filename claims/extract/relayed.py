"""Reported speech inside reported speech, where the model gives only the outer one.

"According to the ministry, Orla told him that X": the content is itself a report. The
attribution inside is added; which of the two is the claim is decided in
:mod:`claims.resolve.nesting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract.clauses import spans_of
from claims.extract.lexicon import sense_of
from claims.records import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Groups of cues that report words.
REPORTING = frozenset({"say", "state", "accuse", "deny", "warn", "suggest"})


def reports(lemma: str) -> bool:
    """Whether a cue of this lemma reports what somebody said."""
    return sense_of(lemma).group in REPORTING


def relayed(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions`` that have a cue and a content, and those inside their contents that are
    missing among them; in the order of the text."""
    cued = {i for a in attributions for start, end in a.cue for i in range(start, end)}
    found = [a for a in attributions if a.cue and a.content]
    for outer in tuple(found):
        inner = _inside(doc, outer)
        if inner is not None and not any(i in cued for i in range(*inner.cue[0])):
            found.append(inner)
    return sorted(found, key=lambda a: (a.cue[0], a.content))


def _inside(doc: Doc, outer: Attribution) -> Attribution | None:
    """The report that the content of ``outer`` consists of, or None."""
    if len(outer.content) != 1:
        return None
    start, end = outer.content[0]
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    verb = span.root
    subject = _child(verb, "nsubj")
    clause = _child(verb, "ccomp")
    if subject is None or clause is None or verb.pos_ != "VERB" or clause.i < verb.i:
        return None
    if not reports(verb.lemma_) or _child(verb, "neg") is not None:
        return None
    inside = [t for t in clause.subtree if start <= t.idx < end]
    who = [t for t in subject.subtree if start <= t.idx < end]
    if len(inside) < 3 or not who or len(inside) < len(span) // 2:
        return None
    last = inside[-1].idx + len(inside[-1])
    last += len(doc.text[last:end]) - len(doc.text[last:end].lstrip(".,”’\"'"))
    return Attribution(
        source=spans_of(who),
        cue=((verb.idx, verb.idx + len(verb)),),
        content=((inside[0].idx, last),),
        score=outer.score,
    )


def _child(verb: Token, dep: str) -> Token | None:
    return next((child for child in verb.children if child.dep_ == dep), None)
