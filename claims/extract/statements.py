"""Attributions to statements: speaker, cue, quotation and day of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.clutter import readable, without
from claims.extract.dates import said_on
from claims.extract.parse import text_of, tokens_of
from claims.extract.quotation import quotation_of
from claims.records import Article, Attribution, Cue, Mention, Stance, Statement
from claims.said import denies

if TYPE_CHECKING:
    from spacy.tokens import Doc

_HEDGE = re.compile(
    r"\b(?:reportedly|allegedly|apparently|supposedly|seemingly|perhaps|may|might|could|would)\b",
    re.IGNORECASE,
)


def statements(article: Article, doc: Doc, attributions: Sequence[Attribution]) -> list[Statement]:
    """The statements of ``article`` in the order of ``attributions``.

    ``doc`` is the text of ``article`` that is read (`readable`), as ``parse.parse`` gives it. An
    attribution without content gives none.
    """
    from claims.extract.speakers import speaker_of

    text = readable(article.text)
    return [
        Statement(
            attribution=attribution,
            cue=read_cue(doc, attribution),
            speaker=_in_text(article, speaker_of(doc, attribution)),
            quotation=quotation_of(text, attribution.content),
            said_on=said_on(doc, attribution, article.published),
        )
        for attribution in attributions
        if attribution.content
    ]


def _in_text(article: Article, mention: Mention | None) -> Mention | None:
    """``mention`` without the clutter that stands inside it."""
    return mention and replace(mention, spans=without(article.text, mention.spans))


def read_cue(doc: Doc, attribution: Attribution) -> Cue:
    """The cue of ``attribution``, by which nested statements are told apart: its words, the lemma
    of its last verb, or else of its last word, and whether it denies and doubts by itself. What is
    denied in other words ("said it was false") a reader tells."""
    text = " … ".join(text_of(doc)[start:end] for start, end in attribution.cue)
    words = [t for t in tokens_of(doc, attribution.cue) if not t.is_punct]
    verbs = [t for t in words if t.pos_ == "VERB"] or words
    lemma = verbs[-1].lemma_.lower() if verbs else ""
    stance: Stance = "denies" if denies(text) else "asserts"
    return Cue(text, lemma, stance, _HEDGE.search(text) is not None)
