"""``claims judge``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.ingest.rulings import judge
from claims.records import Verdict
from claims.show.words import STATUSES

VERDICTS: dict[str, Verdict] = {
    "confirm": "confirmed",
    "confirmed": "confirmed",
    "dismiss": "dismissed",
    "dismissed": "dismissed",
    "unsure": "unsure",
    "open": "none",
    "none": "none",
}


@click.command("judge")
@click.argument("id")
@click.argument("verdict", type=click.Choice(list(VERDICTS)), metavar="VERDICT")
@options.database
@options.note
@options.reviewer
def command(id: str, verdict: str, db: str, note: str | None, reviewer: str | None) -> None:
    """Confirm or dismiss a dispute without a terminal.

    ID is a dispute or one of its links. VERDICT is confirmed, dismissed, unsure, or open,
    which takes an earlier one back. To confirm a dispute is to confirm its surest link; to
    dismiss or reopen it, all that join it. The judgement stays when articles are ingested
    again.

    \b
    Examples:
      claims judge 30014fa2 confirmed
      claims judge 30014fa2 dismissed --note "two different nights" --reviewer anna
      claims judge 30014fa2 open
    """
    with options.reading(db) as store:
        links = judge(store, id, VERDICTS[verdict], note, reviewer)
    many = f"{len(links)} links" if len(links) != 1 else f"link {links[0]}"
    click.echo(f"{STATUSES[VERDICTS[verdict]]}: {many}", err=True)
