"""The disputes of a claim graph as its page lists them: what is disputed, and the two sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import networkx as nx

from claims.disputes.dispute import Setting, find_disputes
from claims.records import OPPOSING, Claim, Dispute, Judgement, Link, Side, Source
from claims.show.words import STATUSES


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
    for a, b, data in graph.edges(data=True):
        if data["kind"] == "said":
            continue
        by, against = data.get("by", a), data.get("against", b)
        link = Link(by, against, data["kind"], data["weight"], (), data["explanation"])
        links.append(link)
        if data["status"] != "none":
            judgements[link.id] = Judgement(link.id, data["status"])
    settings = {claim.id: Setting(graph.nodes[claim.id]["date"] or None) for claim in claims}
    found = find_disputes(links, claims, sources, judgements, settings)
    topics = ((graph.nodes[each.sides[0].claims[0].id]["topic"], each) for each in found)
    return sorted((replace(each, topic=topic) for topic, each in topics), key=_quieter)


def _quieter(dispute: Dispute) -> tuple[int, int, float, str]:
    speakers = {source.id for side in dispute.sides for source in side.sources}
    return -len(speakers), -len(_opposing(dispute)), -dispute.score, dispute.id


def _claim(node: str, data: Mapping[str, Any]) -> Claim:
    return Claim(
        id=node,
        article=data["article"],
        source=data["source"],
        speaker=data["speaker"],
        cue=data["cue"],
        cue_lemma=data["cue"],
        stance=data["stance"],
        force=data["force"],
        quotation=data["quotation"],
        quote=data["quote"],
        wording=data["wording"],
        speaker_spans=(),
        cue_spans=(),
        quote_spans=((data["start"], data["start"] + len(data["quote"])),),
    )


def told(dispute: Dispute, number: Mapping[str, int]) -> dict[str, Any]:
    """``dispute`` for the page, with the ``number`` of each node: its two sides, where those
    after the second join it, as the numbers of claims (``sides``) and of sources (``who``)."""
    halves = (dispute.sides[:1], dispute.sides[1:])
    return {
        "title": dispute.topic,
        "kind": dispute.kind,
        "score": round(dispute.score, 4),
        "status": STATUSES[dispute.status],
        "pairs": len(_opposing(dispute)),
        "best": [number[dispute.links[0].a], number[dispute.links[0].b]],
        "sides": [[number[claim.id] for side in half for claim in side.claims] for half in halves],
        "who": [_speakers(half, number) for half in halves],
    }


def _opposing(dispute: Dispute) -> list[Link]:
    return [link for link in dispute.links if link.kind in OPPOSING]


def _speakers(half: Iterable[Side], number: Mapping[str, int]) -> list[int]:
    return list(dict.fromkeys(number[source.id] for side in half for source in side.sources))
