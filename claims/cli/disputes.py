"""``claims disputes``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.records import KEPT
from claims.show.data import CLAIM_ROW_COLUMNS, DISPUTE_COLUMNS, LINK_COLUMNS, Telling
from claims.store.filters import Filters


@click.command("disputes")
@options.database
@options.filtering()
@options.formats
@click.option(
    "--rows",
    type=click.Choice(("disputes", "links", "claims")),
    default="disputes",
    show_default=True,
    help="What a row or object is, but in a table: a dispute with all its claims, a link of two, "
    "or a claim.",
)
def command(db: str, filters: Filters, style: str, rows: str) -> None:
    """List what is disputed, best first.

    Each dispute is named after the statement that is contested, with who stands on which
    side of it, and the probability that it is one. Rows of --csv and --tsv say in their last
    columns what made them, when, and whether a person checked them.

    \b
    Examples:
      claims disputes
      claims disputes --source Ordova --since 2031-05
      claims disputes --between Portugal Estonia
      claims disputes --kind conflict --min-score 0.4 --csv > conflicts.csv
      claims disputes --new-since 2026-01-01 --json
      claims disputes --rows links --csv > links.csv
    """
    if rows != "disputes" and style == "table":
        raise click.UsageError(f"--rows {rows} is for --csv, --tsv, --json or --nl: add one")
    with options.reading(db) as store:
        found = store.disputes.get(options.paged(filters, style))
        telling = Telling.of(store, found)
        objects = map(telling.dispute, found)
        if rows == "links":
            judged = store.links.judgements()
            links = (row for dispute in found for row in telling.link_rows(dispute, judged))
            options.emitted(style, links, LINK_COLUMNS)
        elif rows == "claims":
            claims = (row for dispute in found for row in telling.claim_rows(dispute))
            options.emitted(style, claims, CLAIM_ROW_COLUMNS)
        elif not options.emitted(style, objects, DISPUTE_COLUMNS, map(telling.dispute_row, found)):
            from claims.show.terminal import disputes

            disputes(options.page(found, "disputes", filters.limit), telling)
            if filters.min_score is None and (more := store.disputes.less_likely(filters)):
                click.echo(
                    f"{more:,} less likely {'one is' if more == 1 else 'ones are'} not shown: "
                    f"--min-score {KEPT} shows all.",
                    err=True,
                )
