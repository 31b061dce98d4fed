"""Disputes as flat rows, one a link or one a claim, so that no cell holds more than one quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from claims.kinds import KINDS
from claims.records import OPPOSING, Claim, Dispute, Judgement, Link
from claims.show import caveat
from claims.show.data import CLAIM_COLUMNS, Telling
from claims.show.words import STATUSES

if TYPE_CHECKING:
    import networkx as nx

#: Of each end of a link: ``a`` speaks against ``b``, or else is the earlier.
_END = ("claim", "source", "stance", "quote", "date", "outlet", "url")
LINK_COLUMNS = (
    "dispute", "topic", "link", "kind", "score", "status",
    *(f"{name}_a" for name in _END), *(f"{name}_b" for name in _END),
    "explanation", "reasons", "reviewer", "note", "also_read", *caveat.COLUMNS,
)  # fmt: skip
CLAIM_ROW_COLUMNS = ("dispute", "topic", "kind", "score", "status", "side", *CLAIM_COLUMNS)
EDGE_COLUMNS = (
    "Source", "Target", "Type", "Label", "Weight", "Status", "Date", "Explanation", "Also read",
    "Source id", "Target id", "Source claim", "Target claim", "Link",
)  # fmt: skip


def link_rows(
    disputes: Iterable[Dispute], telling: Telling, judgements: Mapping[str, Judgement]
) -> Iterator[dict[str, Any]]:
    """A row with `LINK_COLUMNS` for each opposing link of ``disputes``."""
    for dispute in disputes:
        claims = {claim.id: claim for side in dispute.sides for claim in side.claims}
        for link in dispute.links:
            if link.kind not in OPPOSING:
                continue
            judged = judgements.get(link.id)
            yield {
                "dispute": dispute.id,
                "topic": dispute.topic,
                "link": link.id,
                "kind": link.kind,
                "score": round(link.score, 4),
                "status": STATUSES[judged.verdict if judged else "none"],
                **_end("a", claims[link.a], telling),
                **_end("b", claims[link.b], telling),
                "explanation": link.explanation,
                "reasons": list(link.reasons),
                "reviewer": judged and judged.reviewer,
                "note": judged and judged.note,
                "also_read": telling.also_read([link]),
                **telling.made(judged is not None and judged.verdict in caveat.CHECKED),
            }


def _end(which: str, claim: Claim, telling: Telling) -> dict[str, Any]:
    row = telling.claim_row(claim) | {"claim": claim.id}
    return {f"{name}_{which}": row[name] for name in _END}


def claim_rows(disputes: Iterable[Dispute], telling: Telling) -> Iterator[dict[str, Any]]:
    """A row with `CLAIM_ROW_COLUMNS` for each claim of ``disputes``."""
    for dispute in disputes:
        about = {
            "dispute": dispute.id,
            "topic": dispute.topic,
            "kind": dispute.kind,
            "score": round(dispute.score, 4),
            "status": STATUSES[dispute.status],
        }
        for number, side in enumerate(dispute.sides, start=1):
            for claim in side.claims:
                yield {**about, "side": number, **telling.claim_row(claim)}


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
