"""``claims sources`` and its ``merge``, ``split``, ``rename``, ``identify``, ``rulings`` and
``undo``."""

from __future__ import annotations

from dataclasses import asdict

import click

from claims.cli import options
from claims.errors import NotFound
from claims.store import Filters, Store

COLUMNS = (
    "id", "name", "kind", "role", "affiliation", "aliases", "claims", "disputes", "reversals",
    "wikidata",
)  # fmt: skip
RULING_COLUMNS = ("id", "kind", "a", "b", "name", "note", "reviewer", "made_at")

#: What a command takes that makes a ruling, beside what it is about.
ruling_options = options.together(options.database, options.note, options.reviewer)


@click.group("sources", invoke_without_command=True)
@options.database
@click.option("--name", metavar="NAME", help="Only those that NAME may mean.")
@options.filtering("limit")
@options.formats
@click.pass_context
def command(ctx: click.Context, /, db: str, name: str | None, filters: Filters, style: str) -> None:
    """List who speaks, and correct who is who.

    Those in most disputes come first. What you correct is kept as a ruling, applied anew at
    every ingest, and can be undone.

    \b
    Examples:
      claims sources
      claims sources --name Ordova --json
      claims sources merge "ministry in Tallinn" "Ministry of Rural Affairs"
      claims sources rename Skarn "Emil Skarn (agent)"
    """
    if ctx.invoked_subcommand:
        _refuse_options(ctx)
        return
    with options.reading(db) as store:
        found = store.summary.speakers(name)
    if filters.limit:
        found = found[: filters.limit]
    numbers = ("claims", "disputes", "reversals")
    rows = (
        {**asdict(each.source), **{name: getattr(each, name) for name in numbers}} for each in found
    )
    if not options.emitted(style, rows, COLUMNS):
        from claims.show.terminal import sources

        sources(options.page(found, "sources", filters.limit))


def _refuse_options(ctx: click.Context) -> None:
    """Refuse options before the name of a subcommand, which has its own. Raises UsageError."""
    source = click.core.ParameterSource.COMMANDLINE
    given = [p for p in ctx.command.params if p.name and ctx.get_parameter_source(p.name) is source]
    if given:
        name = max(given[0].opts, key=len)
        raise click.UsageError(f"write {name} behind {ctx.invoked_subcommand}, not before it")


@command.command("merge")
@click.argument("a")
@click.argument("b")
@ruling_options
def merge(a: str, b: str, db: str, **record: str | None) -> None:
    """Say that A and B are one source.

    A and B are ids, the beginnings of ids, or names.

    \b
    Examples:
      claims sources merge "ministry in Tallinn" "Ministry of Rural Affairs"
      claims sources merge Lomsk Dravenia --note "its capital, for its government"
    """
    with options.tracking(db) as tracker:
        one = tracker.store.sources.one
        tracker.merge(one(a), one(b), **record)
    click.echo("Merged.", err=True)


@command.command("split")
@click.argument("a")
@click.argument("b", required=False)
@ruling_options
def split(a: str, b: str | None, db: str, **record: str | None) -> None:
    """Say that A is not B, or, without B, none of those it was joined with.

    \b
    Examples:
      claims sources split Estonia "ministry in Tallinn"
      claims sources split Estonia
    """
    with options.tracking(db) as tracker:
        one = tracker.store.sources.one
        tracker.split(one(a), one(b) if b else None, **record)
    click.echo("Split.", err=True)


@command.command("rename")
@click.argument("source")
@click.argument("name")
@ruling_options
def rename(source: str, name: str, db: str, **record: str | None) -> None:
    """Say what SOURCE is called.

    \b
    Examples:
      claims sources rename Skarn "Emil Skarn (agent)"
    """
    if not any(map(str.isalnum, name)):
        raise click.UsageError("NAME has no letter in it: say what SOURCE is called")
    with options.tracking(db) as tracker:
        tracker.rename(tracker.store.sources.one(source), name, **record)
    click.echo("Renamed.", err=True)


@command.command("identify")
@click.argument("source")
@click.argument("item", metavar="QID")
@ruling_options
def identify(source: str, item: str, db: str, **record: str | None) -> None:
    """Say which item of Wikidata SOURCE is: an id such as Q42, or the address of its page.

    It goes with SOURCE into every export. Where you merge sources of two ids, both are listed
    until you say which it is.

    \b
    Examples:
      claims sources identify Estonia Q191
    """
    with options.tracking(db) as tracker:
        tracker.identify(tracker.store.sources.one(source), item, **record)
    click.echo("Identified.", err=True)


@command.command("rulings")
@options.database
@options.formats
def rulings(db: str, style: str) -> None:
    """List what was corrected, the latest last.

    \b
    Examples:
      claims sources rename Skarn "Emil Skarn (agent)"
      claims sources rulings
      claims sources rulings --json
    """
    with options.reading(db) as store:
        rows = [{"id": ruling.id, **asdict(ruling)} for ruling in store.sources.rulings()]
        if options.emitted(style, rows, RULING_COLUMNS):
            return
        for row in rows:
            row |= {end: _called(store, row[end]) for end in ("a", "b") if row[end]}
    from claims.show.terminal import rulings as show

    show(options.page(rows, "rulings", limit=0))


def _called(store: Store, id: str) -> str:
    """What the source ``id`` is called now, with the id that the ruling names."""
    now = store.sources.present(id)
    name = store.sources.get([now])[now].name if now else ""
    return f"{name} ({id[:8]})" if name else id[:8]


@command.command("undo")
@click.argument("ruling")
@options.database
def undo(ruling: str, db: str) -> None:
    """Take back the ruling with this id, or the beginning of one.

    \b
    Examples:
      claims sources rename Skarn "Emil Skarn (agent)"
      claims sources rulings
      claims sources undo 203e5da5
    """
    with options.tracking(db) as tracker:
        ids = [each.id for each in tracker.store.sources.rulings()]
        found = [id for id in ids if ruling and id.startswith(ruling)]
        if len(found) != 1:
            how = "no ruling begins" if not found else f"{len(found)} rulings begin"
            raise NotFound(f"{how} with {ruling!r}: `claims sources rulings` lists them")
        tracker.undo(found[0])
    click.echo("Undone.", err=True)
