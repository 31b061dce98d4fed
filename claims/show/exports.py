"""The files that the claim graph is written to, each form once.

What `claims export` writes is records as they are (`claims.store.backup`), or what a plugin makes
of them; what `claims disputes` and its like write are rows (`claims.show.encoding`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any

from claims.kinds import KINDS
from claims.records import Link
from claims.show.words import STATUSES

if TYPE_CHECKING:
    import networkx as nx

    from claims.disputes.graph import Format
    from claims.store import Store

EDGE_COLUMNS = (
    "Source", "Target", "Type", "Label", "Weight", "Status", "Date", "Explanation", "Also read",
    "Source id", "Target id", "Source claim", "Target claim", "Link",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """``write`` gives the bytes of a graph made from a store, in a file that ends in ``suffix``.
    ``disputed``: only what is in dispute; ``binary``: nothing for a terminal."""

    suffix: str
    write: Callable[[nx.MultiGraph, Store], bytes]
    disputed: bool = False
    binary: bool = False


def _data(form: Format, graph: nx.MultiGraph, store: Store) -> bytes:
    from claims.disputes.graph import dumps

    return dumps(graph, form)


def _edges(graph: nx.MultiGraph, store: Store) -> bytes:
    from claims.show.encoding import write

    text = StringIO()
    write(edge_rows(graph, store.links.get(least=0)), "csv", text, EDGE_COLUMNS)
    return text.getvalue().encode()


def edge_rows(graph: nx.MultiGraph, links: Iterable[Link]) -> Iterator[dict[str, Any]]:
    """A row with `EDGE_COLUMNS` for each of ``links`` in ``graph``: who stands against whom.

    Sources go by name; of two with one name, each has the beginning of its id behind it.
    """
    nodes = graph.nodes
    speakers = [(id, node["name"]) for id, node in nodes(data=True) if node["type"] == "source"]
    count = Counter(name for _, name in speakers)
    names = {id: name if count[name] == 1 else f"{name} ({id[:8]})" for id, name in speakers}
    for link in links:
        if not graph.has_edge(link.a, link.b, key=link.id):
            continue
        one, other = nodes[link.a], nodes[link.b]
        edge = graph.edges[link.a, link.b, link.id]
        yield {
            "Source": names[one["source"]],
            "Target": names[other["source"]],
            "Type": "Directed" if KINDS[link.kind].answers else "Undirected",
            "Label": link.kind,
            "Weight": round(link.score, 4),
            "Status": STATUSES[edge["status"]],
            "Date": max(one["date"], other["date"]) or None,
            "Explanation": link.explanation,
            "Also read": edge["also_read"],
            "Source id": one["source"],
            "Target id": other["source"],
            "Source claim": link.a,
            "Target claim": link.b,
            "Link": link.id,
        }


def _html(graph: nx.MultiGraph, store: Store) -> bytes:
    from claims.show.drawing import caveat, page

    return page(graph, note=caveat(graph, sum(store.summary.outlets().values()))).encode()


def _png(graph: nx.MultiGraph, store: Store) -> bytes:
    from claims.show.picture import png

    return png(graph)


#: By name; the first is written where neither a name nor a suffix says otherwise.
FORMS: Mapping[str, Form] = {
    "graphml": Form("graphml", partial(_data, "graphml")),
    "gexf": Form("gexf", partial(_data, "gexf")),
    "json": Form("json", partial(_data, "json")),
    "edges": Form("csv", _edges),
    "html": Form("html", _html),
    "png": Form("png", _png, disputed=True, binary=True),
}
