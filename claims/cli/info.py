"""``claims info``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from claims.cli import options
from claims.cli.consent import money
from claims.cli.progress import clock
from claims.records import Spent

#: How settings begin that tell where an index is, not what the database holds.
_OWN = ("vectors written", "index of ")


@click.command("info")
@options.database
@click.option("--articles", is_flag=True, help="List the articles, with what is known of each.")
@options.formats
def command(db: str, articles: bool, style: str) -> None:
    """Say what is in the database: how much of what, from where, and from when.

    With --articles, each article with its title, outlet, author, address and date, as read
    from the material or as you gave them.

    \b
    Examples:
      claims info
      claims info --json
      claims info --articles --csv
    """
    with options.reading(db) as store:
        if articles:
            rows = store.summary.article_rows()
        else:
            first, last = store.summary.period()
            counts = store.summary.counts()
            facts: dict[str, Any] = {
                "database": str(Path(db).absolute()),
                "bytes": Path(db).stat().st_size,
                **counts,
                "first_published": first,
                "last_published": last,
                "outlets": store.summary.outlets(),
                "languages": store.summary.languages(),
                "settings": {k: v for k, v in store.meta.items() if not k.startswith(_OWN)},
            }
            if spent := store.opinions.spent():
                facts["language_models"] = {each.model: _cost(each, style) for each in spent}
            rows = [facts]
    if not (options.emitted(style, rows) if articles else options.emitted_one(style, rows[0])):
        from claims.show import terminal

        (terminal.articles if articles else terminal.facts)(rows)


def _cost(spent: Spent, style: str) -> Any:
    """What a language model was asked so far; in words for a table."""
    if style != "table":
        return {name: value for name, value in asdict(spent).items() if name != "model"}
    cost = ""
    if spent.cost is not None:
        lacking = spent.replies - spent.priced
        cost = f", cost {money(spent.cost)} at the prices that were given"
        cost += f" ({lacking:,} answers came without one)" if lacking else ""
    return (
        f"{spent.replies:,} answers, {spent.opinions:,} opinions, {spent.tokens_in:,} tokens sent, "
        f"{spent.tokens_out:,} back, {clock(spent.seconds)}{cost}"
    )
