"""``claims info``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claims.cli import options

if TYPE_CHECKING:
    from claims.records import Spent


#: How settings begin that tell where an index is, not what the database holds.
_OWN = ("vectors written", "index of ")


@click.command("info")
@options.database
@click.option("--articles", is_flag=True, help="List the articles, with what is known of each.")
@options.formats
def command(db: str, articles: bool, style: str | None) -> None:
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
    if style == "json" and not articles:
        from claims.show.encoding import encode

        click.echo(encode(rows[0], indent=2))
    elif style not in (None, "table"):
        options.emit(style, rows, list(rows[0]) if rows else None)
    else:
        from claims.show import terminal

        (terminal.articles if articles else terminal.facts)(rows)


def _cost(spent: Spent, style: str | None) -> Any:
    """What a language model was asked so far; in words for a table."""
    from dataclasses import asdict

    from claims.cli.consent import money
    from claims.cli.progress import clock

    if style not in (None, "table"):
        facts = asdict(spent)
        return {name: facts[name] for name in facts if name != "model"}
    cost = ""
    if spent.cost is not None:
        lacking = spent.replies - spent.priced
        cost = f", cost {money(spent.cost)} at the prices that were given"
        cost += f" ({lacking:,} answers came without one)" if lacking else ""
    return (
        f"{spent.replies:,} answers, {spent.opinions:,} opinions, {spent.tokens_in:,} tokens sent, "
        f"{spent.tokens_out:,} back, {clock(spent.seconds)}{cost}"
    )
