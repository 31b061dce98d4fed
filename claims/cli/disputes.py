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
    side of it, and the probability that it is one.

    \b
    Examples:
      claims disputes
      claims disputes --source Orlova --since 2031-05
      claims disputes --between "Ministry of Health" Orlova
      claims disputes --kind figures --min-score 0.6 --csv > figures.csv
      claims disputes --new-since 2031-05-02 --json
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
