"""``claims search``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.show.data import Telling
from claims.vectors.ranking import search


@click.command("search")
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@options.database
@click.option("--exact", is_flag=True, help="By words alone; at once, without a model.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="N",
    help="At most N claims.",
)
@options.embedding
@options.formats
def command(
    words: tuple[str, ...],
    db: str,
    exact: bool,
    limit: int,
    embedding_model: str | None,
    style: str,
) -> None:
    """Find claims by their words and meaning, the best first.

    Names of sources count as words. Claims of every kind are searched, opinions too.

    \b
    Examples:
      claims search bridge lorries
      claims search "nobody was hurt" --limit 5
      claims search Ordova bridge --exact --json
    """
    text = " ".join(words)
    if not any(letter.isalnum() for letter in text):
        raise click.UsageError("there are no words in TEXT to search for")
    with options.reading(db) as store:
        engine = None
        if not exact:
            from claims.engine import Engine, Models, fitting

            engine = Engine(fitting(Models(embedding=embedding_model), store))
        ids = search(store, text, engine)[:limit]
        by_id = {claim.id: claim for claim in store.claims.get(ids=ids)}
        found = [by_id[id] for id in ids]
        telling = Telling(store, found)
        if not options.emitted_claims(style, found, telling):
            from claims.show.terminal import claims

            claims(options.page(found, "claims", limit), telling)
