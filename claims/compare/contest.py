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
from claims.compare.figures import disagree, other_figures, polled
from claims.compare.gates import (
    CERTAIN,
    FEWEST_NAMED,
    FEWEST_WORDS,
    IN_COMMON,
    affirms,
    answers,
    concedes,
    deniable,
    denied_nearby,
    denies_openly,
    disputed,
    foretold_apart,
    identified,
    ignorant,
    negates,
    negates_alike,
    nominal,
    one_story,
    own_words,
    rejoinder,
    same_matter,
    set_against,
    statable,
)
from claims.compare.overlap import share, shared
from claims.compare.owned import names_claim
from claims.compare.pairs import Pair, Party
from claims.compare.parties import (
    allied,
    asserted,
    concerned,
    namesakes,
    papers,
    unnamed_papers,
)
from claims.compare.polarity import opposites, polarity
from claims.compare.scoring import conflict, named_claim, pointed, said_and_denied
from claims.records import Link, LinkKind, Spans
from claims.resolve.references import RETRACTIONS


class Judges(Protocol):
    """What the decision needs of :class:`claims.compare.contradiction.Judge`."""

    def both_ways(
        self, pairs: Sequence[tuple[str, str]], lazily: Sequence[bool] | None = None
    ) -> npt.NDArray[np.float32]:
        """Probabilities of shape (n, 2, 3): contradiction, entailment, neutral."""


#: Least cosine of two claims that are taken to be on one matter.
NEAR = 0.5
#: Least cosine of two claims that may say the same.
ECHOING = 0.6
#: Least cosine at which a denial is linked to a claim that only follows from what it denies.
ENTAILED_BACK = 0.65


@dataclass(frozen=True, slots=True)
class Options:
    """Which evidence is used; all of it, but for ablations. ``near`` is the least cosine of
    two propositions on one matter, ``floor`` the least score of a link that is kept."""

    speech_acts: bool = True
    judge: bool = True
    gates: bool = True
    near: float = NEAR
    floor: float = 0.3


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
    verdicts = _ask(judge, worth, options) if judge is not None and options.judge else {}
    links = []
    for index, pair in enumerate(worth):
        verdict = verdicts.get(index)
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


def _ask(
    judge: Judges, pairs: Sequence[Pair], options: Options
) -> dict[int, npt.NDArray[np.float32]]:
    """Verdicts of shape (2, 3), by index, on the pairs that need one."""
    rows = [n for n, p in enumerate(pairs) if not (options.speech_acts and _answers(p.a, p.b))]
    if not rows:
        return {}
    texts = [(pairs[n].b.claim.proposition, pairs[n].a.claim.proposition) for n in rows]
    found = judge.both_ways(texts, [_one_way_may_do(pairs[n]) for n in rows])
    return dict(zip(rows, found, strict=True))


def _one_way_may_do(pair: Pair) -> bool:
    """Whether the rules below need the second way only where the first says something."""
    return pair.a.claim.stance != "denies" or pair.cosine < ENTAILED_BACK


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
        return pair.cosine >= options.near or pair.nearby
    if not (disputed(pair.a) and disputed(pair.b)):
        return False
    if a.article == b.article and (allied(pair.a, pair.b) or papers(pair)):
        return concedes(pair)
    if a.stance == "denies":
        if polled(pair.b.source.name) or polled(b.proposition):
            return False  # who calls the polls wrong denies no single one
        if not (deniable(pair) or names_claim(pair)):
            return False
    return (
        (same_matter(pair.a, pair.b, pair.cosine, options.near) and _may_be_linked(pair))
        or rejoinder(pair)
        or own_words(pair)
        or denied_nearby(pair)
        or set_against(pair)
        or one_story(pair)
        or names_claim(pair)
    )


def _may_be_linked(pair: Pair) -> bool:
    """Whether any verdict could link the two: what is neither denied nor opposed in words or
    figures can only be an echo, and echoes are near. Most pairs need no judge for this."""
    if pair.a.claim.stance == "denies" or pair.cosine >= ECHOING:
        return True
    if not _apart(pair) and _signs(pair):
        return True
    return disagree(pair.a.claim.proposition, pair.b.claim.proposition) is not None


def decide(pair: Pair, verdict: npt.NDArray[np.float32] | None, options: Options) -> Finding | None:
    """What stands between the two, or None. ``verdict`` has shape (2, 3)."""
    a = pair.a.claim
    if options.speech_acts and _answers(pair.a, pair.b):
        return _answered(pair, options)
    if a.stance == "denies":
        return _denied(pair, verdict, options) if options.speech_acts else None
    told = asserted(pair.a) and asserted(pair.b) and not unnamed_papers(pair)
    if not told or foretold_apart(pair):
        return _opposed(pair, verdict, echoes=True)
    rules = (_opposed, _rejoined, _negated, _contrasted)
    found = (rule(pair, verdict) for rule in rules)
    return max((f for f in found if f is not None), key=lambda f: f.score, default=None)


def _answered(pair: Pair, options: Options) -> Finding | None:
    """The article itself says that one answers the other."""
    a, b = pair.a, pair.b
    if a.claim.stance == "echoes":
        return Finding("echo", 0.9, ("explicit-echo",))
    if a.claim.stance != "denies" or not b.claim.disputable:
        return None
    if options.gates and not (denies_openly(a) and identified(b) and affirms(b)):
        return None
    if options.gates and ignorant(b):
        return None
    least = FEWEST_NAMED if nominal(b) else FEWEST_WORDS + 1
    if options.gates and len(b.claim.proposition.split()) < least:
        return None
    reasons = ["explicit-denial", "points-to-claim"]
    kind: LinkKind = "denial"
    if a.source.id != b.source.id and options.gates and allied(a, b):
        return None
    if a.source.id == b.source.id:
        kind = "reversal"
        reasons.append("own-earlier-words")
    return Finding(kind, pointed(pair), (*reasons, *_hedges(a)))


def _denied(
    pair: Pair, verdict: npt.NDArray[np.float32] | None, options: Options
) -> Finding | None:
    """A denial with words of its own, against a claim that says what it denies."""
    a, b = pair.a, pair.b
    open_ = denies_openly(a) and affirms(b)
    if open_ and names_claim(pair) and statable(b) and not allied(a, b):
        reasons = ("explicit-denial", "names-claim", *_hedges(a))
        return Finding("denial", named_claim(pair), reasons)
    if options.gates and not deniable(pair):
        return None
    kind: LinkKind = "denial"
    codes = ["explicit-denial"]
    own = a.source.id == b.source.id
    if own or namesakes(a.source, b.source):
        if not pair.days_apart and a.claim.cue_lemma not in RETRACTIONS:
            return None
        kind = "reversal"
        codes.append("own-earlier-words")
    if verdict is None:
        return Finding(kind, min(0.9, pair.cosine), tuple(codes))
    forward, backward = verdict[0], verdict[1]
    if max(forward[0], backward[0]) > 0.5 and forward[0] > forward[1]:
        return None  # what is denied is not what the other says, but its opposite
    same = float(forward[1])
    near = pair.cosine >= (0.75 if backward[1] < 0.9 else ENTAILED_BACK)
    if same < (0.5 if pair.cosine >= 0.55 else 0.85) and not (near and backward[1] >= 0.5):
        return None
    sure = pair.cosine >= CERTAIN or (backward[1] >= 0.5 and not _apart(pair))
    if options.gates and nominal(a) and not sure:
        return None
    codes.append("same-proposition")
    return Finding(kind, said_and_denied(pair, verdict), (*codes, *_hedges(a, b)))


def _rejoined(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """Somebody answers, a few statements on, that it was not so.

    Close by, two sources on opposite sides speak of one thing though their words differ, so
    that one direction of the judge may do where the cue says that this is an answer.
    """
    if verdict is None or not rejoinder(pair):
        return None
    contradiction = float(verdict[0][0])
    answer = answers(pair)
    words = pair.a.claim.proposition, pair.b.claim.proposition
    if not shared(*words) or not (_signs(pair) or share(*words) >= IN_COMMON):
        return None
    if contradiction < 0.8 or float(verdict[:, 1].max()) > 0.3:
        return None
    if not answer and float(verdict[1][0]) < 0.35:
        return None
    reasons = ["answers-nearby", "judge-contradiction", *_signs(pair)]
    if answer:
        reasons.append("rejoinder")
    score = conflict(pair, contradiction, one_way=True, answer=answer)
    return Finding("conflict", score, (*reasons, *_hedges(pair.a, pair.b)))


def _negated(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """One says outright that what the other affirms is not so ("no fee was ever agreed").

    A flat negation need not repeat what it negates, so only the one direction is asked for:
    given what ``b`` affirms, is ``a`` false?
    """
    if verdict is None or not negates(pair):
        return None
    contradiction = float(verdict[0][0])
    if contradiction < 0.9 or float(verdict[:, 1].max()) > 0.15 or pair.cosine < 0.5:
        return None
    if not concerned(pair.a) & concerned(pair.b) or _apart(pair):
        return None
    return _plain(pair, conflict(pair, contradiction, one_way=True), ["negation"])


def _apart(pair: Pair) -> bool:
    """Whether two sources use too few words in common to speak of one thing."""
    one = pair.a.source.id == pair.b.source.id
    return not one and share(pair.a.claim.proposition, pair.b.claim.proposition) < IN_COMMON


def _contrasted(pair: Pair, verdict: npt.NDArray[np.float32] | None) -> Finding | None:
    """Two neighbours that the article itself sets against each other ("however"), of which the
    judge says one way surely, and the other way too, that one given the other is false."""
    if verdict is None or not set_against(pair) or _apart(pair):
        return None
    least, contradiction = sorted(verdict[:, 0].tolist())
    if negates_alike(pair):  # the words alone show it: "there is precedent", "there is none"
        score = conflict(pair, 0.9, contrast=True)
        return Finding("conflict", score, ("contrast", "negation", *_hedges(pair.a, pair.b)))
    if contradiction < 0.8 or least < 0.45 or float(verdict[:, 1].max()) > 0.55:
        return None
    if other_figures(pair.a.claim.proposition, pair.b.claim.proposition):
        return None  # figures of one thing are another rule's
    score = conflict(pair, contradiction, one_way=True, contrast=True)
    return _plain(pair, score, ["contrast", *_signs(pair)])


def _opposed(
    pair: Pair, verdict: npt.NDArray[np.float32] | None, *, echoes: bool = False
) -> Finding | None:
    """Two plain statements: figures, negation, antonyms, and the judge on both ways; with
    ``echoes``, only whether one bears out the other."""
    one, two = pair.a.claim.proposition, pair.b.claim.proposition
    contradiction, entailment = 1.0, 0.0
    if verdict is not None:
        contradiction = float(verdict[:, 0].min())
        entailment = float(verdict[:, 1].max())
        if entailment >= 0.8 and contradiction < 0.1:
            return _echo(pair, verdict)
    if entailment > 0.3 or echoes:
        return None
    foretold = "prediction" in (pair.a.claim.force, pair.b.claim.force)
    polls = polled(pair.a.source.name) or polled(pair.b.source.name)
    apart = None if foretold or polls else disagree(one, two)
    if apart is not None and contradiction >= 0.3 and pair.cosine >= 0.6:
        score = conflict(pair, max(contradiction, 0.8))
        return _plain(pair, score, ["figures"], kind="figures")
    signs = _signs(pair)
    if concedes(pair) and contradiction >= 0.7:
        signs.append("concession")
    if contradiction < 0.5 or not signs or _apart(pair) or other_figures(one, two):
        return None
    near = pair.cosine >= NEAR or own_words(pair) or concedes(pair)
    if not near and not (one_story(pair) and contradiction >= 0.75):
        return None
    return _plain(pair, conflict(pair, contradiction), signs)


def _plain(
    pair: Pair, score: float, reasons: list[str], kind: LinkKind = "conflict"
) -> Finding | None:
    """A conflict of two sources; of one source on two days, a reversal."""
    reasons.append("judge-contradiction")
    if pair.a.source.id == pair.b.source.id:
        if not (pair.days_apart or concedes(pair)):
            return None
        kind = "reversal"
        reasons.append("own-earlier-words")
    return Finding(kind, score, (*reasons, *_hedges(pair.a, pair.b)))


def _signs(pair: Pair) -> list[str]:
    """What besides the judge says that the two exclude each other."""
    one, two = pair.a.claim.proposition, pair.b.claim.proposition
    signs = []
    if polarity(one) != polarity(two):
        signs.append("negation")
    if opposites(one, two):
        signs.append("antonyms")
    return signs


def _hedges(*parties: Party) -> tuple[str, ...]:
    return ("hedged",) if any(party.claim.hedged for party in parties) else ()


def _echo(pair: Pair, verdict: npt.NDArray[np.float32]) -> Finding | None:
    if float(min(verdict[0][1], verdict[1][1])) < 0.6 or pair.a.source.id == pair.b.source.id:
        return None
    return Finding("echo", 0.5 + 0.4 * float(verdict[:, 1].min()), ("same-proposition",))
