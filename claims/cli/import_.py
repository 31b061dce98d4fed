"""``claims import``."""

from __future__ import annotations

import sys

import click

from claims.cli import options
from claims.correction import Correction
from claims.show.words import count
from claims.store import Store
from claims.store.restoring import Loaded


@click.command("import")
@click.argument("backup", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@options.database
def command(backup: str, db: str) -> None:
    """Take in what `claims export` wrote, by you or by somebody else.

    Into an empty database this is the inverse of export. Into another it merges the two: what
    is there stays, new articles come with what was found in them, rulings and corrections are
    applied, and judgements are kept side by side; where two people judged a link, corrected a
    claim or ruled on a source otherwise, yours holds and both are listed. Whoever gives no name
    (CLAIMS_REVIEWER) counts as somebody else. BACKUP may be packed with gzip; - is standard
    input.

    \b
    Examples:
      claims import backup.jsonl
      claims import -d restored.db backup.jsonl
      claims export | claims import -d copy.db -
    """
    from claims.tracker import Tracker

    with options.making(db) as store:
        loaded = Tracker(store=store).load(sys.stdin.buffer if backup == "-" else backup)
        click.echo(f"{_summary(loaded)}. {store.disputes.undismissed():,} in dispute.", err=True)
        _tell_conflicts(store, loaded)


def _summary(loaded: Loaded) -> str:
    counts = (
        (len(loaded.articles), "article"),
        (len(loaded.claims), "claim"),
        (loaded.judgements, "judgement"),
        (loaded.corrected, "correction"),
        (loaded.rulings, "ruling"),
    )
    told = ", ".join(count(n, what) for n, what in counts if n)
    there = f"; {loaded.known:,} already there" if loaded.known else ""
    return f"Taken in: {told or 'nothing new'}{there}"


def _tell_conflicts(store: Store, loaded: Loaded) -> None:
    if conflicts := store.links.conflicts():
        click.echo("Judged otherwise (the first holds):", err=True)
        for ours, theirs in conflicts:
            told = (f"{j.verdict} by {j.reviewer or 'somebody'}" for j in (ours, theirs))
            options.say(f"link {ours.link[:8]}: {', '.join(told)}")
    if loaded.contrary:
        click.echo("Ruled otherwise (the first holds):", err=True)
        for held, left in loaded.contrary:
            said = (
                f"{r.kind}{f' {r.name}' if r.name else ''} by {r.reviewer or 'somebody'}"
                for r in (held, left)
            )
            named = store.sources.get([store.sources.present(held.a) or held.a]).values()
            name = next((source.name for source in named), held.a)
            options.say(f"source {name}: {', '.join(said)}")
    if loaded.differing:
        click.echo("Corrected otherwise (the first holds):", err=True)
        for mine, other in loaded.differing:
            told = (f"{_says(c)} by {c.reviewer or 'somebody'}" for c in (mine, other))
            options.say(f"claim {mine.claim[:8]}: {', '.join(told)}")


def _says(correction: Correction) -> str:
    """What a correction makes of its claim, in words."""
    if not correction.statement:
        return "no statement"
    parts = {
        "source": correction.source.name if correction.source else None,
        "words": correction.quote and f"“{correction.quote}”",
        "stance": correction.stance,
    }
    return ", ".join(f"{name} {value}" for name, value in parts.items() if value) or "a note"
