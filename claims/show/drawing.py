"""The claim graph as the data that ``assets/graph.js`` draws."""

from __future__ import annotations

from typing import Any

import networkx as nx

from claims import graph as claim_graph
from claims.layout import layout
from claims.show.caveat import CHECKED, Caveat, today
from claims.show.marks import meaning, printable
from claims.show.page import render
from claims.show.words import KINDS, STANCES, beside, day

#: The scripts that draw a payload, in the order in which a page needs them.
GRAPH_SCRIPTS = ("graph.js", "graph_paint.js", "graph_look.js")


def payload(graph: nx.MultiGraph) -> dict[str, Any]:
    """The contested part of ``graph`` with its places: {nodes, edges}, ready for JSON.

    Nodes come in the order of their ids, edges name them by number.
    """
    part = claim_graph.contested(graph)
    places = layout(part)
    ids = sorted(part)
    number = {node: i for i, node in enumerate(ids)}
    nodes = [_node(node, part.nodes[node], places[node]) for node in ids]
    edges = sorted(
        (_edge(a, b, data, number) for a, b, data in part.edges(data=True)),
        key=lambda edge: (edge["kind"] == "said", edge["a"], edge["b"], edge["kind"]),
    )
    return {"nodes": nodes, "edges": edges, "kinds": dict(KINDS), "stances": dict(STANCES)}


def caveat(graph: nx.MultiGraph, articles: int, on: str | None = None) -> Caveat:
    """What goes with the contested part of ``graph``, made from ``articles`` articles."""
    pairs = [data["status"] for *_, data in claim_graph.opposing(graph)]
    checked = sum(status in CHECKED for status in pairs)
    return Caveat(articles, len(pairs), checked, on or today(), "disputed pair")


def _node(node: str, data: dict[str, Any], place: tuple[float, float]) -> dict[str, Any]:
    common = {"id": node, "type": data["type"], "x": place[0], "y": place[1]}
    if data["type"] == "source":
        about = beside(data["name"], data["role"], data["affiliation"])
        return common | {
            "name": printable(data["name"]),
            "role": printable(about),
            "claims": data["claims"],
        }
    return common | {
        "source": data["source"],
        "stance": data["stance"],
        "said": printable(data["said"]),
        "quote": printable(data["quote"]),
        "meaning": meaning(data["quote"], data["wording"]),
        "date": data["date"],
        "day": day(data["date"]) if data["date"] else "",
        "outlet": printable(data["outlet"]),
        "article": data["article"],
    }


def _edge(a: str, b: str, data: dict[str, Any], number: dict[str, int]) -> dict[str, Any]:
    by, against = data.get("by", a), data.get("against", b)
    return {
        "a": number[by],
        "b": number[against],
        "kind": data["kind"],
        "score": data["weight"],
        "why": printable(data["explanation"]),
        "read": printable(data["also_read"]),
    }


def page(
    graph: nx.MultiGraph,
    title: str = "Claim graph",
    *,
    focus: str | None = None,
    heading: bool = True,
    note: Caveat | None = None,
) -> str:
    """A self-contained page on which what is contested in ``graph`` can be explored.

    ``focus`` is the id of a source or claim to begin with; None begins with all. ``note`` is
    what a reader has to know: see `caveat`.
    """
    data = payload(graph)
    return render(
        "graph.html",
        ["base.css", "graph.css"],
        [*GRAPH_SCRIPTS, "graph_page.js"],
        data | {"open": focus},
        title=printable(title),
        heading=heading,
        caveat=note.sentences if note else (),
        data_nodes=len(data["nodes"]),
    )
