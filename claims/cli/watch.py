"""``claims watch``."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from claims.cli import options
from claims.cli.progress import Failures, summary
from claims.errors import FullDisk, LockedDatabase
from claims.read import Limits, Options
from claims.store import Store

if TYPE_CHECKING:
    from claims.read.watch import Watcher
    from claims.tracker import Tracker

#: Seconds that lie between two requests for one address, whatever --interval says.
POLITE = 60.0


@click.command("watch")
@click.argument("sources", nargs=-1, required=True, metavar="DIR|FEED...")
@options.database
@click.option(
    "--interval",
    type=click.FloatRange(1),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look. Addresses are asked once a minute at most.",
)
@click.option("--once", is_flag=True, help="Look once and stop, as for cron.")
@options.files
@options.outlet
@click.option(
    "--follow/--no-follow",
    default=True,
    show_default=True,
    help="Fetch the articles that a feed links to, or take the feed's own text.",
)
@options.outside
@click.option("-q", "--quiet", is_flag=True, help="Tell only what goes wrong.")
@options.models
@click.pass_context
def command(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    db: str,
    interval: float,
    once: bool,
    quiet: bool,
    **settings: Any,
) -> None:
    """Ingest what appears in folders and feeds until stopped.

    A feed is asked whether it has changed (ETag, Last-Modified), one request at a time, as
    its site's robots.txt allows, and more and more seldom while it fails. Ctrl-C stops; a
    new start goes on where this one was. With --once the exit status is 1 if anything failed.

    \b
    Examples:
      claims watch inbox/ https://example.org/feed.xml
      claims watch --once --quiet https://example.org/feed.xml
    """
    from claims.tracker import Tracker

    models = options.chosen(settings)
    told: Callable[[str], None] = (lambda _: None) if quiet else options.say
    failed = False
    with _stoppable(), options.making(db) as store:
        tracker = Tracker(store=store, models=models)
        watcher = _watcher(sources, interval, once, store, settings)
        if not once:
            told(f"Watching {', '.join(sources)} every {interval:g} seconds. Ctrl-C stops.")
        try:
            while True:
                failed = _look(tracker, watcher, told)
                if once:
                    break
                time.sleep(interval)
        except KeyboardInterrupt:  # the way to stop it, and so no failure
            told("Stopped.")
        if once and failed:
            ctx.exit(1)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Lets what stops a service (SIGTERM) stop like Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _watcher(
    sources: tuple[str, ...], interval: float, once: bool, store: Store, settings: dict[str, Any]
) -> Watcher:
    from claims.read.addresses import canonical
    from claims.read.fetch import Fetcher
    from claims.read.watch import Watcher

    how = Options(**settings)
    return Watcher(
        sources,
        how,
        Fetcher(Limits(), how.private),
        interval=max(interval, POLITE),
        settle=0.0 if once else 2.0,
        known=lambda url: (
            store.articles.has_address(url) or store.articles.has_address(canonical(url))
        ),
    )


def _look(tracker: Tracker, watcher: Watcher, told: Callable[[str], None]) -> bool:
    """Take in what is new. A database that others keep busy, or whose disk is full, is tried
    again the next time. Returns whether anything failed."""
    failures = Failures()
    try:
        report = tracker.ingest(failures.besides(watcher.poll()), failed=failures.left_out)
    except (FullDisk, LockedDatabase) as error:
        options.say(f"Error: {error}")
        return True
    watcher.done()
    for note in report.notes:
        options.say(note)
    if report.added:
        told(f"{time.strftime('%Y-%m-%d %H:%M')}  {summary(report)}")
    return failures.count > 0
