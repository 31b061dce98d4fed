"""The rules: what stands between two claims, given what the judge says of their propositions.

Each rule weighs one kind of evidence, and gives a finding with the codes of its reasons or
nothing; where several find something, the surest counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.compare.bench import Answer
from claims.compare.counted import side_by_side
from claims.compare.figures import FigureConflict, disagree, other_figures, polled
from claims.compare.gates import (
    CERTAIN,
    FEWEST_NAMED,
    FEWEST_WORDS,
    IN_COMMON,
    affirms,
    answers,
    concedes,
    deniable,
    denies_openly,
    foretold_apart,
    identified,
    ignorant,
    impersonal,
    negates,
    negates_alike,
    nominal,
    one_story,
    own_words,
    pending,
    rejoinder,
    set_against,
    statable,
    within,
)
from claims.compare.overlap import share, shared
from claims.compare.owned import names_claim
from claims.compare.pairs import Pair, Party
from claims.compare.parties import allied, asserted, concerned, namesakes, unnamed_papers
from claims.compare.polarity import opposites, polarity
from claims.compare.scoring import conflict, counted, named_claim, pointed, said_and_denied
from claims.records import LinkKind
from claims.resolve.propositions import PRONOUNS
from claims.resolve.references import RETRACTIONS

if TYPE_CHECKING:
    from claims.compare.contest import Options


#: Least cosine of two claims that are taken to be on one matter.
NEAR = 0.5
#: Least cosine of two claims that may say the same.
ECHOING = 0.6
#: Least cosine at which a denial is linked to a claim that only follows from what it denies.
ENTAILED_BACK = 0.65
#: Cosine, or probability that each entails the other, of two propositions that are one.
ONE = 0.85
#: By how much less sure it is that a denial means another claim than the article says.
LESS = 0.1
#: The share of words in common of two that name one thing.
ALIKE_NAMES = 0.6


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of link, how sure we are, and why."""

    kind: LinkKind
    score: float
    reasons: tuple[str, ...]


def speaks_of(a: Party, b: Party) -> bool:
    """Whether the article says that ``a`` answers ``b``."""
    return a.claim.about == b.claim.id


def decide(pair: Pair, verdict: Answer | None, options: Options) -> Finding | None:
    """What stands between the two, or None. ``verdict`` has shape (2, 3)."""
    a = pair.a.claim
    if options.speech_acts and speaks_of(pair.a, pair.b):
        return _answered(pair, options)
    if a.stance == "denies":
        return _denied(pair, verdict, options) if options.speech_acts else None
    told = asserted(pair.a) and asserted(pair.b) and not unnamed_papers(pair)
    if not told or foretold_apart(pair) or pending(pair):
        return _opposed(pair, verdict, echoes=True)
    rules = (_opposed, _rejoined, _negated, _contrasted, _counted)
    found = (rule(pair, verdict) for rule in rules)
    return max((f for f in found if f is not None), key=lambda f: f.score, default=None)


def _answered(pair: Pair, options: Options) -> Finding | None:
    """The article itself says that one answers the other."""
    a, b = pair.a, pair.b
    if a.claim.stance == "echoes":
        return Finding("echo", 0.9, ("explicit-echo",))
    if a.claim.stance != "denies" or b.claim.stance == "denies" or not b.claim.disputable:
        return None
    told = identified(b) or impersonal(b)
    if options.gates and not (denies_openly(a) and told and affirms(b)):
        return None
    if options.gates and ignorant(b):
        return None
    named = nominal(b) and not _of_one_thing(pair)
    least = FEWEST_NAMED if named else FEWEST_WORDS + open_ended(b)
    if options.gates and len(b.claim.wording.split()) < least:
        return None
    reasons = ["explicit-denial", "points-to-claim"]
    kind: LinkKind = "denial"
    if a.source.id != b.source.id and options.gates and allied(a, b):
        return None
    if a.source.id == b.source.id:
        kind = "reversal"
        reasons.append("own-earlier-words")
    return Finding(kind, pointed(pair), (*reasons, *hedges(a)))


def _of_one_thing(pair: Pair) -> bool:
    """Whether a denial names in its own words what the other names: "called the thaw a hoax" and
    "acknowledged the reality of the thaw"."""
    one, two = (p.claim.wording.removeprefix("There was ") for p in (pair.a, pair.b))
    return one != two and share(one, two) >= ALIKE_NAMES


def open_ended(party: Party) -> bool:
    """Whether a proposition begins with a pronoun of which it is not known whom it means."""
    words = party.claim.wording
    return words.partition(" ")[0].lower() in PRONOUNS and not _EXPLETIVE.match(words)


#: "It took twelve minutes to reach the school" is of nobody.
_EXPLETIVE = re.compile(r"It (?:took|takes|will take|cost|costs) ")


def _denied(pair: Pair, verdict: Answer | None, options: Options) -> Finding | None:
    """A denial with words of its own, against a claim that says what it denies."""
    a, b = pair.a, pair.b
    open_ = denies_openly(a) and affirms(b)
    if open_ and names_claim(pair) and statable(b) and not allied(a, b):
        reasons = ("explicit-denial", "names-claim", *hedges(a))
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
    sure = pair.cosine >= CERTAIN or (backward[1] >= 0.5 and not apart(pair))
    if options.gates and nominal(a) and not sure:
        return None
    here = a.claim.about is not None and a.claim.article == b.claim.article
    if here and max(pair.cosine, min(same, float(backward[1]))) < ONE:
        return None  # the article says what is denied; another claim of it has to say just that
    codes.append("same-wording")
    score = said_and_denied(pair, verdict)
    if here:  # less surely than what is pointed to
        score = min(score, max(0.0, pointed(pair) - LESS))
    elif a.claim.about is not None or within(b, a):
        # What is denied was worked out, or that somebody said so is known from the denial alone.
        score = min(score, pointed(pair))
    return Finding(kind, score, (*codes, *hedges(a, b)))


def _rejoined(pair: Pair, verdict: Answer | None) -> Finding | None:
    """Somebody answers, a few statements on, that it was not so.

    Close by, two sources on opposite sides speak of one thing though their words differ, so
    that one direction of the judge may do where the cue says that this is an answer.
    """
    if verdict is None or pair.a.claim.stance == "echoes" or not rejoinder(pair):
        return None  # who confirms what was said opposes nobody
    contradiction = float(verdict[0][0])
    answer = answers(pair)
    words = pair.a.claim.wording, pair.b.claim.wording
    if not shared(*words) or not (signs_of(pair) or share(*words) >= IN_COMMON):
        return None
    if contradiction < 0.8 or float(verdict[:, 1].max()) > 0.3:
        return None
    if not answer and float(verdict[1][0]) < 0.35:
        return None
    reasons = ["answers-nearby", "judge-contradiction", *signs_of(pair)]
    if answer:
        reasons.append("rejoinder")
    score = conflict(pair, contradiction, one_way=True, answer=answer)
    return Finding("conflict", score, (*reasons, *hedges(pair.a, pair.b)))


def _negated(pair: Pair, verdict: Answer | None) -> Finding | None:
    """One says outright that what the other affirms is not so ("no fee was ever agreed").

    A flat negation need not repeat what it negates, so only the one direction is asked for:
    given what ``b`` affirms, is ``a`` false?
    """
    if verdict is None or not negates(pair):
        return None
    contradiction = float(verdict[0][0])
    if contradiction < 0.9 or float(verdict[:, 1].max()) > 0.15 or pair.cosine < 0.5:
        return None
    if not concerned(pair.a) & concerned(pair.b) or apart(pair):
        return None
    return _plain(pair, conflict(pair, contradiction, one_way=True), ["negation"])


def apart(pair: Pair) -> bool:
    """Whether two sources use too few words in common to speak of one thing."""
    one = pair.a.source.id == pair.b.source.id
    return not one and share(pair.a.claim.wording, pair.b.claim.wording) < IN_COMMON


def _contrasted(pair: Pair, verdict: Answer | None) -> Finding | None:
    """Two neighbours that the article itself sets against each other ("however"), of which the
    judge says one way surely, and the other way too, that one given the other is false."""
    if verdict is None or not set_against(pair) or apart(pair):
        return None
    least, contradiction = sorted(verdict[:, 0].tolist())
    if negates_alike(pair):  # the words alone show it: "there is precedent", "there is none"
        score = conflict(pair, 0.9, contrast=True)
        return Finding("conflict", score, ("contrast", "negation", *hedges(pair.a, pair.b)))
    if contradiction < 0.8 or least < 0.45 or float(verdict[:, 1].max()) > 0.55:
        return None
    if other_figures(pair.a.claim.wording, pair.b.claim.wording):
        return None  # figures of one thing are another rule's
    score = conflict(pair, contradiction, one_way=True, contrast=True)
    return _plain(pair, score, ["contrast", *signs_of(pair)])


def _counted(pair: Pair, verdict: Answer | None) -> Finding | None:
    """Two sources that count differently what one stretch of an article tells of."""
    if side_by_side(pair) is None or (verdict is not None and float(verdict[:, 1].max()) > 0.5):
        return None
    reasons = ("figures", "answers-nearby", *hedges(pair.a, pair.b))
    return Finding("figures", counted(pair), reasons)


def _opposed(pair: Pair, verdict: Answer | None, *, echoes: bool = False) -> Finding | None:
    """Two plain statements: figures, negation, antonyms, and the judge on both ways; with
    ``echoes``, only whether one bears out the other."""
    one, two = pair.a.claim.wording, pair.b.claim.wording
    contradiction, entailment = 1.0, 0.0
    if verdict is not None:
        contradiction = float(verdict[:, 0].min())
        entailment = float(verdict[:, 1].max())
        if entailment >= 0.8 and contradiction < 0.1:
            return _echo(pair, verdict)
    if entailment > 0.3 or echoes:
        return None
    if figures_of(pair) is not None and contradiction >= 0.3 and pair.cosine >= 0.6:
        score = conflict(pair, max(contradiction, 0.8))
        return _plain(pair, score, ["figures"], kind="figures")
    signs = signs_of(pair)
    if concedes(pair) and contradiction >= 0.7:
        signs.append("concession")
    if contradiction < 0.5 or not signs or apart(pair) or other_figures(one, two):
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
    return Finding(kind, score, (*reasons, *hedges(pair.a, pair.b)))


def signs_of(pair: Pair) -> list[str]:
    """What besides the judge says that the two exclude each other."""
    one, two = pair.a.claim.wording, pair.b.claim.wording
    signs = []
    if polarity(one) != polarity(two):
        signs.append("negation")
    if opposites(one, two):
        signs.append("antonyms")
    return signs


def figures_of(pair: Pair) -> FigureConflict | None:
    """The figures on which the two exclude each other. Forecasts and polls that differ
    contradict nobody, and who gives another figure later, himself or by his spokeswoman, has
    counted again, unless he grants that the first was wrong."""
    if "prediction" in (pair.a.claim.force, pair.b.claim.force):
        return None
    if polled(pair.a.source.name) or polled(pair.b.source.name):
        return None
    if allied(pair.a, pair.b) and not concedes(pair):
        return None
    if open_ended(pair.a) or open_ended(pair.b):
        return None  # of whose wealth?
    return disagree(pair.a.claim.wording, pair.b.claim.wording)


def hedges(*parties: Party) -> tuple[str, ...]:
    return ("hedged",) if any(party.claim.hedged for party in parties) else ()


def _echo(pair: Pair, verdict: Answer) -> Finding | None:
    if float(min(verdict[0][1], verdict[1][1])) < 0.6 or pair.a.source.id == pair.b.source.id:
        return None
    return Finding("echo", 0.5 + 0.4 * float(verdict[:, 1].min()), ("same-wording",))
