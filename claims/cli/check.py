"""``claims check``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.show.encoding import plain
from claims.store import check


@click.command("check")
@options.database
@click.option("--repair", is_flag=True, help="Make anew what can be: search and vectors.")
@options.embedding
@click.option("-q", "--quiet", is_flag=True, help="Tell only what is wrong.")
@click.pass_context
def command(
    ctx: click.Context, /, db: str, repair: bool, embedding_model: str | None, quiet: bool
) -> None:
    """Look for damage in the database: a line for each fault, and exit status 1.

    Looks at the file itself, at what refers to what, at the index of the search, at vectors, and
    whether articles and quotes still say what they said when they were taken in. Changes nothing
    without --repair, which makes the index of the search and damaged vectors anew; from other
    faults a copy helps that `claims backup` made.

    \b
    Examples:
      claims check
      claims check --repair
    """
    with options.reading(db) as store:
        found = list(check.faults(store))
        if repair and (done := check.repair(store, found)):
            if "vectors" in done:
                from claims.engine import Engine, Models, fitting
                from claims.ingest.returning import embed

                embed(store, Engine(fitting(Models(embedding=embedding_model), store)))
            click.echo(f"Made anew: {', '.join(done)}.", err=True)
            found = list(check.faults(store))
        for fault in found:
            click.echo(plain(str(fault)))
        if found:
            ctx.exit(1)
        counts = store.summary.counts()
    if not quiet:
        many = f"{counts['articles']:,} articles and {counts['claims']:,} claims"
        click.echo(f"Sound: {many}.", err=True)
