"""``claims forget``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.show.encoding import plain
from claims.show.words import count
from claims.store import Store

#: How many articles are named before the question.
_SHOWN = 10


@click.command("forget")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@options.database
@click.option("--url", "urls", multiple=True, metavar="URL", help="The article at this address.")
@click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="All of this outlet.")
@click.option(
    "--vacuum",
    is_flag=True,
    help="Write the file anew, so that nothing deleted is left in it. May be given alone.",
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def command(
    articles: tuple[str, ...],
    db: str,
    urls: tuple[str, ...],
    outlets: tuple[str, ...],
    vacuum: bool,
    yes: bool,
) -> None:
    """Take articles out, with all that was found in them.

    ARTICLE is an id, the beginning of one, an address, or the path it was read from. What goes
    is the article, its claims, their links and what was decided about these, sources whom no
    other article quotes, and every trace in the search. Nothing of its words is kept, only that
    it is to stay out: a later ingest leaves it out, unless told --again. Articles that repeat
    its words stay.

    \b
    Examples:
      claims forget corpus/dam-2-peoples-channel.txt --yes
      claims forget --url https://example.org/news/1 --vacuum
      claims forget --outlet "Coastal Sport" --yes
    """
    if not (articles or urls or outlets or vacuum):
        raise click.UsageError("name an ARTICLE, --url or --outlet; `claims info --articles`")
    with options.tracking(db) as tracker:
        store = tracker.store
        found = [id for text in (*articles, *urls) for id in store.articles.meant(text)]
        found += [id for outlet in outlets for id in store.articles.by_outlet(outlet)]
        chosen = list(dict.fromkeys(found))
        if chosen:
            _tell(store, chosen)
            if not yes:
                click.confirm("Take out for good?", abort=True, err=True)
            tracker.forget(chosen)
        if vacuum:
            store.forgotten.vacuum()
    if chosen:
        click.echo(f"Forgotten: {count(len(chosen), 'article')}.", err=True)
    if vacuum:
        click.echo("The file is written anew.", err=True)


def _tell(store: Store, chosen: list[str]) -> None:
    """Say on stderr what would go."""
    heads = store.articles.mastheads(chosen)
    for id in chosen[:_SHOWN]:
        head = heads[id]
        facts = filter(None, (head.title or "untitled", head.outlet, head.date))
        click.echo(f"{id[:8]}  {plain(' · '.join(facts))}", err=True)
    if len(chosen) > _SHOWN:
        click.echo(f"and {len(chosen) - _SHOWN:,} more", err=True)
    claims = [claim.id for found in store.claims.in_articles(chosen).values() for claim in found]
    links = {link.id for link in store.links.get(claims=claims, least=0)}
    judged = len(links & store.links.judgements().keys())
    told = f"{count(len(claims), 'claim')}, {count(len(links), 'link')}"
    click.echo(f"{told}{f', {judged:,} of them judged' if judged else ''}.", err=True)
