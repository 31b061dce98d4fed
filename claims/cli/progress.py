"""How far an ingest is: one line on a terminal that keeps changing, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from claims.languages import names

if TYPE_CHECKING:
    from claims.ingest.tally import IngestReport


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
    seen = _seen(report)
    return (
        f"{_count(seen, 'article')}: {', '.join(parts)}; "
        f"{_count(report.claims, 'claim')}, {_count(report.links, 'link')}"
    )


def _seen(report: IngestReport) -> int:
    return report.added + report.known + report.outdated + report.forgotten + report.failed


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def clock(seconds: float) -> str:
    """``1:02:03``, or ``2:03`` under an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@dataclass
class Progress:
    """Writes to stderr if ``shown``. ``expected`` is the number of articles, if known."""

    shown: bool = False
    expected: int | None = None
    _started: float = field(default_factory=time.monotonic)

    @classmethod
    def on_terminal(cls, expected: Callable[[], int | None] | None, quiet: bool) -> Progress:
        """One that shows itself if a person is looking and wants to see it."""
        if quiet or not sys.stderr.isatty():
            return cls()
        progress = cls(shown=True, expected=expected() if expected else None)
        progress._write("Reading …")
        return progress

    @property
    def settings(self) -> dict[str, Any]:
        """For ``Tracker.ingest``: small batches, so that the line moves."""
        return {"batch": 8} if self.shown else {}

    def show(self, report: IngestReport, more: str = "") -> None:
        """Tell the totals so far, the rate, what ``more`` there is to tell, and the time left
        where the end is known."""
        if not self.shown:
            return
        seconds = max(time.monotonic() - self._started, 1e-3)
        done = _seen(report)
        of = f" of {self.expected:,}" if self.expected and self.expected >= done else ""
        line = f"{done:,}{of} articles · {report.claims:,} claims · {done / seconds:.1f} articles/s"
        line += more
        if self.expected and self.expected > done:
            line += f" · {clock((self.expected - done) * seconds / max(done, 1))} left"
        self._write(line)

    def close(self) -> None:
        """Take the line away."""
        self._write("")

    def _write(self, line: str) -> None:
        if self.shown:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
