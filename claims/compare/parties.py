"""Who stands on each side of a pair: who speaks for whom, who is nobody."""

from __future__ import annotations

import re

from claims.compare.pairs import Pair, Party
from claims.records import UNATTRIBUTED, Source


def allied(a: Party, b: Party) -> bool:
    """Whether one speaks for the other, or both for a third: a firm and its spokeswoman.

    Such two can differ, but far more often the article lets one restate the other.
    """
    one, two = a.source, b.source
    if one.id == two.id or _speaks_for(one, two) or _speaks_for(two, one) or namesakes(one, two):
        return True
    if any((words := _name_words(source)) and words <= _SOME_BODY for source in (one, two)):
        return True
    first, second = _bodies(one), _bodies(two)
    if one.named and two.named and one.kind == two.kind == "person":
        return False
    return any(x in y or y in x for x in first for y in second)


def namesakes(one: Source, two: Source) -> bool:
    """Whether the two may be one that was not joined: "Venn" and "Orla Venn", "Acme" and "Acme
    Corp.", or twice "people who know of the matter"."""
    first, second = _name_words(one), _name_words(two)
    if first and second and (first <= second or second <= first):
        return True
    if "person" in (one.kind, two.kind):
        return one.kind == two.kind and _misspelt(one, two)
    return _abbreviates(one.name, two.name) or _abbreviates(two.name, one.name)


#: Abbreviations of bodies that are in everybody's news, and in many other bodies' letters.
_EVERYWHERE = frozenset({"US", "USA", "UK", "UN", "EU", "IS", "UAE"})


def _abbreviates(short: str, long: str) -> bool:
    """Whether a word of the one is the initials of words of the other: "the IG review", "a
    report of the inspector general"."""
    capitals = set(re.findall(r"\b[A-Z]{2,5}\b", short)) - _EVERYWHERE
    words = re.findall(r"[^\W\d_]+(?:['’]\w+)*", long)
    letters = "".join(word[0].upper() for word in words if not word.isupper())
    return any(word in letters for word in capitals)


#: From so many letters on, surnames that are so much alike are one, misspelt.
_LONG = 8
_ALIKE = 90.0


def _misspelt(one: Source, two: Source) -> bool:
    """Whether two long surnames differ by a letter or so, and the given names do not."""
    first, last = one.name.lower().split(), two.name.lower().split()
    if not first or not last or first[-1] == last[-1]:
        return False
    (*given, surname), (*other, second) = first, last
    if given and other and given[0] != other[0]:
        return False
    from rapidfuzz.fuzz import ratio

    return min(len(surname), len(second)) >= _LONG and ratio(surname, second) >= _ALIKE


#: Documents that are somebody's words, of whom it is not said: "the statement".
_PAPER = re.compile(
    r"(?:the|a|this|that) (?:news |press |written |joint )?(?:statement|release|post|posting|tweet"
    r"|letter|memo|note|e-?mail|message|filing|complaint|lawsuit|suit|article|story|piece)$",
    re.IGNORECASE,
)


#: The article's own voice, which is no party to what it reports.
_OWN_VOICE = frozenset(
    "we us i me the author it they one you he she him her them this that these those who which "
    "what some others both here there his hers its theirs our my your".split()
) | {"the author"}


def party(side: Party) -> bool:
    """Whether one can be a party to a dispute: not a pronoun, nor the article's own voice, nor
    nobody."""
    return side.source.name.lower() != UNATTRIBUTED and not points(side.source.name)


def points(name: str) -> bool:
    """Whether ``name`` is no name but a word that points to one, or to the author: "he"."""
    return name.lower() in _OWN_VOICE


def unnamed_papers(pair: Pair) -> bool:
    """Whether one side is "the article" or "the statement" of another text: nobody knows
    which."""
    return pair.a.claim.article != pair.b.claim.article and _has_paper(pair)


def papers(pair: Pair) -> bool:
    """Whether a document of one side stands right beside the other, which may have written it:
    "his office said …. The statement added …"."""
    return pair.nearby and _has_paper(pair)


def _has_paper(pair: Pair) -> bool:
    return any(_PAPER.match(party.source.name) for party in (pair.a, pair.b))


def _name_words(source: Source) -> set[str]:
    return {w.strip(".,’'\"") for w in source.name.lower().split() if w not in _ARTICLES}


#: Bodies that an article names elsewhere; where the two were not joined, nobody knows which.
_SOME_BODY = frozenset(
    {"company", "firm", "agency", "team", "club", "site", "website"}
    | {"paper", "newspaper", "network"}
)
_ARTICLES = frozenset(
    {"the", "a", "an", "one", "another", "some", "mr.", "mr", "mrs", "mrs.", "ms"}
)


#: Of these a body or person is told that they do not speak for: "a critic of", "a former".
_APART = re.compile(
    r"\b(?:former(?:ly)?|ex|retired|one-?time|erstwhile|critics?|rivals?|opponents?"
    r"|challengers?|victims?|survivors?|patients?|prisoners?|inmates?|detainees?|passengers?"
    r"|customers?|students?|whistle-?blowers?|witness(?:es)?|suspects?|defendants?|accusers?)\b",
    re.IGNORECASE,
)


def _apart(source: Source) -> bool:
    return source.role is not None and _APART.search(source.role) is not None


def _speaks_for(one: Source, two: Source) -> bool:
    """Whether a person's agent or lawyer is told by that person's name ("Vane's agent")."""
    if _apart(one):
        return False
    if two.kind != "person" or not two.named:
        return False
    surname = two.name.lower().split()[-1]
    served = f"{one.affiliation or ''} {one.role or ''}".lower()
    return (
        one.kind != "organization" and re.search(rf"\b{re.escape(surname)}\b", served) is not None
    )


def _bodies(source: Source) -> set[str]:
    """The bodies a source is or speaks for, in lower case."""
    names = {source.affiliation or ""} if not _apart(source) else set()
    if source.kind not in ("person", "unnamed", "group"):
        names.add(source.name)
    return {name.lower().removeprefix("the ") for name in names if len(name) > 2}
