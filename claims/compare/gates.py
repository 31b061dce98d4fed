"""Are two claims on the same matter: embedding, shared entities and time."""

from __future__ import annotations

import re

from claims.compare.pairs import Pair, Party
from claims.compare.polarity import opposites, polarity
from claims.records import Source

#: Beyond this many days apart, like words are about different events.
SPAN_DAYS = 45
#: Above this cosine, words alone tell the same matter.
CERTAIN = 0.75
#: The same for what one denies and another says.
SAID_AND_DENIED = 0.6
#: Least cosine of two statements of one source that may contradict each other.
OWN_WORDS = 0.3
#: A proposition with fewer words than this says too little to be compared.
FEWEST_WORDS = 4
#: A proposition with more words than this is several, and the judge tells little of it.
MOST_WORDS = 45
#: What ought not to be, or cannot be allowed, is no statement of what is.
_NORMATIVE = re.compile(
    r"\b(?:should|must|ought)(?: not|n[’']t)?\b|\bcan(?:not|[’']t) be (?!found|seen|reached)",
    re.IGNORECASE,
)


def statable(party: Party) -> bool:
    """Whether a proposition says that something is or was so, in few enough words."""
    words = party.claim.proposition
    if not FEWEST_WORDS <= len(words.split()) <= MOST_WORDS:
        return False
    return not words.lower().startswith(("if ", "whether ", "unless ")) and not _NORMATIVE.search(
        words
    )


def nominal(party: Party) -> bool:
    """Whether a proposition is only a thing named ("There was climate change")."""
    return party.claim.proposition.startswith("There was ")


def same_matter(a: Party, b: Party, cosine: float, near: float) -> bool:
    """Whether the two speak of one thing: near in meaning, in time, and in whom they name."""
    if cosine < near:
        return False
    if not (statable(a) and statable(b)):
        return False
    if a.day and b.day and abs((a.day - b.day).days) > SPAN_DAYS and a.source.id != b.source.id:
        return False
    if cosine >= (SAID_AND_DENIED if a.claim.stance == "denies" else CERTAIN):
        return True
    return bool(concerned(a) & concerned(b))


def negates(pair: Pair) -> bool:
    """Whether ``a`` has a negation that ``b`` lacks."""
    return polarity(pair.a.claim.proposition) and not polarity(pair.b.claim.proposition)


#: Within so many statements of another, a claim may answer it.
NEARBY = 3
#: Least cosine of an answer with what it answers.
RELATED = 0.27
#: Cues that say that somebody is being answered.
REJOINDERS = frozenset(
    {"contradict", "counter", "retort", "hit back", "insist", "rebut", "respond", "reply"}
    | {"dispute", "object", "protest", "maintain", "take issue with", "push back", "fire back"}
    | {"clarify", "correct", "refute", "shoot back", "disagree"}
)


def rejoinder(pair: Pair) -> bool:
    """Whether ``a`` stands soon after ``b`` in one article and seems to answer it: by its
    cue, by a negation that ``b`` lacks, or by an antonym."""
    if pair.gap is None or not 0 < pair.gap <= NEARBY or allied(pair.a, pair.b):
        return False
    one, two = pair.a.claim, pair.b.claim
    if one.quote_spans < two.quote_spans or pair.cosine < RELATED:
        return False
    if not (statable(pair.a) and statable(pair.b)):
        return False
    return (
        one.cue_lemma in REJOINDERS
        or negates(pair)
        or opposites(one.proposition, two.proposition) is not None
    )


def denied_nearby(pair: Pair) -> bool:
    """Whether ``a`` denies in words of its own, in the same stretch of the article as ``b``."""
    return (
        pair.gap is not None
        and pair.gap <= 2 * NEARBY
        and pair.a.claim.stance == "denies"
        and pair.cosine >= OWN_WORDS
        and not allied(pair.a, pair.b)
        and statable(pair.a)
        and statable(pair.b)
        and not nominal(pair.a)
    )


def own_words(pair: Pair) -> bool:
    """Whether one source speaks twice, on different days, and once with a negation."""
    a, b = pair.a, pair.b
    if a.source.id != b.source.id or not a.source.named or pair.cosine < OWN_WORDS:
        return False
    if not pair.days_apart:
        return False
    one, two = a.claim.proposition, b.claim.proposition
    if not (statable(a) and statable(b)):
        return False
    return polarity(one) != polarity(two) or opposites(one, two) is not None


def concerned(party: Party) -> frozenset[str]:
    """Who and what a claim is about: the words of the entities it mentions and of the one who
    speaks, so that "Kolven" is found in "FC Kolven"."""
    names = [party.source.name.lower()] if party.source.named else []
    names += party.claim.entities
    return frozenset(
        word.removesuffix("’s")
        for name in names
        for word in name.split()
        if len(word) > 3 and word not in GENERAL
    )


#: Words of names that many bodies share.
GENERAL = frozenset(
    {"ministry", "minister", "department", "government", "national", "united", "states", "state"}
    | {"council", "police", "office", "agency", "president", "party", "union", "news", "times"}
    | {"group", "company", "association", "committee", "commission", "international", "south"}
    | {"north", "east", "west", "central", "republic", "city", "county", "university", "court"}
    | {"authority", "service", "officials", "foreign", "defence", "defense", "general"}
)


def allied(a: Party, b: Party) -> bool:
    """Whether one speaks for the other, or both for a third: a firm and its spokeswoman.

    Such two can differ, but far more often the article lets one restate the other.
    """
    one, two = a.source, b.source
    if one.id == two.id:
        return True
    first, second = _bodies(one), _bodies(two)
    if one.named and two.named and one.kind == two.kind == "person":
        return False
    return any(x in y or y in x for x in first for y in second)


def _bodies(source: Source) -> set[str]:
    """The bodies a source is or speaks for, in lower case."""
    names = {source.affiliation or ""}
    if source.kind != "person":
        names.add(source.name)
    if source.kind in ("unnamed", "group"):
        names = {source.affiliation or ""}
    return {name.lower().removeprefix("the ") for name in names if len(name) > 2}
