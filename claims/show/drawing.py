"""The claim graph as a page, and as the data that ``assets/graph.js`` draws on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import networkx as nx

from claims.disputes import graph as claim_graph
from claims.disputes.dispute import Setting, find_disputes
from claims.disputes.layout import layout
from claims.records import OPPOSING, Claim, Dispute, Judgement, Link, Source
from claims.said import STANCES
from claims.show.caveat import CHECKED, Caveat, today
from claims.show.marks import help_of
from claims.show.page import render
from claims.show.words import KINDS, STATUSES, beside, day

#: The scripts that draw a payload, in the order in which a page needs them.
GRAPH_SCRIPTS = ("graph.js", "graph_paint.js", "graph_tiles.js", "graph_look.js")

#: Claims in no dispute that a page holds: each takes half a kilobyte.
REST = 1000


def payload(graph: nx.MultiGraph, *, rest: int = 0) -> dict[str, Any]:
    """What is drawn of ``graph``, ready for JSON: the contested part, with its places.

    ``nodes`` come in the order of their ids, those of the rest last; ``edges`` name them by
    number. ``disputes`` are the most disputed first: see `_told`. Of what is
    not in dispute up to ``rest`` claims are there too, those that echo others first: under
    ``rest`` the places of these and of who made them, under ``left`` how many are left out.
    """
    part = claim_graph.contested(graph)
    others, left = _others(graph, part, rest)
    places, beside = layout(part), layout(others)
    ids = [*sorted(part), *sorted(set(others) - set(part))]
    number = {node: i for i, node in enumerate(ids)}
    nodes = [_node(id, graph.nodes[id], places[id]) for id in ids[: len(part)]]
    nodes += [_node(id, graph.nodes[id], beside[id]) | {"rest": 1} for id in ids[len(part) :]]
    edges = sorted(
        (
            _edge(a, b, data, number)
            for a, b, data in graph.edges(data=True)
            if a in number and b in number
        ),
        key=lambda edge: (edge["kind"] == "said", edge["a"], edge["b"], edge["kind"]),
    )
    return {
        "nodes": nodes,
        "edges": edges,
        "kinds": dict(KINDS),
        "stances": dict(STANCES),
        "disputes": [_told(dispute, number) for dispute in disputes(part)],
        "rest": [[number[node], *beside[node]] for node in sorted(others)],
        "left": left,
    }


def _others(graph: nx.MultiGraph, part: nx.MultiGraph, most: int) -> tuple[nx.MultiGraph, int]:
    """Of the claims of ``graph`` that are not in ``part``, ``most`` and who made them, and how
    many are left out."""
    claims = [n for n, data in graph.nodes(data=True) if data["type"] == "claim" and n not in part]
    claims.sort(key=lambda claim: (-graph.degree(claim), claim))
    kept = claims[:most]
    shown = {*kept, *(graph.nodes[claim]["source"] for claim in kept)}
    return claim_graph.part(graph, shown), len(claims) - len(kept)


def disputes(graph: nx.MultiGraph) -> list[Dispute]:
    """The disputes in ``graph``, the most disputed first: where the most sources stand against
    each other, then where the most claims do, then the surest."""
    claims = [_claim(node, data) for node, data in graph.nodes(data=True) if "quote" in data]
    sources = {
        node: Source(node, data["name"], data["kind"])
        for node, data in graph.nodes(data=True)
        if "name" in data
    }
    links, judgements = [], {}
    for *_, data in graph.edges(data=True):
        if data["kind"] == "said":
            continue
        reason = data["explanation"]
        link = Link(data["by"], data["against"], data["kind"], data["weight"], (), reason)
        links.append(link)
        if data["status"] != "none":
            judgements[link.id] = Judgement(link.id, data["status"])
    settings = {claim.id: Setting(graph.nodes[claim.id]["date"] or None) for claim in claims}
    found = [
        replace(each, topic=graph.nodes[each.sides[0].claims[0].id]["topic"])
        for each in find_disputes(links, claims, sources, judgements, settings)
    ]
    return sorted(found, key=_quieter)


def _quieter(dispute: Dispute) -> tuple[int, int, float, str]:
    speakers = {source.id for side in dispute.sides for source in side.sources}
    return -len(speakers), -_pairs(dispute), -dispute.score, dispute.id


def _pairs(dispute: Dispute) -> int:
    return sum(link.kind in OPPOSING for link in dispute.links)


def _claim(node: str, data: Mapping[str, Any]) -> Claim:
    same = ("article", "source", "speaker", "cue", "stance", "force", "quotation", "quote")
    return Claim(
        id=node,
        cue_lemma=data["cue"],
        wording=data["wording"],
        speaker_spans=(),
        cue_spans=(),
        quote_spans=((data["start"], data["start"] + len(data["quote"])),),
        **{name: data[name] for name in same},
    )


def _told(dispute: Dispute, number: Mapping[str, int]) -> dict[str, Any]:
    """``dispute`` for the page, with the ``number`` of each node: its two sides, where those
    after the second join it, as the numbers of claims (``sides``) and of sources (``who``)."""
    halves = (dispute.sides[:1], dispute.sides[1:])
    return {
        "title": dispute.topic,
        "kind": dispute.kind,
        "score": round(dispute.score, 4),
        "status": STATUSES[dispute.status],
        "pairs": _pairs(dispute),
        "best": [number[dispute.links[0].a], number[dispute.links[0].b]],
        "sides": [[number[claim.id] for side in half for claim in side.claims] for half in halves],
        "who": [
            list(dict.fromkeys(number[source.id] for side in half for source in side.sources))
            for half in halves
        ],
    }


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
            "name": data["name"],
            "role": ", ".join(filter(None, (about, data["wikidata"]))),
            "claims": data["claims"],
        }
    return common | {
        "source": data["source"],
        "stance": data["stance"],
        "said": data["said"],
        "quote": data["quote"],
        "help": help_of(data["quote"], data["wording"]),
        "date": data["date"],
        "day": day(data["date"]) if data["date"] else "",
        "outlet": data["outlet"],
        "article": data["article"],
    }


def _edge(a: str, b: str, data: dict[str, Any], number: dict[str, int]) -> dict[str, Any]:
    by, against = data.get("by", a), data.get("against", b)
    return {
        "a": number[by],
        "b": number[against],
        "kind": data["kind"],
        "score": data["weight"],
        "why": data["explanation"],
        "read": data["also_read"],
    }


def page(
    graph: nx.MultiGraph,
    title: str = "Claim graph",
    *,
    focus: str | None = None,
    heading: bool = True,
    note: Caveat | None = None,
) -> str:
    """A self-contained page on which ``graph`` can be explored, what is disputed in it first.

    ``focus`` is the id of a source or claim to begin with; None begins with all. ``note`` is
    what a reader has to know: see `caveat`.
    """
    data = payload(graph, rest=REST)
    return render(
        "graph.html",
        ["base.css", "graph.css"],
        [*GRAPH_SCRIPTS, "graph_page.js"],
        data | {"open": focus},
        title=title,
        heading=heading,
        caveat=note.sentences if note else (),
        disputed=bool(data["disputes"]),
    )
