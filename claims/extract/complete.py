"""Contents made whole: what the model cut from the middle, the front or the end of their clauses.

The model marks words one by one and now and then stops within a phrase ("the | office", "by |
the court"). A run is led on while the parse says that what it broke off is not complete: to the
head of its last word, to what its verbs and prepositions need, to the subject in front of it.
Where a comma, a mark or somebody's cue stands in between, nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claims.extract.parse import text_of, tokens_of
from claims.records import Attribution, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What a word to the left cannot be without, by the names of the parse (ClearNLP's).
_NEEDED = frozenset(
    "pobj dobj attr acomp ccomp xcomp pcomp oprd dative prt agent nsubj nsubjpass".split()
)
#: What stands in front of a word and belongs to it.
_BEFORE = frozenset(
    "nsubj nsubjpass csubj expl aux auxpass neg mark det predet amod compound poss nummod quantmod"
    " case nmod".split()
)
#: Words that say something; a run without any is none.
_TELLING = frozenset("NOUN PROPN VERB AUX ADJ ADV NUM PRON INTJ SYM X".split())
_HELPING = frozenset(("aux", "auxpass", "neg", "advmod"))
_BREAK = re.compile(r"[^\w\n]+\n\s*")
_DANGLING = frozenset(("CCONJ", "SCONJ", "DET"))


def complete(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions``, contents with the words between two of their runs that are neither cue
    nor source of anything ("the bill allows it, but the | checks must come before | they can"),
    and each run up to the ends of its phrases."""
    said = sorted(span for each in attributions for span in (*each.cue, *each.source))
    taken = _Taken(doc, said)
    text = text_of(doc)
    whole = [_whole(taken, _closed(text, each, said)) for each in attributions]
    return [_short_of_verdict(doc, each) for each in whole]


def _closed(text: str, attribution: Attribution, said: Sequence[Span]) -> Attribution:
    if len(attribution.content) < 2:
        return attribution
    runs = [attribution.content[0]]
    for start, end in attribution.content[1:]:
        gap = text[runs[-1][1] : start]
        free = not any(a < start and runs[-1][1] < b for a, b in said)
        if free and gap.lstrip()[:1].isalnum() and not any(mark in gap for mark in '.!?:\n“"'):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return replace(attribution, content=tuple(runs))


def _whole(taken: _Taken, attribution: Attribution) -> Attribution:
    """``attribution`` with runs that begin and end where phrases do."""
    runs: list[Span] = []
    for run in attribution.content:
        start, end = taken.led_on(_of_its_line(text_of(taken.doc), run))
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        elif end > start:
            runs.append((start, end))
    return replace(attribution, content=tuple(runs)) if runs else attribution


def _short_of_verdict(doc: Doc, attribution: Attribution) -> Attribution:
    """``attribution`` without what somebody else says of it: of "claims by Venn that the pact was
    signed were baseless" the last words are not Venn's."""
    for noun in tokens_of(doc, attribution.cue):
        if noun.dep_ not in ("nsubj", "nsubjpass"):
            continue
        verdict = [noun.head, *(t for t in noun.head.lefts if t.dep_ in _HELPING)]
        begins = min((t.idx for t in verdict if t.i > noun.i), default=len(text_of(doc)))
        runs = tuple((s, min(e, begins)) for s, e in attribution.content if s < begins)
        kept = tuple((s, s + len(text_of(doc)[s:e].rstrip())) for s, e in runs)
        if kept and kept[0][1] > kept[0][0]:
            attribution = replace(attribution, content=kept)
    return attribution


def _of_its_line(text: str, run: Span) -> Span:
    """``run`` without a mark that ends the paragraph before: it closes somebody else's words."""
    mark = _BREAK.match(text, *run)
    return (mark.end(), run[1]) if mark else run


@dataclass(frozen=True, slots=True)
class _Taken:
    """A document and what of it is cue or source of some statement."""

    doc: Doc
    said: Sequence[Span]

    def led_on(self, run: Span) -> Span:
        """``run`` up to the ends of its phrases; empty if it tells nothing."""
        found = self.doc.char_span(*run, alignment_mode="expand")
        if found is None or not any(token.pos_ in _TELLING for token in found):
            return (run[0], run[0])
        first, last = found.start, found.end - 1
        end = self._end(first, last)
        start = self._start(first, end)
        if end == last:  # nothing was added: what dangles goes
            while end - 1 > start and self.doc[end].pos_ in _DANGLING:
                end -= 1
        before = run[0] if start == first else self.doc[start].idx
        after = self.doc[end].idx + len(self.doc[end])
        return before, run[1] if end == last else after

    def _end(self, first: int, last: int) -> int:
        while (token := self._free(last + 1, last)) is not None:
            final = self.doc[last]
            while token.head.i > last and token.head.i != token.i:
                token = token.head
            if final.head.i > last and final.dep_ in _BEFORE:
                edge = final.head.i
            elif first <= token.head.i <= last and (
                token.dep_ in _NEEDED or (token.head.i == last and token.dep_ in ("prep", "case"))
            ):
                edge = token.right_edge.i
            else:
                return last
            last = self._reach(last, edge)
        return last

    def _start(self, first: int, last: int) -> int:
        while (token := self._free(first - 1, first)) is not None:
            inside = first <= token.head.i <= last and token.dep_ in _BEFORE
            if not inside or token.lower_ == "that":
                return first
            first = token.left_edge.i
        return first

    def _free(self, at: int, beside: int) -> Token | None:
        """The token at ``at``, if it is a word of the same sentence that nobody has taken."""
        if not 0 <= at < len(self.doc):
            return None
        token, other = self.doc[at], self.doc[beside]
        if token.is_punct or token.is_space or token.sent != other.sent:
            return None
        start, end = token.idx, token.idx + len(token)
        return None if any(a < end and start < b for a, b in self.said) else token

    def _reach(self, last: int, edge: int) -> int:
        """How far from ``last`` to ``edge`` words are free; not up to a mark."""
        at = last
        while at < edge and (
            self._free(at + 1, last) is not None
            or (self.doc[at + 1].is_punct and not self.doc[at + 1].is_quote and at + 1 < edge)
        ):
            at += 1
        while self.doc[at].is_punct and at > last:
            at -= 1
        return at
