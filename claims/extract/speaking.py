"""Words that tell who is speaking: titles, roles, bodies, documents and groups.

The lists are in ``speaking.toml``.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Literal

_LISTS: dict[str, str] = tomllib.loads(
    files("claims.extract").joinpath("speaking.toml").read_text(encoding="utf-8")
)


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one string, parted by white space."""
    return frozenset(text.split())


def _words(key: str) -> frozenset[str]:
    return words_of(_LISTS[key])


MALE_TITLES = _words("male_titles")
FEMALE_TITLES = _words("female_titles")
HONORIFICS = MALE_TITLES | FEMALE_TITLES
ROLES = _words("roles")
FEMALE_NOUNS = _words("female_nouns")
ROLE_MODIFIERS = _words("role_modifiers")
BODIES = _words("bodies")
GOVERNMENT_BODIES = _words("government_bodies")
DOCUMENTS = _words("documents")
GROUPS = _words("groups")
SPEECH = _words("speech")

PERSON_PRONOUNS: dict[str, Literal["female", "male"]] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
IT_PRONOUNS = frozenset({"it", "its", "itself"})
THEY_PRONOUNS = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST_SINGULAR = frozenset({"i", "me", "my", "mine", "myself"})
FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
PRONOUNS = frozenset(PERSON_PRONOUNS) | IT_PRONOUNS | THEY_PRONOUNS | FIRST_SINGULAR | FIRST_PLURAL
