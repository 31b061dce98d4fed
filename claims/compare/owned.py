"""A denial that says whose claim it denies and what it is about: "the union's account of the
repairs". Such a phrase finds that claim in other articles too, where its own holds none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from claims.compare.measures import STOP
from claims.compare.pairs import Pair
from claims.compare.wordforms import stem, tokens
from claims.records import Source

#: Days after it was made within which a claim is so answered.
WITHIN_DAYS = 45
#: From this cosine on, it is about the same even without most of the topic's words.
ALIKE = 0.35
#: Letters by which two forms of a name are told to be one: "Norwegian", "Norway".
PREFIX = 5

_LABEL = (
    r"(?:accounts?|versions?|claims?|assertions?|allegations?|accusations?|reports?|charges?"
    r"|statements?|testimony|contentions?|insistence|suggestions?|story|remarks?)"
)
_POSSESSIVE = re.compile(
    rf"^\W*(?:the |an? )?(?P<owner>[^,.;:]{{2,60}}?)(?:['’]s|s['’]) (?:\w+ ){{0,2}}?{_LABEL}\b"
    rf"(?P<rest>.*)$",
    re.DOTALL,
)
_AGENT = re.compile(
    rf"^\W*(?:the |an? )?(?:\w+ )?{_LABEL} (?:made )?(?:by|from) (?:the )?"
    rf"(?P<owner>[^,.;:]{{2,60}}?)(?P<rest>(?: (?:of|about|on|over|that)\b.*)?)$",
    re.DOTALL,
)
_JUDGEMENT = re.compile(r"\s+as\s+(?:\W|an? |pure |mere |un|false|base|non).*$", re.DOTALL)
_LITTLE = frozenset({"the", "a", "an", "of", "and", "former", "own", "his", "her", "their", "its"})


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose claim it is, as beginnings of the words that name them, and the stems of what it
    is about."""

    owner: frozenset[str]
    topic: frozenset[str]


@lru_cache(maxsize=131_072)  # all denials of a large database are asked at every batch
def owned(quote: str) -> Owned | None:
    """The claim that the words of a denial name; None if they do not say both things."""
    line = " ".join(quote.split())
    match = _POSSESSIVE.match(line) or _AGENT.match(line)
    if match is None:
        return None
    owner = _beginnings(match["owner"])
    topic = topical(_JUDGEMENT.sub("", match["rest"]))
    return Owned(owner, topic) if owner and topic else None


def meant(claim: Owned, source: Source) -> bool:
    """Whether ``source`` is the owner of ``claim``."""
    names = (source.name, source.role or "", source.affiliation or "", *source.aliases)
    return claim.owner <= _beginnings(" ".join(names))


def names_claim(pair: Pair) -> bool:
    """Whether ``a`` denies a claim of the source of ``b`` that is about what ``b`` says, and
    ``b`` was said in another article not long before. Without days it has to be nearer."""
    a, b = pair.a, pair.b
    if a.claim.stance != "denies" or a.claim.about is not None or b.claim.stance != "asserts":
        return False
    if a.claim.article == b.claim.article:
        return False
    named = owned(a.claim.quote)
    if named is None or not meant(named, b.source):
        return False
    lacking = named.topic - topical(b.claim.wording)
    if a.day is None or b.day is None:  # whoever is much in the news says much about the like
        return not lacking and pair.cosine >= ALIKE
    much = 2 * len(lacking) < len(named.topic)
    return 0 <= (a.day - b.day).days <= WITHIN_DAYS and (much or pair.cosine >= ALIKE)


def topical(text: str) -> frozenset[str]:
    """The stems of all words but the commonest: a topic may be "the minutes" too."""
    return frozenset(stem(t.lower) for t in tokens(text) if t.word and t.lower not in STOP)


def _beginnings(names: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", names.lower())
    return frozenset(stem(word)[:PREFIX] for word in words if word not in _LITTLE and len(word) > 2)
