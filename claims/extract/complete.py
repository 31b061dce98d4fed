"""Contents made whole: words that the model left out in the middle are put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract.parse import text_of
from claims.records import Attribution, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


def complete(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions``, contents with the words between two of their runs that are neither cue
    nor source of anything: "the bill allows it, but the | checks must come before | they can"."""
    said = sorted(span for each in attributions for span in (*each.cue, *each.source))
    return [_closed(text_of(doc), each, said) for each in attributions]


def _closed(text: str, attribution: Attribution, said: Sequence[Span]) -> Attribution:
    if len(attribution.content) < 2:
        return attribution
    runs = [attribution.content[0]]
    for start, end in attribution.content[1:]:
        gap = text[runs[-1][1] : start]
        free = not any(a < start and runs[-1][1] < b for a, b in said)
        if free and gap.strip() and gap.lstrip()[0].isalnum() and _in_one(gap):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return replace(attribution, content=tuple(runs))


def _in_one(gap: str) -> bool:
    """Whether no sentence, line or announcement of a quotation ends in it."""
    return not any(mark in gap for mark in '.!?:\n“"') and "  " not in gap
