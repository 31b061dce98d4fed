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
from claims.compare.parties import allied, party
from claims.extract import speaking
from claims.kinds import KINDS
from claims.odds import log_odds, weighed
from claims.reading.target import words_of
from claims.records import KEPT, Link, LinkKind, Spans

#: What the score of a dispute is made of: log odds of what the reader says of the pair and of each
#: claim, and where the two stand; of a denial, whether the other claim ``names`` or may mean
#: (``pronoun``) the one who denies, and whether the denial ``points`` to it. Fitted by logistic
#: regression (`claims.training.weights`) on articles that the network had not learned, where a pair
#: counts as right if the one who read the article listed it.
WEIGHTS: dict[str, float] = {
    "bias": -0.731,
    "dispute": 0.355,
    "denial": -0.210,
    "names": 0.497,
    "pronoun": 0.433,
    "points": 0.698,
    "distance": -0.476,
    "sure": 0.009,
}
_THIRD = {*speaking.PERSON_PRONOUNS, *speaking.IT_PRONOUNS, *speaking.THEY_PRONOUNS}
#: How far apart two statements of two articles count, in characters: no real articles were read
#: together for this; on invented stories they are right as often as neighbours.
ELSEWHERE = 200
#: No claim counts as surer than this: the network never is, other readers and people are.
SUREST = 0.98
#: Least probability of an echo.
ECHO = 0.6
#: Least probability that a denial denies a claim of another article.
POINTING = 0.85
#: A statement in fewer words than this names a thing and says nothing of it.
FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Options:
    """``floor`` is the least score of a link that is kept."""

    floor: float = KEPT


def decided(pairs: Iterable[Pair], options: Options | None = None) -> list[Link]:
    """The links among ``pairs``."""
    found = (decide(pair, options or Options()) for pair in pairs)
    return [link for link in found if link is not None]


def decide(pair: Pair, options: Options) -> Link | None:
    """The link of a pair, if it is one."""
    pair = ordered(pair)
    kind = kind_of(pair)
    score = score_of(pair, kind)
    if score >= options.floor and opposed(pair, kind):
        return _link(pair, kind, score)
    return echo(pair)


def echo(pair: Pair) -> Link | None:
    """The echo that a pair is, if it is one: two sources, of whom both deny or neither does."""
    pair = ordered(pair)
    a, b = pair.a, pair.b
    if pair.echo < ECHO or a.source.id == b.source.id or not (_says(a) and _says(b)):
        return None
    if (a.claim.stance == "denies") != (b.claim.stance == "denies"):
        return None
    if not (party(a) and party(b)) or numbers(a.claim.quote) != numbers(b.claim.quote):
        return None
    return _link(pair, "echo", pair.echo)


def _link(pair: Pair, kind: LinkKind, score: float) -> Link:
    a, b = pair.a, pair.b
    return Link(
        a.claim.id,
        b.claim.id,
        kind,
        round(score, 4),
        reasons_of(pair, kind),
        explain(kind, a, b),
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


def features(pair: Pair, kind: LinkKind) -> dict[str, float]:
    """What the score of a pair as a dispute of ``kind`` is made of, by the names in `WEIGHTS`."""
    one, two = pair.a.claim.quote_spans[0][0], pair.b.claim.quote_spans[0][0]
    denial = kind == "denial"
    words = words_of(pair.b.claim.quote)
    return {
        "bias": 1.0,
        "dispute": log_odds(pair.dispute),
        "denial": float(denial),
        "names": float(denial and not pair.a.source.surnames.isdisjoint(words)),
        "pronoun": float(denial and bool(_THIRD & words)),
        "points": float(denial and points(pair)),
        "distance": math.log(1 + (abs(one - two) if pair.within else ELSEWHERE) / 100),
        "sure": sum(log_odds(min(SUREST, p.claim.confidence)) for p in (pair.a, pair.b)),
    }


def points(pair: Pair) -> bool:
    """Whether ``a`` is taken to deny ``b``: of all claims of an article this one, or one of
    another article, by the reader's answer on the two."""
    if pair.within:
        return pair.a.claim.about == pair.b.claim.id
    return pair.denies >= POINTING


def score_of(pair: Pair, kind: LinkKind) -> float:
    """The score of a pair as a dispute of ``kind``, 0 to 1."""
    return weighed(WEIGHTS, features(pair, kind))


def kind_of(pair: Pair) -> LinkKind:
    """Which kind of dispute it is, if it is one."""
    if pair.a.claim.stance == "denies":
        return "denial"
    if pair.a.source.id == pair.b.source.id:
        return "reversal"
    one, two = numbers(pair.a.claim.quote), numbers(pair.b.claim.quote)
    return "figures" if one and two and not one & two else "conflict"


def opposed(pair: Pair, kind: LinkKind) -> bool:
    """Whether the two can be parties to a dispute of ``kind``."""
    a, b = pair.a, pair.b
    if a.claim.id == b.claim.id or not (a.claim.disputable and b.claim.disputable):
        return False
    rumour = kind == "denial" and b.source.nobody
    if "questions" in (a.claim.stance, b.claim.stance) or not (party(a) and (party(b) or rumour)):
        return False
    if not _says(b) or (kind != "denial" and not _says(a)):
        return False
    if a.source.id == b.source.id:
        return pair.days_apart
    return not allied(a, b)


def _says(party: Party) -> bool:
    return len(party.claim.quote.split()) >= FEWEST_WORDS


#: Why two are linked, in short codes, beside that of the kind: that a denial points to the other,
#: and where.
POINTS, WITHIN_ONE, OF_TWO = "points-to-claim", "one-article", "two-articles"


def reasons_of(pair: Pair, kind: LinkKind) -> tuple[str, ...]:
    """Why they are linked, in short codes."""
    found = [KINDS[kind].reason]
    if kind == "denial" and points(pair):
        found.append(POINTS)
    found.append(WITHIN_ONE if pair.within else OF_TWO)
    return tuple(found)
