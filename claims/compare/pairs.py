"""Claims with what a comparison needs of their surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.records import Claim, Source

#: Within so many statements of another, a claim may answer it.
NEARBY = 3


@dataclass(frozen=True, slots=True)
class Party:
    """A claim with what the decision needs of its surroundings; ``text`` is its article's."""

    claim: Claim
    source: Source
    published: str | None = None
    outlet: str | None = None
    text: str = ""

    @property
    def day(self) -> date | None:
        """When it was said, or else published."""
        stamp = self.claim.said_on or self.published
        return date.fromisoformat(stamp[:10]) if stamp else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims that may be about one matter, with the cosine of their propositions.

    ``gap`` is how many statements one stands after the other in one article, None for
    claims of different articles; ``contrast`` whether the article sets the one against the
    other ("however", "shot back").
    """

    a: Party
    b: Party
    cosine: float
    gap: int | None = None
    contrast: bool = False

    @property
    def nearby(self) -> bool:
        """Whether one stands within a few statements of the other in one article."""
        return self.gap is not None and self.gap <= NEARBY

    @property
    def days_apart(self) -> bool:
        """Whether the two were said on days that are known and differ."""
        return self.a.day is not None and self.b.day is not None and self.a.day != self.b.day

    @property
    def swapped(self) -> Pair:
        """The same pair the other way round."""
        return Pair(self.b, self.a, self.cosine, self.gap, self.contrast)
