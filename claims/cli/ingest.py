"""``claims ingest``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claims.cli import consent, options
from claims.cli.foretell import foretell, is_foreign
from claims.cli.progress import Failures, Progress, summary
from claims.errors import Unreachable
from claims.ingest.arrivals import read
from claims.ingest.facts import FACTS
from claims.languages import names
from claims.plugins import formats
from claims.read import Failure, Limits, Options
from claims.read.settings import COLUMNS
from claims.records import Article
from claims.show.words import count, few
from claims.store import Store

if TYPE_CHECKING:
    from claims.engine import Engine, Models
    from claims.ingest.tally import IngestReport
    from claims.reading.llm import Price, Tally
    from claims.tracker import Tracker

#: Seconds to wait for another ingest: it holds the database while it writes a batch.
PATIENCE = 600.0
#: Tokens that are sent of an article of common length, and that come back.
_SENT, _BACK = 3_000, 900


def column(text: str) -> tuple[str, str]:
    """``FIELD=NAME``: the column in which a table has a field of the article."""
    field, equals, name = text.partition("=")
    if not equals or field not in COLUMNS or not name:
        raise click.BadParameter(f"{text!r} is not FIELD=NAME with one of {', '.join(COLUMNS)}")
    return field, name


#: How to read; `Options` in claims.read says what each does.
reading = options.together(
    options.files,
    click.option(
        "--column",
        "columns",
        type=column,
        multiple=True,
        metavar="FIELD=NAME",
        help=f"Which column of a table has a field. Fields: {', '.join(COLUMNS)}.",
    ),
    options.outlet,
    click.option("--published", metavar="DATE", help="When it was published."),
    click.option("--author", metavar="NAME", help="Who wrote it."),
    click.option("--title", metavar="TEXT", help="Its headline."),
    click.option("--url", metavar="URL", help="Its address."),
    click.option(
        "--encoding", metavar="NAME", help="Of text files, if told wrongly, such as cp1250."
    ),
    click.option("--follow", is_flag=True, help="Fetch the articles that a feed links to."),
    options.outside,
    click.option(
        "--max-size",
        type=click.IntRange(min=1),
        metavar="MB",
        help="The largest document that is read, in megabytes; 50 unless told.",
    ),
)


@click.command("ingest")
@click.argument("inputs", nargs=-1, required=True, metavar="PATH|DIR|URL|-...")
@options.database
@reading
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Use N processor cores; all, up to 8, unless told.",
)
@click.option(
    "--engine",
    type=click.Choice(("local", "ray")),
    default="local",
    show_default=True,
    help="Where to read and extract: in this process and its like, or on a Ray cluster.",
)
@click.option(
    "--shards",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where a cluster keeps what it has found; DATABASE.shards unless told.",
)
@click.option("--again", is_flag=True, help="Let in what `claims forget` took out.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
@options.models
@click.option(
    "--reader",
    metavar="NAME|llm:MODEL",
    help="Who reads in place of the packaged network: one that a plugin adds, or a language "
    "model of yours by a name that `llm models` lists.",
)
@consent.reached
@consent.priced
@click.pass_context
def command(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    db: str,
    jobs: int | None,
    engine: str,
    shards: Path | None,
    again: bool,
    dry_run: bool,
    quiet: bool,
    reader: str | None,
    yes: bool,
    **settings: Any,
) -> None:
    """Read articles in English and find the claims in them.

    Takes text, Markdown, HTML, saved pages, PDF, Word, e-mail, JSON, CSV, web archives, feeds,
    folders of these, addresses, files of addresses, and - for standard input. Only texts in
    English give claims; others are stored without. What is already there is skipped, but for a
    --title, --outlet, --author or --published that is given and another than before; what
    changed at its address replaces the earlier version, which then stays out unless a later
    --published brings it back. What was forgotten stays out unless --again lets it in. An input
    that cannot be read, or an article that cannot be taken in, is told in one line and the rest
    goes in; the exit status is then 1.

    \b
    Examples:
      claims ingest corpus/
      claims ingest --outlet "Lomsk Telegraph" corpus/border-2-lomsk-telegraph.txt
      claims ingest --column text=body --column title=headline table.csv
      claims ingest --follow https://example.org/feed.xml
      curl -s https://example.org/1 | claims ingest --url https://example.org/1 -
      claims ingest --reader llm:qwen3:8b --price-in 0.5 --price-out 2 articles/
    """
    from claims.engine import plugged
    from claims.tracker import Tracker

    models = options.chosen(settings, jobs, reader)
    price = consent.price(settings)
    how = _options(settings)
    told = [fact for fact in FACTS if settings.get(fact)]
    if shards is not None and engine == "local":
        raise click.UsageError("--shards is for --engine ray: leave it out or add that.")
    if reader and engine == "ray":
        raise click.UsageError(
            "a reader of your own is asked from one process: leave out --engine ray."
        )
    asked = models.reader is not None and plugged(models) is None  # a language model
    if not asked and (models.base_url or models.key or models.timeout or consent.has_price(ctx)):
        raise click.UsageError(
            "--base-url, --key, --timeout and prices are for --reader llm:MODEL: add it."
        )
    with _opened(db, dry_run) as store:
        source = Inputs(inputs, how)
        if dry_run:
            foretell(store, source, quiet, again, told)
            source.tell_passed_over(quiet)
        elif not asked or _may_send(models, price, source, yes):
            tracker = Tracker(models=models, store=store)
            tracker.engine.price = price
            if engine == "ray":
                models = tracker.engine.models  # with the embedding of what is there
                tracker = Tracker(
                    engine=source.spread(models, shards or Path(f"{db}.shards")), store=store
                )
            _ingest(ctx, tracker, source, quiet, again=again, update=told)
        else:
            ctx.exit(1)
        if source.failures.count:
            ctx.exit(1)


class Inputs:
    """The articles of ``inputs``; each failure is told on stderr as it comes."""

    def __init__(self, inputs: Iterable[str], how: Options) -> None:
        self.named = list(inputs)
        self.failures = Failures()
        self._options = how
        self._read: Callable[[list[str], Options], Iterator[Article | Failure]] = read

    def __iter__(self) -> Iterator[Article]:
        return self.failures.besides(self._read(self.named, self._options))

    def spread(self, models: Models, shards: Path) -> Engine:
        """Have a Ray cluster read them. Returns the engine that has what it found."""
        from claims.run.gather import Plan, Prepared, gather

        engine = Prepared(models)
        plan = Plan(models, shards, jobs=models.threads)
        self._read = lambda named, how: gather(named, how, plan, engine)
        return engine

    def expected(self) -> int | None:
        """How many articles there will be, where that can be told; else None."""
        from claims.read.count import expected

        return expected(self.named, self._options)

    def tell_passed_over(self, quiet: bool) -> None:
        """Say in one line what is in the folders and in no format of ours."""
        from claims.read.inputs import passed_over

        if quiet:
            return
        found = passed_over(self.named, self._options)
        for suffix in formats():
            del found[suffix]
        if found:
            kinds = ", ".join(f"{number:,} {kind}" for kind, number in found.most_common(6))
            options.say(
                f"Passed over in folders: {kinds}. To read such a file all the same, name it."
            )


def _options(settings: dict[str, Any]) -> Options:
    most = settings.pop("max_size")
    limits = Limits()
    if most:
        size = most * 1_000_000
        limits = Limits(size=size, unpacked=4 * size, text=max(size, limits.text))
    return Options(**{**settings, "columns": dict(settings["columns"]), "limits": limits})


def _may_send(models: Models, price: Price | None, source: Inputs, yes: bool) -> bool:
    """Whether the articles may go to the language model."""
    from claims.engine import asker

    if "-" in source.named and not yes:
        raise click.UsageError("with - nobody can be asked before anything is sent: add --yes.")
    number = source.expected()
    what = "the new articles, each" if number is None else count(number, "article")
    times = 1 if number is None else number
    load = consent.Load(f"the text of {what}", _SENT * times, _BACK * times, price)
    return consent.ask(load, asker(models), yes)


def _opened(db: str, dry_run: bool) -> AbstractContextManager[Store]:
    """The database; for a dry run without one, an empty one that is not kept."""
    if dry_run and not Path(db).exists():
        return Store(":memory:", timeout=PATIENCE)
    return options.making(db, PATIENCE)


def _ingest(ctx: click.Context, tracker: Tracker, source: Inputs, quiet: bool, **how: Any) -> None:
    progress = Progress(source.expected, quiet)
    if progress.shown:
        how["batch"] = 8  # so that the line moves
    report: IngestReport | None = None
    unread: list[str] = []

    def told(totals: IngestReport) -> None:
        nonlocal report
        report = totals
        tally, speed = _tally(tracker), ""
        if tally and tally.seconds:
            speed = f" · {tally.tokens_out / tally.seconds:,.1f} tokens/s"
        progress.show(totals, speed)

    try:
        articles = _noting(source, tracker.store, unread)
        tracker.ingest(articles, progress=told, failed=source.failures.left_out, **how)
    except KeyboardInterrupt:
        progress.write("")
        done = summary(report) if report else "nothing yet"
        click.echo(f"Interrupted. Kept: {done}. The same command goes on from here.", err=True)
        ctx.exit(130)
    except Unreachable as error:
        progress.write("")
        done = summary(report) if report else "the answers so far"
        raise Unreachable(f"{error} (kept: {done}; the same command goes on from here)") from error
    progress.write("")
    for note in report.notes if report else ():
        options.say(note)
    if quiet:
        return
    _tell_tally(tracker)
    source.tell_passed_over(quiet)
    if unread:
        options.say(f"Not in {names()}, so stored without claims: {few(unread)}")
    if report:
        disputes = tracker.store.disputes.undismissed()
        click.echo(f"{summary(report)}. {disputes:,} in dispute: claims disputes", err=True)


def _noting(source: Iterable[Article], store: Store, unread: list[str]) -> Iterator[Article]:
    """The articles of ``source``, with the names of new ones that are not in English."""
    for article in source:
        if is_foreign(article) and not store.articles.stored([article.id]):
            unread.append(f"{article.url or article.origin} ({article.language})")
        yield article


def _tally(tracker: Tracker) -> Tally | None:
    """What a language model was asked, if one is the reader."""
    if getattr(getattr(tracker.engine, "models", None), "reader", None) is None:
        return None
    tally: Tally | None = getattr(tracker.engine.reader, "tally", None)
    return tally


def _tell_tally(tracker: Tracker) -> None:
    """Say what a language model was asked, if one was."""
    tally = _tally(tracker)
    if tally is None:
        return
    told = f"{tally.asked:,} readings answered ({tally.tokens_in:,} tokens sent, "
    told += f"{tally.tokens_out:,} back), {tally.known:,} known from before"
    if price := tracker.engine.price:
        told += f"; cost {consent.money(price.of(tally.tokens_in, tally.tokens_out))}"
    if tally.dropped:
        told += f"; {tally.dropped:,} names or numbers that are not in the text thrown away"
    if tally.unanswered:
        told += f"; {tally.unanswered:,} without an answer, so read by the packaged network "
        told += f"({tally.last})"
    click.echo(f"{told}.", err=True)
