"""What an ingest did, in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.errors import mistake
from claims.languages import reads
from claims.records import Article

if TYPE_CHECKING:
    from claims.ingest.intake import Intake


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in numbers of articles; ``claims`` and ``links`` are those added.

    Of those not ``added``, ``known`` were there, ``outdated`` are earlier versions of what is
    there, ``forgotten`` were taken out before, for good, and ``failed`` could not be taken in. Of
    those ``known``, something else is told of the ``updated`` now. ``failures`` are a line for
    each input that gave no article, ``notes`` one for each bound on the claims of one article
    that was met.
    """

    added: int = 0
    known: int = 0
    outdated: int = 0
    replaced: int = 0
    duplicates: int = 0
    skipped: int = 0
    claims: int = 0
    links: int = 0
    words: int = 0
    failed: int = 0
    forgotten: int = 0
    updated: int = 0
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: IngestReport) -> IngestReport:
        mine, theirs = _numbers(self), _numbers(other)
        return IngestReport(*(a + b for a, b in zip(mine, theirs, strict=True)))


def each(
    group: Sequence[Article],
    take: Callable[[Sequence[Article]], IngestReport],
    failed: Callable[[Article, Exception], None] | None,
) -> IngestReport:
    """``take`` the articles of ``group`` together; where that fails, one by one."""
    try:
        return take(group)
    except Exception as error:
        if failed is None or not mistake(error):
            raise
        if len(group) == 1:
            failed(group[0], error)
            return IngestReport(failed=1)
    return sum((each([article], take, failed) for article in group), IngestReport())


def tally(intake: Intake, links: int = 0) -> IngestReport:
    """What came of a batch that made so many ``links``."""
    plan = intake.plan
    new = {article.id for article in plan.fresh}
    return IngestReport(
        added=len(plan.fresh),
        known=plan.known,
        outdated=plan.outdated,
        replaced=len(plan.replaced),
        duplicates=sum(a.duplicate_of is not None for a in plan.fresh),
        skipped=sum(not reads(a.language) for a in plan.fresh),
        claims=sum(len(e.claims) for e in intake.extractions if e.article.id in new),
        links=links,
        words=sum(len(a.text.split()) for a in plan.fresh),
        notes=tuple(
            f"{e.article.label}: {note}"
            for e in intake.extractions
            if e.article.id in new
            for note in e.notes
        ),
    )


def _numbers(report: IngestReport) -> tuple[Any, ...]:
    return tuple(getattr(report, name) for name in IngestReport.__slots__)
