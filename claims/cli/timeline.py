"""``claims timeline``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.store.filters import Filters


@click.command("timeline")
@options.database
@options.filtering(
    "source", "between", "topic", "since", "until", "outlet", "stance", "all", "limit"
)
@options.formats
def command(db: str, filters: Filters, style: str | None) -> None:
    """Show claims in the order they were made.

    What a source said about a topic, and how that changed; or two sources in turn. With a
    limit, the latest claims are shown. Claims without any date come last.

    \b
    Examples:
      claims timeline --source Ordova --topic bridge
      claims timeline --between Ordova Aslanka
      claims timeline --topic bridge --since 2031-05 --csv
    """
    from claims.show.data import CLAIM_COLUMNS, Telling

    with options.reading(db) as store:
        found = store.claims.get(options.paged(filters, style))
        if style in (None, "table"):
            found = options.page(found, filters, "claims")
        telling = Telling(store, found)
        found.sort(key=lambda claim: telling.day(claim) or "9999")
        if style in ("json", "nl"):
            options.emit(style, (telling.claim(claim) for claim in found))
        elif style in ("csv", "tsv"):
            options.emit(style, map(telling.claim_row, found), CLAIM_COLUMNS)
        elif found:
            from claims.show.terminal import timeline

            timeline(found, telling)
