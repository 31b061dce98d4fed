"""Sources across articles: which of the people and bodies in many articles are one.

What people decide by hand is kept as rulings, after the judgements of nomenklatura
(https://github.com/opensanctions/nomenklatura): never as edits of the result, so they
survive a new ingest and can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claims.records import Source, digest

RulingKind = Literal["merge", "split", "rename"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about sources. To undo it, leave it out of the next ``join``.

    ``a`` and ``b`` each refer to a source by an id that ``join`` gave at any time, or by
    an id local to an article (then that one appearance is meant). ``merge``: ``a`` and
    ``b`` are one. ``split``: ``a`` is not ``b``; without ``b``, ``a`` is none of those it
    was joined with. ``rename``: ``a`` is called ``name``. Of two rulings on one pair the
    later in the sequence holds. ``note``, ``reviewer`` and ``made_at`` (ISO date and time)
    are for the record.
    """

    kind: RulingKind
    a: str
    b: str | None = None
    name: str | None = None
    note: str | None = None
    reviewer: str | None = None
    made_at: str | None = None

    @property
    def id(self) -> str:
        """The same for the same decision, whoever made it and when."""
        pair = (self.a, self.b or "")
        ordered = sorted(pair) if self.kind == "merge" else pair
        return digest("ruling", self.kind, *ordered, self.name or "")


@dataclass(frozen=True, slots=True)
class Appearance:
    """A source as one article shows it. ``source.id`` is local to that article.

    ``article`` is the article's id, ``published`` its ISO date (or date and time).
    """

    source: Source
    article: str
    published: str | None = None
    outlet: str | None = None


def blocks(source: Source) -> tuple[str, ...]:
    """Keys of which two sources share at least one if they may be the same, sorted."""
    raise NotImplementedError


def join(
    appearances: Sequence[Appearance], rulings: Sequence[Ruling] = ()
) -> dict[str, Source]:
    """The source behind each appearance: local id to joined source."""
    raise NotImplementedError
