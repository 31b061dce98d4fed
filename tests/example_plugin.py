"""A plugin as somebody else would write it: a format, an export and a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click

from claims import Article, ReadError, hookimpl
from claims.store import Store


@hookimpl
def register_formats(register: Callable[..., None]) -> None:
    register(".wire", read)


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
    for claim in store.claims():
        stream.write(f"{claim.speaker}: {claim.quote}\n")
