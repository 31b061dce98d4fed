"""``claims timeline``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.show.data import Telling
from claims.store.filters import Filters


@click.command("timeline")
@options.database
@options.filtering(
    "source", "between", "topic", "since", "until", "outlet", "stance", "all", "limit"
)
@options.formats
def command(db: str, filters: Filters, style: str) -> None:
    """Show claims in the order they were made.

    What a source said about a topic, and how that changed; or two sources in turn. With a
    limit, the latest claims are shown. Claims without any date come last.

    \b
    Examples:
      claims timeline --source Ordova --topic bridge
      claims timeline --between Ordova Aslanka
      claims timeline --topic bridge --since 2031-05 --csv
    """
    with options.reading(db) as store:
        found = store.claims.get(options.paged(filters, style))
        if style == "table":
            found = options.page(found, "claims", filters.limit)
        telling = Telling(store, found)
        found.sort(key=lambda claim: telling.day(claim) or "9999")
        if not options.emitted_claims(style, found, telling) and found:
            from claims.show.terminal import timeline

            timeline(found, telling)
