"""What goes with what is passed on: made by what, when, from how much, and who checked it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from claims import __version__
from claims.records import Dispute, Verdict
from claims.show.bands import meaning
from claims.show.words import count, day

#: The verdicts that say that a person read a pair and decided.
CHECKED: frozenset[Verdict] = frozenset({"confirmed", "dismissed"})
#: The columns that rows for other programs end with.
COLUMNS = ("made_by", "made_on", "checked")
CHECK = "check against the article"


@dataclass(frozen=True, slots=True)
class Caveat:
    """``checked`` of ``found`` disputes (or disputed pairs: ``what``) are checked by a
    person; ``on`` is the ISO date it was made, ``articles`` how many it was made from; ``only``
    is the status that was asked for."""

    articles: int
    found: int
    checked: int
    on: str
    what: str = "dispute"
    only: Verdict | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a reader has to know, a sentence each."""
        articles, found = count(self.articles, "article"), count(self.found, self.what)
        verb = "is" if self.found == 1 else "are"
        checked = f"{self.checked:,} of {found} {verb} checked by a person."
        if self.only == "confirmed":
            checked = (
                f"{found}, of each of which a person confirmed the pair that comes first; what "
                "else it joins is as the program found it."
            )
        return (
            f"Made by claims {__version__} on {day(self.on)} from {articles}.",
            f"Found by a program, which errs: {CHECK} before you rely on it.",
            checked,
            meaning(),
        )

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(self.sentences)


def of(
    disputes: Iterable[Dispute], articles: int, on: str | None = None, only: Verdict | None = None
) -> Caveat:
    """The caveat of ``disputes``, made today or ``on`` an ISO date."""
    verdicts = [dispute.status for dispute in disputes]
    checked = sum(verdict in CHECKED for verdict in verdicts)
    return Caveat(articles, len(verdicts), checked, on or today(), only=only)


def made_by(articles: int) -> str:
    """Who made a row, in a cell."""
    return f"claims {__version__}, a program, from {count(articles, 'article')}: {CHECK}"


def today() -> str:
    """The ISO date of today, or of SOURCE_DATE_EPOCH where that is set, so that what is made can
    be made again (reproducible-builds.org)."""
    moment = os.environ.get("SOURCE_DATE_EPOCH", "")
    if moment.isdecimal():
        return datetime.fromtimestamp(int(moment), UTC).date().isoformat()
    return date.today().isoformat()
