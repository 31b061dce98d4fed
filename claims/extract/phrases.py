"""A noun phrase read as a speaker: its kind, and what it tells of a person or a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from claims.extract import persons, speaking
from claims.extract.persons import Reading
from claims.extract.speaking import words_of
from claims.extract.tokens import (
    DETERMINERS,
    is_body,
    is_capitalised,
    is_document,
    spans_of,
    text_of,
)
from claims.records import Mention, SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Token

Number = Literal["singular", "plural"]

_PARTY = re.compile(r"[A-Z]-[A-Z]")  # "D-Md.", behind the name of a member
_BREAKS = frozenset({",", "(", ")", "–", "—", "--", ";", "[", "]", ":"})
_ASIDES = frozenset({"relcl", "acl", "advcl", "ccomp", "xcomp", "parataxis", "dep"})
_COLLECTIONS = words_of("group team pair number couple handful majority series crowd half string")
_PREPOSITIONS = words_of("of for at in with from to on by inside within")


def noun_phrase(head: Token) -> list[Token]:
    """The phrase of ``head``: its subtree without clauses and other asides."""
    kept = [head]
    stack = [head]
    while stack:
        for child in stack.pop().children:
            if _belongs(child, head):
                kept.append(child)
                stack.append(child)
    return sorted(kept, key=lambda t: t.i)


def _belongs(child: Token, head: Token) -> bool:
    if child.dep_ in {"conj", "cc"}:
        return child.head.i == head.i or child.head.dep_ in {"amod", "compound", "nmod", "conj"}
    if child.dep_ in _ASIDES:
        return False
    if child.dep_ == "punct":
        return child.text in {",", "(", ")", "-", "–"}
    return child.dep_ != "prep" or child.lower_ in _PREPOSITIONS


def _segments(tokens: Sequence[Token]) -> list[list[Token]]:
    """The stretches between commas, dashes and brackets, up to a relative clause; what has
    nothing between them ("[1]", whose head is a bracket) is one."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in _BREAKS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p] or [[*tokens]]


def _trim(tokens: Sequence[Token]) -> list[Token]:
    """Without quotation marks, spaces, punctuation and a loose "and" at the edges."""
    out = [t for t in tokens if not t.is_space and not t.is_quote]
    while out and out[0].is_punct:
        out.pop(0)
    while out and (out[-1].is_punct or out[-1].tag_ == "POS" or out[-1].dep_ == "cc"):
        if out[-1].text == ")" and any(t.text == "(" for t in out):
            break
        out.pop()
    return out


def mention(tokens: Sequence[Token], head: Token) -> Mention:
    """Read ``tokens``, a noun phrase in the order of the text, whose head word is ``head``."""
    words = _trim(tokens) or [head]
    base = Mention(spans_of(words), text_of(words), head.lemma_.lower(), number=_number(head))
    if len(words) == 1 and words[0].lower_ in speaking.PRONOUNS | speaking.RELATIVES:
        return _pronoun(base, words[0])
    if head.pos_ == "PRON" and not is_capitalised(head):
        kind: SourceKind = "group" if head.lower_ in speaking.GROUPS else "unnamed"
        return replace(base, kind=kind)
    segments = _segments(words)
    main = next((i for i, s in enumerate(segments) if head in s), 0)
    if _coordinated(head, words):
        return _group(base)
    readings = [persons.read(s) for s in segments]
    found = _find_person(segments, readings, main, base.number == "plural")
    if found is not None:
        own, others = found
        return _person(base, own, others)
    return _unnamed(base, head, segments[main], readings[main])


def _find_person(
    segments: Sequence[Sequence[Token]], readings: list[Reading], main: int, plural: bool
) -> tuple[Reading, list[Reading]] | None:
    """The stretch that names the person, and the others; None if no person is named."""
    own = readings[main]
    if own.name:
        return own, _beside(readings, main)
    one = segments[main][0].lower_ == "one" and len(segments[main]) > 1
    if (one or (own.role and not plural)) and main + 1 < len(readings):
        # "the company's chief executive, A B", "one of them, A B, a baker"
        after = readings[main + 1]
        if after.name:
            return after, [own, *readings[main + 2 :]]
        named = segments[main + 1]
        if after == Reading() and len(named) > 1 and _name_shape(named):
            return Reading(name=text_of(named)), [own]
    telling = [r for i, r in enumerate(readings) if i > main and r.role and not r.name]
    if own.role is None and telling and _name_shape(segments[main]) and not plural:
        return Reading(name=text_of(segments[main])), telling
    return None


def _beside(readings: Sequence[Reading], main: int) -> list[Reading]:
    """What stands right behind a name, up to the next one, and right before it."""
    behind = list(takewhile(lambda r: not r.name, readings[main + 1 :]))
    return behind + [r for r in readings[max(main - 1, 0) : main] if not r.name]


def _name_shape(segment: Sequence[Token]) -> bool:
    """Whether a stretch is nothing but a few capitalised words, none of them a body's."""
    return (
        1 <= len(segment) <= 6
        and not _PARTY.match(text_of(segment))
        and segment[0].ent_type_ not in {"GPE", "NORP", "LOC"}
        and all((is_capitalised(t) or t.text == "-") and not is_body(t) for t in segment)
    )


def _person(base: Mention, named: Reading, others: Sequence[Reading]) -> Mention:
    if named.body:
        return replace(base, name=named.name, kind="organization", affiliation=named.affiliation)
    role, affiliation = named.role, named.affiliation
    for reading in others:
        if reading.role:
            if role is None:
                role, affiliation = reading.role, reading.affiliation or affiliation
            affiliation = affiliation or reading.affiliation
    return replace(
        base,
        name=named.name,
        kind="person",
        role=role or named.office,
        affiliation=affiliation,
        number="singular",
        gender=named.gender,
    )


def _group(base: Mention) -> Mention:
    return replace(base, kind="group", number="plural")


def _unnamed(base: Mention, head: Token, segment: Sequence[Token], reading: Reading) -> Mention:
    plural = base.number == "plural"
    proper = is_capitalised(head) and (not head.is_sent_start or head.pos_ == "PROPN")
    if reading.role:
        if plural or head.lower_ in speaking.GROUPS:
            return replace(_group(base), role=reading.role)
        return replace(
            base,
            kind="unnamed",
            role=reading.role,
            affiliation=reading.affiliation,
            gender=reading.gender,
        )
    people = head.ent_type_ == "NORP" and plural
    if people or (head.tag_ in {"NNS", "NNPS"} and head.lower_ in speaking.GROUPS):
        return _group(base)
    if head.lower_ in _COLLECTIONS and any(t.lower_ == "of" for t in segment):
        return _group(base)
    if head.lower_ in speaking.GOVERNMENT_BODIES or head.lemma_.lower() == "government":
        return replace(base, kind="government", name=_body_name(segment), number="singular")
    if head.ent_type_ in {"GPE", "LOC"}:
        return replace(base, kind="government", name=_body_name(segment), number="singular")
    if is_document(head) and not (proper and head.ent_type_ == "ORG"):
        return replace(base, kind="document", name=_body_name(segment))
    if plural and head.lower_ == "police":
        return replace(base, kind="organization", name=_body_name(segment), number=None)
    if (head.lower_ in speaking.GROUPS and not proper) or (plural and not proper):
        return _group(base)
    if proper or is_body(head):
        return replace(base, kind="organization", name=_body_name(segment), number="singular")
    return base


def _body_name(segment: Sequence[Token]) -> str | None:
    """The words of a body's name, if any of them is a proper one."""
    words = _trim([*takewhile(lambda t: t.lower_ not in speaking.RELATIVES, segment)])
    while words and (words[0].lower_ in DETERMINERS):
        words = words[1:]
    if not any(is_capitalised(t) and (not t.is_sent_start or _proper(t)) for t in words):
        return None
    return text_of(words)


def _proper(token: Token) -> bool:
    return bool(token.ent_type_) or token.pos_ == "PROPN"


def _coordinated(head: Token, words: Sequence[Token]) -> bool:
    inside = set(words)
    return any(
        t in inside and t.dep_ == "conj" and t.pos_ in {"NOUN", "PROPN"} for t in head.children
    ) and any(t.lower_ in {"and", "or"} for t in head.children)


def _pronoun(base: Mention, token: Token) -> Mention:
    lower = token.lower_
    gender = speaking.PERSON_PRONOUNS.get(lower)
    kind: SourceKind = "person" if gender or lower in speaking.FIRST_SINGULAR else "unnamed"
    plural = lower in speaking.THEY_PRONOUNS | speaking.FIRST_PLURAL
    return replace(
        base,
        head=lower,
        kind="group" if plural else kind,
        pronoun=True,
        number="plural" if plural else "singular",
        gender=gender,
    )


def _number(head: Token) -> Number | None:
    if head.tag_ in {"NNS", "NNPS"}:
        return "plural"
    return "singular" if head.tag_ in {"NN", "NNP"} else None
