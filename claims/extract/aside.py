"""Denials told in passing: "…, a charge Dravenia denies", "…, a claim rejected by the council".

News sets what it reports against a denial in a few words behind a comma or a dash, and the
model mostly reads these as part of what was said before. Here such an aside becomes a
statement of its own, and the content before it ends where the aside begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.clauses import spans_of
from claims.extract.cues import read_cue
from claims.extract.parse import text_of
from claims.records import Attribution, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How sure an aside is, or a plea, as the model's scores go.
SURE = 0.9
#: A content of so many words may be no more than what is said beside a denial.
BESIDE = 5

_ASIDE = re.compile(
    r"(?:,|\s[-–—]+|—)\s*(?P<phrase>(?:an?|the) (?:\w+ )?(?:charge|claim|allegation|accusation"
    r"|assertion|suggestion|contention|account|figure|version|report|statement|finding|conclusion"
    r"|point|notion|idea|theory|characterization)|charges|claims|allegations|accusations"
    r"|assertions|suggestions|reports|something)\b(?: (?:that|which))?(?= )"
)
_AROUND = frozenset({"aux", "auxpass", "neg", "advmod"})


def asides(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions`` with those denials that are told in passing and are missing among them;
    contents that ran on into one are cut before it."""
    found = list(attributions)
    taken = cued(attributions)
    for match in _ASIDE.finditer(text_of(doc)):
        aside = _denial(doc, match)
        if aside is None:
            continue
        if any(i in taken for i in range(*aside.cue[0])):
            found = [aside if _misread(doc, a, aside) else a for a in found]
            continue
        found = [_cut(a, match.start()) for a in found]
        found.append(aside)
    return found


def cued(attributions: Iterable[Attribution]) -> set[int]:
    """The offsets of all characters of their cues."""
    return {i for a in attributions for start, end in a.cue for i in range(start, end)}


def _misread(doc: Doc, given: Attribution, aside: Attribution) -> bool:
    """Whether ``given`` has the cue of ``aside`` and for its content what is said beside it:
    "something he denied | to me as laughable"."""
    if len(given.cue) != 1 or not given.content or not _overlap(given.cue[0], aside.cue[-1]):
        return False
    words = sum(len(text_of(doc)[start:end].split()) for start, end in given.content)
    return words <= BESIDE and given.content != aside.content


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _denial(doc: Doc, match: re.Match[str]) -> Attribution | None:
    span = doc.char_span(*match.span("phrase"), alignment_mode="expand")
    if span is None:
        return None
    noun = span[-1]
    # A small parser may take "a charge" for the object of a main clause.
    verbs = [c for c in noun.children if c.dep_ in ("relcl", "acl")]
    verbs += [noun.head] if noun.dep_ == "dobj" else []
    for verb in verbs:
        who = _speaker(verb) if verb.i > noun.i and verb.pos_ == "VERB" else []
        if not who or who[0].i < noun.i:
            continue
        cue = [c for c in verb.children if c.dep_ in _AROUND and c.i > noun.i] + [verb]
        denial = Attribution(spans_of(who), spans_of(cue), (match.span("phrase"),), SURE)
        if read_cue(doc, denial).stance == "denies":
            return denial
    return None


def _speaker(verb: Token) -> list[Token]:
    """Who denies: the subject of the relative clause, or "by" whom it was denied."""
    for child in verb.children:
        if child.dep_ == "nsubj" and child.tag_ not in ("WDT", "WP"):
            return list(child.subtree)
        if child.dep_ == "agent":
            return [t for t in child.subtree if t.i > child.i]
    return []


def _cut(attribution: Attribution, end: int) -> Attribution:
    """``attribution``, its content cut at ``end`` if it begins before and reaches beyond."""
    content = attribution.content
    if not content or not content[0][0] < end < content[-1][1]:
        return attribution
    kept = tuple((start, min(stop, end)) for start, stop in content if start < end)
    return replace(attribution, content=kept)
