"""``claims judgements``."""

from __future__ import annotations

from dataclasses import asdict

import click

from claims.cli import options
from claims.show.encoding import plain

COLUMNS = ("link", "verdict", "reviewer", "judged_at", "note", "holds", "explanation")


@click.command("judgements")
@options.database
@click.option("--conflicts", is_flag=True, help="Only where two people judged otherwise.")
@options.formats
def command(db: str, conflicts: bool, style: str) -> None:
    """List what people decided about links, and who decided otherwise.

    Judgements of others come with their backups (`claims import`); the one that holds is marked.

    \b
    Examples:
      claims judgements
      claims judgements --conflicts --csv
    """
    with options.reading(db) as store:
        told = {link.id: link.explanation for link in store.links.get(least=0)}
        found = [(each, True) for each in store.links.judgements().values()]
        found += [(each, False) for each in store.links.judgements_beside()]
        if conflicts:
            disputed = {ours.link for ours, _ in store.links.conflicts()}
            found = [(each, holds) for each, holds in found if each.link in disputed]
    found.sort(key=lambda pair: (pair[0].link, not pair[1], pair[0].reviewer or ""))
    rows = [
        {**asdict(each), "holds": holds, "explanation": told.get(each.link, "")}
        for each, holds in found
    ]
    if options.emitted(style, rows, COLUMNS):
        return
    for row in options.page(rows, "judgements", limit=0):
        by = f" by {row['reviewer']}" if row["reviewer"] else ""
        note = f" ({row['note']})" if row["note"] else ""
        mark = "" if row["holds"] else "(does not hold) "
        head = f"{row['link'][:8]}: {mark}{row['verdict']}{by}{note}"
        click.echo(plain(f"{head}: {row['explanation'] or 'this link is gone'}"))
