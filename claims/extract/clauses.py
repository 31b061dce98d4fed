"""The clauses of a content, and how often a predicate is negated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extract.lexicon import words
from claims.extract.tokens import spans_of as runs_of
from claims.records import Spans

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_AUXILIARIES = ("aux", "auxpass")
_PREDICATES = ("VERB", "AUX")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a content."""

    head: Token
    auxiliaries: tuple[Token, ...]
    mark: str | None


def clauses(content: list[Token]) -> list[Clause]:
    """The clauses that ``content`` consists of at its top, coordinate ones included."""
    inside = {token.i for token in content}
    heads: list[Token] = []
    for top in _tops(content, inside):
        for head in _predicates(top, inside):
            if head not in heads:
                heads.append(head)
    return [_clause(head, inside) for head in heads]


def _tops(content: list[Token], inside: set[int]) -> list[Token]:
    """The tokens of ``content`` whose head is outside of it."""
    return [t for t in content if (t.head.i not in inside or t.head.i == t.i) and not t.is_punct]


def _clause(head: Token, inside: set[int]) -> Clause:
    """The clause whose predicate is ``head``; tokens outside of ``inside`` do not count."""
    children = [c for c in head.children if c.i in inside]
    auxiliaries = tuple(c for c in children if c.dep_ in _AUXILIARIES)
    mark = next((c.lower_ for c in children if c.dep_ == "mark"), None)
    return Clause(head, auxiliaries, mark)


def negations(head: Token) -> int:
    """How many times the predicate ``head`` is negated by a word of its own clause."""
    return sum(1 for child in head.children if _negates(child))


def _negates(child: Token) -> bool:
    lemma = child.lemma_.lower()
    if child.dep_ == "neg":
        return not _only(child)
    if child.dep_ in ("nsubj", "nsubjpass"):
        return _negative_phrase(child)
    if child.dep_ in ("advmod", "preconj", "cc"):
        return (lemma in words("negator") and not _only(child)) or _no_longer(child)
    return False


def _no_longer(child: Token) -> bool:
    if child.lower_ not in ("longer", "long"):
        return False
    before = child.doc[child.i - 1] if child.i else child
    return before.lower_ == "no"


def _only(token: Token) -> bool:
    """Whether ``token`` is the "not" of "not only ... but also"."""
    doc = token.doc
    return token.i + 1 < len(doc) and doc[token.i + 1].lower_ in ("only", "just", "merely")


def _negative_phrase(token: Token) -> bool:
    if token.lower_ in ("nobody", "none", "neither", "nothing"):
        return True
    first = next((c for c in token.children if c.dep_ in ("det", "neg", "preconj")), None)
    return first is not None and first.lower_ in ("no", "neither")


def _predicates(top: Token, inside: set[int]) -> Iterator[Token]:
    """The predicates at or right under ``top``, with their coordinate predicates."""
    if top.pos_ in _PREDICATES and top.dep_ not in (*_AUXILIARIES, "amod", "compound"):
        yield top
        for child in top.children:
            if child.i not in inside:
                continue
            fronted = child.dep_ == "ccomp" and child.i < top.i and _subject(child)
            if fronted or (child.dep_ in ("conj", "parataxis") and child.pos_ in _PREDICATES):
                yield from _predicates(child, inside)
    elif top.pos_ in ("ADJ", "NOUN", "PROPN") and any(
        c.dep_ in ("nsubj", "cop") and c.i in inside for c in top.children
    ):
        yield top
    elif top.dep_ in ("prep", "agent", "dative") or top.pos_ in ("ADP", "SCONJ"):
        for child in top.children:
            if child.i in inside and child.dep_ in ("pcomp", "ccomp", "advcl"):
                yield from _predicates(child, inside)


def _subject(token: Token) -> bool:
    return any(c.dep_ in _SUBJECTS for c in token.children)


def spans_of(tokens: list[Token]) -> Spans:
    """The character spans of ``tokens``, neighbours joined; ends with no punctuation."""
    return runs_of(sorted(set(tokens), key=lambda t: t.i))
