"""How sure a link is: the chance that a reader calls it a dispute.

Each kind of evidence has a logistic score of few terms. The terms were chosen and the weights
set by hand so that they separate pairs read in real news one from another; what share of
links of a score are right is counted by ``claims evaluate flags`` and told in the docs.
"""

from __future__ import annotations

import re
from math import exp, log

import numpy as np
import numpy.typing as npt

from claims.compare.figures import different_things
from claims.compare.gates import CONCESSIONS
from claims.compare.owned import owned, topical
from claims.compare.pairs import Pair
from claims.records import Claim

#: Log-odds taken off every score: by so much flags in real news were right less often than the
#: weights alone would have it (77 of FNC-1, between the verdicts of two readers).
PRIOR = 1.0
#: What is denied as a whole, of which the claim at hand may be a part.
_VAGUE = re.compile(
    r"\b(?:these|those|the|this|all|any|it(?:[’']s| is)) (?:\w+ ){0,2}(?:claims|reports?|rumou?rs?"
    r"|allegations|accusations|charges|story|stories|news|hoax|suggestions?)\b",
    re.IGNORECASE,
)
#: Log-odds taken off for each side that hedges, and for a side that is not named.
HEDGED, UNNAMED = 0.6, 0.4
#: Log-odds taken off where it was worked out from "the claim" or "that" what is denied.
REFERRED = 0.7
#: Log-odds taken off where a denial turns something down and does not say it is false.
OPINION = 1.0
#: Who does no more than this with a claim may find it unfair, or beneath notice, and no more.
WEAK = frozenset(
    {"brush off", "shrug off", "laugh off", "wave off", "wave away", "wave aside", "scoff at"}
    | {"blast", "slam", "denounce", "mock", "ridicule", "deride", "rail at", "fight"}
    | {"disavow", "object to", "protest against", "pour scorn on"}
)
#: Log-odds taken off where one side is what was told earlier, which the other may have updated.
UPDATED = 1.0
_EARLIER = re.compile(
    r"(?:(?:an?|the|its|his|her|their|some) )?(?:earlier|previous|prior|initial|past|older)"
    r" (?:reports?|rumou?rs?|statements?|accounts?|figures?|estimates?|stud(?:y|ies))\b",
    re.IGNORECASE,
)
#: What is so called may be true as it stands.
_UNFAIR = re.compile(
    r"\b(?:misleading|exaggerat\w+|disingenuous|distort\w+|unfair|overblown|one-sided|cherry-?pick)",
    re.IGNORECASE,
)
#: How the log-odds of what the rules found change with the referee's: by so much of what they
#: are more or less than at ``EVEN``, and at most by ``MOST``.
WEIGHT, EVEN, MOST = 0.4, 0.65, 1.0
#: What the referee finds is right less often than it is sure.
SHARE, DISCOUNT = 0.8, 1.5


def logistic(odds: float, prior: float = PRIOR) -> float:
    return 1 / (1 + exp(prior - odds))


def log_odds(probability: float) -> float:
    """No surer than one in a thousand."""
    bounded = min(max(probability, 0.001), 0.999)
    return log(bounded / (1 - bounded))


def weighed(score: float, probability: float) -> float:
    """The score of what the rules found, with the probability that the referee gives it."""
    shift = WEIGHT * (log_odds(probability) - log_odds(EVEN))
    return logistic(log_odds(score) + max(-MOST, min(MOST, shift)), prior=0.0)


def read_as_dispute(pair: Pair, probability: float) -> float:
    """What the referee alone finds: surer with its probability, less sure with doubts."""
    return logistic(SHARE * log_odds(probability) - _doubts(pair), prior=DISCOUNT)


def pointed(pair: Pair) -> float:
    """A denial that points to a claim by "that", "such a deal", "her account"; less sure where
    "the reports" or "the story" may be any of several."""
    odds = (1.3 if _VAGUE.search(pair.a.claim.quote) else 2.0) - _doubts(pair)
    if pair.a.claim.force == "opinion" or weak(pair.a.claim):
        odds -= OPINION
    if pair.gap is not None:
        odds += 0.3 if pair.gap == 1 else 0.0 if pair.nearby else -0.4
    return logistic(odds)


def weak(denial: Claim) -> bool:
    """Whether a denial may only find fault with what it is about."""
    unfair = _UNFAIR.search(denial.quote) and not _UNFAIR.search(denial.wording)
    return denial.cue_lemma in WEAK or bool(unfair)


def named_claim(pair: Pair) -> float:
    """A denial of "the union's account of the repairs" and what the union said: the more of
    what the phrase is about stands in it, the surer."""
    named = owned(pair.a.claim.quote)
    topic = named.topic if named else frozenset()
    common = len(topic & topical(pair.b.claim.wording))
    return logistic(0.6 + 0.4 * common + 2 * pair.cosine - _doubts(pair))


def said_and_denied(pair: Pair, verdict: npt.NDArray[np.float32]) -> float:
    """A denial in words of its own and a claim of like words: the nearer they are in
    meaning, and the more one entails the other, the surer."""
    forward, backward = float(verdict[0][1]), float(verdict[1][1])
    odds = 8 * (pair.cosine + 0.2 * forward + 0.15 * backward - 0.8) - _doubts(pair)
    if pair.a.claim.about is not None:
        odds -= REFERRED * (2 if _VAGUE.search(pair.a.claim.quote) else 1)
    if weak(pair.a.claim):
        odds -= OPINION
    return logistic(odds + (2.0 if pair.nearby else 0.0))


def counted(pair: Pair) -> float:
    """Two figures of one thing side by side: surest one after the other."""
    return logistic((1.8 if pair.gap == 1 else 1.2) - _doubts(pair))


def conflict(
    pair: Pair,
    contradiction: float,
    one_way: bool = False,
    answer: bool = False,
    contrast: bool = False,
) -> float:
    """Two statements that exclude each other. ``contradiction`` is the judge's least
    probability of the two ways, or with ``one_way`` that of one; ``answer`` says that the
    cue tells of an answer, ``contrast`` that the article sets the two against each other."""
    odds = 6 * (pair.cosine + contradiction - (1.5 if one_way else 1.3)) - _doubts(pair)
    if _EARLIER.match(pair.a.source.name) or _EARLIER.match(pair.b.source.name):
        odds -= UPDATED
    if different_things(pair.a.claim.wording, pair.b.claim.wording):
        odds -= 1.0
    if answer:
        odds += 2.3
    elif contrast:
        odds += 1.8
    elif _concedes(pair):
        odds += 3.0
    elif pair.gap is not None:
        odds += 1.6 if pair.nearby else 0.8
    return logistic(odds)


def _concedes(pair: Pair) -> bool:
    """Whether a source takes back its own words."""
    return pair.a.source.id == pair.b.source.id and pair.a.claim.cue_lemma in CONCESSIONS


def _doubts(pair: Pair) -> float:
    """Log-odds to take off for what hedges, who is not named, and shaky attributions."""
    doubts = 2.0 * (1 - min(pair.a.claim.confidence, pair.b.claim.confidence))
    for party in (pair.a, pair.b):
        doubts += HEDGED * party.claim.hedged + UNNAMED * (not party.source.named)
    return doubts
