"""The decision: are two claims in dispute, and why.

The kinds of evidence, in this order: speech acts (somebody denies), the same matter
(embedding, entities, time), the judge (contradiction tested before entailment, both ways),
rules on figures, negation and antonyms, and the referee, who weighs what the rules found and
finds what they cannot. A pair is judged on its own: nothing here depends on what else is in the
database, so that claims ingested one by one give the same links as claims ingested together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from claims.compare.bench import Answer, Answers, Question
from claims.compare.counted import side_by_side
from claims.compare.explain import explain
from claims.compare.figures import another_place, polled
from claims.compare.gates import (
    concedes,
    deniable,
    denied_nearby,
    disputed,
    negates,
    one_story,
    own_words,
    rejoinder,
    same_matter,
    set_against,
)
from claims.compare.others import of_others
from claims.compare.overlap import shared
from claims.compare.owned import names_claim
from claims.compare.pairs import Pair, Party
from claims.compare.parties import allied, papers
from claims.compare.referee import SURE, eligible, referee, told, weigh
from claims.compare.rules import (
    ECHOING,
    ENTAILED_BACK,
    NEAR,
    Finding,
    apart,
    decide,
    figures_of,
    signs_of,
    speaks_of,
)
from claims.compare.story import another_story
from claims.records import OPPOSING, Link, Spans
from claims.resolve.references import RETRACTIONS


@dataclass(frozen=True, slots=True)
class Options:
    """Which evidence is used; all of it, but for ablations. ``near`` is the least cosine of
    two propositions on one matter, ``floor`` the least score of a link that is kept."""

    speech_acts: bool = True
    judge: bool = True
    referee: bool = True
    gates: bool = True
    near: float = NEAR
    floor: float = 0.3


@dataclass(frozen=True, slots=True)
class Case:
    """Pairs in order, the answer first, and by index those that the rules (``worth``) and the
    referee (``read``) look at."""

    pairs: tuple[Pair, ...]
    worth: tuple[int, ...]
    read: tuple[int, ...]


def prepare(pairs: Iterable[Pair], options: Options) -> Case:
    """What can be told without a model: which pairs are looked at."""
    ordered = tuple(_ordered(pair) for pair in pairs)
    worth = tuple(n for n, pair in enumerate(ordered) if _worth_judging(pair, options))
    read = tuple(n for n, pair in enumerate(ordered) if options.referee and eligible(pair))
    return Case(ordered, worth, read)


def contest(pairs: Iterable[Pair], bench: Answers | None, options: Options) -> list[Link]:
    """The links among ``pairs``. Without a bench (an ablation) no pair is tested by a model."""
    return decided(prepare(pairs, options), bench, options)


def decided(case: Case, bench: Answers | None, options: Options) -> list[Link]:
    """The links of a case."""
    links = []
    for index, finding in sorted(_findings(case, bench, options).items()):
        pair = case.pairs[index]
        if finding.score < options.floor:
            continue
        if options.gates and finding.kind in OPPOSING and _unrelated(pair, finding):
            continue
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


def _unrelated(pair: Pair, finding: Finding) -> bool:
    """Whether two stories are told. What one person says of a thing on two days may be."""
    return another_story(pair) and not (finding.kind == "reversal" and pair.days_apart)


def _findings(case: Case, bench: Answers | None, options: Options) -> dict[int, Finding]:
    """By index: what the rules find, weighed with what the referee says of it, and what the
    referee finds, where the judge bears it out."""
    pairs = case.pairs
    judged = {
        n: _question(pairs[n])
        for n in case.worth
        if not (options.speech_acts and speaks_of(pairs[n].a, pairs[n].b))
    }
    verdicts, odds = _ask(pairs, judged, case.read, bench, options)
    by_rule = {n: decide(pairs[n], verdicts.get(n), options) for n in case.worth}
    found = {n: finding for n, finding in by_rule.items() if finding is not None}
    if bench is None or not options.referee:
        return found
    opposing = [n for n in found if found[n].kind in OPPOSING]
    likely = [n for n in case.read if n not in found and odds[n] >= SURE]
    whole = {n: _question(pairs[n])._replace(ask="entails") for n in likely}
    more, again = _ask(pairs, whole, [n for n in opposing if n not in odds], bench, options)
    odds |= again
    found |= {n: weigh(found[n], odds[n]) for n in opposing}
    refereed = {n: referee(pairs[n], odds[n], more.get(n)) for n in likely}
    return found | {n: finding for n, finding in refereed.items() if finding is not None}


def _ask(
    pairs: Sequence[Pair],
    judged: Mapping[int, Question],
    read: Sequence[int],
    bench: Answers | None,
    options: Options,
) -> tuple[dict[int, Answer], dict[int, float]]:
    """By index: the judge's verdicts on some pairs, the referee's probabilities of others."""
    if bench is None:
        return {}, {}
    if not options.judge:
        judged = {}
    questions = [*judged.values(), *(Question(*told(pairs[n]), "disputes") for n in read)]
    answers = bench.answers(questions) if questions else []
    verdicts = dict(zip(judged, answers[: len(judged)], strict=True))
    probabilities = [float(answer[0]) for answer in answers[len(judged) :]]
    return verdicts, dict(zip(read, probabilities, strict=True))


def _question(pair: Pair) -> Question:
    """Given what ``b`` says, is true what ``a`` says? And the other way round, where the rules
    need it even if that is left open."""
    lazy = pair.a.claim.stance != "denies" or pair.cosine < ENTAILED_BACK
    texts = pair.b.claim.wording, pair.a.claim.wording
    return Question(*texts, "entails-lazily" if lazy else "entails")


def _ordered(pair: Pair) -> Pair:
    """``a`` answers ``b``: the denial, or else the later of the two."""
    a, b = pair.a, pair.b
    return pair if _rank(a, b) > _rank(b, a) else pair.swapped


def _rank(party: Party, other: Party) -> tuple[bool, bool, date, bool, str, Spans, str]:
    claim = party.claim
    denies = claim.stance == "denies"
    tied = claim.article != other.claim.article and party.day == other.day
    return (
        speaks_of(party, other),
        denies and not speaks_of(other, party),
        party.day or date.min,
        tied and negates(Pair(party, other, 0.0)),
        claim.article,
        claim.quote_spans,
        claim.id,
    )


def _worth_judging(pair: Pair, options: Options) -> bool:
    a, b = pair.a.claim, pair.b.claim
    if a.id == b.id or "questions" in (a.stance, b.stance):
        return False
    if options.speech_acts and speaks_of(pair.a, pair.b):
        return True
    if a.stance == b.stance == "denies":
        return False
    if not options.gates:
        return pair.cosine >= options.near or pair.nearby
    if not (disputed(pair.a) and disputed(pair.b)):
        return False
    if another_place(a.wording, b.wording) or of_others(pair):
        return False  # like words of two places, of another person
    if a.article == b.article and (allied(pair.a, pair.b) or papers(pair)):
        return concedes(pair)
    if a.stance == "denies":
        if polled(pair.b.source.name) or polled(b.wording):
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
        or side_by_side(pair) is not None
    )


def _may_be_linked(pair: Pair) -> bool:
    """Whether any verdict could link the two: what is neither denied nor opposed in words or
    figures can only be an echo, and echoes are near, of two sources, with words in common; and
    nobody contradicts himself within a day. Most pairs need no judge for this."""
    own = pair.a.source.id == pair.b.source.id
    if own and not (pair.days_apart or concedes(pair)):
        return pair.a.claim.stance == "denies" and pair.a.claim.cue_lemma in RETRACTIONS
    if pair.a.claim.stance == "denies":
        return True
    one, two = pair.a.claim.wording, pair.b.claim.wording
    if pair.cosine >= ECHOING and not own and shared(one, two):
        return True
    if not apart(pair) and signs_of(pair):
        return True
    return figures_of(pair) is not None
