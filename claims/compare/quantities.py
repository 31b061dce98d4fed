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
    PEOPLE,
    SIGNS,
    STOP,
    VERBS_OF_CHANGE,
)
from claims.compare.numbers import Bound, Number, read, signed
from claims.compare.odd_numbers import at_phrase, odd
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
    if odd(words, number):
        return None
    if number.last < len(words):
        after = words[number.last].lower
        if after in ("%", "percent") or at_phrase(words, number.last, "per", "cent"):
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
    elif token.lower not in ("nobody", "none", "no-one"):
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
    start = signed(words, number.core)
    if start < number.core:
        named = words[start].text  # "$", or "US" of "US$"
        code = SIGNS.get(named) or {"US": "USD", "A": "AUD", "C": "CAD"}.get(named, named)
        return code, start, number.last
    if number.last < len(words) and words[number.last].lower in CURRENCIES:
        return CURRENCIES[words[number.last].lower], number.first, number.last + 1
    if number.last + 1 < len(words):
        pair = f"{words[number.last].lower} {words[number.last + 1].lower}"
        if pair in CURRENCIES:
            return CURRENCIES[pair], number.first, number.last + 2
    return None


# -- what is counted -----------------------------------------------------------------------


def _noun(words: Sequence[Token], number: Number) -> tuple[str, int]:
    """The counted noun in the singular ("" where there is none), and the token after it."""
    at = number.last
    if at_phrase(words, at, "of", "the") or at_phrase(words, at, "of", "its"):
        at += 2
    elif at_phrase(words, at, "of"):
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
        if at_phrase(words, step, "in", "custody") or at_phrase(words, step, "in", "detention"):
            return "arrested"
        if at_phrase(words, step, "lost", "their", "lives"):
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
    if not at_phrase(words, at, "of"):
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
    return at_phrase(words, last, "of", "them") or at_phrase(words, last, "of", "whom")
