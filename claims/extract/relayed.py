"""Reported speech inside reported speech, where the model gives only the outer one.

"According to the ministry, Orla told him that X": the content is itself a report. "He rejected
the ministry's claim that X" holds one too, under a noun. The attribution inside is added; which
of the two is the claim is decided in :mod:`claims.sources.nesting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.parse import text_of
from claims.extract.tokens import spans_of
from claims.records import Attribution
from claims.said import REPORTING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


def relayed(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions`` that have a cue and a content, and those inside their contents that are
    missing among them; in the order of the text."""
    given = [a for a in attributions if a.cue and a.content]
    found = [_own(a, given) for a in given]
    taken = {i for a in found for start, end in a.cue for i in range(start, end)}
    for outer in tuple(found):
        inner = _inner(doc, outer)
        if inner is not None and not any(i in taken for i in range(*inner.cue[0])):
            found.append(inner)
    return sorted(found, key=lambda a: (a.cue[0], a.content))


def _covers(run: tuple[int, int], content: tuple[int, int]) -> bool:
    """Whether ``content`` has all of ``run``, or goes on where it breaks off."""
    return content[0] < run[1] <= content[1]


def _own(whole: Attribution, among: Sequence[Attribution]) -> Attribution:
    """``whole`` without runs of its content, behind the first, that are another's: "shows | that
    he had stopped | … | the police's claim", where the police's claim is what that contradicts."""
    first, *rest = whole.content
    others = [a for a in among if a.cue != whole.cue and a.cue[0][0] >= first[1]]
    kept = [
        run
        for run in rest
        if not any(_covers(run, content) for a in others for content in a.content)
    ]
    return whole if len(kept) == len(rest) else replace(whole, content=(first, *kept))


def _inner(doc: Doc, outer: Attribution) -> Attribution | None:
    """The report that the content of ``outer`` consists of or names, or None."""
    if len(outer.content) != 1:
        return None
    start, end = outer.content[0]
    span = doc.char_span(start, end, alignment_mode="expand")
    found = span and (_report(span, start, end) or _named(span))
    if not found:
        return None
    who, cue, told = found
    last = told[-1].idx + len(told[-1])
    if cue.pos_ == "VERB":
        last += len(text_of(doc)[last:end]) - len(text_of(doc)[last:end].lstrip(".,”’\"'"))
    return Attribution(spans_of(who), spans_of([cue]), ((told[0].idx, last),), outer.score)


#: Who made a report, the word for it, and what is reported.
_Report = tuple[list["Token"], "Token", list["Token"]]


def _report(span: Span, start: int, end: int) -> _Report | None:
    """The report that a content consists of: "Orla told him that X"."""
    verb = span.root
    subject = _child(verb, "nsubj")
    clause = _child(verb, "ccomp")
    if subject is None or clause is None or verb.pos_ != "VERB" or clause.i < verb.i:
        return None
    if verb.lemma_ not in REPORTING or _child(verb, "neg") is not None:
        return None
    inside = [t for t in clause.subtree if start <= t.idx < end]
    who = [t for t in subject.subtree if start <= t.idx < end]
    return (who, verb, inside) if who and len(inside) >= max(3, len(span) // 2) else None


#: Among so many words at the start of a content the noun must stand that names a claim.
OPENING = 8
#: Nouns for what somebody has said.
SAID = {
    "allegation", "accusation", "claim", "rumor", "rumour", "assertion", "suggestion", "charge",
    "story", "contention", "speculation",
    "report", "statement", "account", "comment", "remark", "warning", "complaint", "testimony",
    "announcement", "argument", "conclusion", "finding", "estimate", "attack", "criticism",
    "prediction", "version", "tweet", "article", "admission",
}  # fmt: skip


def _named(span: Span) -> _Report | None:
    """The claim that a content names with its owner: "the firm's claim that X", "accusations by
    the firm that X"."""
    told = [t for t in span if not t.is_space]
    noun = next((t for t in told[:OPENING] if t.lemma_.lower() in SAID and t.pos_ == "NOUN"), None)
    who = noun and _owner(noun, {t.i for t in told})
    clause = _after_that(told, noun) if noun and who else []
    return (who, noun, clause) if noun and who and len(clause) >= 3 else None


def _after_that(told: list[Token], noun: Token) -> list[Token]:
    """What follows "that" in the same sentence."""
    for place, token in enumerate(told[:-1]):
        if token.i <= noun.i:
            continue
        if token.text in (".", "!", "?", ";", ":"):
            return []
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("acl", "relcl"):
            return []  # "claims of a truce were false, and that …"
        if token.lower_ == "that" and told[place + 1].pos_ not in ("VERB", "AUX"):
            return told[place + 1 :]
    return []


def _owner(noun: Token, inside: set[int]) -> list[Token]:
    """Who made the claim that ``noun`` names: "the firm" of "the firm's claim"."""
    owner = next((c for c in noun.children if c.dep_ == "poss" and c.pos_ != "PRON"), None)
    following = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    if owner is None and following.lower_ in ("by", "from"):
        owner = _child(following, "pobj")
    if owner is None or owner.i not in inside:
        return []
    last = max(owner.i, *(t.i for t in owner.subtree if t.dep_ in ("compound", "conj", "appos")), 0)
    return [t for t in owner.subtree if t.i in inside and t.tag_ != "POS" and t.i <= last]


def _child(verb: Token, dep: str) -> Token | None:
    return next((child for child in verb.children if child.dep_ == dep), None)
