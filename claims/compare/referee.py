"""The referee: would a reader call two attributed statements a dispute?

A cross-encoder like the judge, that was shown statements as articles tell them, with who
speaks and by what cue, and which pairs of them readers listed as disputes. The judge knows
what follows from what; the referee has seen how people in the news contradict each other
without repeating each other's words. It is asked where the gates say that two sources may
speak of one matter, and about what the rules found.
"""

from __future__ import annotations

from dataclasses import replace

from claims.compare.bench import Answer
from claims.compare.figures import another_place
from claims.compare.gates import bare, disputed, nominal, pending, statable
from claims.compare.overlap import share
from claims.compare.pairs import Pair, Party
from claims.compare.parties import allied, asserted, concerned, papers
from claims.compare.passage import passage
from claims.compare.rules import Finding, figures_of, hedges, signs_of
from claims.compare.scoring import read_as_dispute, weighed
from claims.records import LinkKind

#: Least cosine of two statements in one stretch of an article that the referee is asked about.
RELATED = 0.25
#: Least share of content words in common, where the two concern nobody in common.
IN_COMMON = 0.2
#: From this probability on it is a reason that bears out the rules.
LEAST = 0.7
#: From this on it may find what no rule does, with a negation or antonyms, and where the judge
#: bears it out: the least probability of a contradiction, the one way or the other. Without a
#: negation one in six of 72 such pairs of FNC-1 was right, below 0.9 one in four of 15.
SURE, BORNE_OUT = 0.9, 0.8


def told(pair: Pair) -> tuple[str, str]:
    """The two statements as their articles tell them, each with the name of who speaks, the
    answer last."""
    return _told(pair.b), _told(pair.a)


def _told(party: Party) -> str:
    claim = party.claim
    return line(party.source.name, passage(party.text, claim) if party.text else claim.wording)


def line(source: str, passage: str) -> str:
    """What the referee reads of a statement: "Ana Holt | But the mayor said it was safe."."""
    return f"{source} | {passage}"


def eligible(pair: Pair) -> bool:
    """Whether it is worth asking if two sources in one stretch of an article dispute each
    other's words, though no rule says so."""
    a, b = pair.a, pair.b
    if not pair.nearby or pair.cosine < RELATED or a.source.id == b.source.id:
        return False
    one, two = a.claim.wording, b.claim.wording
    if not signs_of(pair) or another_place(one, two) or pending(pair):
        return False
    if not {a.claim.stance, b.claim.stance} <= {"asserts", "denies"}:
        return False
    if a.claim.stance == b.claim.stance == "denies" or not (statable(a) and statable(b)):
        return False
    if a.claim.stance == "denies" and (a.claim.about is not None or bare(a) or nominal(a)):
        return False  # it is known what is denied, or not to be known
    if not (disputed(a) and disputed(b) and asserted(a) and asserted(b)):
        return False
    if allied(a, b) or papers(pair):
        return False
    common = share(a.claim.wording, b.claim.wording)
    return common >= IN_COMMON or bool(concerned(a) & concerned(b))


def weigh(finding: Finding, probability: float) -> Finding:
    """What the rules found, as sure as rules and referee together are. Which claim a "that"
    points to it does not know, nor how to count."""
    if "points-to-claim" in finding.reasons or finding.kind == "figures":
        return finding
    reasons = finding.reasons
    if probability >= LEAST:
        reasons = (*reasons, "reads-as-dispute")
    return replace(finding, score=weighed(finding.score, probability), reasons=reasons)


def referee(pair: Pair, probability: float, verdict: Answer | None) -> Finding | None:
    """What the referee finds, where the judge, if asked, bears it out one way or the other."""
    if verdict is not None and float(verdict[:, 0].max()) < BORNE_OUT:
        return None
    reasons = ["reads-as-dispute", *signs_of(pair)]
    if verdict is not None:
        reasons.append("judge-contradiction")
    score = read_as_dispute(pair, probability)
    return Finding(_kind(pair), score, (*reasons, *hedges(pair.a, pair.b)))


def _kind(pair: Pair) -> LinkKind:
    if pair.a.claim.stance == "denies":
        return "denial"
    if figures_of(pair) is not None:
        return "figures"
    return "conflict"
