"""Names of people in a text, found with more evidence than the pipeline's labels.

The small English pipeline labels a surname in one sentence and misses it in the next, takes
titles into names, and people for bodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract import speaking
from claims.extract.titles import is_honorific, is_particle, is_suffix, is_title
from claims.extract.tokens import is_capitalised, is_role, like_role

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


_AFTER_NAMES = frozenset("of from at with and or in on as himself herself".split())


def known_names(doc: Doc) -> frozenset[str]:
    """Surnames of the full names of people in ``doc``, kept with it."""
    known: frozenset[str] | None = doc.user_data.get("claims.known_names")
    if known is None:
        words: set[str] = set()
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                run = _strip([t for t in ent if not t.is_space])
                run = run[:-1] if run and is_suffix(run[-1].text) else run
                if 2 <= len(run) <= 4 and is_capitalised(run[-1]):
                    words.add(_plain(run[-1]))
        known = frozenset(words)
        doc.user_data["claims.known_names"] = known
    return known


def _plain(token: Token) -> str:
    return token.text.replace("’", "'")


def is_known(token: Token) -> bool:
    """Whether ``token`` is the surname of somebody whose full name the text gives."""
    return _plain(token) in known_names(token.doc)


def _strip(run: list[Token]) -> list[Token]:
    """A name without titles and roles before it and what does not belong to it behind."""
    behind: list[Token] = []
    while run and (run[-1].is_punct or (len(run) > 1 and is_suffix(run[-1].text))):
        behind.insert(0, run.pop())
    for i in range(len(run) - 2, -1, -1):
        titled = is_title(run[i].text) or is_role(run[i])
        if is_honorific(run[i].text) or (titled and i + 2 < len(run)):
            run = run[i + 1 :]
            break
    while run and _before_name(run):
        run = run[1:]
    if not run or (len(run) == 1 and run[0].tag_ == "NNS"):
        return []
    return run + behind[:1] if behind and is_suffix(behind[0].text) else run


def _before_name(run: Sequence[Token]) -> bool:
    """Whether the first word of ``run`` stands before a name and is none of it."""
    first = run[0]
    if is_honorific(first.text) or not (is_capitalised(first) or is_particle(first.text)):
        return True
    if len(run) == 1:
        return False
    stop = first.is_stop and first.lower_ != "will"
    stop = stop or (first.tag_ == "VBG" and first.is_sent_start is True)  # "Calling Vale a liar"
    return stop or is_title(first.text) or titling(first, len(run))


def titling(token: Token, length: int = 2) -> bool:
    """A word that stands before names and is none. ``length`` counts the name with it."""
    if is_role(token) or token.lower_ in speaking.ROLE_MODIFIERS:
        return True
    return token.is_sent_start is True and length > 2 and like_role(token)


def runs(words: Sequence[Token]) -> list[list[Token]]:
    """Unbroken runs of words that name a person."""
    known = known_names(words[0].doc)
    found: list[list[Token]] = [[]]
    for token in words:
        person = token.ent_type_ == "PERSON" or (_plain(token) in known and _loose(token))
        person = person or (bool(found[-1]) and is_suffix(token.text))
        if person and token.tag_ != "POS":
            found[-1].append(token)
        elif found[-1]:
            found.append([])
    return [run for run in map(_strip, found) if run]


def _loose(token: Token) -> bool:
    """Not inside a longer name of something else ("Vale County" with a known "Vale")."""
    if token.ent_type_ in {"", "PERSON"}:
        return True
    behind = token.i + 1 < len(token.doc) and token.nbor().ent_iob_ == "I"
    return token.ent_iob_ != "I" and not behind


def person_tokens(tokens: Sequence[Token]) -> list[Token]:
    """The person's name in ``tokens`` that is not part of a description around it."""
    words = list(tokens)
    for run in reversed(runs(words)):
        after = words[words.index(run[-1]) + 1 :]
        if not after or _can_end(after[0]):
            return run
    return []


def _can_end(token: Token) -> bool:
    """Whether a name can stop before ``token``; "Vale spokesman" is not about Vale."""
    if token.tag_ == "POS":
        return False
    if token.is_punct or token.lower_ in _AFTER_NAMES or token.lower_ in speaking.RELATIVES:
        return True
    return token.pos_ == "PROPN" and not is_role(token)
