"""``claims set``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.read.settings import Options


@click.command("set")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@options.database
@click.option("--published", metavar="DATE", help="When it was published; '' for not known.")
@click.option("--outlet", metavar="NAME", help="Who published it.")
@click.option("--title", metavar="TEXT", help="Its headline.")
@click.option("--author", metavar="NAME", help="Who wrote it.")
def command(articles: tuple[str, ...], db: str, **facts: str | None) -> None:
    """Tell an article with another date, outlet, title or author.

    ARTICLE is an id, the beginning of one, an address, or the path it was read from. It is read
    anew, since a date says what "on Monday" means; judgements and corrections stay. The id of
    an article without an address changes with its outlet.

    \b
    Examples:
      claims set corpus/dam-1-northline.txt --published 2031-03-05
      claims set corpus/cheese-3-north-dairy-blog.txt --outlet "Dairy Notes" --author "Mara Lund"
    """
    given = {name: value.strip() for name, value in facts.items() if value is not None}
    if not given:
        raise click.UsageError("say what is to be told: --published, --outlet, --title, --author")
    if given.get("published"):
        given["published"] = Options(published=given["published"]).published or ""
    with options.tracking(db) as tracker:
        stored = tracker.store.articles
        for id in [id for text in articles for id in stored.meant(text)]:
            (before,) = stored.get([id])
            now = tracker.update(id, **{name: value or None for name, value in given.items()})
            told = [
                f"{name} {getattr(before, name) or 'not known'} → {value or 'not known'}"
                for name, value in given.items()
                if getattr(before, name) != (value or None)
            ]
            options.say(f"{now.id[:8]}: {', '.join(told) or 'as it was'}")
