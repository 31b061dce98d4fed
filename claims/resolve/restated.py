"""Which claim a denial in words of its own goes against, a few statements before or after it.

"They have agreed a fee," said the agent. The club denied that any fee had been agreed: nothing
points back, but the words are taken up again. How much of a denial is taken from a neighbour is
counted by stems, as in detecting reuse of text (Clough et al. 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.records import Spans
from claims.resolve.pointing import stem
from claims.resolve.propositions import root_of, tokens_in
from claims.resolve.references import Candidate

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: How far the claim may stand from its denial, in statements and in sentences.
STATEMENTS = 3
SENTENCES = 3
#: The share of the denial's stems that the claim has to have.
SHARE = 0.6

_CARRYING = frozenset({"NOUN", "VERB", "PROPN", "ADJ", "NUM"})
_LIGHT = frozenset(
    {"have", "do", "make", "take", "get", "give", "be", "go", "kind", "sort", "way", "thing"}
    | {"say", "tell", "know", "any", "such", "other", "happen", "part", "anyone", "anything"}
)
_NEGATIVE = frozenset({"not", "n't", "n’t", "no", "never", "nobody", "none", "nothing", "neither"})


def restated(
    doc: Doc,
    scope: Spans,
    source: str | None,
    candidates: Sequence[Candidate],
    here: Candidate,
) -> int | None:
    """The position of the statement of another source that says what ``scope`` denies, or None.

    ``candidates`` are in the order of their positions; ``source`` is who denies in ``here``. A
    negated statement is none, nor is a denial.
    """
    denied, said = _stems(doc, scope), _predicate(doc, scope)
    names = frozenset(stem(t.lemma_.lower()) for t in tokens_in(doc, scope) if t.pos_ == "PROPN")
    if not denied:
        return None
    best: tuple[float, int, int] | None = None
    for candidate in candidates[max(0, here.position - STATEMENTS) :][: 2 * STATEMENTS + 1]:
        apart = abs(candidate.position - here.position)
        if not (0 < apart <= STATEMENTS and _may_be_meant(doc, candidate, here, source)):
            continue
        common = denied & _stems(doc, candidate.content)
        if len(common) < 2 or not common - names:
            common = common - names  # that both name her tells nothing
        enough = len(common) >= 2 or (apart == 1 and len(denied) == 1)
        if not enough or len(common) < SHARE * len(denied) or (said and not said & common):
            continue
        rank = (len(common) / len(denied), -apart, -candidate.position)
        best = max(best, rank) if best is not None else rank
    return -best[2] if best is not None else None


def _predicate(doc: Doc, scope: Spans) -> frozenset[str]:
    """The stems of what is said of somebody: "dead" of "that the leader was dead"."""
    root = root_of([t for t in tokens_in(doc, scope) if not t.is_punct])
    if root is None or root.pos_ not in ("VERB", "AUX"):
        return frozenset()
    words = [root] if root.lemma_.lower() not in _LIGHT else []
    words += [c for c in root.children if c.dep_ in ("acomp", "attr", "dobj") and not words]
    return frozenset(stem(word.lemma_.lower()) for word in words if word.pos_ in _CARRYING)


def _may_be_meant(doc: Doc, candidate: Candidate, here: Candidate, source: str | None) -> bool:
    if candidate.stance != "asserts" or not candidate.disputable:
        return False
    if candidate.source is None or candidate.source == source:
        return False
    if abs(candidate.sentence - here.sentence) > SENTENCES:
        return False
    if any(a < d and c < b for a, b in candidate.content for c, d in here.content):
        return False
    return not any(t.lower_ in _NEGATIVE for t in tokens_in(doc, candidate.content))


def _stems(doc: Doc, spans: Spans) -> frozenset[str]:
    return frozenset(
        stem(token.lemma_.lower())
        for token in tokens_in(doc, spans)
        if token.pos_ in _CARRYING and len(token) > 2 and token.lemma_.lower() not in _LIGHT
    )
