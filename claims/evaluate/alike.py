"""Whether two names mean one source, as far as a benchmark needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.fuzz import token_sort_ratio

#: Words that tell nobody from anybody else.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """he she it they we i who which him her them his its their himself herself itself
        themselves one the a an of and for in mr ms mrs dr""",
    )
)
#: Token-sorted similarity, out of 100, of spellings of one name.
SPELLING = 92


def words(name: str) -> frozenset[str]:
    """The words that tell one name from another, in lower case without possessive ``'s``."""
    plain = re.sub(r"['’]s?\b", "", name.lower())
    found = re.findall(r"\w+", plain)
    return frozenset(word for word in found if word not in _EMPTY)


def same_name(name: str, known: Iterable[str]) -> bool:
    """Whether ``name`` is one of ``known`` names and phrases of a source. A pronoun is no
    name; "Okoru" will do for "Sena Okoru", and "Colonel Sena Okoru" as well."""
    own = words(name)
    return bool(own) and any(_alike(own, words(other)) for other in known)


def _alike(own: frozenset[str], theirs: frozenset[str]) -> bool:
    if not theirs:
        return False
    if own == theirs or (own < theirs and len(own) * 2 >= len(theirs)):
        return True
    if theirs < own and len(theirs) >= 2:
        return True
    return token_sort_ratio(" ".join(sorted(own)), " ".join(sorted(theirs))) >= SPELLING
