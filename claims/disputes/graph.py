"""The claim graph: who said what, and which claims stand against each other.

``build`` gives a networkx ``MultiGraph``. Its nodes are sources and claims (attribute
``type``); its edges join a source to what it said (``said``) and a claim to another
(``denial``, ``conflict``, ``figures``, ``reversal``, ``echo``; attribute ``kind``). Every
attribute is text or a number and none is missing, so that any networkx writer takes it.

``dumps`` writes GraphML, GEXF and node-link JSON. Labels are what Gephi shows as they are.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

import networkx as nx

from claims.disputes.dispute import topic
from claims.disputes.layout import Position, layout
from claims.kinds import KINDS
from claims.records import OPPOSING, Article, Claim, Judgement, Link, Source, Verdict
from claims.said import said

Format = Literal["graphml", "gexf", "json"]

#: What networkx writes into GEXF besides the graph: the day, and a name that its schema lacks.
_BEYOND = re.compile(rb'(<(?:meta|graph)\b[^>]*?) (?:lastmodifieddate|name)="[^"]*"')
FORMATS: tuple[Format, ...] = get_args(Format)

#: Colours told apart by people with any colour vision (Okabe and Ito 2008).
COLOURS: Mapping[str, str] = {
    "source": "#555555",
    "asserts": "#0072b2",
    "denies": "#d55e00",
    "echoes": "#009e73",
    "questions": "#b58900",
    "said": "#b0b0b0",
    **{name: kind.colour for name, kind in KINDS.items()},
}

# What XML 1.0 cannot hold, and lone surrogates, which UTF-8 cannot.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LABEL = 60


def clean(text: str) -> str:
    """``text`` with what XML and UTF-8 cannot hold replaced by U+FFFD, length unchanged."""
    return _FORBIDDEN.sub("\ufffd", text)


def shorten(text: str, width: int = _LABEL) -> str:
    """``text`` on one line of at most ``width`` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > width // 2 else cut).rstrip(" ,;:–—-") + "…"


def build(
    claims: Iterable[Claim],
    sources: Iterable[Source],
    links: Iterable[Link],
    articles: Iterable[Article] = (),
    judgements: Mapping[str, Judgement] | None = None,
    read: Mapping[str, Iterable[str]] | None = None,
) -> nx.MultiGraph:
    """The graph of ``claims``, those who made them, and the ``links`` among them.

    Nodes are keyed by the ids of the records, edges by the link's id (``said:`` and the
    claim's id for who said it). A link is left out when one of its claims is; a source that
    is not among ``sources`` gets a node of its own, named after the speaker as written.
    ``read`` has what language models say of links, by their ids.
    """
    graph = nx.MultiGraph(name="claims")
    by_article = {article.id: article for article in articles}
    known = {source.id: source for source in sources}
    for claim in claims:
        _add_source(graph, claim, known.get(claim.source))
        _add_claim(graph, claim, by_article.get(claim.article, Article("")))
    for link in links:
        judgement = (judgements or {}).get(link.id)
        verdict = judgement.verdict if judgement else "none"
        if verdict != "dismissed" and link.a in graph and link.b in graph:
            _add_link(graph, link, verdict, clean(" | ".join((read or {}).get(link.id, ()))))
    return graph


def _add_source(graph: nx.MultiGraph, claim: Claim, source: Source | None) -> None:
    if claim.source in graph:
        return
    source = source or Source(claim.source, claim.speaker, "unnamed")
    name = clean(source.name) or "not named"
    graph.add_node(
        claim.source,
        type="source",
        label=shorten(name),
        name=name,
        kind=source.kind,
        role=clean(source.role or ""),
        affiliation=clean(source.affiliation or ""),
        aliases=clean("; ".join(source.aliases)),
        wikidata=source.wikidata or "",
        claims=0,
        disputed=0,
    )


def _add_claim(graph: nx.MultiGraph, claim: Claim, article: Article) -> None:
    speaker = graph.nodes[claim.source]
    speaker["claims"] += 1
    graph.add_node(
        claim.id,
        type="claim",
        label=shorten(clean(f"{said(claim, speaker['name'])}: {claim.quote}")),
        source=claim.source,
        source_name=speaker["name"],
        speaker=clean(claim.speaker),
        cue=clean(claim.cue),
        said=clean(said(claim)),
        stance=claim.stance,
        force=claim.force,
        quotation=claim.quotation,
        quote=clean(claim.quote),
        wording=clean(claim.wording),
        topic=clean(topic(claim)),
        start=claim.quote_spans[0][0] if claim.quote_spans else 0,
        date=claim.said_on or article.date or "",
        hedged=claim.hedged,
        confidence=float(claim.confidence),
        disputed=0,
        article=claim.article,
        title=clean(article.title or ""),
        outlet=clean(article.outlet or ""),
        url=clean(article.url or ""),
    )
    graph.add_edge(
        claim.source,
        claim.id,
        key=f"said:{claim.id}",
        kind="said",
        label="denied" if claim.stance == "denies" else "said",
        weight=1.0,
        status="none",
        reasons="",
        explanation="",
        also_read="",
    )


def _add_link(graph: nx.MultiGraph, link: Link, verdict: Verdict, read: str) -> None:
    graph.add_edge(
        link.a,
        link.b,
        key=link.id,
        kind=link.kind,
        label=link.kind,
        weight=float(link.score),
        status=verdict,
        reasons=clean("; ".join(link.reasons)),
        explanation=clean(link.explanation),
        also_read=read,
        by=link.a,
        against=link.b,
    )
    if link.kind in OPPOSING:
        for claim in (graph.nodes[link.a], graph.nodes[link.b]):
            claim["disputed"] += 1
            graph.nodes[claim["source"]]["disputed"] += 1


def opposing(graph: nx.MultiGraph) -> list[tuple[str, str, dict[str, object]]]:
    """The edges between claims that stand against each other: (claim, claim, attributes)."""
    return [(a, b, data) for a, b, data in graph.edges(data=True) if data["kind"] in OPPOSING]


def contested(graph: nx.MultiGraph) -> nx.MultiGraph:
    """The part that is in dispute: the claims with an opposing edge, and who made them."""
    claims = {claim for a, b, _ in opposing(graph) for claim in (a, b)}
    return part(graph, claims | {graph.nodes[claim]["source"] for claim in claims})


def around(graph: nx.MultiGraph, *nodes: str) -> nx.MultiGraph:
    """What belongs to ``nodes``: the claims of a source, or a claim itself; what is linked
    to them, and who said that.

    Raises ``KeyError`` when the graph has no such node.
    """
    claims = {node for node, kind in graph.nodes(data="type") if kind == "claim"}
    own: set[str] = set()
    for node in nodes:
        own |= {node} if graph.nodes[node]["type"] == "claim" else set(graph[node])
    linked = own | {other for claim in own for other in graph[claim] if other in claims}
    return part(graph, {*nodes, *linked, *(graph.nodes[claim]["source"] for claim in linked)})


def part(graph: nx.MultiGraph, kept: set[str]) -> nx.MultiGraph:
    """The subgraph of ``kept`` in the order of ``graph``: networkx may go by that of the set,
    which is another one in each process."""
    copy = graph.copy()
    copy.remove_nodes_from([node for node in graph if node not in kept])
    return copy


def between(graph: nx.MultiGraph) -> nx.Graph:
    """Sources against sources: an edge's ``weight`` counts the opposing links between two.

    Edges also have ``score`` (the highest of the links) and ``kinds`` (a text such as
    "denial, figures"). A source against its own words is a loop.
    """
    result = nx.Graph(name="sources")
    for node, data in graph.nodes(data=True):
        if data["type"] == "source" and data["disputed"]:
            result.add_node(node, **data)
    for a, b, data in opposing(graph):
        one, other = graph.nodes[a]["source"], graph.nodes[b]["source"]
        edge = result.get_edge_data(one, other) or {"weight": 0, "score": 0.0, "kinds": ""}
        kinds = {*filter(None, edge["kinds"].split(", ")), str(data["kind"])}
        result.add_edge(
            one,
            other,
            weight=edge["weight"] + 1,
            score=max(edge["score"], data["weight"]),
            kinds=", ".join(sorted(kinds)),
        )
    return result


def dumps(graph: nx.MultiGraph, form: Format) -> bytes:
    """``graph`` as a file of the format ``form``, in UTF-8, the same bytes on every run."""
    if form == "json":
        data = nx.node_link_data(graph, edges="edges")
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    stream = io.BytesIO()
    if form == "graphml":
        nx.write_graphml(graph, stream, encoding="utf-8", named_key_ids=True)
        return stream.getvalue()
    nx.write_gexf(_drawn(graph, layout(graph)), stream, encoding="utf-8")
    return _BEYOND.sub(rb"\1", stream.getvalue())


def _drawn(graph: nx.MultiGraph, positions: Mapping[str, Position]) -> nx.MultiGraph:
    """A copy with the colours, sizes and places that Gephi draws."""
    drawn = graph.copy()
    for node, data in drawn.nodes(data=True):
        source = data["type"] == "source"
        x, y = positions[node]
        data["viz"] = {
            "color": _rgb(COLOURS["source" if source else data["stance"]]),
            "size": 8.0 + 2.0 * min(data["claims"], 30) ** 0.5 if source else 4.0,
            "position": {"x": x, "y": -y, "z": 0.0},
        }
    for _, _, data in drawn.edges(data=True):
        data["viz"] = {"color": _rgb(COLOURS[data["kind"]])}
    return drawn


def _rgb(colour: str) -> dict[str, int | float]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return {"r": red, "g": green, "b": blue, "a": 1.0}


def named(graph: nx.MultiGraph, names: Sequence[str]) -> list[str]:
    """The ids of the sources called one of ``names`` (by name or alias, letter case aside)."""
    wanted = {name.casefold() for name in names}
    return [
        node
        for node, data in graph.nodes(data=True)
        if data["type"] == "source"
        and wanted & {data["name"].casefold(), *data["aliases"].casefold().split("; ")}
    ]
