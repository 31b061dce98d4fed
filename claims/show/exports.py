"""The files that the claim graph is written to, each form once.

What `claims export` writes is records as they are (`claims.store.backup`), or what a plugin makes
of them; what `claims disputes` and its like write are rows (`claims.show.encoding`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

    from claims.disputes.graph import Format
    from claims.store import Store


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
    from claims.show.flat import EDGE_COLUMNS, edge_rows

    text = StringIO()
    write(edge_rows(graph, store.links.get(least=0)), "csv", text, EDGE_COLUMNS)
    return text.getvalue().encode()


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
