"""``claims export``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from claims.cli import options

if TYPE_CHECKING:
    from claims.hookspecs import Export
    from claims.store import Store

KINDS = (
    "article", "source", "claim", "link", "judgement", "correction", "ruling", "sighting",
    "former", "earlier", "forgotten", "setting", "dispute",
)  # fmt: skip


@click.command("export")
@click.argument("output", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@options.database
@click.option(
    "--only",
    type=click.Choice(KINDS),
    multiple=True,
    help="Only this kind of record; may be given more than once.",
)
@click.option("--format", "form", metavar="NAME", help="As a plugin writes it: `claims plugins`.")
@click.option(
    "--corrections",
    is_flag=True,
    help="What people corrected and judged, article by article, to train a network with.",
)
@click.option(
    "--embeddings",
    is_flag=True,
    help="Claims with their embeddings, 2 KB each: else an import works them out anew.",
)
@click.option("--no-text", is_flag=True, help="Articles without their texts; no backup.")
def command(
    output: IO[str],
    db: str,
    only: tuple[str, ...],
    form: str | None,
    corrections: bool,
    embeddings: bool,
    no_text: bool,
) -> None:
    """Write everything out as JSON lines, one record a line.

    `claims import` takes it in again. Each has a "record" that says which kind it is, and the
    fields of that kind as the library documents them. OUTPUT is a file, or standard output.
    --corrections writes a line an article instead: its statements, and by their number from 1
    "denials", "disputes", "near" (no disputes), "who", "not" (no statements), "words" and
    "stance", as people put them right.

    \b
    Examples:
      claims export backup.jsonl
      claims export --only claim --only link | gzip > claims.jsonl.gz
      claims export --only judgement
      claims export --corrections corrections.jsonl
    """
    from claims.show.formats import encode

    if corrections and only:
        raise click.UsageError("--corrections is a form of its own: leave --only out")
    if form and (corrections or only or embeddings or no_text):
        raise click.UsageError("--format is a plugin's own: leave the other options out")
    export = _export(form) if form else None
    with options.reading(db) as store, store.snapshot():
        if export:
            export(store, output)
            return
        if corrections:
            from claims.corrections.readings import readings

            for row in readings(store):
                output.write(encode(row) + "\n")
            return
        for kind in only or KINDS:
            for record in _records(store, kind, embeddings):
                if no_text:
                    record.pop("text", None)
                output.write(encode({"record": kind, **record}) + "\n")


def _export(name: str) -> Export:
    """What a plugin writes under ``name``. Raises UsageError."""
    from claims.plugins import exports

    found = exports()
    if name not in found:
        known = f"there is {', '.join(sorted(found))}" if found else "no plugin has any"
        raise click.UsageError(f"no export is called {name!r}: {known}")
    return found[name]


def _records(store: Store, kind: str, embeddings: bool) -> Iterator[dict[str, Any]]:
    if kind != "dispute":
        yield from store.records(kind, embeddings=embeddings)
        return
    from claims.show.data import Telling
    from claims.store.filters import Filters

    found = store.disputes(Filters(all=True))
    telling = Telling.of(store, found)
    yield from map(telling.dispute, found)
