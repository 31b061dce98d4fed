"""What an ingest or a watch says: how far it is, what goes wrong with one input while the others
go in, and what was done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import click

from claims.cli import options
from claims.errors import told
from claims.languages import names
from claims.read import Failure
from claims.show.words import count

if TYPE_CHECKING:
    from claims.ingest.tally import IngestReport
    from claims.records import Article


def summary(report: IngestReport) -> str:
    """What was done, in words."""
    parts = [f"{report.added:,} added"]
    for number, what in (
        (report.replaced, "of them newer versions"),
        (report.duplicates, "of them copies"),
        (report.skipped, f"of them not in {names()}, stored only"),
        (report.known, "already there"),
        (report.updated, "of them told anew as you say"),
        (report.outdated, "older or shorter versions of what is there, left out"),
        (report.forgotten, "forgotten earlier, left out (--again lets them in)"),
        (report.failed, "left out after an error"),
    ):
        if number:
            parts.append(f"{number:,} {what}")
    return (
        f"{count(_seen(report), 'article')}: {', '.join(parts)}; "
        f"{count(report.claims, 'claim')}, {count(report.links, 'link')}"
    )


def _seen(report: IngestReport) -> int:
    return report.added + report.known + report.outdated + report.forgotten + report.failed


def clock(seconds: float) -> str:
    """``1:02:03``, or ``2:03`` under an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Line:
    """The last line on stderr, which keeps changing; nothing unless a person is looking and
    ``wanted``."""

    def __init__(self, wanted: bool = True) -> None:
        self.shown = wanted and sys.stderr.isatty()
        self.started = time.monotonic()

    def write(self, line: str) -> None:
        """Write ``line`` over what is there; "" takes it away."""
        if self.shown:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)


class Progress(Line):
    """How far an ingest is; ``expected`` tells the number of articles, if it is known."""

    def __init__(self, expected: Callable[[], int | None], quiet: bool) -> None:
        super().__init__(not quiet)
        self.expected = expected() if self.shown else None
        self.write("Reading …")

    def show(self, report: IngestReport, more: str = "") -> None:
        """Tell the totals so far, the rate, what ``more`` there is to tell, and the time left
        where the end is known."""
        seconds = max(time.monotonic() - self.started, 1e-3)
        done = _seen(report)
        of = f" of {self.expected:,}" if self.expected and self.expected >= done else ""
        line = f"{done:,}{of} articles · {report.claims:,} claims · {done / seconds:.1f} articles/s"
        line += more
        if self.expected and self.expected > done:
            line += f" · {clock((self.expected - done) * seconds / max(done, 1))} left"
        self.write(line)


class Failures:
    """Tells failures as they come, a line each on stderr, and counts them."""

    count = 0

    def tell(self, failure: Failure) -> None:
        """An input that gave no article."""
        self.count += 1
        Line().write("")
        options.say(f"Error: {failure}")

    def left_out(self, article: Article, error: Exception) -> None:
        """An article that could not be taken in. Raises ``error`` for who looks for it."""
        if os.environ.get("CLAIMS_DEBUG"):
            raise error
        self.tell(Failure(article.label, told(error)))

    def besides(self, results: Iterable[Article | Failure]) -> Iterator[Article]:
        """The articles among ``results``; the failures are told."""
        for result in results:
            if isinstance(result, Failure):
                self.tell(result)
            else:
                yield result
