"""``claims rescore``."""

from __future__ import annotations

from typing import Any

import click

from claims.cli import options


@click.command("rescore")
@options.database
@options.models
def command(db: str, **settings: Any) -> None:
    """Find all links anew, for after an update of claims.

    Claims stay as they were read; who is who, what is linked and how surely is worked out
    from the beginning, as this version does it. Judgements and rulings stay. To read the
    articles anew too, ingest them into another database.

    \b
    Examples:
      claims rescore
    """
    with options.tracking(db, options.chosen(settings)) as tracker:
        found = tracker.rescore()
        disputes = tracker.store.disputes.undismissed()
    click.echo(f"{found:,} links. {disputes:,} in dispute: claims disputes", err=True)
