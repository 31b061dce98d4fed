"""Contents made whole: a clause that the model cut off before its verb is read to its end, words
left out in the middle are put back, and the "it" of "it was claimed that X" is no part of X.

"her claim that she and Orla Venn, a judge, | had met": a long aside between subject and verb
can end a content too early. The parse knows where the clause goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.parse import text_of
from claims.records import Attribution, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OPENERS = _SUBJECTS | {"mark"}


def complete(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions``, contents without their verb extended to the end of the clause, those of
    an impersonal cue without its subject."""
    said = sorted(span for each in attributions for span in (*each.cue, *each.source))
    return [_completed(doc, _closed(doc, each, said)) for each in attributions]


def _closed(doc: Doc, attribution: Attribution, said: Sequence[tuple[int, int]]) -> Attribution:
    """``attribution`` with the words between two runs of its content that are neither cue nor
    source of anything: "the bill allows it, but the | checks must come before | they can"."""
    if len(attribution.content) < 2:
        return attribution
    text = text_of(doc)
    runs = [attribution.content[0]]
    for start, end in attribution.content[1:]:
        gap = text[runs[-1][1] : start]
        free = not any(a < start and runs[-1][1] < b for a, b in said)
        if free and gap.strip() and gap.lstrip()[0].isalnum() and _in_one(gap):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return replace(attribution, content=tuple(runs))


def _in_one(gap: str) -> bool:
    """Whether no sentence, line or announcement of a quotation ends in it."""
    return not any(mark in gap for mark in '.!?:\n“"') and "  " not in gap


def _completed(doc: Doc, attribution: Attribution) -> Attribution:
    attribution = _from_the_front(doc, _with_noun(doc, attribution))
    spans = attribution.content
    if len(spans) > 1 and (_impersonal(doc, spans) or _strays(doc, attribution)):
        attribution = replace(attribution, content=spans[1:])
    if len(attribution.content) != 1 or not attribution.cue:
        return attribution
    start, end = attribution.content[0]
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or len(span) < 3 or any(t.pos_ in ("VERB", "AUX") for t in span):
        return attribution
    verb = _verb_beyond(span[0], span.end)
    if verb is None or _taken(attribution, verb):
        return attribution
    last = max(verb.subtree, key=lambda t: t.i)
    while last.i > verb.i and (last.is_punct or last.is_space) and not last.is_quote:
        last = doc[last.i - 1]
    return replace(attribution, content=((start, last.idx + len(last)),))


def _with_noun(doc: Doc, attribution: Attribution) -> Attribution:
    """A content that ends in "the" goes on to the end of its noun's phrase."""
    *others, (start, end) = attribution.content or ((0, 0),)
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or len(span) == 0 or span[-1].dep_ not in ("det", "poss"):
        return attribution
    noun = span[-1].head
    if noun.i < span.end or noun.sent.start != span[-1].sent.start:
        return attribution
    last = doc[noun.right_edge.i]
    return replace(attribution, content=(*others, (start, last.idx + len(last))))


def _from_the_front(doc: Doc, attribution: Attribution) -> Attribution:
    """ "The guard helped | the thieves, the city |, police alleged": a content before its cue that
    is no more than the object of a clause is read from where this begins, up to the source."""
    if len(attribution.content) != 1 or not attribution.cue:
        return attribution
    start, end = attribution.content[0]
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not start < end <= attribution.cue[0][0] or span[0].is_quote:
        return attribution
    verb = span.root.head
    subject = next((c for c in verb.children if c.dep_ in _SUBJECTS and c.i < verb.i), None)
    governed = span.root.dep_ in ("dobj", "attr", "oprd") and verb.i < span.start
    if not governed or subject is None or _taken(attribution, verb) or verb.dep_ != "ROOT":
        return attribution
    cue = doc.char_span(*attribution.cue[0], alignment_mode="expand")
    if cue is not None and span.root.is_ancestor(cue.root):
        return attribution  # "that is | a charge | the bank denies"
    first = subject.left_edge
    if first.i != verb.sent.start or any(t.is_quote for t in doc[first.i : span.start]):
        return attribution
    return replace(attribution, content=((first.idx, _before_source(span, attribution)),))


def _before_source(span: Span, attribution: Attribution) -> int:
    """Where a content ends that ran into the phrase of its source: before ", the city"."""
    starts = {start for start, _ in attribution.source}
    last = span[-1]
    if last.head.idx in starts and last.dep_ in ("compound", "amod", "det"):
        comma = next((t for t in reversed(span) if t.text == ","), None)
        if comma is not None and comma.i > span.start:
            return comma.idx
    return last.idx + len(last)


def _impersonal(doc: Doc, spans: Spans) -> bool:
    """Whether the first of ``spans`` is the "it" of "it was claimed that X"."""
    words = text_of(doc)
    return words[slice(*spans[0])].lower() == "it" and words[spans[1][0] :][:5].lower() == "that "


def _strays(doc: Doc, attribution: Attribution) -> bool:
    """Whether the first of several spans is the object of a relative clause and none of the
    words: "The club, which sells | its land |, denied | the report"."""
    span = doc.char_span(*attribution.content[0], alignment_mode="expand")
    root = span.root if span is not None else None
    if root is None or root.dep_ != "dobj" or root.head.dep_ != "relcl":
        return False
    verb = root.head.idx
    return not any(start <= verb < end for start, end in attribution.cue)


def _verb_beyond(first: Token, end: int) -> Token | None:
    """The verb of the clause that ``first`` opens, if it comes at ``end`` or later."""
    if first.dep_ not in _OPENERS or first.lower_ != "that":
        return None
    head = first.head
    same = head.sent.start == first.sent.start
    return head if head.i >= end and head.pos_ in ("VERB", "AUX") and same else None


def _taken(attribution: Attribution, verb: Token) -> bool:
    """Whether the verb is the cue itself: "that, she said"."""
    return any(start <= verb.idx < end for start, end in attribution.cue)
