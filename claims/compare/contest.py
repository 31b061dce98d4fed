"""The decision: are two claims in dispute, and why.

Four kinds of evidence, in this order: speech acts (somebody denies), the same matter
(embedding, entities, time), the judge (contradiction tested before entailment, both ways)
and rules on figures, negation and antonyms. A pair is judged on its own: nothing here
depends on what else is in the database, so that claims ingested one by one give the same
links as claims ingested together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from claims.compare.explain import explain
from claims.compare.figures import disagree
from claims.compare.gates import (
    REJOINDERS,
    allied,
    concerned,
    denied_nearby,
    negates,
    nominal,
    own_words,
    rejoinder,
    same_matter,
)
from claims.compare.pairs import Pair, Party
from claims.compare.polarity import opposites, polarity
from claims.records import Link, LinkKind, Spans


class Judges(Protocol):
    """What the decision needs of :class:`claims.compare.contradiction.Judge`."""

    def both_ways(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """Probabilities of shape (n, 2, 3): contradiction, entailment, neutral."""


@dataclass(frozen=True, slots=True)
class Options:
    """Which evidence is used; all of it, but for ablations. ``near`` is the least cosine of
    two propositions on one matter, ``floor`` the least score of a link that is kept."""

    speech_acts: bool = True
    judge: bool = True
    gates: bool = True
    near: float = 0.5
    floor: float = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of link, how sure we are, and why."""

    kind: LinkKind
    score: float
    reasons: tuple[str, ...]


def contest(pairs: Sequence[Pair], judge: Judges | None, options: Options) -> list[Link]:
    """The links among ``pairs``. Without a judge (an ablation) no pair is tested by it."""
    ordered = [_ordered(pair) for pair in pairs]
    worth = [pair for pair in ordered if _worth_judging(pair, options)]
    texts = [(p.b.claim.proposition, p.a.claim.proposition) for p in worth]
    verdicts = judge.both_ways(texts) if judge is not None and options.judge and texts else None
    links = []
    for index, pair in enumerate(worth):
        verdict = verdicts[index] if verdicts is not None else None
        finding = decide(pair, verdict, options)
        if finding is not None and finding.score >= options.floor:
            links.append(
                Link(
                    pair.a.claim.id,
                    pair.b.claim.id,
                    finding.kind,
                    round(finding.score, 4),
                    finding.reasons,
                    explain(finding.kind, finding.reasons, pair.a, pair.b),
                )
            )
    return links


def _ordered(pair: Pair) -> Pair:
    """``a`` answers ``b``: the denial, or else the later of the two."""
    a, b = pair.a, pair.b
    return pair if _rank(a, b) > _rank(b, a) else pair.swapped


def _rank(party: Party, other: Party) -> tuple[bool, bool, date, str, Spans, str]:
    claim = party.claim
    denies = claim.stance == "denies"
    return (
        _answers(party, other),
        denies and not _answers(other, party),
        party.day or date.min,
        claim.article,
        claim.quote_spans,
        claim.id,
    )


def _answers(a: Party, b: Party) -> bool:
    return a.claim.about == b.claim.id


def _worth_judging(pair: Pair, options: Options) -> bool:
    a, b = pair.a.claim, pair.b.claim
    if a.id == b.id or "questions" in (a.stance, b.stance):
        return False
    if options.speech_acts and _answers(pair.a, pair.b):
        return True
    if a.stance == b.stance == "denies":
        return False
    if not options.gates:
        return pair.cosine >= options.near
    if not (a.disputable and b.disputable):
        return False
    if a.article == b.article and allied(pair.a, pair.b):
        return False
    return (
        same_matter(pair.a, pair.b, pair.cosine, options.near)
        or rejoinder(pair)
        or own_words(pair)
        or denied_nearby(pair)
    )


def decide(pair: Pair, verdict: npt.NDArray[np.float32] | None, options: Options) -> Finding | None:
    """What stands between the two, or None. ``verdict`` has shape (2, 3)."""
    a = pair.a.claim
    if options.speech_acts and _answers(pair.a, pair.b):
        return _answered(pair)
    if a.stance == "denies":
        return _denied(pair, verdict) if options.speech_acts else None
    return _opposed(pair, verdict) or _rejoined(pair, verdict) or _negated(pair, verdict)


def _answered(pair: Pair) -> Finding | None:
    """The article itself says that one answers the other."""
    a, b = pair.a, pair.b
    if a.claim.stance == "echoes":
        return Finding("echo", 0.9, ("explicit-echo",))
    if a.claim.stance != "denies" or not b.claim.disputable:
        return None
    reasons = ["explicit-denial", "points-to-claim"]
    score = 0.9
    if not b.source.named:
        score -= 0.1
    if not a.source.named:
        score -= 0.05
    if a.claim.hedged:
        score -= 0.1
        reasons.append("hedged")
    if a.claim.force == "opinion":
        score -= 0.15
    return Finding("denial", score * _trust(pair), tuple(reasons))


def _denied(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """A denial with words of its own, against a claim that says what it denies."""
    kind: LinkKind = "denial"
    reasons = ["explicit-denial"]
    if pair.a.source.id == pair.b.source.id:
        if not pair.days_apart:
            return None
        kind = "reversal"
        reasons.append("own-earlier-words")
    if verdict is None:
        return Finding(kind, min(0.9, pair.cosine), tuple(reasons))
    forward, backward = verdict[0], verdict[1]
    if max(forward[0], backward[0]) > 0.5 and forward[0] > forward[1]:
        return None  # what is denied is not what the other says, but its opposite
    same = float(forward[1])
    if same < (0.5 if pair.cosine >= 0.55 else 0.85) and not (
        pair.cosine >= 0.75 and backward[1] >= 0.5
    ):
        return None
    if nominal(pair.a) and pair.cosine < (0.6 if backward[1] >= 0.5 else 0.75):
        return None
    reasons.append("same-proposition")
    score = 0.45 + 0.25 * same + 0.25 * min(1.0, max(0.0, (pair.cosine - 0.4) / 0.4))
    if pair.a.claim.hedged or pair.b.claim.hedged:
        score -= 0.1
        reasons.append("hedged")
    return Finding(kind, score * _trust(pair), tuple(reasons))


def _rejoined(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """Somebody answers, a few statements on, that it was not so.

    Close by, two sources on opposite sides speak of one thing though their words differ, so
    the judge may be asked without nearness in embedding.
    """
    if verdict is None or not rejoinder(pair):
        return None
    one, two = pair.a.claim, pair.b.claim
    contradiction = float(verdict[0][0])
    if contradiction < 0.8 or float(verdict[:, 1].max()) > 0.3:
        return None
    reasons = ["answers-nearby", "judge-contradiction"]
    if polarity(one.proposition) != polarity(two.proposition):
        reasons.append("negation")
    if opposites(one.proposition, two.proposition):
        reasons.append("antonyms")
    score = 0.4 + 0.2 * contradiction + 0.1 * len(reasons[2:]) + 0.2 * pair.cosine
    if one.cue_lemma in REJOINDERS:
        reasons.append("rejoinder")
        score += 0.1
    if one.hedged or two.hedged:
        score -= 0.15
    return Finding("conflict", score * _trust(pair), tuple(reasons))


def _negated(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """One says outright that what the other affirms is not so ("no fee was ever agreed").

    A flat negation need not repeat what it negates, so only the one direction is asked for:
    given what ``b`` affirms, is ``a`` false?
    """
    if verdict is None or not negates(pair) or pair.a.source.id == pair.b.source.id:
        return None
    contradiction = float(verdict[0][0])
    if contradiction < 0.9 or float(verdict[:, 1].max()) > 0.15 or pair.cosine < 0.5:
        return None
    if not concerned(pair.a) & concerned(pair.b):
        return None
    score = 0.25 + 0.3 * contradiction + 0.25 * pair.cosine
    return Finding("conflict", score * _trust(pair), ("negation", "judge-contradiction"))


def _opposed(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """Two plain statements: figures, negation, antonyms, and the judge on both ways."""
    one, two = pair.a.claim.proposition, pair.b.claim.proposition
    same_source = pair.a.source.id == pair.b.source.id
    if verdict is None:
        contradiction, entailment = 1.0, 0.0
    else:
        contradiction = float(min(verdict[0][0], verdict[1][0]))
        entailment = float(max(verdict[0][1], verdict[1][1]))
    reasons: list[str] = []
    kind: LinkKind = "conflict"
    figures = disagree(one, two)
    if figures is not None and contradiction >= 0.3 and pair.cosine >= 0.6:
        kind, support = "figures", 0.3
        reasons.append("figures")
    elif opposites(one, two):
        support = 0.25
        reasons.append("antonyms")
    elif polarity(one) != polarity(two):
        support = 0.2
        reasons.append("negation")
    else:
        support = 0.0
    if contradiction < (0.5 if support else 0.97) or entailment > 0.3:
        if verdict is not None and entailment >= 0.8 and contradiction < 0.1:
            return _echo(pair, verdict)
        return None
    reasons.append("judge-contradiction")
    if not support and (pair.cosine < 0.8 or not _comparable(one, two)):
        return None
    score = 0.3 + 0.25 * contradiction + support + 0.3 * max(0.0, pair.cosine - 0.5)
    if same_source:
        if not pair.days_apart:
            return None
        if contradiction < 0.65:
            return None
        kind = "reversal"
        reasons.append("own-earlier-words")
    if pair.a.claim.hedged or pair.b.claim.hedged:
        score -= 0.15
        reasons.append("hedged")
    return Finding(kind, score * _trust(pair), tuple(reasons))


def _comparable(one: str, two: str) -> bool:
    """Whether the two are of like length, so that neither is only part of the other's tale."""
    short, long = sorted((len(one.split()), len(two.split())))
    return long <= 2 * short


def _echo(pair: Pair, verdict: npt.NDArray[np.float32]) -> Finding | None:
    if float(min(verdict[0][1], verdict[1][1])) < 0.6 or pair.a.source.id == pair.b.source.id:
        return None
    return Finding("echo", 0.5 + 0.4 * float(verdict[:, 1].min()), ("same-proposition",))


def _trust(pair: Pair) -> float:
    """How far the attributions themselves can be relied on."""
    return 0.85 + 0.15 * min(pair.a.claim.confidence, pair.b.claim.confidence)
