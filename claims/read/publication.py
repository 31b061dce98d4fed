"""Publication dates as people and machines write them, to ISO 8601.

A wrong date does more harm than none, because relative dates resolve against it: what can be
read in two ways ("03/04/2031") is not read at all.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b(.*)")
_RFC = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{2,4} \d\d:\d\d")
_EARLIEST, _LATEST = 1600, 2200


def publication_date(value: object) -> str | None:
    """``value`` as ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM:SS[±HH:MM]``; None if it tells no day.

    Numbers count as Unix time, in seconds or milliseconds.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = " ".join(value[:1_000].split())[:100]
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return _epoch(float(text))
    return _iso(text) or _rfc(text) or _slashed(text) or _words(text)


def _epoch(number: int | float) -> str | None:
    if not -1e15 < number < 1e15:  # an integer may have more digits than a float can
        return None
    seconds = number / 1000 if abs(number) >= 1e11 else number
    if not 1e8 <= seconds < 7e9:  # 1973 to 2191: smaller numbers are years, counts, ids
        return None
    return _show(datetime.fromtimestamp(int(seconds), UTC))


def _iso(text: str) -> str | None:
    match = _ISO.match(text)
    if not match or text[match.end() : match.end() + 1].isalnum():
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    iso = f"{year}-{month}-{day}"
    if hour:
        iso += f"T{hour}:{minute}:{second or '00'}"
        if zone:
            iso += "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return _show(moment, timed=bool(hour))


def _rfc(text: str) -> str | None:
    with suppress(Exception):  # the standard library's parser has a few of its own
        return _show(parsedate_to_datetime(text)) if _RFC.match(text) else None
    return None


def _slashed(text: str) -> str | None:
    match = _SLASHED.match(text)
    if not match:
        return None
    first, second, year = (int(part) for part in match.groups()[:3])
    if first != second and max(first, second) <= 12:
        return None
    month, day = sorted((first, second))
    return _iso(f"{year:04}-{month:02}-{day:02}")


def _words(text: str) -> str | None:
    """Dates with the month in words, by dateparser, which is slow to load and so comes last."""
    if not re.search(r"[A-Za-z]{3}", text) or not re.search(r"\d{4}", text):
        return None
    import dateparser

    try:
        moment = dateparser.parse(
            text,
            languages=["en"],
            settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
        )
    except Exception:  # dateparser fails in many ways, and a date is not worth an article
        return None
    return _show(moment, timed=":" in text) if moment else None


def _show(moment: datetime, timed: bool = True) -> str | None:
    if not _EARLIEST <= moment.year < _LATEST:
        return None
    return moment.replace(microsecond=0).isoformat() if timed else moment.date().isoformat()
