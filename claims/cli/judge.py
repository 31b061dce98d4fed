"""``claims judge``."""

from __future__ import annotations

import click

from claims.cli import options

VERDICTS = {
    "confirm": "confirmed",
    "confirmed": "confirmed",
    "dismiss": "dismissed",
    "dismissed": "dismissed",
    "unsure": "unsure",
    "open": "open",
    "none": "open",
}

reviewer = click.option(
    "--reviewer",
    metavar="NAME",
    envvar="CLAIMS_REVIEWER",
    show_envvar=True,
    help="Who judges, for the record.",
)


@click.command("judge")
@click.argument("id")
@click.argument("verdict", type=click.Choice(list(VERDICTS)), metavar="VERDICT")
@options.database
@click.option("--note", metavar="TEXT", help="Why, in your words.")
@reviewer
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
    from claims.errors import NotFound
    from claims.show.data import verdict as verdict_of

    with options.reading(db) as store:
        what, whole = store.summary.find(id)
        if what == "link":
            links = [whole]
        elif what == "dispute":
            links = store.disputes.links_to_judge(whole, verdict_of(VERDICTS[verdict]))
        else:
            raise NotFound(f"{whole} is a {what}: judge a dispute or a link")
        with store.transaction():
            for link in links:
                store.links.judge(link, verdict_of(VERDICTS[verdict]), note, reviewer)
    many = f"{len(links)} links" if len(links) != 1 else f"link {links[0]}"
    click.echo(f"{VERDICTS[verdict]}: {many}", err=True)
