"""What a reader answers: of each statement of an article, and of pairs of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from claims.reading.excerpt import Passage
from claims.records import Force, Span, Stance

STANCES: tuple[Stance, ...] = ("asserts", "denies", "echoes", "questions")
TYPES: tuple[Force, ...] = (
    "fact",
    "opinion",
    "prediction",
    "wish",
    "question",
    "conditional",
    "other",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one statement. All are probabilities, 0 to 1.

    ``statement``: it is one. ``stances`` and ``types`` are in the order of `STANCES` and
    `TYPES`. ``own``: what it denies is told in its own words. ``about``: (number of the
    statement that it denies, if it denies one; probability), best first. ``who``: (place in the
    text of a name of who says it, probability), best first; the rest is nobody with a name.
    ``fair``: the source that was found for it is the right one.
    """

    statement: float
    stances: tuple[float, ...]
    types: tuple[float, ...]
    own: float = 0.0
    about: tuple[tuple[int, float], ...] = ()
    who: tuple[tuple[Span, float], ...] = ()
    fair: float = 1.0

    @property
    def denies(self) -> float:
        """The probability that it denies what somebody says."""
        return self.stances[STANCES.index("denies")]


@dataclass(frozen=True, slots=True)
class Between:
    """What is told of two statements: that they are in dispute, that one echoes the other, that
    the first denies what the second says and the other way round (0 where neither denies)."""

    dispute: float
    echo: float = 0.0
    denies: float = 0.0
    denied: float = 0.0

    @property
    def swapped(self) -> Between:
        """The same of the two in the other order."""
        return Between(self.dispute, self.echo, self.denied, self.denies)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a reader finds in an article: what it tells of each statement, and of the pairs (i < j)
    that it has seen together. ``vectors`` are what it keeps of each statement for `across`, in
    bytes that nobody else reads; None where it keeps nothing."""

    told: Sequence[Told]
    pairs: Mapping[tuple[int, int], Between]
    vectors: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Excerpted:
    """One article that a reader is given: its headline, text and statements, and where known
    its day of publication and id, and what the reader kept of each statement."""

    title: str
    text: str
    passages: tuple[Passage, ...]
    day: str = ""
    id: str = ""
    vectors: tuple[bytes, ...] | None = field(default=None, compare=False, repr=False)


class Reader(Protocol):
    """One who answers readings: the packaged network, or a language model."""

    name: str

    def read(self, article: Excerpted) -> Findings:
        """What there is in an article."""

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        """Of pairs (statement of one article, statement of the other), or of far parts of one:
        what is seen in ``most`` windows at most around ``seeds``, the best of these first."""


@runtime_checkable
class Encoder(Protocol):
    """A reader that keeps something of statements, and can make it again."""

    def vectors(self, article: Excerpted) -> tuple[bytes, ...]:
        """What `read` gives as the vectors of ``article``."""
