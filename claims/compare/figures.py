"""Figures that disagree: the same thing measured in two texts, with values that exclude
each other.

Precision comes before recall. "At least 30" agrees with 34 and not with 12; "about" and
rounded numbers agree within a tenth; "dozens" stands for 20 to 150, so that it disagrees
with 12 and with 300. Nothing is said where the two name different days or places, count
different people ("soldiers", "civilians"), or where any count of one text agrees with one
of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.compare.measures import ANYBODY, CLASSES, MEASURES
from claims.compare.overlap import share
from claims.compare.quantities import Quantity, quantities
from claims.compare.wordforms import Token, stem, tokens, wordset

#: Approximate and rounded figures agree when they differ by less than this.
TOLERANCE = 0.1
#: Half of what other figures than counts of people may differ by: $349 against $350.
ROUNDING = 0.01
#: So much of a figure at most is room for digits that are not told: 5 percent against 5.2.
MOST = 0.15
#: The least share of content words that two texts must have in common, for figures of
#: anything but a state of people.
OVERLAP = 0.6
#: The same, places left out, for texts that say the like of two places. A town and its country
#: are two names for one place, which fewer words in common would not tell.
LIKE_WORDS = 0.75

_STATES = frozenset(CLASSES.values())
_UNITS = frozenset(MEASURES.values()) | {"percent", "percentage point"}


@dataclass(frozen=True, slots=True)
class FigureConflict:
    """Two quantities of one measured thing that cannot both be right."""

    a: Quantity
    b: Quantity
    measured: str

    def __str__(self) -> str:
        return f"{self.a.text} against {self.b.text} ({self.measured})"


def disagree(a: str, b: str) -> FigureConflict | None:
    """The first pair of figures on which the two texts exclude each other, or None."""
    ours, theirs = quantities(a), quantities(b)
    if not ours or not theirs or _elsewhere(a, b) or different_things(a, b):
        return None
    if polled(a) or polled(b):
        return None  # two polls that differ contradict nobody
    for one in ours:
        if one.part:
            continue
        same = [two for two in theirs if _same_thing(one, two)]
        if not same or any(compatible(one, two) for two in same):
            continue
        others = [three for three in ours if _same_thing(three, same[0])]
        if any(compatible(three, two) for three in others for two in same):
            continue
        if one.unit in _STATES or share(a, b) >= OVERLAP:
            two = next((two for two in same if not two.part), None)
            if two is not None:
                return FigureConflict(one, two, one.unit)
    return None


def other_figures(a: str, b: str) -> bool:
    """Whether both give numbers and none is in both: where these are no figures of one thing,
    the texts speak of two."""
    one, two = _numbers(a), _numbers(b)
    return bool(one) and bool(two) and not one & two


def _numbers(text: str) -> set[str]:
    """The numbers above 9, in digits, without years and days."""
    found = (token.text for token in tokens(text) if token.digits)
    return {n.replace(",", "") for n in found if len(n) > 1 and not _YEAR.fullmatch(n)}


def compatible(one: Quantity, two: Quantity) -> bool:
    """Whether one value can satisfy both."""
    grains = [0.0 if q.unit in _STATES else _grain(q) for q in (one, two)]
    (low, high), (other_low, other_high) = (
        _interval(q, grain / 2 if grain > min(grains) else 0.0)
        for q, grain in zip((one, two), grains, strict=True)
    )
    return low <= other_high and other_low <= high


_WRITTEN = re.compile(r"\d[\d,]*(?:\.(?P<decimals>\d+))?")


def _grain(quantity: Quantity) -> float:
    """What one in the last digit stands for: 100,000 in "5.2 million"; 0 for words."""
    written = _WRITTEN.search(quantity.text)
    if written is None or quantity.bound == "range":
        return 0.0
    value = float(written[0].replace(",", ""))
    finite = quantity.low if quantity.low > 0 else quantity.high
    if not value or finite == float("inf"):
        return 0.0
    return float(finite / value * 10.0 ** -len(written["decimals"] or ""))


def _interval(quantity: Quantity, room: float = 0.0) -> tuple[float, float]:
    """What the figure may stand for, with room where it is rounded or approximate, and
    ``room`` where the other is told more exactly."""
    loose = quantity.bound in ("about", "at_most", "at_least") or quantity.rounded
    slack = TOLERANCE if loose else 0.0 if quantity.unit in _STATES else ROUNDING
    low, high = quantity.low, quantity.high
    return low - max(low * slack, min(room, low * MOST)), high + max(
        high * slack, min(room, high * MOST)
    )


def _same_thing(one: Quantity, two: Quantity) -> bool:
    if one.unit != two.unit or one.change != two.change:
        return False
    if one.noun == two.noun:
        return True
    if one.unit in _STATES:
        return one.noun in ANYBODY and two.noun in ANYBODY
    return one.unit in _UNITS and not (one.noun and two.noun)


_WHEN = wordset("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december yesterday tomorrow
    """)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


#: A count over a stretch of time is none of one event.
_PERIOD = re.compile(
    r"\bsince (?!\w+day\b)\w+|\bthis (?:year|month|week|season)\b"
    r"|\b(?:in|over|during|within) the (?:past|last) (?:\w+ )?(?:day|week|month|year|decade)s?\b"
    r"|\b(?:in|of|during) the (?:war|conflict|pandemic|epidemic|outbreak|campaign|uprising)\b",
    re.IGNORECASE,
)


def _elsewhere(a: str, b: str) -> bool:
    """Whether the two name different days, years or places, or the one counts over a time and
    the other does not."""
    if bool(_PERIOD.search(a)) != bool(_PERIOD.search(b)):
        return True
    one, two = tokens(a), tokens(b)
    for left, right in (
        (_days(one), _days(two)),
        (set(_YEAR.findall(a)), set(_YEAR.findall(b))),
        (_places(one), _places(two)),
    ):
        if left and right and not left & right:
            return True
    return False


def another_place(a: str, b: str) -> bool:
    """Whether the two say the like of two places ("the ferry at Orle", "the ferry at Brun"):
    each names one that the other does not, in words of which the rest is mostly the same."""
    one, two = tokens(a), tokens(b)
    here, there = _places(one), _places(two)
    if not here or not there:
        return False
    if here & {stem(t.lower) for t in two} or there & {stem(t.lower) for t in one}:
        return False
    return share(_without(one, here), _without(two, there)) >= LIKE_WORDS


def _without(words: list[Token], stems: set[str]) -> str:
    return " ".join(t.text for t in words if stem(t.lower) not in stems)


_POLL = re.compile(r"\b(?:polls?|polled|surveys?|surveyed|respondents|likely voters)\b", re.I)


def polled(words: str) -> bool:
    """Whether the words tell of a poll, or name one."""
    return _POLL.search(words) is not None


def different_things(a: str, b: str) -> bool:
    """Whether each text names something that the other does not: two products, two towns."""
    one, two = _named(a), _named(b)
    return bool(one - two) and bool(two - one)


def _named(text: str) -> set[str]:
    """The stems of capitalised words; the first only where it is plainly a name."""
    words = tokens(text)
    opens_with_name = len(words) > 1 and (words[1].text == "," or words[1].capital)
    return {
        stem(t.lower.removesuffix("'s"))
        for t in words[0 if opens_with_name else 1 :]
        if t.word and t.capital and t.lower not in _WHEN
    }


def _days(words: list[Token]) -> set[str]:
    return {t.lower for t in words if t.lower in _WHEN and (t.capital or t.lower == "yesterday")}


def _places(words: list[Token]) -> set[str]:
    """Capitalised words after "in", "at", "near"."""
    found: set[str] = set()
    for index, token in enumerate(words):
        if token.lower not in ("in", "at", "near", "outside", "around", "across"):
            continue
        for further in words[index + 1 : index + 5]:
            if further.lower in ("the", "of", "northern", "southern", "eastern", "western"):
                continue
            if not further.capital or further.lower in _WHEN:
                break
            found.add(stem(further.lower))
    return found


__all__ = [
    "FigureConflict",
    "Quantity",
    "another_place",
    "compatible",
    "different_things",
    "disagree",
    "other_figures",
    "polled",
    "quantities",
]
