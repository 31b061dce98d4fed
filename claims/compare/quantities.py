"""Quantities in a text: a number, what bounds it, and what it counts.

No parser is needed: what is counted stands near its number in English news, and where it
does not, a quantity is left out rather than guessed. Left out are numbers that measure
nothing in dispute: ordinals, ages, dates, years, clock times, scores, addresses, names of
models and roads, numbered things ("phase 2") and back-references ("the two men").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.compare.measures import (
    CLASSES,
    CURRENCIES,
    MEASURES,
    NUMBERED,
    PEOPLE,
    SIGNS,
    STOP,
    VERBS_OF_CHANGE,
)
from claims.compare.numbers import Bound, Number, read
from claims.compare.wordforms import Token, singular, tokens, wordset


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it measures.

    The value lies from ``low`` to ``high`` (infinite for "at least"). ``unit`` is a class
    ("dead", "injured"), a measure ("percent", "hour"), a currency code ("USD") or else
    the counted noun in the singular; ``noun`` is the counted noun where there is one. ``change`` is
    set for an amount by which something changed. ``part`` is set for a part of another
    quantity ("including 3 children"). ``span`` covers number, bound and sign.
    """

    low: float
    high: float
    bound: Bound
    unit: str
    noun: str
    span: tuple[int, int]
    text: str
    rounded: bool = False
    change: bool = False
    part: bool = False


@lru_cache(maxsize=8192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of ``text`` in order."""
    words = tokens(text)
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        none = _none(words, at, text)
        if none is not None:
            found.append(none)
            at += 1
            continue
        number = read(words, at)
        if number is None:
            at += 1
            continue
        quantity = _measured(words, number, text)
        if quantity is not None:
            found.append(quantity)
        at = max(number.last, at + 1)
    return tuple(found)


def _measured(words: Sequence[Token], number: Number, text: str) -> Quantity | None:
    """What the number counts, or None where it counts nothing that can be disputed."""
    money = _money(words, number)
    if money is not None:
        unit, start, end = money
        return _quantity(words, number, unit, "", text, start, end)
    if _odd(words, number):
        return None
    if number.last < len(words):
        after = words[number.last].lower
        if after in ("%", "percent") or _at(words, number.last, "per", "cent"):
            last = number.last + (2 if after == "per" else 1)
            if last < len(words) and words[last].lower in ("point", "points", "-"):
                return _quantity(words, number, "percentage point", "", text, None, last + 1)
            return _quantity(words, number, "percent", _of(words, last), text, None, last)
        if after in MEASURES and words[number.last].start - words[number.last - 1].end <= 1:
            return _quantity(words, number, MEASURES[after], "", text, None, number.last + 1)
        if after == "-" and number.last + 1 < len(words):
            unit = words[number.last + 1].lower
            if unit in MEASURES and unit not in ("year", "years", "yard"):
                return _quantity(words, number, MEASURES[unit], "", text, None, number.last + 2)
            return None
    noun, end = _noun(words, number)
    unit = _class(words, number, end) or noun
    if not unit:
        return None
    return _quantity(words, number, unit, noun, text)


def _quantity(
    words: Sequence[Token],
    number: Number,
    unit: str,
    noun: str,
    text: str,
    start: int | None = None,
    end: int | None = None,
) -> Quantity:
    first = number.first if start is None else min(start, number.first)
    last = number.last if end is None else max(end, number.last)
    span = (words[first].start, words[last - 1].end)
    return Quantity(
        number.low,
        number.high,
        number.bound,
        unit,
        noun,
        span,
        text[span[0] : span[1]],
        number.rounded,
        _changed(words, first),
        _part(words, first, last),
    )


def _none(words: Sequence[Token], at: int, text: str) -> Quantity | None:
    """ "No one was killed", "no casualties", "nobody was hurt": a count of zero."""
    token = words[at]
    end = at + 1
    noun = ""
    if token.lower == "no" and end < len(words):
        following = words[end].lower
        if following == "one":
            end += 1
        elif following in CLASSES and following not in ("dead", "missing", "wounded", "injured"):
            return _zero(words, at, end + 1, CLASSES[following], "", text)
        elif (singular(following) or following) in PEOPLE:
            noun = singular(following) or following
            end += 1
        else:
            return None
    elif token.lower not in ("nobody", "none"):
        return None
    unit = _state(words, end)
    return _zero(words, at, end, unit, noun, text) if unit else None


def _zero(
    words: Sequence[Token], first: int, last: int, unit: str, noun: str, text: str
) -> Quantity:
    span = (words[first].start, words[last - 1].end)
    return Quantity(0.0, 0.0, "exact", unit, noun, span, text[span[0] : span[1]])


def _money(words: Sequence[Token], number: Number) -> tuple[str, int, int] | None:
    """Currency code and the tokens that sign or name it."""
    before = number.core - 1
    if before >= 0 and words[before].text in SIGNS:
        start = before
        code = SIGNS[words[before].text]
        if before and words[before - 1].text in ("US", "A", "C", "NZ", "HK"):
            start = before - 1
            code = {"US": "USD", "A": "AUD", "C": "CAD"}.get(words[start].text, words[start].text)
        return code, start, number.last
    if number.last < len(words) and words[number.last].lower in CURRENCIES:
        return CURRENCIES[words[number.last].lower], number.first, number.last + 1
    if number.last + 1 < len(words):
        pair = f"{words[number.last].lower} {words[number.last + 1].lower}"
        if pair in CURRENCIES:
            return CURRENCIES[pair], number.first, number.last + 2
    return None


# -- numbers that count nothing ------------------------------------------------------------


def _odd(words: Sequence[Token], number: Number) -> bool:
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
    if after and (after.lower in _CLOCK or _at(words, number.last, "a", ".", "m")):
        return True
    if after and _at(words, number.last, "p", ".", "m"):
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


# -- what is counted -----------------------------------------------------------------------


def _noun(words: Sequence[Token], number: Number) -> tuple[str, int]:
    """The counted noun in the singular ("" where there is none), and the token after it."""
    at = number.last
    if _at(words, at, "of", "the") or _at(words, at, "of", "its"):
        at += 2
    elif _at(words, at, "of"):
        at += 1
    single = number.low == number.high == 1
    for step in range(at, min(at + 5, len(words))):
        token = words[step]
        if not token.word or token.lower in STOP:
            break
        if token.lower in CLASSES and token.lower not in PEOPLE:
            break
        one = singular(token.lower)
        if one is not None:
            if step + 1 < len(words):
                further = singular(words[step + 1].lower)
                if further and words[step + 1].lower not in STOP | CLASSES.keys():
                    return further, step + 2  # "30 sales executives"
            return one, step + 1
        if token.lower in PEOPLE and (single or token.lower in ("police", "personnel")):
            return token.lower, step + 1
    return "", at


def _class(words: Sequence[Token], number: Number, end: int) -> str | None:
    """The class of state that the count is of: "34 soldiers were killed", "killed 34"."""
    after = _state(words, end)
    if after:
        return after
    for step in range(number.last, min(end, len(words))):
        if words[step].lower in CLASSES:
            return CLASSES[words[step].lower]
    return _state_before(words, number.first)


_LINKING = wordset("""
    were was are is have has had been being be reportedly also still now confirmed feared
    believed reported said presumed either officially already , then later may might to
    thought left lay that who which people all of them
    """)


def _state(words: Sequence[Token], at: int) -> str | None:
    """The class that follows at once, or after words that only link."""
    for step in range(at, min(at + 6, len(words))):
        word = words[step].lower
        if word in CLASSES:
            return CLASSES[word]
        if _at(words, step, "in", "custody") or _at(words, step, "in", "detention"):
            return "arrested"
        if _at(words, step, "lost", "their", "lives"):
            return "dead"
        if word not in _LINKING:
            return None
    return None


_TOLL = wordset("""
    of at to is was stood stands rose risen climbed reached hit put puts rises has had been
    as by from now : the officially jumped grew stands
    """)
_OBJECT_VERBS = frozenset(
    form
    for form, kind in CLASSES.items()
    if form.endswith(("ed", "ing", "s")) or form in ("kill", "wound", "injure", "arrest", "detain")
    if kind
) - {"deaths", "fatalities", "injuries", "casualties", "arrests", "detainees", "infections",
     "cases", "hostages", "died", "dies", "dying", "displaced persons", "survivors",
     "missing"}  # fmt: skip


def _state_before(words: Sequence[Token], first: int) -> str | None:
    """ "killing 34", "left 34 dead" is after; "the death toll rose to 34"."""
    at = first - 1
    while at >= 0 and words[at].lower in ("the", "some", "another", "further"):
        at -= 1
    if at >= 0 and words[at].lower in _OBJECT_VERBS and not _passive(words, at):
        return CLASSES[words[at].lower]
    # A toll: "death toll", "number of dead", then linking words only.
    for step in range(at, max(-1, at - 8), -1):
        word = words[step].lower
        if word == "toll":
            return "dead"
        if word in ("dead", "deaths", "injured", "wounded", "missing", "injuries", "arrests",
                    "fatalities", "infections", "cases", "killed"):  # fmt: skip
            return CLASSES[word]
        if word not in _TOLL:
            return None
    return None


def _passive(words: Sequence[Token], at: int) -> bool:
    """ "were killed 34 km away": the verb's object is not what follows."""
    return at > 0 and words[at - 1].lower in ("were", "was", "been", "being", "are", "is")


def _of(words: Sequence[Token], at: int) -> str:
    """The noun of "40 percent of (the) voters"."""
    if not _at(words, at, "of"):
        return ""
    for step in range(at + 1, min(at + 6, len(words))):
        token = words[step]
        if not token.word:
            break
        one = singular(token.lower)
        if one is not None:
            return one
        if token.lower in STOP and token.lower not in ("the", "its", "all", "their", "our"):
            break
    return ""


def _changed(words: Sequence[Token], first: int) -> bool:
    """ "rose by 5", "a rise of 5", "rose 5 percent": an amount of change."""
    if first and words[first - 1].lower == "by":
        return True
    if first >= 2 and words[first - 1].lower == "of":
        return words[first - 2].lower in VERBS_OF_CHANGE
    return bool(first) and words[first - 1].lower in VERBS_OF_CHANGE


def _part(words: Sequence[Token], first: int, last: int) -> bool:
    """ "including 3 children", "12 of them", "among them 4 police"."""
    left = [token.lower for token in words[max(0, first - 2) : first]]
    if left[-1:] == ["including"] or left in (["among", "them"], ["of", "whom"], ["of", "them"]):
        return True
    return _at(words, last, "of", "them") or _at(words, last, "of", "whom")


def _at(words: Sequence[Token], at: int, *phrase: str) -> bool:
    if at + len(phrase) > len(words):
        return False
    return all(words[at + i].lower == word for i, word in enumerate(phrase))
