"""What a person asks for: which claims, which disputes."""

from __future__ import annotations

from dataclasses import dataclass

from claims.records import LinkKind, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that all have to hold; None asks nothing.

    ``source`` and the two of ``between`` are names, parts of names, or ids. ``topic`` and
    ``outlet`` are words. ``since`` and ``until`` are ISO dates (a year or month will do), both
    included. ``new_since`` is an ISO date or date and time: what was found since then.
    ``min_score`` is a probability, 0 to 1. ``status`` None means all that is not dismissed.
    ``article`` is an id, the beginning of one, or an address. ``limit`` None or 0 means all.
    ``all`` takes in claims that cannot be in dispute, such as opinions, and dismissed disputes.
    """

    source: str | None = None
    between: tuple[str, str] | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None
    kind: LinkKind | None = None
    status: Verdict | None = None
    min_score: float = 0.0
    limit: int | None = None
    outlet: str | None = None
    article: str | None = None
    stance: Stance | None = None
    all: bool = False
    new_since: str | None = None
