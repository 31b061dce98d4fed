"""``claims fix``."""

from __future__ import annotations

import re

import click

from claims.cli import options
from claims.records import Span, Stance
from claims.show.data import Telling
from claims.show.encoding import plain
from claims.store import Store


@click.command("fix")
@click.argument("claim")
@options.database
@click.option(
    "--source", metavar="NAME", help="Who says it: a name, or the id of a source; '' for nobody."
)
@click.option(
    "--words",
    metavar="START:END",
    help="Where its words stand, in characters of the article's text; or the words themselves.",
)
@click.option("--stance", type=click.Choice(options.STANCES), help="What the speaker does with it.")
@click.option("--not-a-statement", is_flag=True, help="Nobody states anything there.")
@options.note
@options.reviewer
@click.option("--undo", is_flag=True, help="Take back whatever was corrected in it.")
def command(
    claim: str,
    db: str,
    source: str | None,
    words: str | None,
    stance: Stance | None,
    not_a_statement: bool,
    note: str | None,
    reviewer: str | None,
    undo: bool,
) -> None:
    """Put right what was read wrongly in a claim.

    CLAIM is an id or the beginning of one. What you say is kept beside what was read: it holds
    when articles are ingested again and after rescore, is shown with your name and the date,
    and can be undone. A claim that is no statement leaves lists, disputes and links.
    `claims export --corrections` writes corrections for training.

    \b
    Examples:
      claims fix 64cea775 --source "Ilse Marrow"
      claims fix b75c9c14 --words 273:302 --stance asserts --reviewer anna
      claims fix c691d350 --not-a-statement --note "a caption"
      claims fix 64cea775 --undo
    """
    given = source is not None or words or stance or not_a_statement or note
    if undo and given:
        raise click.UsageError("--undo takes everything back: leave the other options out")
    if not (undo or given):
        raise click.UsageError(
            "say what is wrong: --source, --words, --stance, --not-a-statement, or --undo"
        )
    from claims.ingest.fixing import claim_id

    with options.tracking(db) as tracker:
        id = claim_id(tracker.store, claim)
        if undo:
            tracker.unfix(id)
        else:
            tracker.fix(
                id,
                source=source,
                words=span(words) if words else None,
                stance=stance,
                statement=not not_a_statement,
                note=note,
                reviewer=reviewer,
            )
        now = told(tracker.store, id)
    click.echo(f"{'As it was read' if undo else 'Corrected'}: {now}", err=True)


def span(words: str) -> Span | str:
    """The place that START:END names, or the words as they are."""
    found = re.fullmatch(r"(\d+):(\d+)", words)
    return (int(found[1]), int(found[2])) if found else words


def told(store: Store, id: str) -> str:
    """What a claim says now, in words."""
    found = store.claims.get(ids=[id])
    if not found:
        return "no statement"
    claim = found[0]
    return plain(f"{Telling(store, found).name(claim)} {claim.stance}: {claim.quote}")
