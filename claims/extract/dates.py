"""When something was said, from the cue's own clause and the date of publication.

Dates inside the content belong to what is said and are not looked at.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from claims.extract.parse import text_of, tokens_of
from claims.records import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = "mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun"
_WEEKDAY = re.compile(rf"\b(?:({'|'.join(_DAYS)})s?|({_SHORT_DAYS})\.?)(?![\w'’])", re.I)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,?\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s*,?\s+\d{{4}})?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})(?![\w/])",
    re.I,
)
_TODAY = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|earlier in the day|"
    r"later in the day|hours? (?:earlier|ago|later))\b",
    re.I,
)
_YESTERDAY = re.compile(r"\b(?:yesterday|last night)\b", re.I)
_DAYS_AGO = re.compile(
    r"\b(a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) days? ago\b", re.I
)
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VAGUE = re.compile(
    r"\b(?:last|next|previous|following|coming|every|each|most|many|until|since|before|by|after|"
    r"from|between)\s+(?:the\s+)?$",
    re.I,
)
_LAST = re.compile(r"\b(?:last|this past|past)\s+$", re.I)
#: An article that is written on after its day means the next day by such a weekday: of ten that
#: were read, three were six days old.
TOMORROW = 6
#: The dependencies by which a time may hang on the cue.
_TIMES = frozenset(
    {"npadvmod", "prep", "advmod", "tmod", "nmod", "pobj", "compound", "nummod", "appos", "amod",
     "punct", "det", "dep", "pcomp", "quantmod", "poss", "case", "advcl", "dobj", "attr", "oprd"}
)  # fmt: skip


def said_on(doc: Doc, attribution: Attribution, published: str | None) -> str | None:
    """The day of the speaking as ``YYYY-MM-DD``, or None if the text does not tell it.

    "On Friday" is the latest Friday up to the day of ``published`` (an ISO date or date and
    time), "December 3" the latest such day; "last week" tells no day, nor does the weekday of the
    day after ``published``, which may be meant. Without a publication date nothing is told,
    unless a date with its year stands there.
    """
    day = _published(published)
    for text in _phrases(doc, attribution):
        found = _resolve(text, day)
        if found is not None:
            return found.isoformat()
    return None


def _published(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _phrases(doc: Doc, attribution: Attribution) -> list[str]:
    """The runs of words that hang on the cue, outside content and source, nearest first."""
    cue = tokens_of(doc, attribution.cue)
    if not cue:
        return []
    apart = {t.i for t in tokens_of(doc, attribution.content)}
    others = apart | {t.i for t in tokens_of(doc, attribution.source)}
    own = {t.i for t in cue}
    kept: set[int] = set(own)
    for head in [t for t in cue if t.head.i not in own or t.head.i == t.i]:
        _collect(head, kept, others, 0)
        above = head.head
        if head.dep_ in ("xcomp", "conj", "prep", "pcomp", "dobj") and above.i not in apart:
            _collect(above, kept, others | {head.i}, 1)
    kept |= _beside(doc, cue, others)
    runs: list[list[Token]] = []
    for index in sorted(kept):
        if runs and runs[-1][-1].i == index - 1:
            runs[-1].append(doc[index])
        else:
            runs.append([doc[index]])
    centre = cue[0].i
    runs.sort(key=lambda run: min(abs(run[0].i - centre), abs(run[-1].i - centre)))
    return [text_of(doc)[run[0].idx : run[-1].idx + len(run[-1])] for run in runs]


def _collect(head: Token, kept: set[int], apart: set[int], depth: int) -> None:
    for child in head.children:
        if child.i in apart or child.dep_ not in _TIMES or depth > 3:
            continue
        if child.pos_ in ("VERB", "AUX"):
            continue
        if any(t.i in apart for t in child.subtree) and child.dep_ not in ("prep", "npadvmod"):
            continue
        kept.add(child.i)
        _collect(child, kept, apart, depth + 1)


def _beside(doc: Doc, cue: list[Token], apart: set[int]) -> set[int]:
    """Up to four words right after the cue, where the parser may have hung the time wrong."""
    kept: set[int] = set()
    for index in range(cue[-1].i + 1, min(cue[-1].i + 5, len(doc))):
        token = doc[index]
        if index in apart or token.is_punct or token.is_space:
            break
        if token.pos_ in ("VERB", "AUX") or token.lower_ in ("that", "who", "which", "and", "but"):
            break
        kept.add(index)
    return kept


@lru_cache(maxsize=4096)
def _resolve(text: str, day: date | None) -> date | None:
    exact = _DATE.search(text)
    if exact and not _VAGUE.search(text[: exact.start()]):
        return _calendar(exact.group(), day)
    if day is None:
        return None
    if _TODAY.search(text):
        return day
    if _YESTERDAY.search(text):
        return day - timedelta(days=1)
    ago = _DAYS_AGO.search(text)
    if ago:
        word = ago.group(1).lower().replace("one", "a")
        return day - timedelta(int(word) if word.isdecimal() else _NUMBERS.index(word) + 1)
    weekday = _WEEKDAY.search(text)
    return _weekday(text, weekday, day) if weekday else None


def _weekday(text: str, match: re.Match[str], day: date) -> date | None:
    """The latest such weekday up to ``day``; "last Friday" is never ``day`` itself. That of
    tomorrow tells no day."""
    name = match.group(1) or match.group(2)
    if match.group(2) and (name.islower() or name == "Sun"):
        return None  # "sat", "sun", "wed" are words
    before = text[: match.start()]
    last = bool(_LAST.search(before))
    if match.group(0).lower().endswith("days") or (_VAGUE.search(before) and not last):
        return None
    index = [known[:3] for known in _DAYS].index(name[:3].lower())
    back = (day.weekday() - index) % 7
    if last and back == 0:
        back = 7
    if not last and back == TOMORROW:
        return None
    return day - timedelta(days=back)


def _calendar(text: str, day: date | None) -> date | None:
    """A date as written, in the year of ``day`` or the one before it where none stands."""
    year = re.search(r"\d{4}", text)
    if day is None and year is None:
        return None
    import dateparser

    base = datetime.combine(day or date(2000, 1, 1), datetime.min.time())
    past = {"PREFER_DATES_FROM": "past", "REQUIRE_PARTS": ["day", "month"]}
    found = dateparser.parse(text, languages=["en"], settings={"RELATIVE_BASE": base, **past})
    return None if not found or (day and found.date() > day) else found.date()
