"""``claims export``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from claims.cli import options
from claims.hookspecs import Export
from claims.records import Dispute
from claims.show import lessons
from claims.show.data import Telling
from claims.show.encoding import encode
from claims.show.words import VERDICTS, count
from claims.store import Filters, Store
from claims.store.backup import KINDS, records

#: What a backup has, and what is worked out from it.
WRITTEN = (*KINDS, "dispute")


@click.command("export")
@click.argument("output", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@options.database
@click.option(
    "--only",
    type=click.Choice(WRITTEN),
    multiple=True,
    help="Only this kind of record; may be given more than once.",
)
@click.option("--format", "form", metavar="NAME", help="As a plugin writes it: `claims plugins`.")
@click.option(
    "--corrections",
    is_flag=True,
    help="What people corrected and judged, article by article, to train a network with.",
)
@click.option(
    "--embeddings",
    is_flag=True,
    help="Claims with their embeddings, 2 KB each: else an import works them out anew.",
)
@click.option("--no-text", is_flag=True, help="Articles without their texts; no backup.")
@click.option(
    "--status",
    type=click.Choice(options.STATUSES),
    help="Only disputes so judged, and what they are made of. Rulings are left out.",
)
def command(
    output: str,
    db: str,
    only: tuple[str, ...],
    form: str | None,
    corrections: bool,
    embeddings: bool,
    no_text: bool,
    status: str | None,
) -> None:
    """Write everything out as JSON lines, one record a line.

    `claims import` takes it in again. Each has a "record" that says which kind it is, and the
    fields of that kind as the library documents them. OUTPUT is a file, or standard output.
    --corrections writes a line an article instead: its statements, and by their number from 1
    "denials", "disputes", "near" (no disputes), "who", "not" (no statements), "words" and
    "stance", as people put them right.

    \b
    Examples:
      claims export backup.jsonl
      claims export --only claim --only link | gzip > claims.jsonl.gz
      claims export --only judgement
      claims export checked.jsonl --status confirmed
      claims export --corrections corrections.jsonl
    """
    if corrections and (only or status):
        raise click.UsageError("--corrections is a form of its own: leave --only and --status out")
    if form and (corrections or only or embeddings or no_text or status):
        raise click.UsageError("--format is a plugin's own: leave the other options out")
    export = _export(form) if form else None
    number = 0
    with options.reading(db) as store, store.snapshot(), options.writing(output, db) as stream:
        if export:
            export(store, stream)
        else:
            found = _all(store, only, embeddings, status)
            for row in lessons.readings(store) if corrections else found:
                if no_text:
                    row.pop("text", None)
                stream.write(encode(row) + "\n")
                number += 1
    if output != "-":
        told = "Written to" if export else f"{count(number, 'record')} in"
        click.echo(f"{told} {output}", err=True)


def _all(
    store: Store, only: tuple[str, ...], embeddings: bool, status: str | None
) -> Iterator[dict[str, Any]]:
    """The records that are asked for, each with what it is: all, or those that disputes of
    ``status`` are made of."""
    chosen = Filters(status=VERDICTS[status]) if status else Filters(all=True)
    disputes = store.disputes.get(chosen) if status or not only or "dispute" in only else []
    ids = _made_of(disputes)
    for kind in only or WRITTEN:
        if kind == "dispute":
            telling = Telling.of(store, disputes)
            for dispute in disputes:
                yield {"record": kind, **telling.dispute(dispute)}
            continue
        if status and kind not in ids:
            continue
        for record in records(store, kind, embeddings=embeddings):
            if not status or record["link" if kind == "judgement" else "id"] in ids[kind]:
                yield {"record": kind, **record}


def _made_of(disputes: Iterable[Dispute]) -> dict[str, set[str]]:
    """The ids of what ``disputes`` are made of, by the kind of record; of judgements, links."""
    claims = [claim for d in disputes for side in d.sides for claim in side.claims]
    links = {link.id for dispute in disputes for link in dispute.links}
    return {
        "article": {claim.article for claim in claims},
        "source": {id for claim in claims for id in (claim.source, claim.via) if id},
        "claim": {claim.id for claim in claims},
        "link": links,
        "judgement": links,
    }


def _export(name: str) -> Export:
    """What a plugin writes under ``name``. Raises UsageError."""
    from claims.plugins import added

    found: dict[str, Export] = added("exports")
    if name not in found:
        known = f"there is {', '.join(sorted(found))}" if found else "no plugin has any"
        raise click.UsageError(f"no export is called {name!r}: {known}")
    return found[name]
