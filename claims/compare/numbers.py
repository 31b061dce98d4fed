"""Numbers as they are written in news: digits, words, ranges, and what bounds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claims.compare.measures import SIGNS, VERBS_OF_CHANGE
from claims.compare.wordforms import Token

Bound = Literal["exact", "at_least", "at_most", "about", "range"]
INFINITE = float("inf")

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
"""
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL = {word: float(value) for value, word in enumerate(_UNITS.split())}
SMALL |= {word: 10.0 * value for value, word in enumerate(_TENS, start=2)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "dozen": 12.0}

#: What vague plurals may mean: from, to. "Dozens" begins below two dozen, for papers write
#: it of twenty; each ends where the next word begins, with room to spare.
VAGUE = {
    "dozens": (20.0, 150.0),
    "scores": (30.0, 250.0),
    "hundreds": (150.0, 2_000.0),
    "thousands": (1_500.0, 20_000.0),
    "millions": (1.5e6, 2e9),
    "billions": (1.5e9, 2e12),
}
_TENS_OF = {"thousands": (15_000.0, 200_000.0), "millions": (1.5e7, 2e8)}
_HUNDREDS_OF = {"thousands": (150_000.0, 2e6), "millions": (1.5e8, 2e9)}

_LEAST = """
    at least; more than; no fewer than; no less than; not less than; upwards of; upward of; over;
    above; exceeding; in excess of; a minimum of; greater than; well over; well above; beyond;
    not fewer than; topping; surpassing
"""
_MOST = """
    at most; up to; no more than; fewer than; less than; not more than; under; below;
    a maximum of; as many as; as much as; at the most
"""
_ABOUT = """
    about; around; roughly; approximately; some; nearly; almost; an estimated; estimated;
    close to; just over; just under; slightly more than; slightly less than; a little over;
    little more than; circa; perhaps; probably; just short of
"""


def _phrases(listed: str, bound: Bound) -> list[tuple[tuple[str, ...], Bound]]:
    return [(tuple(phrase.split()), bound) for phrase in listed.split(";")]


#: Words before a number that bound it, longest first.
BEFORE = sorted(
    [*_phrases(_LEAST, "at_least"), *_phrases(_MOST, "at_most"), *_phrases(_ABOUT, "about")],
    key=lambda row: -len(row[0]),
)
_AFTER: tuple[tuple[tuple[str, ...], Bound], ...] = (
    (("or", "more"), "at_least"),
    (("and", "counting"), "at_least"),
    (("or", "so"), "about"),
    (("or", "fewer"), "at_most"),
    (("or", "less"), "at_most"),
    (("-", "plus"), "at_least"),
    (("plus",), "at_least"),
    (("+",), "at_least"),
)
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number over tokens ``first`` to ``last`` (exclusive), with its bounds' words.

    ``low`` and ``high`` are what the number may be; ``rounded`` is set where it is written
    as round numbers are. ``core`` is the index of the token where the number itself begins.
    """

    low: float
    high: float
    bound: Bound
    first: int
    core: int
    last: int
    rounded: bool = False
    spelled: bool = False


def read(words: Sequence[Token], at: int) -> Number | None:
    """The number that begins at token ``at`` (its bound's words not counted), or None."""
    plain = _range(words, at) or _vague(words, at) or _plain(words, at)
    return _bounded(words, plain) if plain is not None else None


def _plain(words: Sequence[Token], at: int) -> Number | None:
    value, last, spelled = _value(words, at)
    if value is None:
        return None
    rounded = _round(words, at, last, value)
    return Number(value, value, "exact", at, at, last, rounded, spelled)


def _value(words: Sequence[Token], at: int) -> tuple[float | None, int, bool]:
    """The value at ``at``, the token after it, and whether it is spelled in words."""
    token = words[at]
    if token.digits:
        if token.text.count(".") > 1 or (token.text.count(",") and not _GROUPED.match(token.text)):
            return None, at, False
        value = float(token.text.replace(",", ""))
        return *_scaled(words, at + 1, value), False
    if token.lower in ("a", "an") and at + 1 < len(words):
        following = words[at + 1].lower
        if following in ("dozen", *SCALES):
            size = 12.0 if following == "dozen" else SCALES[following]
            return *_spelled_on(words, at + 2, size), True
        return None, at, False
    if token.lower == "half" and _are(words, at + 1, ("a", "million")):
        return 5e5, at + 3, True
    if token.lower == "half" and _are(words, at + 1, ("a", "dozen")):
        return 6.0, at + 3, True
    return _spelled(words, at)


def _spelled(words: Sequence[Token], at: int) -> tuple[float | None, int, bool]:
    first = _small(words[at].lower)
    if first is None:
        return None, at, True
    if _are(words, at + 1, ("dozen",)):
        return first * 12, at + 2, True
    return *_spelled_on(words, at + 1, first), True


def _spelled_on(words: Sequence[Token], at: int, value: float) -> tuple[float, int]:
    """Scales and further words: "(two) hundred and five thousand"."""
    total, group = 0.0, value
    while at < len(words):
        word = words[at].lower
        small = _small(word)
        if word in SCALES:
            if word == "hundred":
                group *= 100
            else:
                total, group = total + group * SCALES[word], 0.0
        elif small is not None and group % 100 == 0 and (group or total):
            group += small
        elif word == "and" and at + 1 < len(words) and (group >= 100 or total):
            if _small(words[at + 1].lower) is None or words[at - 1].lower not in SCALES:
                break
        else:
            break
        at += 1
    return total + group, at


def _small(word: str) -> float | None:
    if word in SMALL:
        return SMALL[word]
    tens, _, units = word.partition("-")
    if tens in _TENS and SMALL.get(units, 0.0) in range(1, 10):
        return SMALL[tens] + SMALL[units]
    return None


def _scaled(words: Sequence[Token], at: int, value: float) -> tuple[float, int]:
    """ "1.2 million", "3 dozen", "5bn": the scale after digits."""
    hyphen = _are(words, at, ("-",)) and at + 1 < len(words) and words[at + 1].lower in SCALES
    if hyphen:
        at += 1
    if at < len(words):
        word = words[at].lower
        if word in SCALES or word == "dozen":
            return value * (SCALES.get(word) or 12.0), at + 1
        if word in _SHORT and words[at].start == words[at - 1].end:
            return value * _SHORT[word], at + 1
    return value, at


def _range(words: Sequence[Token], at: int) -> Number | None:
    """ "between 5 and 8", "5 to 8", "five or six", "5-8"."""
    between = words[at].lower == "between"
    begin = at + 1 if between else at
    if begin >= len(words):
        return None
    if between and words[begin].text in SIGNS and begin + 1 < len(words):
        begin += 1
    low, middle, spelled = _value(words, begin)
    percent = low is not None and _percent(words, middle)
    middle += percent  # "5% to 8%"
    if low is None or middle + 1 >= len(words):
        return None
    joint = words[middle].lower
    allowed = ("and",) if between else ("to", "or", "-", "–", "—")
    if joint not in allowed:
        return None
    edge = signed(words, begin)
    before = words[edge - 1].lower if edge else ""
    if not between and (before == "from" or before in VERBS_OF_CHANGE):
        return None  # a change, not a range: "rose $2 million to $8 million"
    second = middle + 1
    if words[second].text in SIGNS and second + 1 < len(words):
        second += 1  # "$5 million to $8 million"
    high, last, _ = _value(words, second)
    if high is None:
        return None
    if percent and not _percent(words, last):
        return None
    if last > second + 1 and words[last - 1].lower in SCALES and middle == begin + 1:
        low *= SCALES[words[last - 1].lower]  # "5 to 8 million"
    if not low < high:
        return None
    return Number(low, high, "range", at, begin, last, spelled=spelled)


def _vague(words: Sequence[Token], at: int) -> Number | None:
    word = words[at].lower
    if word in ("tens", "hundreds") and _are(words, at + 1, ("of",)) and at + 2 < len(words):
        table = _TENS_OF if word == "tens" else _HUNDREDS_OF
        if words[at + 2].lower in table:
            low, high = table[words[at + 2].lower]
            return Number(low, high, "about", at, at, at + 3, True, True)
    if word not in VAGUE or (word == "scores" and not _are(words, at + 1, ("of",))):
        return None
    low, high = VAGUE[word]
    return Number(low, high, "about", at, at, at + 1, True, True)


def _bounded(words: Sequence[Token], number: Number) -> Number:
    """``number`` with the words before and after that bound it."""
    bound, first, last = number.bound, number.first, number.last
    edge = signed(words, first)
    for phrase, meaning in BEFORE:
        start = next(
            (e - len(phrase) for e in (first, edge) if _are(words, e - len(phrase), phrase)), -1
        )
        if start >= 0:
            bound, first = meaning, start
            break
    for phrase, meaning in _AFTER:
        if _are(words, last, phrase):
            bound, last = meaning, last + len(phrase)
            break
    low, high = number.low, number.high
    if number.bound == "range" and bound == "about":
        bound = "range"
    if bound == "at_least":
        high = INFINITE
    elif bound == "at_most":
        low = 0.0
    return Number(low, high, bound, first, number.core, last, number.rounded, number.spelled)


def _percent(words: Sequence[Token], at: int) -> bool:
    return at < len(words) and words[at].lower in ("%", "percent")


def signed(words: Sequence[Token], at: int) -> int:
    """Where a number begins with the sign of its currency: at "$" of "more than $5 million"."""
    if at < 1 or words[at - 1].text not in SIGNS:
        return at
    return at - 2 if at > 1 and words[at - 2].text in ("US", "A", "C", "NZ", "HK") else at - 1


def _round(words: Sequence[Token], at: int, last: int, value: float) -> bool:
    """Whether the number is written as rounded ones are: 300, 1.2 million, a dozen."""
    if words[last - 1].lower in ("dozen", "hundred", *SCALES) or last - at > 1:
        return True
    return value >= 100 and value % 100 == 0


def _are(words: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    if at < 0 or at + len(phrase) > len(words):
        return False
    return all(words[at + i].lower == word for i, word in enumerate(phrase))
