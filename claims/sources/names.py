"""Names compared: people by surname and given names, bodies by their telling words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from claims.extract import speaking
from claims.extract.speaking import words_of
from claims.sources import countries

if TYPE_CHECKING:
    from nicknames import NickNamer

_GENERATIONS = words_of("jr ii iii iv v junior")  # the elder is rarely told from the younger
_EMPTY = words_of(
    """the a an of for and in at to on 's ’s inc inc. corp corp. corporation ltd ltd. llc plc co co.
    company gmbh sa s.a. ag nv group holdings"""
)
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?", re.UNICODE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """``text`` for comparison: no accents, one kind of apostrophe, lower case."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.lower().split())


@lru_cache(maxsize=65536)
def _read(name: str) -> tuple[tuple[str, ...], str]:
    """The words of a name as nameparser reads it, and what tells its bearer from another."""
    from nameparser import HumanName

    human = HumanName(" ".join(name.replace("’", "'").split()))
    words = (fold(w).replace(".", "") for w in (human.first, *human.middle_list, human.last))
    known = tuple(w.strip(",\"'") for w in words if w)
    if name[:1].islower():  # "van Hollen", which it takes for a given name and a surname
        known = (" ".join(known),)
    suffix = fold(human.suffix).replace(".", "")
    return known or (fold(name),), suffix if suffix in _GENERATIONS else ""


def parts(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded; "de la Cruz" is one, a title and "Jr." none."""
    return _read(name)[0]


def generation(name: str) -> str:
    """What tells a person from an elder one of the name: "jr" of "Donald Lowell Jr."."""
    return _read(name)[1]


def surname(name: str) -> str:
    """The last word of a name, with particles such as "al-" taken off."""
    words = parts(name)
    return words[-1].split()[-1].removeprefix("al-").removeprefix("el-") if words else ""


def surnames(name: str) -> set[str]:
    """The words under which a person is found: whatever `surname` gives for a form of a name is
    one of them, and so are the words between it and the first."""
    words = parts(name)
    return {w for w in words[1:] if len(w) > 1} | {surname(name)}


def bears(name: str, bare: str) -> bool:
    """Whether the bearer of ``name`` can be called ``bare``, a surname."""
    told, own = generation(bare), generation(name)
    shortened = not told and len(parts(name)) > 1  # "Lowell Jr." is not called "Lowell"
    return surname(name) == surname(bare) and (told == own or shortened)


@cache
def _nicknames() -> NickNamer:
    from nicknames import NickNamer

    return NickNamer()


@lru_cache(maxsize=65536)
def same_given(a: str, b: str) -> bool:
    """Whether two given names may be one: an initial, a short form, another spelling."""
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    known = _nicknames()
    if b in known.nicknames_of(a) or a in known.nicknames_of(b):
        return True
    return min(len(a), len(b)) >= 4 and _similarity(a, b) >= 0.9


def _similarity(a: str, b: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    return float(JaroWinkler.similarity(a, b))


def same_person(a: str, b: str, loose: bool = True) -> bool:
    """Whether two names of two words or more can be forms of one name.

    The surnames are equal and the first given names are; with ``loose``, initials, short
    forms and other spellings of a given name will do. Middle names must not contradict
    each other. "Ana Ruiz Soto" covers "Ana Ruiz".
    """
    x, y = parts(a), parts(b)
    if len(x) < 2 or len(y) < 2 or generation(a) != generation(b):
        return False
    if x == y:
        return True
    short, long = sorted((x, y), key=len)
    if len(long) > len(short) and long[: len(short)] == short:
        return True
    if surname(a) != surname(b) or not (x[0] == y[0] or (loose and same_given(x[0], y[0]))):
        return False
    return all(same_given(m, n) for m, n in zip(x[1:-1], y[1:-1], strict=False))


@lru_cache(maxsize=65536)
def body_words(name: str) -> tuple[str, ...]:
    """The telling words of a body's name, sorted; country words become country names."""
    words = _WORD.findall(name.replace("’", "'"))
    out: set[str] = set()
    for raw in words:
        word = raw.removesuffix("'s").removesuffix("'")
        if fold(word) in _EMPTY:
            continue
        nation = countries.country(word) if word[:1].isupper() else None
        out.add(fold(nation) if nation else fold(word).strip("."))
    return tuple(sorted(out)) or (fold(name),)


def initials(name: str) -> str:
    """The first letters of the words of a name that are capitalised: "UN" of "United Nations"."""
    return "".join(w[0] for w in _WORD.findall(name) if w[0].isupper())


def is_acronym(name: str) -> bool:
    plain = name.replace(".", "").removeprefix("the ").removeprefix("The ")
    return 2 <= len(plain) <= 6 and plain.isupper() and plain.isalpha()


def fullest(names: Sequence[str]) -> str:
    """The longest form; of equals the first in the alphabet, so that order plays no part."""
    return min(names, key=lambda n: (-len(n.split()), -len(n), n))


def without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in {"the", "a", "an"} else name


def role_heads(role: str | None) -> set[str]:
    """The words of a role that can stand for it: "director" of "director of research"."""
    words = (role or "").lower().replace("-", " ").split()
    end = next((i for i, w in enumerate(words) if w in {"of", "for", "to", "in"}), len(words))
    return {w for w in words[:end] if w in speaking.ROLES} | set(words[:end][-1:])
