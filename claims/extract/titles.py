"""Words around the names of people, from the vocabulary of nameparser (LGPL): titles that stand
before them, suffixes behind, and particles that hold the words of one together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from claims.extract import speaking

if TYPE_CHECKING:
    from nameparser import Lexicon

#: What titles that news shortens are in full.
SHORTENED = {
    "adm": "Admiral", "amb": "Ambassador", "atty": "Attorney", "brig": "Brigadier",
    "capt": "Captain", "cmdr": "Commander", "col": "Colonel", "const": "Constable",
    "det": "Detective", "gen": "General", "gov": "Governor", "insp": "Inspector",
    "lt": "Lieutenant", "maj": "Major", "pres": "President", "prof": "Professor",
    "rep": "Representative", "rev": "Reverend", "sen": "Senator", "sgt": "Sergeant",
    "supt": "Superintendent",
}  # fmt: skip


@cache
def _lexicon() -> Lexicon:
    from nameparser import Lexicon

    return Lexicon.default()


def is_title(word: str) -> bool:
    """Whether ``word`` may stand before a name: "Dr.", "Gen", "Sheikh", and several: "Sens."."""
    plain = word.lower().strip(".")
    forms = {plain, plain.removesuffix("s")}
    return not forms.isdisjoint(SHORTENED) or not forms.isdisjoint(_lexicon().titles)


def is_honorific(word: str) -> bool:
    """Whether ``word`` is a title and can be no part of a name or of a role: "Mr", "Sen."."""
    lower = word.lower()
    certain = lower in speaking.HONORIFICS or lower.strip(".") in SHORTENED or lower.endswith(".")
    return certain and is_title(word)


def in_full(word: str) -> str:
    """A title of one, spelled out: "Senator" for "Sen." and for "Sens."."""
    plain = word.lower().strip(".")
    one = plain.removesuffix("s")
    several = plain not in _lexicon().titles and one in _lexicon().titles
    known = SHORTENED.get(plain) or SHORTENED.get(one)
    return known or (word.removesuffix("s") if several else word)


def is_particle(word: str) -> bool:
    """Whether ``word`` belongs to the word of a name behind it: "bin", "van"."""
    return word.lower() in _lexicon().particles


def is_suffix(word: str) -> bool:
    """Whether ``word`` tells one bearer of a name from another: "Jr.", "III"."""
    plain = word.lower().strip(".")
    return len(plain) > 1 and word[0].isupper() and plain in _lexicon().suffix_words
