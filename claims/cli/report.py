"""``claims report``."""

from __future__ import annotations

from pathlib import Path

import click

from claims.cli import options
from claims.show import caveat, markdown
from claims.show.data import Telling
from claims.show.words import count
from claims.store.filters import Filters

#: What a FILE may not end in: other programs would open it as what it is not.
_OTHERS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".csv", ".json", ".xlsx", ".png")


@click.command("report")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@options.database
@options.filtering()
@click.option("--title", default="Disputed claims", show_default=True, help="Its heading.")
@click.option(
    "--articles",
    type=click.IntRange(0),
    default=1000,
    show_default=True,
    metavar="N",
    help="Take in articles without disputes up to N in all, the newest first.",
)
def command(db: str, filters: Filters, file: str, title: str, articles: int) -> None:
    """Write a web page to look at disputes in: one FILE that works from a disk.

    It holds the disputes with their quotes in context, filters, the graph, a timeline and
    the articles with every attribution highlighted. It needs no network and prints well.
    FILE - is standard output; one that ends in .md has the disputes alone, as Markdown. It says
    when it was made, from how much, and how much of it a person checked; with --status
    confirmed its disputes are those that a person confirmed.

    \b
    Examples:
      claims report disputes.html
      claims report ordova.html --source Ordova --since 2031-05
      claims report checked.html --status confirmed
      claims report ordova.md --source Ordova
      claims report strong.html --min-score 0.6 --title "What to check today"
    """
    end = Path(file).suffix.lower()
    if end in _OTHERS:
        raise click.UsageError(
            f"a report is a web page or Markdown, no {end}: end FILE in .html or .md; "
            "a browser prints a page to PDF"
        )
    from claims.show.report import render

    with options.reading(db) as store, options.writing(file, db) as stream:
        disputes = store.disputes.get(filters)
        note = caveat.of(disputes, sum(store.summary.outlets().values()), only=filters.status)
        telling = Telling.of(store, disputes)
        if file.lower().endswith(".md"):
            html = markdown.render(disputes, telling, note, title)
        else:
            claims = store.claims.get(Filters(all=True))
            html = render(
                disputes,
                claims,
                store.sources.get().values(),
                store.links.get(least=filters.least),
                store.articles.get(),
                title=title,
                most_articles=articles,
                note=note,
                opinions=store.opinions.get(claim.id for claim in claims),
                corrected={c.id: told for c in claims if (told := telling.corrected(c))},
                told=store.sources.told(),
            )
        stream.write(html)
    if file != "-":
        click.echo(f"{count(len(disputes), 'dispute')} in {file}", err=True)
