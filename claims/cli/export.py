"""``claims export``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from claims.cli import options

if TYPE_CHECKING:
    from claims.store import Store

KINDS = ("article", "source", "claim", "link", "judgement", "ruling", "dispute")


@click.command("export")
@click.argument("output", type=click.Path(dir_okay=False, allow_dash=True), default="-")
@options.database
@click.option(
    "--only",
    type=click.Choice(KINDS),
    multiple=True,
    help="Only this kind of record; may be given more than once.",
)
@click.option("--no-text", is_flag=True, help="Articles without their texts.")
@click.option(
    "--status",
    type=click.Choice(["open", "confirmed", "dismissed", "unsure"]),
    help="Only disputes so judged, and what they are made of. Rulings are left out.",
)
def command(output: str, db: str, only: tuple[str, ...], no_text: bool, status: str | None) -> None:
    """Write everything out as JSON lines, one record a line.

    Each has a "record" that says which kind it is, and the fields of that kind as the
    library documents them. OUTPUT is a file, or standard output.

    \b
    Examples:
      claims export backup.jsonl
      claims export --only claim --only link | gzip > claims.jsonl.gz
      claims export --only judgement
      claims export checked.jsonl --status confirmed
    """
    from claims.show.formats import encode

    with options.reading(db) as store, options.writing(output, db) as stream:
        for kind in only or KINDS:
            for record in _part(store, kind, status) if status else _records(store, kind):
                if no_text:
                    record.pop("text", None)
                stream.write(encode({"record": kind, **record}) + "\n")


def _part(store: Store, kind: str, status: str) -> Iterator[dict[str, Any]]:
    """The records of ``kind`` that disputes of ``status`` are made of."""
    from claims.show.data import Telling, verdict
    from claims.store.filters import Filters

    disputes = store.disputes(Filters(status=verdict(status)))
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
    for record in _records(store, kind) if kind in ids else ():
        if record["link" if kind == "judgement" else "id"] in ids[kind]:
            yield record


def _records(store: Store, kind: str) -> Iterator[dict[str, Any]]:
    from claims.store.filters import Filters

    if kind == "article":
        for article in store.articles():
            yield {"id": article.id, **asdict(article)}
    elif kind == "source":
        yield from map(asdict, store.sources().values())
    elif kind == "claim":
        yield from map(asdict, store.claims())
    elif kind == "link":
        for link in store.links():
            yield {"id": link.id, **asdict(link)}
    elif kind == "judgement":
        yield from map(asdict, store.judgements().values())
    elif kind == "ruling":
        for ruling in store.rulings():
            yield {"id": ruling.id, **asdict(ruling)}
    else:
        from claims.show.data import Telling

        found = store.disputes(Filters(all=True))
        telling = Telling.of(store, found)
        yield from map(telling.dispute, found)
