"""Figures of one thing that two sources give side by side in an article.

"The ministry said that 31 people had died. The rescue service put the dead at 19": what two
figures are of need not be said twice where they stand together, so that neither the embedding
nor the judge is asked.
"""

from __future__ import annotations

import re
from dataclasses import replace

from claims.compare.figures import (
    FigureConflict,
    compatible,
    disagree,
    polled,
)
from claims.compare.gates import disputed, statable
from claims.compare.measures import CLASSES
from claims.compare.numbers import read
from claims.compare.pairs import Pair
from claims.compare.parties import allied, asserted, papers
from claims.compare.quantities import quantities
from claims.compare.wordforms import tokens

_STATES = frozenset(CLASSES.values())
#: A figure of what was counted just before: "the figure was no less than 200".
_TAKEN_UP = re.compile(
    r"(?:the|that|their|its) (?:\w+ )?(?:figure|number|total|toll|count|estimate|sum|amount|tally)"
    r" (?:is|was|were|stood at) (?P<value>\D{0,24}\d.*)",
    re.IGNORECASE,
)


def side_by_side(pair: Pair) -> FigureConflict | None:
    """The figures on which two sources exclude each other within a few statements: of what
    became of people, of things by one noun, or of what the other has counted just before."""
    a, b = pair.a, pair.b
    if not pair.nearby or a.source.id == b.source.id or allied(a, b) or papers(pair):
        return None
    for party in (a, b):
        told = party.claim.stance == "asserts" and party.claim.force == "fact"
        if not (told and disputed(party) and statable(party) and asserted(party)):
            return None
        if polled(party.source.name):
            return None
    found = disagree(a.claim.wording, b.claim.wording)
    if found is not None and (found.measured in _STATES or found.a.noun):
        return found
    if pair.gap == 1:
        return taken_up(a.claim.wording, b.claim.wording)
    return None


def taken_up(later: str, earlier: str) -> FigureConflict | None:
    """The figure that ``later`` gives of the one thing that ``earlier`` counts, if the two
    exclude each other."""
    match = _TAKEN_UP.match(later)
    counted = [q for q in quantities(earlier) if not (q.part or q.change)]
    if match is None or len(counted) != 1 or quantities(later):
        return None
    words = tokens(match["value"])
    number = next((n for at in range(len(words)) if (n := read(words, at)) is not None), None)
    if number is None:
        return None
    (other,) = counted
    value = match["value"].rstrip(".")
    figure = replace(
        other,
        low=number.low,
        high=number.high,
        bound=number.bound,
        rounded=number.rounded,
        text=value,
    )
    return None if compatible(figure, other) else FigureConflict(figure, other, other.unit)
