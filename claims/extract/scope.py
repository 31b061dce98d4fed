"""What a phrase says that names a claim: "the vote was rigged" of "reports that the vote was
rigged"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extract.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs by which a posting or an article says something.
_SAYING = frozenset({"say", "claim", "report", "allege", "suggest", "state", "assert"})
_TELLING = frozenset(
    {"tell", "write", "make", "publish", "hear", "spread", "repeat", "post", "file", "bring",
     "level", "sign", "cite", "print", "run", "share", "read", "see", "report", "call", "raise",
     "give", "release", "issue", "send", "circulate", "use", "push", "face", "describe"}
)  # fmt: skip


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
            return _clean(child, inside, marks)
        if child.dep_ == "prep" and child.lower_ in ("of", "about"):
            inner = next((c for c in child.children if c.dep_ == "pcomp"), None)
            if inner is not None:
                return _clean(inner, inside, [])
    return []


def _said(verb: Token, inside: set[int] | None) -> list[Token]:
    """What a posting says: "a posting that said X", "a posting claiming X"."""
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i > verb.i and (inside is None or child.i in inside):
            return _clean(child, inside, [c for c in child.children if c.dep_ == "mark"])
    return []


def _relative(noun: Token, verb: Token, marks: list[Token]) -> bool:
    """Whether "the story that ..." tells which story it is, and not what it says."""
    alone = len(marks) == 1 and marks[0].lower_ == "that" and marks[0].dep_ in ("dobj", "pobj")
    subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    said = noun.lemma_.lower() in words("allegation") or noun.lemma_ in ("notion", "idea", "report")
    return not (alone and subject and said) or verb.lemma_ in _TELLING


def _clean(head: Token, inside: set[int] | None, marks: list[Token]) -> list[Token]:
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
