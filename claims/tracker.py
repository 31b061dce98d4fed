"""The public API: articles in, disputes out. Only this module knows the order of the steps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from claims.ahead import Ahead
from claims.comparing import Comparer
from claims.engine import Engine, Models, fitting
from claims.errors import mistake
from claims.intake import Intake, Memory
from claims.records import Article, Claim, Dispute, Link, Source, Verdict
from claims.rewordings import carry
from claims.store import Filters, Store

if TYPE_CHECKING:
    import networkx as nx

    from claims.compare.decide import Options
    from claims.resolve.sources import RulingKind

BATCH = 32  # articles that are extracted, compared and written together


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in numbers of articles; ``claims`` and ``links`` are those added.

    Of those not ``added``, ``known`` were there, ``outdated`` are earlier versions of what is
    there, and ``failed`` could not be taken in.
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

    def __add__(self, other: IngestReport) -> IngestReport:
        mine, theirs = _numbers(self), _numbers(other)
        return IngestReport(*(a + b for a, b in zip(mine, theirs, strict=True)))


class Tracker:
    """A database of claims, and the models that fill it.

    ``db`` is the path of the database, made if need be. ``models`` says which models to use
    instead of the packaged ones, ``engine`` runs them, ``options`` says which evidence
    decides. Raises StoreError where the database cannot be used, ModelError where its claims
    were embedded by another model than the one named.
    """

    def __init__(
        self,
        db: str | Path = "claims.db",
        *,
        models: Models | None = None,
        engine: Engine | None = None,
        options: Options | None = None,
        store: Store | None = None,
    ) -> None:
        self.store = store or Store(db)
        _introduce()
        self.engine = engine or Engine(fitting(models or Models(), self.store))
        self._memory = Memory()
        self._comparer = Comparer(self.store, self.engine, options)

    def __enter__(self) -> Tracker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    # -- in -------------------------------------------------------------------------------

    def ingest(
        self,
        articles: Iterable[Article],
        *,
        progress: Callable[[IngestReport], None] | None = None,
        failed: Callable[[Article, Exception], None] | None = None,
        dry_run: bool = False,
        batch: int = BATCH,
    ) -> IngestReport:
        """Store the articles that are not there yet, their claims and the links these make.

        Each batch is written in one transaction: an interrupted ingest goes on where it
        stopped. Where processes of its own extract, they are one batch ahead of what is
        written. ``progress`` is told the totals so far after each batch. With ``dry_run``
        nothing is written and the report says what would be, each batch for itself.

        ``failed`` is told of an article that ends in a mistake of ours, with the error; the
        rest of its batch goes in. Without it the error is raised, as are those that lie in the
        machine, the database or the installation.
        """
        total = IngestReport()
        with Ahead(self.engine, self.store) as ahead:
            groups = _batched(articles, batch)
            take = _foreseen if dry_run else self._take_in
            for group in groups if dry_run else ahead.batches(groups):
                total += self._each(group, ahead, take, failed)
                if progress is not None:
                    progress(total)
        self.store.confirm()
        return total

    def _each(
        self,
        group: Sequence[Article],
        ahead: Ahead,
        take: Callable[[Intake], IngestReport],
        failed: Callable[[Article, Exception], None] | None,
    ) -> IngestReport:
        """``take`` the articles of ``group`` together; where that fails, one by one."""
        try:
            return take(Intake(group, self.store, ahead, self._memory))
        except Exception as error:
            if failed is None or not mistake(error):
                raise
            if len(group) == 1:
                failed(group[0], error)
                return IngestReport(failed=1)
        alone = (self._each([article], ahead, take, failed) for article in group)
        return sum(alone, IngestReport())

    def _take_in(self, intake: Intake) -> IngestReport:
        """Extract, embed, and write with everything that follows, in one transaction."""
        intake.prepare()
        if not intake.plan.fresh:
            self.store.add_earlier(intake.plan.earlier)
            return _report(intake)
        self._comparer.known.ready()
        links = self._comparer.write(lambda: self._write(intake))
        return replace(_report(intake), links=links)

    def _write(self, intake: Intake) -> int:
        """Write what ``intake`` has found. Returns how many links its claims have."""
        from claims.read.duplicates import bands
        from claims.resolve.sources import blocks

        if intake.outdated:
            self._comparer.need(intake.prepare)
        self.store.add_earlier(intake.plan.earlier)
        rewritten = intake.plan.rewritten
        if rewritten:
            self.store.move_judgements(intake.successors())
            carry(self.store, intake.plan.replaced, intake.extractions)
            self._comparer.drop(rewritten)
        touched = self.store.blocks_in(rewritten)
        for extraction in intake.extractions:
            signature = intake.signatures[extraction.article.id]
            shared = {source.id: blocks(source) for source in extraction.sources}
            touched.update(*shared.values())
            self.store.add(extraction, signature=signature, bands=bands(signature), blocks=shared)
        self._comparer.add(intake.claims, intake.vectors)
        changed = self._comparer.join(touched)
        ids = (claim.id for claim in intake.claims)
        return self._comparer.link(list(dict.fromkeys([*ids, *sorted(changed)])))

    # -- correct --------------------------------------------------------------------------

    def rescore(self) -> int:
        """Join all sources and find all links anew; judgements stay. Returns the links."""
        self._comparer.known.ready()
        return self._comparer.write(self._rescore)

    def _rescore(self) -> int:
        self._comparer.join(None)
        self._comparer.link([claim.id for claim in self.store.claims()])
        return len(self.store.links())

    def judge(
        self, link: str, verdict: Verdict, note: str | None = None, reviewer: str | None = None
    ) -> None:
        """Record what a person decided about a link; it survives re-ingest and re-scoring."""
        self.store.judge(link, verdict, note, reviewer)

    def merge(self, a: str, b: str, **record: str | None) -> None:
        """Rule that two sources, by id, are one. ``record`` is its note, reviewer and time."""
        self._rule("merge", a, b, **record)

    def split(self, a: str, b: str | None = None, **record: str | None) -> None:
        """Rule that ``a`` is not ``b``, or none of those it was joined with."""
        self._rule("split", a, b, **record)

    def rename(self, source: str, name: str, **record: str | None) -> None:
        """Rule what a source is called."""
        self._rule("rename", source, name=name, **record)

    def undo(self, ruling: str) -> None:
        """Take a ruling back, by its id."""
        self._comparer.write(lambda: self._rejoin(lambda: self.store.undo_ruling(ruling)))

    def _rule(self, kind: RulingKind, a: str, b: str | None = None, **record: str | None) -> None:
        from claims.resolve.sources import Ruling

        ruling = Ruling(kind, a, b, **record)
        self._comparer.write(lambda: self._rejoin(lambda: self.store.add_ruling(ruling)))

    def _rejoin(self, change: Callable[[], None]) -> int:
        change()
        return self._comparer.link(sorted(self._comparer.join(None)))

    # -- out ------------------------------------------------------------------------------

    def claims(self, filters: Filters | None = None) -> list[Claim]:
        """The claims that pass the filters, in order of date and text."""
        return self.store.claims(filters)

    def links(self) -> list[Link]:
        """All links, opposing and echoing."""
        return self.store.links()

    def articles(self) -> list[Article]:
        """All articles, copies included."""
        return self.store.articles()

    def sources(self) -> list[Source]:
        """All sources, joined across articles."""
        return list(self.store.sources().values())

    def disputes(self, filters: Filters | None = None) -> list[Dispute]:
        """What is disputed, best first."""
        return self.store.disputes(filters)

    def graph(self) -> nx.MultiGraph:
        """Claims and sources as a graph: see :mod:`claims.graph`."""
        from claims.graph import build

        return build(
            self.claims(Filters(all=True)),
            self.sources(),
            self.links(),
            self.articles(),
            self.store.judgements(),
        )


def _foreseen(intake: Intake) -> IngestReport:
    """What would come of a batch; nothing is written."""
    intake.foresee()
    return _report(intake)


def _report(intake: Intake) -> IngestReport:
    """What came of a batch, but for links."""
    plan = intake.plan
    new = {article.id for article in plan.fresh}
    return IngestReport(
        added=len(plan.fresh),
        known=plan.known,
        outdated=plan.outdated,
        replaced=len(plan.replaced),
        duplicates=sum(a.duplicate_of is not None for a in plan.fresh),
        skipped=sum(a.language != "en" for a in plan.fresh),
        claims=sum(len(e.claims) for e in intake.extractions if e.article.id in new),
        words=sum(len(a.text.split()) for a in plan.fresh),
    )


def _introduce() -> None:
    """Tell a notebook how to show what a tracker gives; elsewhere nothing is loaded."""
    if "IPython" in sys.modules:
        from claims.show.notebook import register

        register()


def _numbers(report: IngestReport) -> tuple[int, ...]:
    return tuple(getattr(report, name) for name in IngestReport.__slots__)


def _batched(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    rest = iter(articles)
    while group := list(islice(rest, size)):
        yield group
