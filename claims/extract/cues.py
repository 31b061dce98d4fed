"""What a cue does, by its own words: which verb or noun it is, and whether it denies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.extract.parse import text_of, tokens_of
from claims.records import Attribution, Cue, Stance
from claims.said import denies

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


_HEDGE = re.compile(
    r"\b(?:reportedly|allegedly|apparently|supposedly|seemingly|perhaps|may|might|could|would)\b",
    re.IGNORECASE,
)


def read_cue(doc: Doc, attribution: Attribution) -> Cue:
    """The cue of ``attribution``, by which nested statements are told apart. What is denied in
    other words ("said it was false") a reader tells."""
    text = " … ".join(text_of(doc)[start:end] for start, end in attribution.cue)
    stance: Stance = "denies" if denies(text) else "asserts"
    lemma = _lemma(tokens_of(doc, attribution.cue))
    return Cue(text, lemma, stance, _HEDGE.search(text) is not None)


def _lemma(cue: list[Token]) -> str:
    """That of the last verb, or else of the last word: "announced" and "stood by her claim"."""
    verbs = [t for t in cue if t.pos_ == "VERB"] or [t for t in cue if not t.is_punct]
    return verbs[-1].lemma_.lower() if verbs else ""
