"""One sentence for people: why two claims are linked.

What was said first is told first, a denial after what it denies. Quotation marks stand around
words of the article alone; what the program makes of them is told as taken so, not as a fact.
"""

from __future__ import annotations

import re
from datetime import date

from claims.compare.pairs import Party
from claims.kinds import KINDS
from claims.records import LinkKind, Spans
from claims.said import hangs

LONGEST = 160  # characters of a quote in an explanation

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_OUTER = re.compile(r'“[^“”]*”|"[^"]*"|‘[^‘’]*’')
_STRAIGHT = re.compile(r'"([^"]*)"')


def explain(kind: LinkKind, a: Party, b: Party) -> str:
    """Why ``a`` is linked to ``b``, without jargon."""
    dates = _dates(a, b)
    how = KINDS[kind]
    if how.answers or not how.opposing:
        return f"{_told(b, dates)}; {named(a)}{dates[a.claim.id]}, {how.taken}: {words(a)}."
    first, then = sorted((a, b), key=_place)
    if how.own:
        told = f"{_told(first, dates)}; then{dates[then.claim.id]}, {how.taken}"
        return f"{told}: {words(then)}."
    return f"{_told(first, dates)}; {_told(then, dates)}; {how.taken}."


def named(party: Party) -> str:
    """The source, described by the outlet where it has no name of its own."""
    source = party.source
    name = "No source named" if source.nobody else source.name[:1].upper() + source.name[1:]
    if source.named or party.outlet is None:
        return name
    return f"{name} ({party.outlet})"


def words(party: Party) -> str:
    """The wording in marks, cut at a word, without its full stop."""
    return f"“{_cut(within(party.claim.quote))}”"


def spelt(day: date) -> str:
    """ "3 May 2024"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _told(party: Party, dates: dict[str, str]) -> str:
    claim = party.claim
    if hangs(claim):
        return f"{named(party)}{dates[claim.id]}: “{_cut(within(f'{claim.cue} {claim.quote}'))}”"
    said = "" if party.source.nobody else " said"
    return f"{named(party)}{said}{dates[claim.id]}: {words(party)}"


def _place(party: Party) -> tuple[date, str, Spans]:
    """Where it stands in the order of what was said."""
    return party.day or date.max, party.claim.article, party.claim.quote_spans


def _dates(a: Party, b: Party) -> dict[str, str]:
    """ " on 3 May 2024" by claim id, where known; one day is told once. The day of the article
    stands for that of the words only where it sets the two apart."""
    apart = a.day is not None and b.day is not None and a.day != b.day
    told: dict[str, str] = {}
    seen = None
    for party in sorted((a, b), key=_place):
        day = party.day
        said = party.claim.said_on is not None
        if day is None or day == seen or not (said or apart):
            told[party.claim.id] = ""
            continue
        seen = day
        told[party.claim.id] = f" on {spelt(day)}" if said else f" (reported {spelt(day)})"
    return told


def within(words: str) -> str:
    """`bare`, with single marks inside, as is usual within marks."""
    return _STRAIGHT.sub(r"‘\1’", bare(words)).replace("“", "‘").replace("”", "’")


def bare(words: str) -> str:
    """``words`` on one line, without the marks and the stop around them."""
    line, before = " ".join(words.split()), ""
    while line != before:
        before = line
        line = line.rstrip(" ,;:")
        if "." not in line.rsplit(" ", 1)[-1][:-1]:  # "2 a.m." keeps its own
            line = line.rstrip(".")
        if _OUTER.fullmatch(line):
            line = line[1:-1]
        elif line.count("“") + line.count("”") == 1 or line.count('"') == 1:
            line = line.strip('“”"')
    return line


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
