"""Which claim "that", "such an understanding" or "the allegations" points to.

A denial or an echo often names its target by a pronoun or a noun alone. The target is
looked for among the statements made earlier in the article, nearest first, by whom and of
whom they speak, and by the words that they share with the phrase. Discourse deixis is
commonly resolved so: to the nearest preceding segment that fits the label noun (Webber
1988, Kolhatkar & Hirst 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extract.answers import answers_no
from claims.records import Span, Spans, Stance
from claims.resolve import countries
from claims.resolve.labels import (
    ACCUSING,
    BRINGING_OUT,
    CHARGES,
    DERIVED,
    GUILT,
    LABELS,
    SAYING,
    TALES,
    TOLD,
    WHOLE,
)
from claims.resolve.names import GENERAL
from claims.resolve.pointing import (
    POINTERS,
    indefinite,
    label_of,
    owners_by_pronoun,
    owners_of,
    relative,
    stem,
    topic_of,
)
from claims.resolve.propositions import root_of, tokens_in

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Cues by which a source takes back what it said itself.
RETRACTIONS = frozenset(
    {"retract", "recant", "walk back", "backtrack on", "take back", "withdraw", "row back"}
)
WINDOW = 8  # sentences back
FLOOR = 0.45
#: The same for a statement that comes only after: news tells the denial first, then the claim.
AHEAD = 0.75
#: Tokens at the start of an article that say what it is about.
LEAD = 60
#: Words that a statement has in common with these, if it is what the article is about.
TOLD_OF = 3
#: Sentences within which a denial goes on to say what is so.
ELABORATION = 2
#: A statement of fewer words is not what is denied.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement as references.py sees it.

    ``position`` is its place among the article's statements, ``sentence`` the number of the
    sentence of its cue, ``entities`` the keys of whom and what its content mentions, ``names``
    the words of its source's names, role and affiliation in lower case; ``foretold`` whether it is
    a forecast.
    """

    position: int
    sentence: int
    cue_lemma: str
    stance: Stance
    source: str | None
    content: Spans
    entities: frozenset[str]
    disputable: bool
    names: frozenset[str] = frozenset()
    foretold: bool = False


def target(
    doc: Doc,
    scope: Spans,
    stance: Stance,
    source: str | None,
    identity: frozenset[str],
    candidates: Sequence[Candidate],
    here: Candidate,
    whose: Callable[[Token], str | None] = lambda pronoun: None,
) -> int | None:
    """The position of the statement that ``scope`` points to, or None.

    ``source`` speaks in ``here``; ``identity`` are the entity keys that it goes by.
    ``candidates`` are the statements of the article; ``whose`` tells whom a possessive
    pronoun means ("his comments").
    """
    tokens = [token for token in tokens_in(doc, scope) if not token.is_punct]
    root = None if answers_no(tokens) else relative(label_of(tokens))
    named = root is not None and root.pos_ not in ("VERB", "AUX")  # else "that it happened"
    label = root.lemma_.lower() if root is not None and named else ""
    passing = (  # and not "it is a claim that she denies"
        root is not None
        and (label == "something" or (label in LABELS and indefinite(root)))
        and root.dep_ not in ("attr", "ROOT")
    )
    owners = owners_of(root) | owners_by_pronoun(root, whose)
    topic = topic_of(root, tokens) if label in LABELS else frozenset()
    lead = _lead(doc) if label in TALES | TOLD else frozenset()
    ahead = stance == "denies" and label in LABELS and here.cue_lemma not in RETRACTIONS
    whole = candidates
    candidates = [
        c
        for c in candidates
        if abs(here.sentence - c.sentence) <= WINDOW
        or (label in LABELS and owners & c.names and c.sentence < here.sentence)
    ]
    if passing:  # ", a charge that she denies"
        candidates = [c for c in candidates if c.sentence == here.sentence]
    answer = _elaborated(doc, scope, candidates, here) if stance == "denies" else frozenset()
    best: dict[bool, tuple[float, int]] = {}
    for candidate in candidates:
        if not _eligible(candidate, here, stance, source):
            continue
        if stance == "denies" and not _says_enough(doc, candidate):
            continue
        if label in CHARGES and _is_thing(doc, candidate):
            continue
        if label in GUILT and not (_accuses(candidate) and _concerns(identity, candidate)):
            continue
        later = candidate.content[0][0] > here.content[0][0]
        if later and not (ahead and _within(candidate, here)):
            continue
        if owners and label in LABELS and not owners & candidate.names:
            continue  # "the minister's claim" is nobody else's
        score = _nearness(candidate, here, candidates)
        score += _fits(doc, label, candidate)
        score += _concerns(identity, candidate)
        score += 0.1 if candidate.disputable else -0.3
        score -= 0.2 if label in TALES and candidate.foretold else 0.0
        if stance == "denies" and _negated(doc, candidate):
            score -= 0.4 if label in TALES else 0.2  # a rumour mostly says that something is so
        score += (0.45 if owners & candidate.names else -0.3) if owners else 0.0
        if topic or answer or lead:
            said = _said(doc, candidate)
            if topic and label not in TOLD and not topic & said:
                continue  # "rumours of a coup" are of no visit
            score += 0.3 if topic & said else 0.0
            score += min(0.3, 0.1 * len(answer & said))
            each, most = (0.15, 0.75) if label in WHOLE | TOLD else (0.1, 0.4)
            score += min(most, each * len(lead & said))
        if later not in best or score > best[later][0]:
            best[later] = (score, candidate.position)
    for later, least in ((False, 0.0 if passing else FLOOR), (True, AHEAD)):
        if later in best and best[later][0] >= least:
            found = best[later][1]
            several = label in TALES | TOLD and root is not None and root.tag_ == "NNS"
            chief = several and not (later or passing or topic)
            return _chief(doc, whole, found, here, source) if chief else found
    if stance == "denies" and label in TALES and not (owners or topic or passing):
        return _told_of(doc, whole, here, source)
    return None


def _chief(
    doc: Doc, candidates: Sequence[Candidate], found: int, here: Candidate, source: str | None
) -> int:
    """Of all that the maker of the claim ``found`` has claimed before, that which the article is
    about: "these claims" are not the last of them, told in passing."""
    near = next(c for c in candidates if c.position == found)
    own = [
        c
        for c in candidates
        if c.source == near.source and c.position < here.position and not c.foretold
    ]
    least = len(_lead(doc) & _said(doc, near)) + TOLD_OF
    best = _most_told(doc, own, here, source, least) if near.source is not None else None
    return found if best is None else best


def _told_of(
    doc: Doc, candidates: Sequence[Candidate], here: Candidate, source: str | None
) -> int | None:
    """The statement that the article is about, however far above: "these claims", "the report"
    of a denial that stands alone are what it began with."""
    above = [c for c in candidates if c.sentence < here.sentence]
    return _most_told(doc, above, here, source, TOLD_OF)


def _most_told(
    doc: Doc, candidates: Sequence[Candidate], here: Candidate, source: str | None, least: int
) -> int | None:
    """Of what can be denied, the first that has most words in common with the article's lead, and
    ``least`` of them."""
    lead = _lead(doc)
    best: tuple[int, int] | None = None
    for c in candidates:
        if not c.disputable or _negated(doc, c):
            continue
        if not (_eligible(c, here, "denies", source) and _says_enough(doc, c)):
            continue
        common = len(lead & _said(doc, c))
        if common >= least and (best is None or common > best[0]):
            best = common, c.position
    return best[1] if best else None


def _said(doc: Doc, candidate: Candidate) -> frozenset[str]:
    """The stems of the words of a statement."""
    return frozenset(stem(t.lemma_.lower()) for t in tokens_in(doc, candidate.content))


def _elaborated(
    doc: Doc, scope: Spans, candidates: Sequence[Candidate], here: Candidate
) -> frozenset[str]:
    """The stems of what the denial says further: its own words beside the pointer, and the
    next statements of the same source or of denials ("disputed that. “No wall has cracked,”
    she said")."""
    spans = list(here.content) + [
        span
        for c in candidates
        if here.position < c.position <= here.position + 2
        and c.sentence - here.sentence <= ELABORATION
        and (c.source == here.source or c.stance == "denies")
        for span in c.content
    ]
    pointer = {t.i for t in tokens_in(doc, scope)}
    return frozenset(
        stem(token.lemma_.lower())
        for token in tokens_in(doc, tuple(spans))
        if token.i not in pointer and token.pos_ in _TELLING and len(token) > 3
    )


def _lead(doc: Doc) -> frozenset[str]:
    """The stems of how the article begins: "the reports" are what it is about."""
    return frozenset(
        stem(token.lemma_.lower())
        for token in doc[:LEAD]
        if token.pos_ in _TELLING and len(token) > 3
    )


_TELLING = frozenset({"NOUN", "VERB", "PROPN", "ADJ", "NUM"})


def _says_enough(doc: Doc, candidate: Candidate) -> bool:
    """Whether a statement can be what is denied: no mere reason or thing, no word or two."""
    words = [t for t in tokens_in(doc, candidate.content) if not t.is_punct and not t.is_space]
    if len(words) < FEWEST or words[0].lower_ in _HALVES:
        return False
    root = root_of(words)
    if root is None or root.pos_ not in ("NOUN", "PROPN"):
        return True
    accused = candidate.cue_lemma.split()[:1] == ["accuse"]  # "accusing her | of breaking laws"
    return any(
        t.dep_ in ("nsubj", "nsubjpass", "ccomp", "pcomp") or (accused and t.tag_ == "VBG")
        for t in words
        if t.i != root.i
    )


def _is_thing(doc: Doc, candidate: Candidate) -> bool:
    """Whether a statement only names something: "a story detailing | four police reports"."""
    root = root_of([t for t in tokens_in(doc, candidate.content) if not t.is_punct])
    return root is not None and root.pos_ == "NOUN" and not _accuses(candidate)


def _negated(doc: Doc, candidate: Candidate) -> bool:
    return any(t.dep_ == "neg" for t in tokens_in(doc, candidate.content))


_HALVES = frozenset({"because", "if", "whether", "why", "how", "what", "who"})


def _eligible(c: Candidate, here: Candidate, stance: Stance, source: str | None) -> bool:
    if c.position == here.position or _overlap(c.content, here.content):
        return False
    own = c.source is not None and c.source == source
    if here.cue_lemma in RETRACTIONS:
        return own and c.stance == "asserts"
    if stance in ("denies", "questions", "echoes") and (own or _serves(here, c)):
        return False
    return not (stance == "denies" and c.stance == "denies")


def _serves(here: Candidate, c: Candidate) -> bool:
    """Whether the one who denies is told by the name of the other: "Venn's agent"."""
    return c.source is not None and bool(c.names - GENERAL) and c.names < here.names


def _within(c: Candidate, here: Candidate) -> bool:
    """Whether what follows is near and, being a claim, can be what was denied."""
    return c.sentence - here.sentence <= WINDOW // 2 and c.disputable


def _concerns(identity: frozenset[str], candidate: Candidate) -> float:
    """How much a statement is about the one who speaks, to whom ``identity`` are the names."""
    if identity & candidate.entities:
        return 0.35
    named = (name for name in candidate.entities if not countries.country(name))
    shorter = (set(name.split()) - GENERAL for name in named)
    own = [set(name.split()) for name in identity]
    return 0.2 if any(words and words <= name for words in shorter for name in own) else 0.0


def _accuses(candidate: Candidate) -> bool:
    return not ACCUSING.isdisjoint(candidate.cue_lemma.split())


def _nearness(candidate: Candidate, here: Candidate, all_of_them: Sequence[Candidate]) -> float:
    distance = abs(here.sentence - candidate.sentence)
    low, high = sorted((candidate.position, here.position))
    between = sum(low < c.position < high for c in all_of_them)
    return max(0.0, 0.6 - 0.1 * max(0, distance - 1) - 0.05 * between)


def _fits(doc: Doc, label: str, candidate: Candidate) -> float:
    """How well the label noun recalls the statement's cue or the words of its content."""
    if not label or label in POINTERS:
        return 0.0
    recalled = LABELS.get(label)
    if recalled is not None:
        verb = candidate.cue_lemma.split()[0] if candidate.cue_lemma else ""
        if verb in recalled or (label in TALES and verb in TALES):
            return 0.3
        if label in CHARGES:
            return -0.15 if verb in SAYING - BRINGING_OUT else -0.3
        return 0.0 if verb in SAYING else -0.3
    if label in GUILT:
        return 0.3
    own = stem(label)
    words = _said(doc, candidate)
    related = {stem(word) for word in DERIVED.get(label, ())}
    return 0.4 if own in words or related & words else -0.3


def _overlap(one: Spans, other: Spans) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)


def covered(inner: Spans, outer: Spans) -> float:
    """The share of the characters of ``inner`` that lie inside ``outer``."""
    size = sum(end - start for start, end in inner)
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in inner for c, d in outer)
    return shared / size if size else 0.0


def extent(*groups: Spans) -> Span:
    """From the first to the last character of all of them."""
    spans = [span for group in groups for span in group]
    return min(s for s, _ in spans), max(e for _, e in spans)
