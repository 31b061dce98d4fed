"""Claims with what a comparison needs of their surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.records import Answer, Claim, Source


@dataclass(frozen=True, slots=True)
class Party:
    """A claim with what the decision needs of its surroundings."""

    claim: Claim
    source: Source
    published: str | None = None
    outlet: str | None = None

    @property
    def day(self) -> date | None:
        """When it was said, or else published."""
        stamp = self.claim.said_on or self.published
        return date.fromisoformat(stamp[:10]) if stamp else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims and what a reader says of them: the probabilities that they are in dispute,
    that one echoes the other, that ``a`` denies what ``b`` says and the other way round."""

    a: Party
    b: Party
    dispute: float
    echo: float = 0.0
    denies: float = 0.0
    denied: float = 0.0

    @classmethod
    def of(cls, answer: Answer, a: Party, b: Party) -> Pair:
        """The pair of an ``answer``."""
        return cls(a, b, answer.dispute, answer.echo, answer.denies, answer.denied)

    @property
    def swapped(self) -> Pair:
        """The same pair the other way round."""
        return Pair(self.b, self.a, self.dispute, self.echo, self.denied, self.denies)

    @property
    def within(self) -> bool:
        """Whether one article tells both."""
        return self.a.claim.article == self.b.claim.article

    @property
    def days_apart(self) -> bool:
        """Whether the two were said on days that are known and differ."""
        return self.a.day is not None and self.b.day is not None and self.a.day != self.b.day
