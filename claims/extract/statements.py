"""Attributions to statements: speaker, cue, quotation and day of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.clutter import readable, without
from claims.extract.cues import read_cue
from claims.extract.dates import said_on
from claims.extract.quotation import quotation_of
from claims.records import Article, Attribution, Mention, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc


def statements(article: Article, doc: Doc, attributions: Sequence[Attribution]) -> list[Statement]:
    """The statements of ``article`` in the order of ``attributions``.

    ``doc`` is the text of ``article`` that is read (`readable`), as ``parse.parse`` gives it. An
    attribution without content gives none.
    """
    from claims.extract.speakers import speaker_of

    found = []
    text = readable(article.text)
    for attribution in attributions:
        if not attribution.content:
            continue
        found.append(
            Statement(
                attribution=attribution,
                cue=read_cue(doc, attribution),
                speaker=_in_text(article, speaker_of(doc, attribution)),
                quotation=quotation_of(text, attribution.content),
                said_on=said_on(doc, attribution, article.published),
            )
        )
    return found


def _in_text(article: Article, mention: Mention | None) -> Mention | None:
    """``mention`` without the clutter that stands inside it."""
    return mention and replace(mention, spans=without(article.text, mention.spans))
