"""What the words after a denying cue mean: the claim that a phrase names, without "that", "reports
that", "as false" and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extract.clauses import clauses, spans_of, tops
from claims.extract.lexicon import words
from claims.records import Spans

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What may stand before a verdict: "a", "mere", "categorically", "and".
_BESIDE = frozenset({"ADV", "ADJ", "DET", "CCONJ", "PUNCT"})
#: Verbs by which a posting or an article says something.
_SAYING = frozenset({"say", "claim", "report", "allege", "suggest", "state", "assert"})
_TELLING = frozenset(
    {"tell", "write", "make", "publish", "hear", "spread", "repeat", "post", "file", "bring",
     "level", "sign", "cite", "print", "run", "share", "read", "see", "report", "call", "raise",
     "give", "release", "issue", "send", "circulate", "use", "push", "face", "describe"}
)  # fmt: skip


def claim_nouns() -> frozenset[str]:
    return words("allegation") | words("claim") | words("mood")


def pointed_at(content: list[Token], cue: Token | None) -> Spans | None:
    """The part of ``content`` that is denied, echoed or questioned, without "that", "reports
    that", "as false" and the like. None if the content names nothing.
    """
    inside = {token.i for token in content}
    kept = [t for t in _before_colon(content) if not t.is_punct and not t.is_space]
    if cue is not None:
        for child in cue.children:
            if child.dep_ == "prep" and child.lower_ == "as":
                dropped = {t.i for t in child.subtree}
                kept = [t for t in kept if t.i not in dropped] or kept
    kept = _without_verdict(_without_lead(kept))
    if not kept or all(t.lower_ in words("false_adjective") for t in kept):
        return _object_of(cue)
    for top in tops(kept, {t.i for t in kept}):
        noun = top if top.pos_ == "NOUN" else None
        if noun is not None and noun.lemma_.lower() in claim_nouns():
            return spans_of(complement(noun, inside) or kept)
    return spans_of(kept)


def _before_colon(content: list[Token]) -> list[Token]:
    """ "Her claims" of "shot down her claims: “We have nothing to that effect”"."""
    for place, token in enumerate(content[:-1]):
        if token.text == ":" and place and content[place + 1].is_quote:
            return content[:place]
    return content


def _without_lead(kept: list[Token]) -> list[Token]:
    """``kept`` without the preposition or complementizer that introduces it."""
    while len(kept) > 1 and (
        (kept[0].dep_ == "mark" and clauses(kept) and kept[0].lower_ in ("that", "whether", "if"))
        or (kept[0].lower_ == "that" and kept[0].tag_ == "IN" and clauses(kept))
        or kept[0].dep_ in ("prep", "agent")
        or kept[0].pos_ == "ADP"
        or (kept[0].lower_ == "as" and kept[0].i + 1 == kept[1].i)
    ):
        kept = kept[1:]
    return kept


def _without_verdict(kept: list[Token]) -> list[Token]:
    """ "His statements" of "called | his statements categorically false", "the story" of "called |
    the story mere propaganda", "a post" of "rejected as | false a post"."""
    while len(kept) > 1 and kept[0].lower_ in words("false_adjective"):
        kept = kept[1:]
    end = len(kept)
    while end > 1 and kept[end - 1].lemma_.lower() not in claim_nouns():
        last = kept[end - 1]
        if not (falsity(last) or (end < len(kept) and last.pos_ in _BESIDE)):
            break
        end -= 1
    told = end > 0 and kept[end - 1].lemma_.lower() in claim_nouns()
    return kept[:end] if told else kept


def _object_of(cue: Token | None) -> Spans | None:
    if cue is None:
        return None
    for child in cue.children:
        if child.dep_ in ("dobj", "nsubjpass", "obj"):
            return phrase(child)
    return None


def phrase(noun: Token, inside: set[int] | None = None) -> Spans:
    """The claim that the phrase of ``noun`` names: its clause if it has one, or all of it."""
    subtree = [t for t in noun.subtree if not t.is_space and (inside is None or t.i in inside)]
    while subtree and subtree[-1].is_punct:
        subtree.pop()
    if noun.lemma_.lower() in claim_nouns():
        return spans_of(complement(noun, inside) or subtree)
    return spans_of(subtree)


def complement(noun: Token, inside: set[int] | None) -> list[Token]:
    """The clause that says what the claim ``noun`` is: "reports that X", "claims X"."""
    for child in noun.children:
        if child.i < noun.i or (inside is not None and child.i not in inside):
            continue
        if child.dep_ in ("acl", "relcl", "ccomp", "appos") and child.pos_ in ("VERB", "AUX"):
            marks = [c for c in child.children if c.dep_ == "mark" or c.tag_ in ("WDT", "WP")]
            if child.lemma_ in _SAYING and (said := _said(child, inside)):
                return said
            if any(m.tag_ in ("WDT", "WP") and m.dep_ != "mark" for m in marks) and (
                _relative(noun, child, marks)
            ):
                continue
            if child.tag_ in ("VBN", "VBG") and not marks and child.dep_ == "acl":
                continue
            return clean(child, inside, marks)
        if child.dep_ == "prep" and child.lower_ in ("of", "about"):
            inner = next((c for c in child.children if c.dep_ == "pcomp"), None)
            if inner is not None:
                return clean(inner, inside, [])
    return []


def _said(verb: Token, inside: set[int] | None) -> list[Token]:
    """What a posting says: "a posting that said X", "a posting claiming X"."""
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i > verb.i and (inside is None or child.i in inside):
            return clean(child, inside, [c for c in child.children if c.dep_ == "mark"])
    return []


def _relative(noun: Token, verb: Token, marks: list[Token]) -> bool:
    """Whether "the story that ..." tells which story it is, and not what it says."""
    alone = len(marks) == 1 and marks[0].lower_ == "that" and marks[0].dep_ in ("dobj", "pobj")
    subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    said = noun.lemma_.lower() in words("allegation") or noun.lemma_ in ("notion", "idea", "report")
    return not (alone and subject and said) or verb.lemma_ in _TELLING


def clean(head: Token, inside: set[int] | None, marks: list[Token]) -> list[Token]:
    kept = [
        t
        for t in head.subtree
        if (inside is None or t.i in inside) and t not in marks and not t.is_space
    ]
    while kept and kept[-1].is_punct:
        kept.pop()
    while kept and kept[0].is_punct:
        kept.pop(0)
    return kept


def falsity(token: Token) -> bool:
    kind = "false_noun" if token.pos_ in ("NOUN", "PROPN") else "false_adjective"
    return token.lower_ in words(kind) or token.lemma_.lower() in words(kind)
