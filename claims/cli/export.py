"""``claims export``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from claims.cli import options
from claims.store.backup import KINDS

if TYPE_CHECKING:
    from claims.hookspecs import Export
    from claims.store import Store

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
    type=click.Choice(["open", "confirmed", "dismissed", "unsure"]),
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
    from claims.show.encoding import encode

    if corrections and (only or status):
        raise click.UsageError("--corrections is a form of its own: leave --only and --status out")
    if form and (corrections or only or embeddings or no_text or status):
        raise click.UsageError("--format is a plugin's own: leave the other options out")
    export = _export(form) if form else None
    count = 0
    with (
        options.reading(db) as store,
        store.snapshot(),
        options.writing(output, db) as stream,
    ):
        if export:
            export(store, stream)
        else:
            rows = _lessons(store) if corrections else _all(store, only, embeddings, status)
            for row in rows:
                if no_text:
                    row.pop("text", None)
                stream.write(encode(row) + "\n")
                count += 1
    if output != "-":
        records = f"{count:,} record{'' if count == 1 else 's'} in"
        click.echo(f"{'Written to' if export else records} {output}", err=True)


def _lessons(store: Store) -> Iterable[dict[str, Any]]:
    from claims.show.lessons import readings

    return readings(store)


def _all(
    store: Store, only: tuple[str, ...], embeddings: bool, status: str | None
) -> Iterator[dict[str, Any]]:
    """The records that are asked for, each with what it is."""
    for kind in only or WRITTEN:
        found = _records(store, kind, embeddings)
        for record in _part(found, store, kind, status) if status else found:
            yield {"record": kind, **record}


def _part(
    records: Iterator[dict[str, Any]], store: Store, kind: str, status: str
) -> Iterator[dict[str, Any]]:
    """Those of ``records``, which are of ``kind``, that disputes of ``status`` are made of."""
    from claims.show.data import Telling, verdict
    from claims.store.filters import Filters

    disputes = store.disputes.get(Filters(status=verdict(status)))
    claims = [claim for d in disputes for side in d.sides for claim in side.claims]
    ids = {
        "article": {claim.article for claim in claims},
        "source": {id for claim in claims for id in (claim.source, claim.via) if id},
        "claim": {claim.id for claim in claims},
        "link": {link.id for dispute in disputes for link in dispute.links},
    }
    ids["judgement"] = ids["link"]
    if kind == "dispute":
        yield from map(Telling.of(store, disputes).dispute, disputes)
    for record in records if kind in ids else ():
        if record["link" if kind == "judgement" else "id"] in ids[kind]:
            yield record


def _export(name: str) -> Export:
    """What a plugin writes under ``name``. Raises UsageError."""
    from claims.plugins import added

    found: dict[str, Export] = added("exports")
    if name not in found:
        known = f"there is {', '.join(sorted(found))}" if found else "no plugin has any"
        raise click.UsageError(f"no export is called {name!r}: {known}")
    return found[name]


def _records(store: Store, kind: str, embeddings: bool) -> Iterator[dict[str, Any]]:
    if kind != "dispute":
        from claims.store.backup import records

        yield from records(store, kind, embeddings=embeddings)
        return
    from claims.show.data import Telling
    from claims.store.filters import Filters

    found = store.disputes.get(Filters(all=True))
    telling = Telling.of(store, found)
    yield from map(telling.dispute, found)
