"""Denials that stand in the content: "said the reports were false"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extract.clauses import Clause, clauses, negations, spans_of, tops
from claims.extract.lexicon import words
from claims.extract.retorts import answers_no
from claims.extract.scope import claim_nouns, clean, falsity, phrase, pointed_at
from claims.records import Spans, Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

_POINTERS = frozenset({"that", "this", "it", "these", "those", "they", "all", "any", "which"})
#: Of these it is a denial to be called fake, though a watch may be fake as well.
_TOLD = frozenset({"that", "this", "it", "these", "those", "they", "all"})
_MADE_UP = frozenset(
    {"fake", "phony", "phoney", "debunked", "satire", "satirical", "spoof", "parody"}
)
_SUPPORT = frozenset({"support", "substantiate", "corroborate", "back", "bear", "base", "found"})
_NEGATIVE = frozenset({"no", "any", "zero"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "any"})
_NOTHING_TO_IT = frozenset(
    {"truth", "basis", "foundation", "merit", "substance", "evidence", "proof", "fact", "reality",
     "veracity", "validity", "such", "indication", "sign", "suggestion"}
)  # fmt: skip
_OF = frozenset({"to", "in", "behind", "for", "of", "about"})
_NOT_SO = frozenset({"before", "again", "often", "overnight", "here", "anymore", "since"})
_TOLERATE = frozenset(
    {"see", "face", "experience", "witness", "imagine", "need", "want", "tolerate", "accept"}
    | {"support", "discuss", "allow", "condone", "comment", "expect", "like", "mean"}
)
_DID = frozenset(
    {"did", "has", "have", "had", "was", "were", "is", "are", "been", "'ve", "’ve", "'s", "’s"}
)
_HAPPEN = frozenset({"happen", "occur", "exist", "take"})
_TOO_EARLY = frozenset(
    {"say", "tell", "know", "judge", "confirm", "determine", "conclude", "speculate", "whether"}
)
_NAMING = frozenset(
    {"call", "describe", "label", "brand", "term", "deem", "denounce", "dub", "characterize",
     "characterise", "consider", "slam", "blast", "decry", "condemn", "declare", "pronounce",
     "portray", "deride", "mock", "ridicule", "paint", "find", "believe", "think"}
)  # fmt: skip


def denied_in(
    content: list[Token], cue: Token | None, around: list[Token]
) -> tuple[Stance, Spans] | None:
    """The stance and scope of a content that itself judges a claim true or false.

    "The reports that X were false" denies X, "that is correct" echoes "that"; None for a
    content that does neither, and "questions" for one that leaves it open ("he did not know").
    ``cue`` is the head of the cue, whose object may be the claim ("called the report untrue");
    ``around`` are all words of the cue, where the label may stand ("called X “nonsense”").
    """
    inside = {token.i for token in content}
    finders = [_judged, _unsupported, _nothing_such, _never, _undecided]
    for clause in clauses(content):
        for find in finders:
            found = find(clause, inside)
            if found:
                return found
        finders = finders[:4]  # “It failed. We do not know why” leaves nothing open
    return (
        _named(content, cue, around)
        or _no_evidence(content, inside, cue)
        or (("denies", spans_of(content)) if answers_no(content) else None)
        or _exclaimed(content, inside)
    )


def _judged(clause: Clause, inside: set[int]) -> tuple[Stance, Spans] | None:
    """ "The reports that X were false", "it is not true that X", "that is a lie"."""
    if clause.head.lemma_ not in ("be", "seem", "remain", "prove", "look", "sound"):
        if clause.head.pos_ not in ("ADJ", "NOUN"):
            return None
        predicates = [clause.head]
    else:
        predicates = [
            c for c in clause.head.children
            if c.dep_ in ("acomp", "attr", "oprd", "advmod") and c.dep_ != "neg"
        ]  # fmt: skip
        predicates += [c for p in predicates for c in p.children if c.dep_ == "conj"]
    verdict = _verdict(predicates, clause.negated)
    if verdict is None:
        return None
    stance, plain = verdict
    subject = clause.subject or _loose_subject(clause, inside)
    scope = _scope(clause, subject, predicates, inside, plain) if subject is not None else None
    return (stance, scope) if scope else None


def _loose_subject(clause: Clause, inside: set[int]) -> Token | None:
    """A subject that the parser did not see: "that's untrue", "her statement ... to be false"."""
    doc, head = clause.head.doc, clause.head
    before = doc[head.i - 1] if head.i else head
    if before.lower_ == "that" and before.i in inside:
        return before
    known = claim_nouns()
    earlier = (doc[i] for i in sorted(inside) if i < head.i)
    return next((t for t in earlier if t.pos_ == "NOUN" and t.lemma_.lower() in known), None)


def _verdict(predicates: list[Token], negated: bool) -> tuple[Stance, bool] | None:
    """The stance, and whether the word is said of claims only ("untrue", not "wrong")."""
    for predicate in predicates:
        lemma = predicate.lemma_.lower()
        if lemma in words("true_word") or predicate.lower_ in words("true_word"):
            strict = lemma in ("true", "correct", "accurate", "so", "case", "credible")
            if negated or _no(predicate):
                return ("denies", strict)
            return ("echoes", False) if lemma in ("true", "correct", "accurate") else None
        kind = "false_noun" if predicate.pos_ in ("NOUN", "PROPN") else "false_adjective"
        if lemma in words(kind) or predicate.lower_ in words(kind):
            if negated:
                return None
            return ("denies", lemma in words("plainly_false"))
        if lemma in claim_nouns() and any(
            c.dep_ == "amod" and c.lower_ in words("plainly_false") for c in predicate.children
        ):
            return None if negated else ("denies", True)
    return None


def _no(token: Token) -> bool:
    return any(c.lower_ in ("no", "not", "n't", "n’t", "hardly", "far") for c in token.children)


def _scope(
    clause: Clause, subject: Token, predicates: list[Token], inside: set[int], plain: bool
) -> Spans | None:
    if subject.lower_ == "it":
        for holder in (clause.head, *predicates):
            for child in holder.children:
                if child.dep_ in ("ccomp", "csubj", "advcl") and child.i > holder.i:
                    marks = [c for c in child.children if c.dep_ == "mark"]
                    if any(m.lower_ == "that" for m in marks):
                        return spans_of(clean(child, inside, marks))
    if subject.dep_ in ("csubj", "csubjpass"):
        marks = [c for c in subject.children if c.dep_ == "mark"]
        return spans_of(clean(subject, inside, marks))
    lemma = subject.lemma_.lower()
    if lemma in claim_nouns():
        return phrase(subject, inside)
    if plain and (subject.lower_ in _POINTERS or subject.pos_ == "NOUN"):
        return phrase(subject, inside)
    if subject.lower_ in _TOLD and any(p.lemma_.lower() in _MADE_UP for p in predicates):
        return phrase(subject, inside)
    return None


def _unsupported(clause: Clause, inside: set[int]) -> tuple[Stance, Spans] | None:
    """ "The rumour is not supported by any evidence"."""
    subject = clause.subject
    if subject is None or not clause.negated or clause.head.lemma_ not in _SUPPORT:
        return None
    passive = any(a.dep_ == "auxpass" for a in clause.auxiliaries)
    if not passive or subject.lemma_.lower() not in words("allegation") | words("account"):
        return None
    return ("denies", phrase(subject, inside))


def _nothing_such(clause: Clause, inside: set[int]) -> tuple[Stance, Spans] | None:
    """ "There was no such agreement", "there is no truth to X", "did no such thing"."""
    existential = clause.subject is not None and clause.subject.dep_ == "expl"
    for child in clause.head.children:
        if child.dep_ not in ("attr", "dobj", "nsubj", "nsubjpass") or child.i not in inside:
            continue
        modifiers = [c.lower_ for c in child.children]
        none = bool(_NEGATIVE & set(modifiers)) and (
            "no" in modifiers or clause.negated or "zero" in modifiers
        )
        if not none and "such" not in modifiers:
            continue
        if not (none or _tells(clause, existential)):
            continue
        if "such" in modifiers and (none or clause.negated):
            kept = [t for t in child.subtree if t.i in inside and t.lower_ not in _NEGATIVE]
            return ("denies", spans_of(kept))
        seen = existential or clause.head.lemma_ in ("find", "see", "have", "know", "show")
        if seen and none and child.lemma_ in _NOTHING_TO_IT:
            return _no_truth(child, inside)
        if existential and none and _emphatic(child):
            kept = [t for t in child.subtree if t.i in inside and t.lower_ not in ("no", "zero")]
            return ("denies", spans_of(kept))
    return None


def _tells(clause: Clause, existential: bool) -> bool:
    """Whether a clause says what was: "we do not tolerate such behaviour" denies nothing."""
    head, auxiliaries = clause.head, {a.lower_ for a in clause.auxiliaries}
    was = existential or auxiliaries or head.lemma_ == "be" or head.tag_ == "VBD"
    return bool(was) and auxiliaries <= _DID and head.lemma_ not in _TOLERATE


def _emphatic(noun: Token) -> bool:
    """ "No fine of any kind", "no offer, no buyer and no contract"."""
    below = [t.lower_ for t in noun.subtree]
    return below.count("no") > 1 or "whatsoever" in below or " of any " in f" {' '.join(below)} "


def _no_truth(noun: Token, inside: set[int]) -> tuple[Stance, Spans] | None:
    for child in noun.children:
        if child.dep_ in ("acl", "relcl", "ccomp"):
            marks = [c for c in child.children if c.dep_ == "mark"]
            return ("denies", spans_of(clean(child, inside, marks)))
    for holder in (noun, *(c for c in noun.children if c.lower_ == "whatsoever"), noun.head):
        for child in holder.children:
            if child.dep_ != "prep" or child.lower_ not in _OF:
                continue
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return ("denies", phrase(inner, inside))
    return None


def _never(clause: Clause, inside: set[int]) -> tuple[Stance, Spans] | None:
    """ "The meeting never took place", "this did not happen"."""
    head, subject = clause.head, clause.subject
    if subject is None or not clause.negated or head.lemma_ not in _HAPPEN:
        return None
    if head.lemma_ == "take" and not any(c.lower_ == "place" for c in head.children):
        return None
    auxiliaries = {a.lower_ for a in clause.auxiliaries}
    if auxiliaries & {"will", "wo", "would", "should", "must", "may", "might", "can", "ca"}:
        return None
    if auxiliaries & {"do", "does"} or any(c.lower_ in _NOT_SO for c in head.children):
        return None  # "this does not happen here", "it has never happened before"
    if negations(head) and subject.lower_ in ("nothing", "none", "nobody"):
        return None
    if subject.dep_ == "expl":
        return None
    such = any(c.lower_ == "such" for c in subject.children)
    if such or subject.lower_ in _POINTERS or subject.lemma_.lower() in claim_nouns():
        return ("denies", phrase(subject, inside))
    happened = [c for c in head.children if c.dep_ in ("aux", "dobj") and c.i in inside]
    kept = [t for t in subject.subtree if t.i in inside]
    return ("denies", spans_of(sorted([*kept, *happened, head], key=lambda t: t.i)))


def _undecided(clause: Clause, inside: set[int]) -> tuple[Stance, Spans] | None:
    """ "He did not know of any", "it was too early to say whether", "he could not say"."""
    head, subject = clause.head, clause.subject
    own = subject is not None and subject.lower_ in ("i", "we", "he", "she", "it", "they")
    if own and clause.negated and head.lemma_ in ("know", "recall", "remember"):
        return ("questions", ())
    can = any(a.lower_ in ("could", "can", "ca", "would") for a in clause.auxiliaries)
    if own and clause.negated and can and head.lemma_ in ("say", "confirm", "comment", "verify"):
        return ("questions", ())
    if head.lemma_ == "be":
        for child in head.children:
            early = (
                child.lower_ in ("early", "soon")
                and any(c.lower_ == "too" for c in child.children)
                and any(c.lemma_ in _TOO_EARLY for c in child.subtree)
            )
            unaware = child.lower_ == "aware" and clause.negated
            if early or (own and (unaware or child.lower_ == "unaware")):
                return ("questions", ())
    return None


def _named(
    content: list[Token], cue: Token | None, around: list[Token]
) -> tuple[Stance, Spans] | None:
    """ "Called the report untrue", "described as baseless the claim that X"."""
    if cue is None or cue.lemma_.lower() not in _NAMING:
        return None
    if any(falsity(t) for t in around):
        scope = pointed_at(content, cue)
        return ("denies", scope) if scope else None
    inside = {t.i for t in content}
    label = next((t for t in content if falsity(t)), None) or _beside(cue, inside)
    if label is not None and label.i not in inside:
        return _called(content, inside, cue, label)
    if label is None or any(t.lower_ in ("not", "n't") for t in label.children):
        return None
    weak = label.lemma_.lower() not in words("plainly_false")
    objects = [c for c in cue.children if c.dep_ in ("dobj", "nsubjpass", "ccomp", "oprd", "xcomp")]
    subjects = [
        s for o in (*objects, label) for s in o.children if s.dep_ in ("nsubj", "nsubjpass")
    ]
    for named in [*subjects, *(o for o in objects if o.dep_ in ("dobj", "nsubjpass"))]:
        if named.i == label.i:
            continue
        lemma = named.lemma_.lower()
        if lemma in claim_nouns():
            return ("denies", phrase(named))
        if not weak and (named.pos_ == "NOUN" or named.lower_ in _POINTERS):
            return ("denies", phrase(named))
    return None


def _beside(cue: Token, inside: set[int]) -> Token | None:
    """ "Unsubstantiated" of "called | the charges | unsubstantiated", which the content leaves
    out."""
    named = [c for c in cue.children if c.i > cue.i]
    named += [c for n in named for c in n.children if n.i in inside]
    return next((t for t in named if t.i not in inside and t.dep_ in _CALLED and falsity(t)), None)


_CALLED = frozenset({"oprd", "acomp", "xcomp", "ccomp", "amod", "attr"})


def _called(
    content: list[Token], inside: set[int], cue: Token, label: Token
) -> tuple[Stance, Spans] | None:
    """A claim, which alone is the content, called false."""
    named = [t for t in tops(content, inside) if t.lemma_.lower() in claim_nouns()]
    if not named or negations(cue) or any(c.dep_ == "neg" for c in label.children):
        return None
    return ("denies", phrase(named[0], inside))


def _no_evidence(
    content: list[Token], inside: set[int], cue: Token | None
) -> tuple[Stance, Spans] | None:
    """ "Found | no evidence that X", where the cue is the verb."""
    if cue is None or cue.lemma_ not in ("find", "see", "cite", "show", "report", "discover"):
        return None
    for top in tops(content, inside):
        none = any(c.lower_ == "no" for c in top.children)
        if none and top.lemma_ in _NOTHING_TO_IT:
            return _no_truth(top, inside)
    return None


def _exclaimed(content: list[Token], inside: set[int]) -> tuple[Stance, Spans] | None:
    """A quotation that is nothing but "Nonsense" or "A total fabrication"."""
    if len([t for t in content if not t.is_punct]) > 4 or clauses(content):
        return None
    for top in tops(content, inside):
        if any(c.lower_ in _DEFINITE for c in top.children):
            continue  # "the rumour | was picked up by" names one and says nothing of it
        if top.lemma_.lower() in words("plainly_false"):
            return ("denies", ())
        if top.lower_ in ("true", "so", "correct", "accurate") and _no(top):
            return ("denies", ())
    return None
