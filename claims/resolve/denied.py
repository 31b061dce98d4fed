"""Whom pronouns mean in a claim that is named and denied in one breath.

"The bank denied accusations by Mira Teld that it had hidden losses": who denies a claim is mostly
whom it is about, though the accuser stands nearer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from claims.extract.parse import text_of
from claims.records import Source
from claims.resolve.nesting import Layer
from claims.resolve.propositions import Referents

if TYPE_CHECKING:
    from spacy.tokens import Doc

_OF_BODIES = frozenset({"it", "its", "they", "their"})
_OF_PEOPLE = frozenset({"he", "she"})


class People(Referents, Protocol):
    """What this module needs of :class:`claims.resolve.cast.Cast`."""

    def main(self, pronoun: str) -> str | None:
        """The name of whom the article tells most of those whom "he" or "she" can mean."""


class Denied:
    """The referents ``others`` of an article, as a denial sees them."""

    def __init__(self, doc: Doc, others: People, denial: Layer) -> None:
        self._doc = doc
        self._others = others
        self._denier = denial.source
        self._start = denial.content[0][0]

    def referent(self, start: int, end: int, speaker: Source | None = None) -> str | None:
        """The name that the phrase at these offsets stands for, or None."""
        known = self._others.referent(start, end, speaker)
        denier, word = self._denier, text_of(self._doc)[start:end].lower()
        if denier is None or not self._opens(start):
            return known
        if denier.kind in ("organization", "government", "group") and word in _OF_BODIES:
            return denier.name
        if word not in _OF_PEOPLE:
            return known
        if denier.kind == "person":
            return known or denier.name
        main = self._others.main(word)
        return known if main in (None, known) else None

    def _opens(self, start: int) -> bool:
        """Whether nobody and nothing is named in the claim before this."""
        before = self._doc.char_span(self._start, start, alignment_mode="contract")
        return before is None or not any(t.pos_ in ("NOUN", "PROPN") for t in before)
