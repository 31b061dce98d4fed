"""The public API: articles in, disputes out. What it changes is written by `claims.ingest`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Unpack

from claims.engine import Engine, Models, fitting
from claims.errors import ClaimsError, NotFound, StoreError
from claims.ingest import returning
from claims.ingest.arrivals import Input, admitted, articles, batched
from claims.ingest.facts import Fact, retold, revised
from claims.ingest.fixing import Fixing
from claims.ingest.intake import Intake, Memory
from claims.ingest.linking import Comparer
from claims.ingest.rulings import judge, rule
from claims.ingest.tally import IngestReport, each, tally
from claims.ingest.writing import Writing
from claims.records import Article, Claim, Dispute, Link, Source, Span, Stance, Verdict
from claims.run.ahead import Ahead
from claims.store import Filters, Store
from claims.store.connection import MEMORY
from claims.store.filters import Conditions, asked

if TYPE_CHECKING:
    import networkx as nx

    from claims.compare.decide import Options
    from claims.correction import Correction
    from claims.read import Options as Reading
    from claims.sources.identity import RulingKind
    from claims.store.restoring import Loaded

BATCH = 32  # articles that are extracted, compared and written together


class Tracker:
    """A database of claims, and the models that fill it.

    ``db`` is the path of the database. One that is not there is made only with ``create``, so
    that a slip in a path is an error and no second database, to read from as to ingest into
    (`claims ingest` makes it); ":memory:" is a new one that is gone in the end. ``models`` says
    which models to use instead of the packaged ones, ``engine`` runs them, ``options`` says
    which evidence decides. Raises StoreError where the database cannot be used, ModelError
    where its claims were embedded by another model than the one named.
    """

    def __init__(
        self,
        db: str | os.PathLike[str] = "claims.db",
        *,
        create: bool = False,
        models: Models | None = None,
        engine: Engine | None = None,
        options: Options | None = None,
        store: Store | None = None,
    ) -> None:
        if not isinstance(db, (str, os.PathLike)):
            raise StoreError(f"{db!r} is no path of a database: write one, such as 'claims.db'")
        if store is None and not create and str(db) != MEMORY and not Path(db).exists():
            raise StoreError(f"{db} does not exist: Tracker({str(db)!r}, create=True) makes it")
        self.store = store or Store(Path(db))
        _introduce()
        self.engine = engine or Engine(fitting(models or Models(), self.store))
        self.engine.replies = self.store.opinions
        self._memory = Memory()
        self._comparer = Comparer(self.store, self.engine, options)
        self._writing = Writing(self.store, self._comparer)
        self._fixing = Fixing(self.store, self.engine, self._comparer)

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
        """Give the database back. Whatever is asked afterwards raises StoreError."""
        self.store.close()

    def __repr__(self) -> str:
        name = f"Tracker({str(self.store.path)!r})"
        try:
            counts = self.store.summary.counts()
        except StoreError as error:
            return f"<{name}: {error}>"
        named = ("article", "claim", "source", "dispute")
        told = (f"{counts[f'{n}s']:,} {n}{'' if counts[f'{n}s'] == 1 else 's'}" for n in named)
        return f"<{name}: {', '.join(told)}>"

    def _repr_html_(self) -> str:
        from html import escape

        from claims.show.notebook import tracker

        try:
            return tracker(self)
        except StoreError:
            return escape(repr(self))

    # -- in -------------------------------------------------------------------------------

    def ingest(
        self,
        inputs: Input | Iterable[Input],
        *,
        reading: Reading | None = None,
        progress: Callable[[IngestReport], None] | None = None,
        failed: Callable[[Article, Exception], None] | None = None,
        dry_run: bool = False,
        batch: int = BATCH,
        again: bool = False,
        update: Iterable[Fact] = (),
    ) -> IngestReport:
        """Store the articles that are not there yet, their claims and the links these make.

        ``inputs`` are paths of files and folders, addresses, and Articles, one or many;
        ``reading`` says how to read them, as `claims.read.Options`. What cannot be read stops
        nothing: the report's ``failures`` tell of it.
        Each batch is written in one transaction, then read together with its stories: after an
        interruption the next goes on where it stopped, first with what was left unread. Where
        processes of its own extract, they are one batch ahead of what is written. ``progress``
        is told the totals so far after each batch. With ``dry_run`` nothing is written and the
        report says what would be, each batch for itself. What was forgotten stays out, unless it
        is to come in ``again``. Of what is there, the facts named by ``update`` become those
        given now, and it is read anew.

        ``failed`` is told of an article that ends in a mistake of ours, with the error; the rest
        of its batch goes in, and so does it where it fails only beside another. Without it the
        error is raised, as are those that lie in the machine, the database or the installation.
        """
        facts = tuple(update)
        failures: list[str] = []
        refused: list[Article] = []
        with Ahead(self.engine, self.store) as ahead:
            came = batched(articles(inputs, reading, failures), batch)
            groups = admitted(came, self.store, refused, again=again, write=not dry_run)

            def take(group: Sequence[Article]) -> IngestReport:
                intake = Intake(self.store, ahead, self._memory, group)
                if dry_run:
                    intake.foresee()
                return tally(intake, 0 if dry_run else self._writing.take_in(intake))

            def tell(group: Sequence[Article]) -> IngestReport:
                told = revised(self.store, group, facts)
                if told and not dry_run:
                    self._change(revised=told)
                return IngestReport(updated=len(told))

            total = IngestReport(links=self._comparer.catch_up(failed, everything=not dry_run))
            for group in groups if dry_run else ahead.batches(groups):
                total += each(group, tell, failed) if facts else IngestReport()
                total += each(group, take, failed)
                total += IngestReport(links=self._comparer.catch_up(failed))
                total = replace(total, forgotten=len(refused), failures=tuple(failures))
                if progress is not None:
                    progress(total)
        self.store.confirm()
        return replace(total, failures=tuple(failures))

    def load(self, backup: str | os.PathLike[str] | IO[bytes]) -> Loaded:
        """Take in what `claims export` wrote: the path of a file, or a stream.

        Into an empty database it brings back what was exported; into another it merges: what is
        there stays, and two people's judgements are kept side by side. Claims that come without
        embeddings are embedded. Raises Malformed for another file, ClaimsError for what is no
        path, OSError where it cannot be read.
        """
        return returning.load(self.store, self.engine, self._writing, self._fixing, backup)

    # -- take out -------------------------------------------------------------------------

    def forget(self, articles: Iterable[str], *, vacuum: bool = False) -> int:
        """Take articles, by id, out with all that was found in them, for good.

        A later ingest leaves them out unless it is told ``again``. Articles that repeat one of
        them stay, and get the claims that they left to it. ``vacuum`` writes the file anew so
        that nothing is left in it of what was deleted. Returns how many articles went. Raises
        NotFound.
        """
        given: Iterable[object] = [articles] if isinstance(articles, str) else articles
        if not isinstance(given, Iterable):
            raise NotFound(f"{articles!r} are no ids of articles: `claims info --articles`")
        wanted = [str(id) for id in dict.fromkeys(given)]
        stored = self.store.articles.stored(wanted)
        for id in wanted:
            if id not in stored:
                raise NotFound(f"no article {id}: `claims info --articles` lists them")
        self._change(gone=wanted)
        self._comparer.catch_up()
        if vacuum:
            self.store.forgotten.vacuum()
        return len(wanted)

    # -- correct --------------------------------------------------------------------------

    def rescore(self) -> int:
        """Join all sources and find all links anew; judgements stay. Returns the links."""
        return self._writing.rescore()

    def judge(
        self, id: str, verdict: Verdict, note: str | None = None, reviewer: str | None = None
    ) -> None:
        """Record what a person decided about a link, by its id: "confirmed", "dismissed",
        "unsure", or "none", which takes it back. It survives re-ingest and re-scoring.

        Of a dispute, its surest link is confirmed or unsure; to dismiss or reopen it is to say
        so of every link that makes it. Raises NotFound for an id that is neither, ClaimsError
        for a verdict that is none.
        """
        judge(self.store, id, verdict, note, reviewer)

    def fix(
        self,
        claim: str,
        *,
        source: str | Source | None = None,
        words: Span | str | None = None,
        stance: Stance | None = None,
        statement: bool = True,
        note: str | None = None,
        reviewer: str | None = None,
    ) -> Correction:
        """Put a claim, by id or the beginning of one, right; it survives re-ingest and
        re-scoring.

        ``source`` says it: a name or id, or a Source of which nothing is known yet; "" is
        nobody. ``words`` are its words, a span of the article's text or the text itself.
        With ``statement`` False it is no statement at all. What is not given stays as an
        earlier correction has it. Raises NotFound, or ClaimsError for what is none of these.
        """
        return self._fixing.fix(
            claim,
            source=source,
            words=words,
            stance=stance,
            statement=statement,
            note=note,
            reviewer=reviewer,
        )

    def unfix(self, claim: str) -> None:
        """Take all corrections of a claim back, by its id as above. Raises NotFound."""
        self._fixing.undo(claim)

    def update(self, article: str, **facts: str | None) -> Article:
        """Tell an article, by id, with another ``title``, ``outlet``, ``author`` or
        ``published``; None takes one away. It is read anew, and what people decided stays.

        Returns it as it is now: the id of one without an address changes with its outlet.
        Raises NotFound, or ClaimsError where there is no such fact or it would be the same
        article as another.
        """
        old, new = retold(self.store, article, facts)
        if new != old:
            self._change(revised={article: new})
            self._comparer.catch_up()
        return new

    def _change(
        self, *, gone: Sequence[str] = (), revised: Mapping[str, Article] | None = None
    ) -> None:
        """Take out articles ``gone``, or write ``revised`` ones: whatever this changes is read."""
        memory = Memory() if revised else self._memory  # which knows articles by id alone
        intake = Intake(self.store, self.engine, memory, gone=gone, revised=revised)
        self._writing.take_in(intake)
        self._memory = Memory()

    def merge(self, a: str, b: str, **record: str | None) -> None:
        """Rule that two sources, by id, are one. ``record`` is its note, reviewer and time.
        Raises NotFound, here and below."""
        self._rule("merge", a, b, record=record)

    def split(self, a: str, b: str | None = None, **record: str | None) -> None:
        """Rule that ``a`` is not ``b``, or none of those it was joined with."""
        self._rule("split", a, b, record=record)

    def rename(self, source: str, name: str, **record: str | None) -> None:
        """Rule what a source is called."""
        self._rule("rename", source, name=name, record=record)

    def identify(self, source: str, wikidata: str, **record: str | None) -> None:
        """Rule which item of Wikidata a source is: an id ("Q42") or the address of its page.
        Raises ClaimsError for what is neither."""
        self._rule("identify", source, name=wikidata, record=record)

    def undo(self, ruling: str) -> None:
        """Take a ruling back, by its id."""
        self._writing.rejoin(lambda: self.store.sources.undo_ruling(ruling))

    def _rule(self, kind: RulingKind, a: str, b: str | None = None, **told: Any) -> None:
        rule(self.store, self._writing, kind, a, b, **told)

    # -- out ------------------------------------------------------------------------------

    def claims(
        self, filters: Filters | None = None, **conditions: Unpack[Conditions]
    ) -> list[Claim]:
        """Claims, in order of date and text: all without conditions; with any, those that can
        be in dispute, unless ``all`` is asked for."""
        if filters is None and not conditions:
            return self.store.claims.get()
        return self.store.claims.get(asked(filters, conditions))

    def search(self, text: str, limit: int = 20, *, exact: bool = False) -> list[Claim]:
        """Claims by their words and meaning, the best first; ``exact`` is by words alone, at
        once and without a model."""
        from claims.vectors.ranking import search

        if not (isinstance(text, str) and any(map(str.isalnum, text))):
            raise ClaimsError(f"{text!r} has no words to search for")
        if not isinstance(limit, int):
            raise ClaimsError(f"{limit!r} is no limit: give a number")
        ids = search(self.store, text, None if exact else self.engine)[: max(limit, 0)]
        found = {claim.id: claim for claim in self.store.claims.get(ids=ids)}
        return [found[id] for id in ids]

    def show(self, id: str) -> Dispute | Claim | Link | Source | Article:
        """What ``id``, the beginning of one, or the name of a source stands for. A notebook
        shows it whole. Raises NotFound."""
        try:
            what, whole = self.store.summary.find(id)
        except NotFound:
            if not isinstance(id, str):
                raise
            named = self.store.sources.get(self.store.sources.named(id))
            if len(named) != 1:
                raise
            return next(iter(named.values()))
        if what == "dispute":
            return self.dispute(whole)
        if what == "claim":
            return self.store.claims.get(ids=[whole])[0]
        if what == "link":
            return next(link for link in self.store.links.get(least=0) if link.id == whole)
        if what == "source":
            return self.store.sources.get([whole])[whole]
        if what == "article":
            return self.store.articles.get([whole])[0]
        raise NotFound(f"{whole} was marked as no statement: `claims fix {whole} --undo`")

    def links(self) -> list[Link]:
        """All links, opposing and echoing."""
        return self.store.links.get()

    def articles(self) -> list[Article]:
        """All articles, copies included."""
        return self.store.articles.get()

    def sources(self) -> list[Source]:
        """All sources, joined across articles."""
        return list(self.store.sources.get().values())

    def disputes(
        self, filters: Filters | None = None, **conditions: Unpack[Conditions]
    ) -> list[Dispute]:
        """What is disputed, best first, under `Filters` or their fields by name:
        ``disputes(source="Orlova", topic="bridge", limit=10)``. Raises ClaimsError for a
        condition that there is not."""
        return self.store.disputes.get(asked(filters, conditions))

    def dispute(self, id: str) -> Dispute:
        """The dispute with this id, or the one whose id begins so. Raises NotFound."""
        what, whole = self.store.summary.find(id)
        found = self.store.disputes.one(whole) if what == "dispute" else None
        if found is None:
            raise NotFound(f"{whole} is a {what}: `disputes()` has the ids of disputes")
        return found

    def graph(self) -> nx.MultiGraph:
        """Claims and sources as a graph: see :mod:`claims.disputes.graph`."""
        from claims.disputes.graph import build

        return build(
            self.claims(Filters(all=True)),
            self.sources(),
            self.links(),
            self.articles(),
            self.store.links.judgements(),
        )


def _introduce() -> None:
    """Tell a notebook how to show what a tracker gives; elsewhere nothing is loaded."""
    if "IPython" in sys.modules:
        from claims.show.notebook import register

        register()
