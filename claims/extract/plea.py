"""Pleas: "Malone has pleaded not guilty", which denies what he is charged with.

The model mostly takes a plea for no statement at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract.clauses import spans_of
from claims.extract.parse import text_of
from claims.records import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How sure a plea is, as the model's scores go.
SURE = 0.9

_PLEA = re.compile(r"\bple(?:aded|d|ads) (?P<plea>not guilty|innocent)\b", re.IGNORECASE)
_AROUND = frozenset({"aux", "advmod"})


def pleas(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions`` with the pleas of somebody who is named that are missing among them."""
    cued = {i for a in attributions for start, end in a.cue for i in range(start, end)}
    found = list(attributions)
    for match in _PLEA.finditer(text_of(doc)):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is None or any(i in cued for i in range(*match.span())):
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
