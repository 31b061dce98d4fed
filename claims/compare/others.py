"""Is it of one that two statements speak: "there is no wife named X" says nothing of her name, and
an aide to the leader is not the leader."""

from __future__ import annotations

import re

from claims.compare.overlap import content, shared
from claims.compare.pairs import Pair


def of_others(pair: Pair) -> bool:
    """Whether the two only seem to speak of one: "there is no wife named X" of "her name is X",
    and "the leader is dead" of "an aide to the leader died"."""
    one, two = pair.a.claim.wording, pair.b.claim.wording
    return any(_nobody_named(x, y) or _relation(x, y) for x, y in ((one, two), (two, one)))


def _nobody_named(one: str, two: str) -> bool:
    match = _NAMED.search(one)
    return match is not None and not shared(match[1], two)


def _relation(one: str, two: str) -> bool:
    subject, person = _SUBJECT.match(one), _RELATION.search(two)
    if subject is None or person is None:
        return False
    meant, before = content(subject[1]), two[: person.start()]
    if not meant or _IS.search(before):
        return False  # of the relation itself
    after = " ".join(two[person.end() :].split()[:6])
    return meant <= content(after) and not meant <= content(before)


_NAMED = re.compile(
    r"\b[Nn]o (wife|husband|son|daughter|brother|sister|mother|father|child|relative|partner)"
    r" (?:named|called) [A-Z]"
)
_IS = re.compile(r"\b(?:was|is|were|are|been|has|had|no)\b[^,;]*$", re.IGNORECASE)
_SUBJECT = re.compile(r"((?:[\w’'.-]+ ){1,5}?)(?:was|is|had|has|were|did|will|would)\b")
_RELATION = re.compile(
    r"\b(?:aides?|advis[eo]rs?|deputy|deputies|wife|husband|sons?|daughters?|brothers?|sisters?"
    r"|mother|father|parents|cousins?|relatives?|bodyguards?|drivers?|assistants?|lawyers?"
    r"|spokes\w+|supporters?|followers?|associates?|allies|ally|friends?) (?:to|of|for) ",
    re.IGNORECASE,
)
