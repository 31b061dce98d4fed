"""Pleas: "Malone has pleaded not guilty", which denies what he is charged with.

The model mostly takes a plea for no statement at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract.aside import SURE, cued
from claims.extract.clauses import spans_of
from claims.extract.parse import text_of
from claims.records import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PLEA = re.compile(r"\bple(?:aded|d|ads) (?P<plea>not guilty|innocent)\b", re.IGNORECASE)
_AROUND = frozenset({"aux", "advmod"})


def pleas(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions`` with the pleas of somebody who is named that are missing among them."""
    taken = cued(attributions)
    found = list(attributions)
    for match in _PLEA.finditer(text_of(doc)):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None or any(i in taken for i in range(*match.span())):
            continue
        verb = span[0]
        who = _pleading(verb)
        if who:
            cue = [c for c in verb.children if c.dep_ in _AROUND and c.i < verb.i] + [verb]
            found.append(Attribution(spans_of(who), spans_of(cue), (match.span("plea"),), SURE))
    return found


def _pleading(verb: Token) -> list[Token]:
    """The subject of ``verb``, or of the verb that it is joined to."""
    for holder in (verb, verb.head):
        for child in holder.children:
            if child.dep_ in ("nsubj", "nsubjpass") and child.i < verb.i:
                return list(child.subtree)
    return []
