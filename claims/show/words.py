"""Codes in words, and dates as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claims import kinds
from claims.records import Opinion, Verdict

KINDS: Mapping[str, str] = {name: kind.word for name, kind in kinds.KINDS.items()}

#: The status of a dispute in one word: one that nobody judged is open.
STATUSES: Mapping[Verdict, str] = {
    "none": "open",
    "confirmed": "confirmed",
    "dismissed": "dismissed",
    "unsure": "unsure",
}
VERDICTS: Mapping[str, Verdict] = {word: verdict for verdict, word in STATUSES.items()}

#: What a language model says of two claims.
OPINIONS: Mapping[str, str] = {
    "dispute": "in dispute",
    "echo": "they say the same",
    "none": "not in dispute",
    "unsure": "unsure",
}

REASONS: Mapping[str, str] = {
    **{kind.reason: kind.because for kind in kinds.KINDS.values()},
    "points-to-claim": "Of all statements near by, this one is taken for what is denied.",
    "one-article": "Both stand in one article.",
    "two-articles": "They stand in two articles that are taken to tell one story.",
}

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def also_read(opinion: Opinion) -> str:
    """What a language model says of two claims, told as that."""
    when = f" on {day(opinion.said_at)}" if opinion.said_at else ""
    verdict = OPINIONS.get(opinion.verdict, opinion.verdict)
    told = f"also read by {opinion.model}{when}: {verdict}"
    return f"{told}: {opinion.reason}" if opinion.reason else told


def corrected(told: Mapping[str, Any]) -> str:
    """One line on what was corrected in a claim, by whom and when, from its object."""
    parts = [f"{name} was {value!r}" for name, value in told["was"].items()]
    if not told["statement"]:
        parts.append("no statement")
    by = f" by {told['by']}" if told["by"] else ""
    when = f" on {told['at'][:10]}" if told["at"] else ""
    note = f" ({told['note']})" if told["note"] else ""
    return f"Corrected{by}{when}: {', '.join(parts) or 'a note'}{note}"


def read_of(opinions: Iterable[Opinion]) -> dict[str, list[str]]:
    """The same of many, by the ids of their links."""
    found: dict[str, list[str]] = {}
    for opinion in opinions:
        found.setdefault(opinion.link, []).append(also_read(opinion))
    return found


def reason(code: str) -> str:
    """A reason code as a sentence; an unknown one as its own words."""
    return REASONS.get(code) or f"{code.replace('-', ' ').replace('_', ' ').capitalize()}."


def day(date: str | None) -> str:
    """``2031-05-02`` as "2 May 2031"; anything else as it is, nothing as "no date"."""
    if not date:
        return "no date"
    parts = date[:10].split("-")
    if len(parts) != 3 or not all(p.isdecimal() for p in parts) or not 1 <= int(parts[1]) <= 12:
        return date
    return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"


def span(first: str | None, last: str | None) -> str:
    """A range of dates, without what its ends share: "3–9 May 2031"."""
    if not first or not last or first[:10] == last[:10]:
        return day(first or last)
    begin, end = day(first).split(" "), day(last).split(" ")
    if len(begin) != 3 or len(end) != 3:
        return f"{day(first)} – {day(last)}"
    while len(begin) > 1 and begin[-1] == end[len(begin) - 1]:
        begin.pop()
    return f"{' '.join(begin)}{'–' if len(begin) == 1 else ' – '}{' '.join(end)}"


def beside(name: str, *parts: str | None) -> str:
    """What ``parts`` add to a name: "mayor, Kessel"; a part made of words in it adds nothing."""
    known = set(name.casefold().split())
    new = [part for part in parts if part and not known.issuperset(part.casefold().split())]
    return ", ".join(dict.fromkeys(new))


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 claim", "1,200 claims"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def few(names: Sequence[str], most: int = 3) -> str:
    """The first of ``names``, and how many more there are: "A, B, C and 4 more"."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def called(title: str | None, origin: str | None) -> str:
    """What an article is called: its title, or else the file or address it came from."""
    return title or (origin or "").rstrip("/").rpartition("/")[2] or origin or "untitled"
