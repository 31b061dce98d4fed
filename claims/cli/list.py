"""``claims list``."""

from __future__ import annotations

import sys

import click

from claims.cli import options
from claims.show.data import Telling
from claims.store.filters import Filters


@click.command("list")
@options.database
@options.filtering()
@options.formats
def command(db: str, filters: Filters, style: str) -> None:
    """List claims: who said what.

    The latest come first. Opinions, wishes, questions and conditions are left out, and what is
    not surely a statement of the source that is named, unless asked for with --all. --kind,
    --status and --min-score ask for claims in such a dispute.

    \b
    Examples:
      claims list
      claims list --source Ordova --topic bridge
      claims list --stance denies --outlet "Kelland Post"
      claims list --article corpus/dam-1-northline.txt --all --json
    """
    with options.reading(db) as store:
        found = store.claims.get(options.paged(filters, style))
        telling = Telling(store, found)
        if options.emitted_claims(style, found, telling):
            return
        from claims.show.terminal import claims

        claims(options.page(found, "claims", filters.limit), telling)
    if not filters.all and sys.stdout.isatty():
        left_out = "Opinions and claims that are less sure are left out; --all shows them too."
        click.echo(left_out, err=True)
