"""What a phrase says by itself of the claim that it points to: "that", "such an understanding",
"the union's account of the repairs", "a charge that she denies"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from claims.extract.answers import answers_no
from claims.extract.tokens import relative_noun
from claims.records import Spans
from claims.resolve.labels import GUILT, LABELS, MAKING, TALES
from claims.resolve.propositions import root_of, tokens_in

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

POINTERS = frozenset(
    {"that", "which", "this", "those", "these", "such", "it", "so", "both", "them", "something"}
)
POINTING_DETERMINERS = frozenset({"that", "this", "those", "these", "such", "any", "the", "all"})


#: "That that was the case", "that this was so".
_SO = frozenset({"case", "so", "true"})


def points_back(doc: Doc, scope: Spans) -> bool:
    """Whether the phrase means something said before: "that", "the allegation", "any such
    deal", "the minister's account of the talks"."""
    tokens = [token for token in tokens_in(doc, scope) if not token.is_punct]
    root = _whole(root_of(tokens))
    if root is None:
        return False
    if root.dep_ == "pobj" and root.head.lower_ == "as":
        return False  # "dismissed | as fairy tales" says what the claim is like
    if answers_no(tokens):
        return True
    if root.lower_ in POINTERS:
        return len(tokens) <= 3 and not _restricts(root)
    if any(token.lower_ == "such" and token.head.pos_ == "NOUN" for token in tokens):
        return True
    so = root.lemma_ == "be" and any(t.lemma_.lower() in _SO for t in root.children)
    if (so or root.lemma_ in ("happen", "occur", "exist", "take")) and len(tokens) <= 5:
        return any(c.dep_ == "nsubj" and c.lower_ in POINTERS for c in root.children)
    if root.lemma_.lower() in GUILT:
        return len(tokens) <= 3 and not _says_what(root, {token.i for token in tokens})
    if root.pos_ not in ("NOUN", "PROPN"):
        return False
    label = root.lemma_.lower() in LABELS
    owned = bool(owners_of(root))
    inside = {token.i for token in tokens}
    aside = label and tokens[0].lower_ in ("a", "an") and tokens[-1].i == root.i
    if aside or (label and tokens[-1].lower_ in ("that", "which")):
        return True  # "a charge (that) she has always denied"
    if label and owned and not _has_clause(root, inside):
        return True
    of = any(token.lower_ == "of" and token.head.i == root.i for token in tokens)
    if of and root.lemma_.lower() in TALES and len(tokens) <= 4:
        return not _has_clause(root, inside)  # "allegations of fraud"
    if _says_what(root, inside):
        return False
    determiners = {c.lower_ for c in root.children if c.dep_ in ("det", "predet", "poss", "amod")}
    if determiners & {"that", "this", "those", "these"}:
        return True
    return label and (bool(determiners & POINTING_DETERMINERS) or owned or len(tokens) <= 2)


def stands_alone(doc: Doc, scope: Spans) -> bool:
    """Whether a phrase that points back also says enough by itself to be compared: "that the
    ministry had received any such message"."""
    tokens = [token for token in tokens_in(doc, scope) if not token.is_punct]
    root = root_of(tokens)
    verbal = root is not None and root.pos_ in ("VERB", "AUX")
    return verbal and len(tokens) > 5 and not answers_no(tokens)


def label_of(tokens: list[Token]) -> Token | None:
    """The noun that "such" belongs to, or else the head of the phrase."""
    for token in tokens:
        if token.lower_ == "such" and token.head.pos_ == "NOUN":
            return token.head
    return _whole(root_of(tokens))


def relative(root: Token | None) -> Token | None:
    """ "A charge" of "that" in "a charge that she denies"; any other word as it is."""
    if root is None or root.lower_ not in ("that", "which") or root.tag_ == "DT":
        return root
    noun = relative_noun(root)
    named = noun is not None and noun.i < root.i and noun.lemma_.lower() in LABELS
    return noun if named else root


def _restricts(that: Token) -> bool:
    """Whether "that" belongs to a noun that names no claim: "views that he has disavowed"."""
    if that.lower_ != "that" or that.tag_ == "DT":
        return False
    noun = relative_noun(that)
    if noun is None or noun.pos_ != "NOUN" or noun.i > that.i:
        return False
    return noun.lemma_.lower() not in LABELS


def indefinite(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in ("a", "an") for c in noun.children)


def owners_of(root: Token | None) -> frozenset[str]:
    """The words of "the engineers' union" in "the engineers' union's account", of "the Ledger"
    in "the Ledger report", of "her suit" in "the claims in her suit" or "made by her suit"."""
    if root is None:
        return frozenset()
    owned = [child for child in root.children if child.dep_ == "poss"]
    if not owned and root.lemma_.lower() in LABELS:
        owned = [c for c in root.children if c.dep_ == "compound" and _is_name(c)]
        made = [root, *(c for c in root.children if c.dep_ == "acl" and c.lemma_ in MAKING)]
        owned += [
            owner
            for verb in made
            for by in verb.children
            if by.dep_ in ("prep", "agent") and by.lower_ in ("by", "from", "in")
            for owner in by.children
            if owner.dep_ == "pobj"
        ]
    return frozenset(
        word.lower_
        for child in owned
        for word in child.subtree
        if word.pos_ in ("PROPN", "NOUN", "ADJ")
    )


def owners_by_pronoun(root: Token | None, whose: Callable[[Token], str | None]) -> frozenset[str]:
    """The words of the name of "his" in "his comments", where it is known whom it means."""
    found = [c for c in root.children if c.dep_ == "poss" and c.pos_ == "PRON"] if root else []
    name = whose(found[0]) if found else None
    words = name.lower().split() if name else []
    return frozenset(word for word in words if len(word) > 3)


def topic_of(root: Token | None, tokens: Sequence[Token]) -> frozenset[str]:
    """The stems of what a label noun is about: "the bribery allegation", "reports of a coup"."""
    if root is None:
        return frozenset()
    inside = {token.i for token in tokens}
    near = [c for c in root.children if c.i in inside and c.dep_ in ("compound", "prep")]
    near = [c for c in near if not (c.dep_ == "compound" and _is_name(c))]
    return frozenset(
        stem(word.lemma_.lower())
        for child in near
        if child.pos_ == "NOUN" or child.lower_ in ("of", "about", "over")
        for word in child.subtree
        if word.i in inside and word.pos_ == "NOUN" and len(word) > 3
    )


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" or (token.is_upper and len(token) > 1) or token.ent_type_ == "ORG"


def stem(word: str) -> str:
    return re.sub(r"(?:ment|ion|ing|ed|es|s|al|e)$", "", word)[:6]


def _whole(root: Token | None) -> Token | None:
    """ "Claims" of "all of the claims"."""
    if root is not None and root.lower_ in ("all", "any", "none", "some", "each", "both", "most"):
        for child in root.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                return next((c for c in child.children if c.dep_ == "pobj"), root)
    return root


def _has_clause(noun: Token, inside: set[int]) -> bool:
    """Whether a clause after the noun gives the content: "the claim that …"."""
    return any(
        child.i in inside
        and child.i > noun.i
        and child.dep_ in ("acl", "ccomp", "relcl")
        and not (child.dep_ == "acl" and child.tag_ == "VBN" and child.lemma_ in MAKING)
        for child in noun.children
    )


def _says_what(noun: Token, inside: set[int]) -> bool:
    """Whether a clause or phrase after the noun gives the content: "the sale of the pier"."""
    return _has_clause(noun, inside) or any(
        child.dep_ == "prep" and child.i in inside and child.lower_ in ("of", "about", "over")
        for child in noun.children
    )
