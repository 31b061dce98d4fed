"""A plugin as somebody else would write it: a format, a reader, an export and a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

import click

from claims import Article, ReadError, hookimpl
from claims.reading.answers import Between, Excerpted, Findings
from claims.store import Store


@hookimpl
def register_formats(register: Callable[..., None]) -> None:
    register(".wire", read)


@hookimpl
def register_readers(register: Callable[..., None]) -> None:
    register("example", Example)


@hookimpl
def register_exports(register: Callable[..., None]) -> None:
    register("quotes", write)


@hookimpl
def register_commands(cli: click.Group) -> None:
    @cli.command("hail")
    def hail() -> None:
        """Say hello."""
        click.echo("hello")

    @cli.command("list")
    def other() -> None:
        """Not what list is."""


class Example:
    """Takes two statements for a dispute if they have their last words in common."""

    name = "example"
    asked = 0

    def read(self, article: Excerpted) -> Findings:
        return Findings([], {})

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        Example.asked += 1
        ends = [{self._last(side, n) for n in range(len(side.passages))} for side in (one, other)]
        dispute = 0.99 if ends[0] & ends[1] else 0.01
        return {seed: Between(dispute, denied=dispute) for seed in seeds}

    def _last(self, article: Excerpted, number: int) -> str:
        end = article.passages[number].content[-1][1]
        return article.text[:end].split()[-1]


def read(path: Path) -> Iterator[Article]:
    """Articles of a file: a headline, a text, and a line of dashes between them."""
    text = path.read_text("utf-8")
    if not text.startswith("WIRE\n"):
        raise ReadError("does not begin with WIRE")
    for part in text.removeprefix("WIRE\n").split("\n---\n"):
        title, _, body = part.partition("\n")
        yield Article(body, title=title, outlet="The Wire", language="en")


def write(store: Store, stream: IO[str]) -> None:
    """A line a claim."""
    for claim in store.claims.get():
        stream.write(f"{claim.speaker}: {claim.quote}\n")
