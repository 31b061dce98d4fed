"""The public API: articles in, disputes out. Only this module knows the order of the steps."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal, Unpack

from claims.engine import Engine, Models, fitting
from claims.errors import ClaimsError, NotFound, StoreError, mistake
from claims.ingest.changes import Admission, Removal, Revision
from claims.ingest.intake import Intake, Memory
from claims.ingest.linking import Comparer
from claims.ingest.rewordings import carry
from claims.languages import reads
from claims.records import Article, Claim, Dispute, Link, Source, Span, Stance, Verdict
from claims.run.ahead import Ahead
from claims.store import Filters, Store
from claims.store.connection import MEMORY
from claims.store.filters import Conditions, asked
from claims.store.links import VERDICTS

if TYPE_CHECKING:
    import networkx as nx

    from claims.compare.decide import Options
    from claims.correction import Correction
    from claims.read import Options as Reading
    from claims.sources.identity import RulingKind
    from claims.store.backup import Loaded

#: What can be ingested: an article, or a path or address to read.
Input = Article | str | os.PathLike[str]
#: What can be told of an article beside its words and its address.
Fact = Literal["title", "outlet", "author", "published"]
FACTS: tuple[Fact, ...] = ("title", "outlet", "author", "published")

#: How many claims of a backup are embedded at a time.
EMBEDDED = 1024

BATCH = 32  # articles that are extracted, compared and written together


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
        Each batch is written in one transaction: an interrupted ingest goes on where it
        stopped. Where processes of its own extract, they are one batch ahead of what is
        written. ``progress`` is told the totals so far after each batch. With ``dry_run``
        nothing is written and the report says what would be, each batch for itself. What was
        forgotten stays out, unless it is to come in ``again``. Of what is there, the facts named
        by ``update`` become those given now, and it is read anew.

        ``failed`` is told of an article that ends in a mistake of ours, with the error; the
        rest of its batch goes in. Without it the error is raised, as are those that lie in the
        machine, the database or the installation.
        """
        total = IngestReport()
        facts = tuple(update)
        failures: list[str] = []
        articles = _articles(inputs, reading, failures)
        with Ahead(self.engine, self.store) as ahead:
            admission = Admission(self.store, again=again, write=not dry_run)
            groups = admission.batches(_batched(articles, batch))

            def take(group: Sequence[Article]) -> IngestReport:
                intake = Intake(group, self.store, ahead, self._memory)
                return _foreseen(intake) if dry_run else self._take_in(intake)

            def tell(group: Sequence[Article]) -> IngestReport:
                revised = self._revised(group, facts)
                if revised and not dry_run:
                    self._revise(revised, ahead)
                return IngestReport(updated=len(revised))

            for group in groups if dry_run else ahead.batches(groups):
                total += _each(group, tell, failed) if facts else IngestReport()
                total += _each(group, take, failed)
                total = replace(total, forgotten=admission.refused, failures=tuple(failures))
                if progress is not None:
                    progress(total)
        self.store.confirm()
        return replace(total, failures=tuple(failures))

    def _take_in(self, intake: Intake) -> IngestReport:
        """Extract, embed, and write with everything that follows, in one transaction."""
        intake.prepare()
        if not intake.plan.fresh:
            self.store.articles.add_earlier(intake.plan.earlier)
            return _report(intake)
        self._comparer.known.ready()
        links = self._comparer.write(lambda: self._write(intake))
        return replace(_report(intake), links=links)

    def _write(self, intake: Intake) -> int:
        """Write what ``intake`` has found. Returns how many links its claims have."""
        if intake.outdated:
            self._comparer.need(intake.prepare)
        self.store.articles.add_earlier(intake.plan.earlier)
        rewritten = intake.plan.rewritten
        if rewritten:
            self.store.links.move_judgements(intake.successors())
            carry(self.store, intake.plan.replaced, intake.extractions)
            self._comparer.drop(rewritten)
        return self._put(intake, self.store.sources.blocks_in(rewritten))

    def _put(self, intake: Intake, touched: set[str]) -> int:
        """Write the extractions of ``intake``, join the sources of these and of the blocks
        ``touched``, and link. Returns how many links are new."""
        from claims.ingest.signatures import bands
        from claims.sources.identity import blocks

        for extraction in intake.extractions:
            signature = intake.signatures[extraction.article.id]
            shared = {source.id: blocks(source) for source in extraction.sources}
            touched.update(*shared.values())
            self.store.articles.add(
                extraction, signature=signature, bands=bands(signature), blocks=shared
            )
        self.store.corrections.put(intake.corrections)
        self._comparer.add(intake.claims, intake.vectors)
        changed = self._comparer.join(touched)
        ids = (claim.id for claim in intake.claims)
        return self._comparer.link(list(dict.fromkeys([*ids, *sorted(changed)])))

    def load(self, backup: str | os.PathLike[str] | IO[bytes]) -> Loaded:
        """Take in what `claims export` wrote: the path of a file, or a stream.

        Into an empty database it brings back what was exported; into another it merges: what is
        there stays, and two people's judgements are kept side by side. Claims that come without
        embeddings are embedded. Raises Malformed for another file, ClaimsError for what is no
        path, OSError where it cannot be read.
        """
        from claims.ingest.exported import lines
        from claims.store import backup as saved

        merging = self.store.summary.counts()["articles"] > 0
        with lines(backup) as found:
            loaded = saved.load(self.store, saved.read_records(found))
        model = self.engine.embedding_name
        missing = self.store.vectors.lacking(model)
        for start in range(0, len(missing), EMBEDDED):
            some = self.store.claims.get(ids=missing[start : start + EMBEDDED])
            self.store.vectors.add(model, [c.id for c in some], self.engine.embed(some))
        if merging:
            self._merge(loaded)
        return loaded

    def _merge(self, loaded: Loaded) -> None:
        """Apply what came in to what was there, and link the two."""
        from claims.ingest.fixing import Fixing

        self._comparer.known.ready()
        if loaded.claims or loaded.rulings:
            self._comparer.write(lambda: self._rejoin(lambda: None, loaded.claims))
        fixing = Fixing(self.store, self.engine, self._comparer)
        for correction in loaded.corrections:
            fixing.apply(correction)

    # -- take out -------------------------------------------------------------------------

    def forget(self, articles: Iterable[str], *, vacuum: bool = False) -> int:
        """Take articles, by id, out with all that was found in them, for good.

        A later ingest leaves them out unless it is told ``again``. Articles that repeat one of
        them stay, and get the claims that they left to it. ``vacuum`` writes the file anew so
        that nothing is left in it of what was deleted. Returns how many articles went. Raises
        NotFound.
        """
        wanted = list(dict.fromkeys([articles] if isinstance(articles, str) else articles))
        stored = self.store.articles.stored(wanted)
        for id in wanted:
            if id not in stored:
                raise NotFound(f"no article {id}: `claims info --articles` lists them")
        with Ahead(self.engine, self.store) as ahead:
            removal = Removal(wanted, self.store, ahead, self._memory)
            removal.prepare()
            self._comparer.known.ready()
            self._comparer.write(lambda: self._remove(removal))
        self._memory = Memory()
        if vacuum:
            self.store.forgotten.vacuum()
        return len(wanted)

    def _remove(self, removal: Removal) -> int:
        if removal.outdated:
            self._comparer.need(removal.prepare)
        gone = removal.gone
        self.store.links.move_judgements(removal.successors())
        self._comparer.drop([*gone, *removal.plan.rewritten])
        touched = self.store.sources.blocks_in([*gone, *removal.plan.rewritten])
        self.store.forgotten.remove(gone)
        return self._put(removal, touched)

    # -- correct --------------------------------------------------------------------------

    def rescore(self) -> int:
        """Join all sources and find all links anew; judgements stay. Returns the links."""
        self._comparer.known.ready()
        return self._comparer.write(self._rescore)

    def _rescore(self) -> int:
        self._comparer.join(None)
        self._comparer.link([claim.id for claim in self.store.claims.get()])
        return len(self.store.links.get())

    def judge(
        self, id: str, verdict: Verdict, note: str | None = None, reviewer: str | None = None
    ) -> None:
        """Record what a person decided about a link, by its id: "confirmed", "dismissed",
        "unsure", or "none", which takes it back. It survives re-ingest and re-scoring.

        Of a dispute, its surest link is confirmed or unsure; to dismiss or reopen it is to say
        so of every link that makes it. Raises NotFound for an id that is neither, ClaimsError
        for a verdict that is none.
        """
        if verdict not in VERDICTS:
            raise ClaimsError(f"{verdict!r} is no verdict: say {', '.join(VERDICTS)}")
        what, whole = self.store.summary.find(id)
        if what not in ("link", "dispute"):
            raise NotFound(f"{whole} is a {what}: judge a dispute or a link")
        links = [whole] if what == "link" else self.store.disputes.links_to_judge(whole, verdict)
        with self.store.transaction():
            for link in links:
                self.store.links.judge(link, verdict, note, reviewer)

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
        from claims.ingest.fixing import Fixing

        return Fixing(self.store, self.engine, self._comparer).fix(
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
        from claims.ingest.fixing import Fixing

        Fixing(self.store, self.engine, self._comparer).undo(claim)

    def update(self, article: str, **facts: str | None) -> Article:
        """Tell an article, by id, with another ``title``, ``outlet``, ``author`` or
        ``published``; None takes one away. It is read anew, and what people decided stays.

        Returns it as it is now: the id of one without an address changes with its outlet.
        Raises NotFound, or ClaimsError where there is no such fact or it would be the same
        article as another.
        """
        for name, value in facts.items():
            if name not in FACTS:
                raise ClaimsError(f"an article has no {name!r}: give {', '.join(FACTS)}")
            facts[name] = _fact(name, value)
        found = self.store.articles.get([article])
        if not found:
            raise NotFound(f"no article {article}: `claims info --articles` lists them")
        new = replace(found[0], **facts)  # type: ignore[arg-type]
        if new.id != article and self.store.articles.stored([new.id]):
            raise ClaimsError(f"{new.outlet} has this article already, {new.id}: forget one")
        if new != found[0]:
            with Ahead(self.engine, self.store) as ahead:
                self._revise({article: new}, ahead)
        return new

    def _revised(self, group: Iterable[Article], facts: Sequence[Fact]) -> dict[str, Article]:
        """{stored article: what it becomes by those ``facts`` of ``group`` that differ}."""
        found: dict[str, Article] = {}
        for article in group if facts else ():
            old = self.store.articles.known_as(article, renamed="outlet" in facts)
            if old is not None:
                (there,) = self.store.articles.get([old])
                told = {name: value for name in facts if (value := getattr(article, name))}
                new = replace(there, **told)
                if new != there:
                    found[old] = new
        return found

    def _revise(self, revised: Mapping[str, Article], ahead: Ahead) -> None:
        revision = Revision(revised, self.store, ahead)
        revision.prepare()
        self._comparer.known.ready()
        self._comparer.write(lambda: self._rewrite(revision))
        self._memory = Memory()

    def _rewrite(self, revision: Revision) -> int:
        if revision.outdated:
            self._comparer.need(revision.prepare)
        rewritten = [*revision.revised, *revision.plan.rewritten]
        self.store.links.move_judgements(revision.successors())
        self._comparer.drop(rewritten)
        touched = self.store.sources.blocks_in(rewritten)
        for id in revision.moved:
            self.store.corrections.drop(id)
        for old, article in revision.revised.items():
            self.store.articles.rename(old, article)
        return self._put(revision, touched)

    def merge(self, a: str, b: str, **record: str | None) -> None:
        """Rule that two sources, by id, are one. ``record`` is its note, reviewer and time.
        Raises NotFound, here and below."""
        if a == b:
            raise ClaimsError(f"{a} is one source already: name two")
        self._rule("merge", a, b, **record)

    def split(self, a: str, b: str | None = None, **record: str | None) -> None:
        """Rule that ``a`` is not ``b``, or none of those it was joined with."""
        self._rule("split", a, b, **record)

    def rename(self, source: str, name: str, **record: str | None) -> None:
        """Rule what a source is called."""
        if not (isinstance(name, str) and any(map(str.isalpha, name))):
            raise ClaimsError(f"{name!r} has no letter in it: say what the source is called")
        self._rule("rename", source, name=name, **record)

    def identify(self, source: str, wikidata: str, **record: str | None) -> None:
        """Rule which item of Wikidata a source is: an id ("Q42") or the address of its page.
        Raises ClaimsError for what is neither."""
        from claims.sources.identity import wikidata_id

        id = wikidata_id(wikidata)
        if id is None:
            raise ClaimsError(f"{wikidata!r} is no Wikidata id: give one such as Q42")
        self._rule("identify", source, name=id, **record)

    def undo(self, ruling: str) -> None:
        """Take a ruling back, by its id."""
        self._comparer.write(lambda: self._rejoin(lambda: self.store.sources.undo_ruling(ruling)))

    def _rule(self, kind: RulingKind, a: str, b: str | None = None, **record: str | None) -> None:
        from claims.sources.identity import Ruling
        from claims.store.connection import now

        for id in (a, b):
            if id is not None and not self.store.sources.known(id):
                raise NotFound(f"no source has the id {id!r}: `claims sources` lists them")
        ruling = Ruling(kind, a, b, **{"made_at": now()[:19] + "Z", **record})
        self._comparer.write(lambda: self._rejoin(lambda: self.store.sources.add_ruling(ruling)))

    def _rejoin(self, change: Callable[[], None], new: Iterable[str] = ()) -> int:
        change()
        return self._comparer.link(sorted({*self._comparer.join(None), *new}))

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
            return next(link for link in self.store.links.get() if link.id == whole)
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


def _each(
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
    return sum((_each([article], take, failed) for article in group), IngestReport())


def _foreseen(intake: Intake) -> IngestReport:
    """What would come of a batch; nothing is written."""
    intake.foresee()
    return _report(intake)


def _articles(
    inputs: Input | Iterable[Input], reading: Reading | None, failures: list[str]
) -> Iterator[Article]:
    """The articles of ``inputs``; a line on each that gives none goes to ``failures``."""
    from claims.read import Failure

    whole: Iterable[Any] = [inputs] if isinstance(inputs, (Article, str, os.PathLike)) else inputs
    if not isinstance(whole, Iterable):
        raise ClaimsError(f"{inputs!r} cannot be ingested: give paths, addresses or Articles")
    for item in whole:
        if isinstance(item, Article):
            yield item
        elif isinstance(item, Failure):
            failures.append(str(item))
        elif isinstance(item, (str, os.PathLike)):
            from claims.ingest.arrivals import read

            for found in read([item], reading):
                if isinstance(found, Failure):
                    failures.append(str(found))
                else:
                    yield found
        else:
            raise ClaimsError(f"{item!r} cannot be ingested: give paths, addresses or Articles")


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
        skipped=sum(not reads(a.language) for a in plan.fresh),
        claims=sum(len(e.claims) for e in intake.extractions if e.article.id in new),
        words=sum(len(a.text.split()) for a in plan.fresh),
        notes=tuple(
            f"{e.article.label}: {note}"
            for e in intake.extractions
            if e.article.id in new
            for note in e.notes
        ),
    )


def _introduce() -> None:
    """Tell a notebook how to show what a tracker gives; elsewhere nothing is loaded."""
    if "IPython" in sys.modules:
        from claims.show.notebook import register

        register()


def _numbers(report: IngestReport) -> tuple[Any, ...]:
    return tuple(getattr(report, name) for name in IngestReport.__slots__)


def _batched(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    rest = iter(articles)
    while group := list(islice(rest, size)):
        yield group


def _fact(name: str, value: str | None) -> str | None:
    """What is told of an article under ``name``, as it is kept. Raises ClaimsError."""
    if value is not None and not isinstance(value, str):
        raise ClaimsError(f"{value!r} is no {name}: give words, or None")
    value = value and value.strip()
    if name == "published" and value:
        from claims.read.settings import Options

        return Options(published=value).published
    return value or None
