"""Figures that somebody gives without a clause: "the rescue service put the dead at 19".

The model was trained on clauses and misses them, though a toll is what sides in the news most
often count differently. Added is what has a subject, a verb that sets a value, a thing that has
one, and a number after "at" or "as".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract.speaking import words_of
from claims.extract.tokens import spans_of
from claims.records import Attribution, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Verbs that set a value by themselves, whatever their object, and those that may.
VALUING = frozenset({"estimate", "value", "assess", "price", "peg", "reckon", "calculate"})
SETTING = frozenset({"put", "place", "set", "give", "list", "report", "record", "cite"})
#: Things that have a number.
_NUMBERS = words_of("""
    number figure total toll count tally sum amount cost price value worth damage loss size rate
    share proportion percentage crowd turnout attendance deficit surplus budget bill population
    casualty death dead fatality injury injured wounded missing strength distance depth height
    length width weight speed temperature magnitude unemployment inflation growth income revenue
    sale profit debt fee ransom fine majority lead margin age probability chance odds risk
    spending expense saving output production capacity stock reserve vote support
""")
_LINKS = {"at": VALUING | SETTING, "as": SETTING - {"put", "place", "set"}}
#: How sure such a reading is.
_SCORE = 0.9


def measured(doc: Doc, attributions: Sequence[Attribution]) -> list[Attribution]:
    """``attributions`` and those of figures that are missing among them, in the order of the
    text."""
    taken = [span for a in attributions for span in (*a.cue, *a.content)]
    found = [a for token in doc if (a := _figure(token)) and not _among(a.cue[0], taken)]
    return sorted([*attributions, *found], key=lambda a: (a.cue, a.content))


def _figure(verb: Token) -> Attribution | None:
    """What the verb says of a number, if it does."""
    lemma = verb.lemma_.lower()
    if verb.pos_ != "VERB" or lemma not in VALUING | SETTING:
        return None
    thing = _child(verb, "dobj") or _child(verb, "nsubjpass")
    who = _speaker(verb)
    if thing is None or who is None or thing.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return None
    if lemma not in VALUING and thing.lemma_.lower() not in _NUMBERS:
        return None
    link = next((t for t in (*verb.children, *thing.children) if _links(t, verb)), None)
    if link is None:
        return None
    told = [t for t in thing.subtree if t.i != link.i and not link.is_ancestor(t)]
    value = [t for t in link.subtree if t.i <= _end(link).i]
    source = [t for t in who.subtree if t.dep_ != "relcl" and not _relative(t, who)]
    while len(source) > 1 and source[-1].is_punct:
        source.pop()
    if verb.dep_ == "relcl":  # "the ministry, | which puts …"
        source = [t for t in source if t.i < verb.left_edge.i and not t.is_punct]
    return Attribution(
        source=spans_of(source),
        cue=((verb.idx, verb.idx + len(verb)),),
        content=spans_of(sorted({*told, *value}, key=lambda t: t.i)),
        score=_SCORE,
    )


def _speaker(verb: Token) -> Token | None:
    """Who gives the number; of "the ministry, which puts it at 40" the ministry."""
    agent = _child(verb, "agent")
    who = _child(agent, "pobj") if agent is not None else _child(verb, "nsubj")
    if who is not None and who.lower_ in ("which", "who", "that"):
        return verb.head if verb.dep_ == "relcl" else None
    return who


def _relative(token: Token, who: Token) -> bool:
    """Whether a token stands in a relative clause of ``who``."""
    return any(t.dep_ == "relcl" for t in token.ancestors if t.i != who.i and who.is_ancestor(t))


def _links(token: Token, verb: Token) -> bool:
    """Whether "at" or "as" leads from the verb to a number."""
    if token.dep_ != "prep" or verb.lemma_.lower() not in _LINKS.get(token.lower_, ()):
        return False
    value = _child(token, "pobj")
    if value is None or token.i < verb.i:
        return False
    return any(t.like_num for t in (value, *value.children) if t.lower_ not in ("first", "second"))


def _end(link: Token) -> Token:
    """The last token of the value: without clauses and remarks that hang on it."""
    value = _child(link, "pobj")
    assert value is not None
    kept = [
        t
        for t in value.subtree
        if not any(a.dep_ in ("relcl", "appos", "conj", "advcl", "acl") for a in (t, *t.ancestors)
                   if value.is_ancestor(a))
        and not t.is_punct
    ]  # fmt: skip
    return max(kept, key=lambda t: t.i, default=value)


def _child(head: Token, dep: str) -> Token | None:
    return next((t for t in head.children if t.dep_ == dep), None)


def _among(span: Span, taken: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)
