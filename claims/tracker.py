"""The public API: articles in, disputes out. Only this module knows the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from claims.comparing import Comparer
from claims.engine import Engine, Models
from claims.records import Article, Claim, Dispute, Extraction, Link, Source, Verdict, normalise
from claims.store import Filters, Store

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import numpy.typing as npt

    from claims.compare.contest import Options
    from claims.resolve.sources import RulingKind

BATCH = 32  # articles that are extracted, compared and written together


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in numbers of articles; ``claims`` and ``links`` are those added."""

    added: int = 0
    known: int = 0
    replaced: int = 0
    duplicates: int = 0
    skipped: int = 0
    claims: int = 0
    links: int = 0
    words: int = 0

    def __add__(self, other: IngestReport) -> IngestReport:
        mine, theirs = _numbers(self), _numbers(other)
        return IngestReport(*(a + b for a, b in zip(mine, theirs, strict=True)))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles that are new, with what finds their copies later."""

    articles: tuple[Article, ...]
    replaces: bool
    signatures: dict[str, bytes]
    originals: dict[str, str]


class Tracker:
    """A database of claims, and the models that fill it.

    ``db`` is the path of the database, made if need be. ``models`` says which models to use
    instead of the packaged ones, ``engine`` runs them, ``options`` says which evidence
    decides. Raises StoreError where the database cannot be used.
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
        self.engine = engine or Engine(models)
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
        dry_run: bool = False,
        batch: int = BATCH,
    ) -> IngestReport:
        """Store the articles that are not there yet, their claims and the links these make.

        Each batch is written in one transaction: an interrupted ingest goes on where it
        stopped. ``progress`` is told the totals so far after each batch. With ``dry_run``
        nothing is written and the report says what would be.
        """
        total = IngestReport()
        for group in _batched(articles, batch):
            prepared, report = self._prepare(group)
            if not dry_run:
                report += self._take_in(prepared)
            total += report
            if progress is not None:
                progress(total)
        return total

    def _prepare(self, group: Sequence[Article]) -> tuple[_Batch, IngestReport]:
        """Set aside what is known; find copies and other languages among the rest."""
        stored = self.store.article_ids([article.id for article in group])
        unique = {article.id: article for article in group}
        latest = {article.key: article for article in unique.values()}
        unseen = [article for article in latest.values() if article.id not in stored]
        versions = self.store.articles_by_key([a.key for a in unseen]) if unseen else {}
        outdated = self._outdated(unseen, versions)
        fresh = [article for article in unseen if article.id not in outdated]
        known = len(group) - len(fresh)
        if not fresh:
            return _Batch((), False, {}, {}), IngestReport(known=known)
        from claims.read.language import language

        fresh = [a if a.language else replace(a, language=language(a.text)) for a in fresh]
        replaced = {versions[a.key] for a in fresh if a.key in versions}
        marked, signatures, originals = self._copies(fresh, replaced)
        report = IngestReport(
            added=len(marked),
            known=known,
            replaced=len(replaced),
            duplicates=len(originals),
            skipped=sum(a.language != "en" for a in marked),
            words=sum(len(a.text.split()) for a in marked),
        )
        return _Batch(tuple(marked), bool(replaced), signatures, originals), report

    def _outdated(self, unseen: Sequence[Article], versions: Mapping[str, str]) -> set[str]:
        """The ids of those of which a later version is stored; ``versions`` are by key."""
        if not versions:
            return set()
        stored = self.store.mastheads(versions.values())
        return {
            article.id
            for article in unseen
            if article.published and article.key in versions
            if (stored[versions[article.key]].published or "") > article.published
        }

    def _copies(
        self, fresh: Sequence[Article], replaced: set[str]
    ) -> tuple[list[Article], dict[str, bytes], dict[str, str]]:
        """Mark near copies of what is stored, and stays, or came just before (wire copy)."""
        from claims.read.duplicates import NEAR_COPY, bands, signature, similarity

        signatures = {article.id: signature(article.text) for article in fresh}
        marked: list[Article] = []
        originals: dict[str, str] = {}
        banded: dict[str, list[str]] = {}
        for article in fresh:
            own = signatures[article.id]
            mine = bands(own)
            near = dict(self.store.near_copies(mine))
            near |= {i: signatures[i] for band in mine for i in banded.get(band, ())}
            rated = sorted(
                (-similarity(own, other), i) for i, other in near.items() if i not in replaced
            )
            if rated and -rated[0][0] >= NEAR_COPY:
                originals[article.id] = rated[0][1]
                marked.append(replace(article, duplicate_of=rated[0][1]))
                continue
            marked.append(article)
            for band in mine:
                banded.setdefault(band, []).append(article.id)
        return marked, signatures, originals

    def _take_in(self, batch: _Batch) -> IngestReport:
        """Extract, embed, and write with everything that follows, in one transaction."""
        if not batch.articles:
            return IngestReport()
        readable = [a for a in batch.articles if a.language == "en"]
        extracted = {e.article.id: e for e in self.engine.extract(readable)}
        extractions = [extracted.get(a.id, Extraction(a, (), ())) for a in batch.articles]
        extractions = [self._only_new_words(e, batch) for e in extractions]
        claims = [claim for e in extractions for claim in e.claims]
        vectors = self.engine.embed(claims)
        links = self._comparer.write(lambda: self._write(batch, extractions, claims, vectors))
        return IngestReport(claims=len(claims), links=links)

    def _write(
        self,
        batch: _Batch,
        extractions: Sequence[Extraction],
        claims: Sequence[Claim],
        vectors: npt.NDArray[np.float32],
    ) -> int:
        """Write all of a batch. Returns how many links there are."""
        from claims.read.duplicates import bands
        from claims.resolve.sources import blocks

        if batch.replaces:
            self._comparer.forget()
        touched: set[str] = set()
        for extraction in extractions:
            signature = batch.signatures[extraction.article.id]
            shared = {source.id: blocks(source) for source in extraction.sources}
            touched.update(*shared.values())
            self.store.add(extraction, signature=signature, bands=bands(signature), blocks=shared)
        self._comparer.add(claims, vectors)
        changed = self._comparer.join(touched)
        return self._comparer.link(list(dict.fromkeys([*(c.id for c in claims), *sorted(changed)])))

    def _only_new_words(self, extraction: Extraction, batch: _Batch) -> Extraction:
        """Of a copy, only the claims whose words the original does not have."""
        original = batch.originals.get(extraction.article.id)
        if original is None:
            return extraction
        inside = {a.id: a for a in batch.articles}
        article = inside.get(original) or self.store.articles([original])[0]
        words = normalise(article.text)
        claims = tuple(c for c in extraction.claims if normalise(c.quote) not in words)
        used = {c.source for c in claims} | {c.via for c in claims}
        sources = tuple(s for s in extraction.sources if s.id in used)
        return Extraction(extraction.article, sources, claims)

    # -- correct --------------------------------------------------------------------------

    def rescore(self) -> int:
        """Join all sources and find all links anew; judgements stay. Returns the links."""
        return self._comparer.write(self._rescore)

    def _rescore(self) -> int:
        self._comparer.join(None)
        return self._comparer.link([claim.id for claim in self.store.claims()])

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


def _numbers(report: IngestReport) -> tuple[int, ...]:
    return tuple(getattr(report, name) for name in IngestReport.__slots__)


def _batched(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    rest = iter(articles)
    while group := list(islice(rest, size)):
        yield group
