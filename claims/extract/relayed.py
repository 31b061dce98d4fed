"""Reported speech inside reported speech, where the model gives only the outer one.

"According to the ministry, Orla told him that X": the content is itself a report. "He rejected
the ministry's claim that X" holds one too, under a noun. The attribution inside is added; which
of the two is the claim is decided in :mod:`claims.sources.nesting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.clauses import spans_of
from claims.extract.cues import read_cue
from claims.extract.lexicon import sense_of, words
from claims.extract.parse import text_of
from claims.extract.scope import complement
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
    given = [a for a in attributions if a.cue and a.content]
    found = [_own(a, given) for a in given]
    taken = {i for a in found for start, end in a.cue for i in range(start, end)}
    for outer in tuple(found):
        inner = _inside(doc, outer) or _named(doc, outer)
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
    last += len(text_of(doc)[last:end]) - len(text_of(doc)[last:end].lstrip(".,”’\"'"))
    return Attribution(
        source=spans_of(who),
        cue=((verb.idx, verb.idx + len(verb)),),
        content=((inside[0].idx, last),),
        score=outer.score,
    )


_MODIFIERS = frozenset({"amod", "compound", "nmod"})
#: Among so many words at the start of a content the noun must stand that names a claim.
OPENING = 8
#: Nouns for what somebody has said.
SAID = words("allegation") | {
    "report", "statement", "account", "comment", "remark", "warning", "complaint", "testimony",
    "announcement", "argument", "conclusion", "finding", "estimate", "attack", "criticism",
    "prediction", "version", "tweet", "article", "admission",
}  # fmt: skip


def _named(doc: Doc, outer: Attribution) -> Attribution | None:
    """The claim that the content of ``outer`` names with its owner ("the firm's claim that X",
    "accusations by the firm that X") or, if it is denied, without ("reports that X"): then
    the noun alone tells who speaks."""
    if len(outer.content) != 1:
        return None
    start, end = outer.content[0]
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    told = [t for t in span if start <= t.idx < end and not t.is_space]
    inside = {t.i for t in told}
    noun = next((t for t in told[:OPENING] if t.lemma_.lower() in SAID and t.pos_ == "NOUN"), None)
    if noun is None:
        return None
    who = _owner(noun, inside) or _nobody(doc, noun, inside, outer)
    if not who:
        return None
    clause = complement(noun, inside) or _after_that(told, noun)
    clause = [t for t in clause if t.i > max(noun.i, who[-1].i)]
    if len(clause) < 3:
        return None
    return Attribution(
        source=spans_of(who),
        cue=((noun.idx, noun.idx + len(noun)),),
        content=((clause[0].idx, clause[-1].idx + len(clause[-1])),),
        score=outer.score,
    )


def _nobody(doc: Doc, noun: Token, inside: set[int], outer: Attribution) -> list[Token]:
    """The words of "online reports", where nobody is said to have made them and ``outer``
    denies what they say. "Her report" is somebody's, "any suggestion" nobody's."""
    if any(c.dep_ == "poss" or c.lower_ in ("any", "no") for c in noun.children):
        return []
    if read_cue(doc, outer).stance != "denies":
        return []
    about = [t for t in noun.lefts if t.dep_ in _MODIFIERS and t.i in inside]
    return [*about, noun]


def _after_that(told: list[Token], noun: Token) -> list[Token]:
    """What follows "that" in the same sentence, where the parser lost the noun's clause."""
    for place, token in enumerate(told[:-1]):
        if token.i <= noun.i:
            continue
        if token.text in (".", "!", "?", ";", ":"):
            return []
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("acl", "relcl"):
            return []  # "claims of a truce were false, and that …"
        if token.lower_ == "that" and told[place + 1].pos_ not in ("VERB", "AUX"):
            rest = told[place + 1 :]
            stop = next((k for k, t in enumerate(rest) if t.text in (".", "!", "?")), len(rest))
            return rest[:stop]
    return []


def _owner(noun: Token, inside: set[int]) -> list[Token]:
    """Who made the claim that ``noun`` names: "the firm" of "the firm's claim"."""
    owner: Token | None = None
    for child in noun.children:
        if child.dep_ == "poss" and child.pos_ in ("NOUN", "PROPN"):
            owner = child
        elif child.dep_ == "acl" and child.lemma_ in ("make", "level", "publish", "raise"):
            agent = _child(child, "agent")
            owner = owner or (_child(agent, "pobj") if agent is not None else None)
    following = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
    printed = noun.lemma_.lower() in ("report", "story", "article", "rumor", "rumour")
    if owner is None and (
        following.lower_ in ("by", "from") or (printed and following.lower_ == "in")
    ):
        owner = _child(following, "pobj")
    if owner is None or owner.i not in inside:
        return []
    if following.lower_ == "in" and owner.head.i == following.i and not _prints(owner):
        return []
    last = max(owner.i, *(t.i for t in owner.subtree if t.dep_ in ("compound", "conj", "appos")), 0)
    return [t for t in owner.subtree if t.i in inside and t.tag_ != "POS" and t.i <= last]


def _prints(owner: Token) -> bool:
    """Whether reports may be "in" it: in the press, and not in May, in Tarn, in recent weeks."""
    times = ("day", "week", "month", "year", "time", "case", "detail")
    return owner.ent_type_ not in ("DATE", "TIME", "GPE", "LOC") and owner.lemma_ not in times


def _child(verb: Token, dep: str) -> Token | None:
    return next((child for child in verb.children if child.dep_ == dep), None)
