"""``claims disputes``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.store.filters import Filters


@click.command("disputes")
@options.database
@options.filtering()
@options.formats
def command(db: str, filters: Filters, style: str | None) -> None:
    """List what is disputed, best first.

    Each dispute is named after the statement that is contested, with who stands on which
    side of it, and the probability that it is one. Rows of --csv and --tsv say in their last
    columns what made them, when, and whether a person checked them.

    \b
    Examples:
      claims disputes
      claims disputes --source Ordova --since 2031-05
      claims disputes --between "Duarte Quintela" Estonia
      claims disputes --kind figures --min-score 0.5 --csv > figures.csv
      claims disputes --new-since 2026-01-01 --json
    """
    from claims.show.data import DISPUTE_COLUMNS, Telling

    with options.reading(db) as store:
        found = store.disputes(options.paged(filters, style))
        telling = Telling.of(store, found)
        if style in ("json", "nl"):
            options.emit(style, (telling.dispute(dispute) for dispute in found))
        elif style in ("csv", "tsv"):
            options.emit(style, map(telling.dispute_row, found), DISPUTE_COLUMNS)
        else:
            from claims.show.terminal import disputes

            disputes(options.page(found, filters, "disputes"), telling)
