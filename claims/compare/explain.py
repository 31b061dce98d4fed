"""One sentence for people: why two claims are linked.

What was said first is told first, a denial after what it denies. Quotation marks stand around
words of the article alone; where these do not stand for themselves ("that", "he had not"), what
they are taken to say is told without marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from claims.compare.pairs import Party
from claims.extract.lexicon import sense_of
from claims.records import UNATTRIBUTED, LinkKind, Spans, Stance

LONGEST = 160  # characters of a proposition in an explanation

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DID: dict[Stance, str] = {
    "asserts": "said",
    "denies": "denied",
    "echoes": "said",
    "questions": "doubted",
}
_WORD = re.compile(r"\w+(?:'\w+)*")
_OUTER = re.compile(r'“[^“”]*”|"[^"]*"|‘[^‘’]*’')
_STRAIGHT = re.compile(r'"([^"]*)"')


def explain(kind: LinkKind, reasons: Sequence[str], a: Party, b: Party) -> str:
    """Why ``a`` is linked to ``b``, without jargon."""
    dates = _dates(a, b)
    first, then = (b, a) if "concession" in reasons else sorted((a, b), key=_place)
    if kind == "denial":
        early = a.day is not None and b.day is not None and a.day < b.day
        told = f"{_told(a, dates)}; {_told(b, dates)}" if early else _denied(a, b, dates)
    elif kind == "echo":
        told = f"{_told(b, dates)}; {named(a)} said the same{dates[a.claim.id]}"
    else:
        if kind == "reversal":
            verb = f" {_did(then)}" if _did(then) == "denied" else ""
            told = f"{_told(first, dates)}; but{verb}{dates[then.claim.id]}: {words(then)}"
        else:
            why = "the figures differ" if kind == "figures" else "both cannot be true"
            told = f"{_told(first, dates)}; {_told(then, dates)}; {why}"
    told = told[:1].upper() + told[1:]
    return told if told.endswith((".", ".”")) else told + "."


def named(party: Party) -> str:
    """The source, described by the outlet where it has no name of its own."""
    source = party.source
    if source.named or party.outlet is None:
        return source.name
    return f"{source.name} ({party.outlet})"


def words(party: Party) -> str:
    """The quote in marks, or else the proposition, cut at a word, without its full stop."""
    claim = party.claim
    quote = _bare(claim.quote).removeprefix("that ")
    if len(quote) <= LONGEST and _terms(claim.wording) <= _terms(quote):
        return f"“{quote}”"
    return _cut(_bare(claim.wording))


def spelt(day: date) -> str:
    """ "3 May 2024"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _told(party: Party, dates: dict[str, str]) -> str:
    who = "it was" if party.source.name == UNATTRIBUTED else named(party)
    return f"{who} {_did(party)}{dates[party.claim.id]}: {words(party)}"


def _did(party: Party) -> str:
    """What the source did with the words that are told: who said “it is not true that X” denied
    X, and said those words."""
    claim = party.claim
    own = claim.stance == "denies" and sense_of(claim.cue_lemma).stance != "denies"
    return "said" if own and words(party).startswith("“") else _DID[claim.stance]


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


def _denied(a: Party, b: Party, dates: dict[str, str]) -> str:
    """``b``, then how ``a`` denied it: the verb if that says so, or else its words."""
    claim, date = a.claim, dates[a.claim.id]
    told = f"{_told(b, dates)}; {named(a)} denied it"
    if sense_of(claim.cue_lemma).stance != "denies":
        own = _cut(_bare(claim.quote))
        return told + date + (f": “{own}”" if len(own.split()) > 1 else "")
    if claim.cue.lower() in ("denied", "denies", "has denied"):
        return told + date
    if date.startswith(" ("):  # one pair of brackets is enough
        return f"{told} (“{claim.cue}”, {date[2:]}"
    return f"{told} (“{claim.cue}”){date}"


def _bare(words: str) -> str:
    """``words`` on one line, without the marks and the stop around them; marks inside become
    single ones, as is usual within marks."""
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
    return _STRAIGHT.sub(r"‘\1’", line).replace("“", "‘").replace("”", "’")


def _terms(words: str) -> set[str]:
    return set(_WORD.findall(words.casefold().replace("’", "'")))


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
