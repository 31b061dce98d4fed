"""``claims graph``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claims.cli import options
from claims.show.exports import FORMS
from claims.show.words import read_of
from claims.store import Filters, Store

if TYPE_CHECKING:
    import networkx as nx


@click.command("graph")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), required=False)
@options.database
@options.filtering("source", "topic", "since", "until", "outlet", "article", "stance")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMS)),
    help="What to write; by default what FILE ends in, or else graphml.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="The same as FILE.",
)
@click.option("--disputed", is_flag=True, help="Only what is in dispute. png always is.")
def command(
    db: str,
    filters: Filters,
    file: str | None,
    output: str | None,
    form: str | None,
    disputed: bool,
) -> None:
    """Write the graph of claims and sources to FILE, or to standard output.

    Nodes are sources and claims; edges say who said what (said) and how claims stand to each
    other (denial, conflict, figures, reversal, echo). Filters choose claims: the graph has
    these, what is linked to them, and who said it. Gephi opens graphml and gexf, networkx
    those and json; edges is a table for R and Gephi, a link a row: who stands against whom, or
    echoes whom, and how surely. html can be looked at in a browser: it opens on the disputes,
    the most disputed first, and has the rest behind them. png can be looked at in anything.
    Links that were dismissed are left out.

    \b
    Examples:
      claims graph claims.gexf
      claims graph ordova.html --source Ordova
      claims graph --format json --disputed > disputes.json
      claims graph edges.csv --disputed
    """
    if file and output:
        raise click.UsageError("name FILE once: with -o or without")
    file = file or output or "-"
    form = form or _ending(file)
    if FORMS[form].binary and file == "-" and sys.stdout.isatty():
        raise click.UsageError("a picture cannot be shown on a terminal: name a FILE")
    with options.reading(db) as store, options.writing(file, db) as stream:
        chosen = _chosen(store, filters, disputed or FORMS[form].disputed)
        stream.buffer.write(FORMS[form].write(chosen, store))
    if file != "-":
        nodes, edges = len(chosen), chosen.number_of_edges()
        click.echo(f"{nodes:,} nodes and {edges:,} edges in {file}", err=True)


def _ending(file: str) -> str:
    suffix = Path(file).suffix.removeprefix(".").lower()
    if not suffix or file == "-":
        return next(iter(FORMS))
    named = [name for name, form in FORMS.items() if form.suffix == suffix]
    if not named:
        raise click.UsageError(f"no format ends in .{suffix}: say --format {'|'.join(FORMS)}")
    return named[0]


def _chosen(store: Store, filters: Filters, disputed: bool) -> nx.MultiGraph:
    from claims.disputes import graph

    everything = Filters(all=True)
    claims = store.claims.get(everything)
    whole = graph.build(
        claims,
        store.sources.get().values(),
        store.links.get(),
        store.articles.get(),
        store.links.judgements(),
        read_of(store.opinions.get(claim.id for claim in claims)),
    )
    if filters != Filters():
        whole = graph.around(whole, *(claim.id for claim in store.claims.get(filters)))
    return graph.contested(whole) if disputed else whole
