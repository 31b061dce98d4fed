"""The decision: which pairs are linked, as what, and how sure that is.

A reader has said how likely two claims are in dispute (`claims.reading`). Here it is decided who
can be a party to one, which kind of link it is, and what its score says. A pair is decided on its
own: nothing depends on what else is in the database, so that claims ingested one by one give the
same links as claims ingested together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.compare.explain import explain
from claims.compare.numbers import numbers
from claims.compare.pairs import Pair, Party
from claims.compare.parties import allied, papers, party, unnamed_papers
from claims.records import Link, LinkKind, Spans

#: A reader's probability becomes a score: the share of such pairs that two readers of unseen
#: news call right. Slope and shift of the log odds, within an article and across two.
WITHIN, ACROSS = (1.0, 0.0), (1.0, 0.0)
#: Least probability of an echo.
ECHO = 0.6
#: A statement in fewer words than this names a thing and says nothing of it.
FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Options:
    """``floor`` is the least score of a link that is kept."""

    floor: float = 0.35


def decided(pairs: Iterable[Pair], options: Options | None = None) -> list[Link]:
    """The links among ``pairs``."""
    found = (decide(pair, options or Options()) for pair in pairs)
    return [link for link in found if link is not None]


def decide(pair: Pair, options: Options) -> Link | None:
    """The link of a pair, if it is one."""
    pair = ordered(pair)
    score = calibrated(pair)
    kind = kind_of(pair)
    if score < options.floor or not opposed(pair, kind):
        if pair.echo < ECHO or pair.a.source.id == pair.b.source.id or not _says(pair.b):
            return None
        kind, score = "echo", pair.echo
    reasons = reasons_of(pair, kind)
    return Link(
        pair.a.claim.id,
        pair.b.claim.id,
        kind,
        round(score, 4),
        reasons,
        explain(kind, pair.a, pair.b),
    )


def ordered(pair: Pair) -> Pair:
    """``a`` speaks against ``b``: the denial, or else the later of the two."""
    return (
        pair
        if _rank(pair, pair.a, pair.denies) > _rank(pair, pair.b, pair.denied)
        else (pair.swapped)
    )


def _rank(pair: Pair, party: Party, denies: float) -> tuple[bool, float, date, str, Spans, str]:
    claim = party.claim
    denial = claim.stance == "denies"
    return (
        denial,
        denies if denial else 0.0,
        party.day or date.min,
        claim.article,
        claim.quote_spans,
        claim.id,
    )


def calibrated(pair: Pair) -> float:
    """The score of a pair as a dispute, 0 to 1."""
    slope, shift = WITHIN if pair.within else ACROSS
    odds = min(max(pair.dispute, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(slope * math.log(odds / (1 - odds)) + shift)))


def kind_of(pair: Pair) -> LinkKind:
    """Which kind of dispute it is, if it is one."""
    if pair.a.claim.stance == "denies":
        return "denial"
    if pair.a.source.id == pair.b.source.id:
        return "reversal"
    one, two = numbers(pair.a.claim.wording), numbers(pair.b.claim.wording)
    return "figures" if one and two and not one & two else "conflict"


def opposed(pair: Pair, kind: LinkKind) -> bool:
    """Whether the two can be parties to a dispute of ``kind``."""
    a, b = pair.a, pair.b
    if a.claim.id == b.claim.id or not (a.claim.disputable and b.claim.disputable):
        return False
    if "questions" in (a.claim.stance, b.claim.stance) or not (party(a) and party(b)):
        return False
    if not _says(b) or (kind != "denial" and not _says(a)):
        return False
    if a.source.id == b.source.id:
        return pair.days_apart
    return not (allied(a, b) or papers(pair) or unnamed_papers(pair))


def _says(party: Party) -> bool:
    return len(party.claim.wording.split()) >= FEWEST_WORDS


#: Why two are linked, in short codes: by kind, that a denial points to the other, and where.
BY_KIND: dict[LinkKind, str] = {
    "denial": "read-as-denial",
    "conflict": "read-as-conflict",
    "figures": "figures",
    "reversal": "own-earlier-words",
    "echo": "read-as-echo",
}
POINTS, WITHIN_ONE, OF_TWO = "points-to-claim", "one-article", "two-articles"


def reasons_of(pair: Pair, kind: LinkKind) -> tuple[str, ...]:
    """Why they are linked, in short codes."""
    found = [BY_KIND[kind]]
    if kind == "denial" and pair.a.claim.about == pair.b.claim.id:
        found.append(POINTS)
    found.append(WITHIN_ONE if pair.within else OF_TWO)
    return tuple(found)
