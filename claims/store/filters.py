"""What a person asks for: which claims, which disputes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypedDict, get_args

from claims.errors import ClaimsError
from claims.records import SHOWN, LinkKind, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that all have to hold; None asks nothing.

    ``source`` and the two of ``between`` are names, parts of names, or ids. ``topic`` and
    ``outlet`` are words. ``since`` and ``until`` are ISO dates (a year or month will do), both
    included. ``new_since`` is an ISO date or date and time: what was found since then.
    ``min_score`` is a probability, 0 to 1; None means `claims.records.SHOWN`, or that a person
    judged it. ``status`` None means all that is not dismissed. ``article`` is an id, the
    beginning of one, or an address. ``limit`` None or 0 means all. ``all`` takes in claims that
    cannot be in dispute, such as opinions, and dismissed disputes.
    """

    source: str | None = None
    between: tuple[str, str] | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None
    kind: LinkKind | None = None
    status: Verdict | None = None
    min_score: float | None = None
    limit: int | None = None
    outlet: str | None = None
    article: str | None = None
    stance: Stance | None = None
    all: bool = False
    new_since: str | None = None

    @property
    def least(self) -> float:
        """The least score of the links that make disputes: what is surer holds them together
        as ever, where only disputes that are surer yet are asked for."""
        return SHOWN if self.min_score is None else min(self.min_score, SHOWN)


class Conditions(TypedDict, total=False):
    """The fields of `Filters` as arguments; a ``status`` of "open" is "none"."""

    source: str | None
    between: tuple[str, str] | None
    topic: str | None
    since: str | None
    until: str | None
    kind: LinkKind | None
    status: Literal["open"] | Verdict | None
    min_score: float | None
    limit: int | None
    outlet: str | None
    article: str | None
    stance: Stance | None
    all: bool
    new_since: str | None


_WORDS: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(LinkKind),
    "status": get_args(Verdict),
    "stance": get_args(Stance),
}


#: What conditions look like that are no words.
_FORMS = {
    "between": "two names",
    "min_score": "a number from 0 to 1",
    "limit": "a number from 0",
    "all": "True or False",
    **dict.fromkeys(("since", "until", "new_since"), "2031-05-02, 2031-05 or 2031"),
}


def is_day(text: str) -> bool:
    """Whether ``text`` is an ISO date, with or without a time; a year or a month will do."""
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d(T.*)?)?)?", text, re.ASCII):
        return False
    try:
        date(*[*map(int, text.partition("T")[0].split("-")), 1, 1][:3])
    except ValueError:  # the 30th of February
        return False
    return True


def _sound(name: str, value: Any) -> bool:
    if name == "between":
        pair = list(value) if isinstance(value, (tuple, list)) else []
        return len(pair) == 2 and all(isinstance(each, str) for each in pair)
    if name == "all":
        return isinstance(value, bool)
    if name in ("min_score", "limit"):
        number = isinstance(value, (int, float) if name == "min_score" else int)
        return number and 0 <= value <= (1 if name == "min_score" else value)
    return isinstance(value, str) and (name not in _FORMS or is_day(value))


def asked(filters: Filters | None, conditions: Mapping[str, Any]) -> Filters:
    """``filters`` with further ``conditions``. Raises ClaimsError for what is neither."""
    if filters is not None and not isinstance(filters, Filters):
        raise ClaimsError(
            f"{filters!r} is no Filters: name the condition, such as source={str(filters)!r}"
        )
    known = Conditions.__annotations__
    for name, value in conditions.items():
        if name not in known:
            raise ClaimsError(f"there is no condition {name!r}: give {', '.join(known)}")
        words = _WORDS.get(name)
        if words and value is not None and value not in (*words, "open"):
            raise ClaimsError(f"no {name} is {value!r}: say {', '.join(words)}")
        if value is not None and not words and not _sound(name, value):
            raise ClaimsError(f"{value!r} is no {name}: give {_FORMS.get(name, 'words')}")
    found = replace(filters or Filters(), **conditions)
    return replace(found, status="none") if str(found.status) == "open" else found
