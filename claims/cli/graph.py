"""``claims graph``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claims.cli import options
from claims.store.filters import Filters

if TYPE_CHECKING:
    import networkx as nx

    from claims.store import Store

FORMATS = ("graphml", "gexf", "json", "edges", "html", "png")


@click.command("graph")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), required=False)
@options.database
@options.filtering("source", "topic", "since", "until", "outlet", "article", "stance")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
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
    if form == "png" and file == "-" and sys.stdout.isatty():
        raise click.UsageError("a picture cannot be shown on a terminal: name a FILE")
    with options.reading(db) as store, options.writing(file, db) as stream:
        chosen = _chosen(store, filters, disputed or form == "png")
        data = _edges(store, chosen) if form == "edges" else _written(store, chosen, form)
        stream.buffer.write(data)
    if file != "-":
        nodes, edges = len(chosen), chosen.number_of_edges()
        click.echo(f"{nodes:,} nodes and {edges:,} edges in {file}", err=True)


def _ending(file: str) -> str:
    suffix = Path(file).suffix.removeprefix(".").lower()
    if not suffix or file == "-":
        return "graphml"
    if suffix == "csv":
        return "edges"
    if suffix not in FORMATS:
        raise click.UsageError(f"no format ends in .{suffix}: say --format {'|'.join(FORMATS)}")
    return suffix


def _chosen(store: Store, filters: Filters, disputed: bool) -> nx.MultiGraph:
    from claims import graph
    from claims.show.words import read_of

    everything = Filters(all=True)
    claims = store.claims(everything)
    whole = graph.build(
        claims,
        store.sources().values(),
        store.links(),
        store.articles(),
        store.judgements(),
        read_of(store.opinions(claim.id for claim in claims)),
    )
    if filters != Filters():
        whole = graph.around(whole, *(claim.id for claim in store.claims(filters)))
    return graph.contested(whole) if disputed else whole


def _edges(store: Store, chosen: nx.MultiGraph) -> bytes:
    from io import StringIO

    from claims.show.flat import EDGE_COLUMNS, edge_rows
    from claims.show.formats import write

    text = StringIO()
    write(edge_rows(chosen, store.links()), "csv", text, EDGE_COLUMNS)
    return text.getvalue().encode()


def _written(store: Store, chosen: nx.MultiGraph, form: str) -> bytes:
    if form == "html":
        from claims.show.drawing import caveat, page

        return page(chosen, note=caveat(chosen, sum(store.outlets().values()))).encode()
    if form == "png":
        from claims.show.picture import png

        return png(chosen)
    from claims.graph import dumps

    return dumps(chosen, form)  # type: ignore[arg-type]
