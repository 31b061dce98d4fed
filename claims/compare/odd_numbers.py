"""Numbers that count nothing that could be disputed: ages, dates, times, scores, names."""

from __future__ import annotations

from collections.abc import Sequence

from claims.compare.measures import CLASSES, MEASURES, NUMBERED, PEOPLE
from claims.compare.numbers import Number
from claims.compare.wordforms import Token, singular, wordset


def odd(words: Sequence[Token], number: Number) -> bool:
    """Whether the number is an age, year, date, time, score, name, address or reference."""
    before = words[number.first - 1] if number.first else None
    left = words[number.core - 1] if number.core else None
    after = words[number.last] if number.last < len(words) else None
    return (
        _glued(words, number)
        or _dated(words, number, left, after)
        or _aged(words, number, left, after)
        or _named(words, number, left, after)
        or _referred(number, before, after)
    )


def _glued(words: Sequence[Token], number: Number) -> bool:
    """ "MH17", "34th", "3-1", "24/7", "10:30", "5.1.2": part of something longer."""
    core, last = words[number.core], words[number.last - 1]
    for at, edge in ((number.core - 1, core.start), (number.last, last.end)):
        if not 0 <= at < len(words):
            continue
        near = words[at]
        touching = edge in (near.end, near.start)
        if touching and (near.word or near.text in "/:#@_\\&"):
            return True
        if touching and near.text == "." and at + 1 < len(words):
            joined = words[at + 1]
            if joined.digits and joined.start == near.end:
                return True
    if core.digits and number.bound == "range" and number.last - number.core == 3:
        tight = words[number.core + 1].text in "-–—"
        return tight and not _counts(words, number.last)
    if number.core >= 2 and words[number.core - 1].text in "-–" and core.digits:
        return words[number.core - 2].digits or words[number.core - 1].end == core.start
    return False


def _counts(words: Sequence[Token], at: int) -> bool:
    if at >= len(words):
        return False
    after = words[at].lower
    return after in MEASURES or after in ("%", "percent") or singular(after) is not None


_MONTHS = wordset("""
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    """)
_CLOCK = wordset("am pm a.m p.m o'clock gmt utc est edt noon midnight")


def _dated(words: Sequence[Token], number: Number, left: Token | None, after: Token | None) -> bool:
    core = words[number.core]
    if left and (left.lower in _MONTHS) and left.capital:
        return True
    if left and left.text == "." and number.core > 1 and words[number.core - 2].lower in _MONTHS:
        return True
    if after and (after.lower in _MONTHS and after.capital):
        return True
    if after and (after.lower in _CLOCK or at_phrase(words, number.last, "a", ".", "m")):
        return True
    if after and at_phrase(words, number.last, "p", ".", "m"):
        return True
    whole = core.digits and len(core.text) == 4 and number.last == number.core + 1
    if whole and 1800 <= float(core.text) <= 2100:
        return not (after and (singular(after.lower) or after.lower in PEOPLE))
    return False


def _aged(words: Sequence[Token], number: Number, left: Token | None, after: Token | None) -> bool:
    if left and left.lower in ("aged", "age", "ages"):
        return True
    if left and left.text == "," and after and after.text in ",." and words[number.core].digits:
        return number.core >= 2 and words[number.core - 2].capital
    if after and after.lower in ("year", "years", "-") and not number.rounded:
        for at in range(number.last, min(number.last + 4, len(words))):
            if words[at].lower in ("old", "olds"):
                return True
    return bool(after and after.lower.startswith(("year-old", "years-old", "month-old")))


_ROADS = wordset("street st avenue ave road rd lane drive boulevard highway route")


def _named(words: Sequence[Token], number: Number, left: Token | None, after: Token | None) -> bool:
    """ "iPhone 6", "Boeing 737", "phase 2", "34 Elm Street"."""
    if left and left.lower in NUMBERED:
        return True
    ahead = words[number.last : number.last + 3]
    if ahead and ahead[0].capital and any(t.lower in _ROADS for t in ahead):
        return True
    if left is None or not left.word or not words[number.core].digits:
        return False
    initial = number.core - 1 == 0 or words[number.core - 2].text in '.!?:;“"'
    if not left.capital or initial or left.start == 0:
        return False
    return not (
        after and (after.lower in CLASSES or (singular(after.lower) or after.lower) in PEOPLE)
    )


_POINTING = wordset(
    "last past next first previous other another these those both every each final latter"
)


def _referred(number: Number, before: Token | None, after: Token | None) -> bool:
    """ "the two men", "the last five days", "one of", "one another"."""
    if before and before.lower in _POINTING:
        return True
    if before and before.lower in ("the", "his", "her", "their", "its", "our", "my", "your"):
        return number.low <= 10
    if number.spelled and number.low == number.high == 1:
        person = after and ((after.lower in PEOPLE) or after.lower in CLASSES)
        return not person
    return bool(after and after.lower in ("times", "time") and number.low <= 2)


def at_phrase(words: Sequence[Token], at: int, *phrase: str) -> bool:
    if at + len(phrase) > len(words):
        return False
    return all(words[at + i].lower == word for i, word in enumerate(phrase))
