"""The languages that articles are read in, each once: its name, and the module that reads it.

A new language is an entry here and a module whose ``resolved(articles, attributor, spacy)`` yields
an extraction an article, in their order: claims and the sources, local to it, that make them. What
a reader says of these is put in later, whatever the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from claims.extract.attribution import Attributor
    from claims.records import Article, Extraction

    #: Given articles of one language, the model that finds who said what in English, and the
    #: name of a spaCy pipeline if one was chosen.
    Resolved = Callable[[Sequence[Article], Attributor, str | None], Iterator[Extraction]]


@dataclass(frozen=True, slots=True)
class Language:
    """``name`` is what people call it, ``module`` what reads it."""

    name: str
    module: str


#: By ISO 639-1 code; the first is taken where nobody says which it is.
LANGUAGES: dict[str, Language] = {
    "en": Language("English", "claims.languages.english"),
}


def reads(code: str | None) -> bool:
    """Whether articles in this language give claims."""
    return code in LANGUAGES


def names() -> str:
    """The names of all, for people."""
    return " or ".join(each.name for each in LANGUAGES.values())


def resolver(code: str | None) -> Resolved:
    """What reads articles in this language."""
    known = LANGUAGES.get(code or "") or next(iter(LANGUAGES.values()))
    return cast("Resolved", import_module(known.module).resolved)
