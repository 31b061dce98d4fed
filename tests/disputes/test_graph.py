"""The claim graph: what is in it, its files re-opened, and where its nodes stand."""

from __future__ import annotations

import io
import json
import math
import time
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import networkx as nx
import pytest
from synthetic import world

from claims.disputes import graph as claim_graph
from claims.disputes.graph import Format
from claims.disputes.layout import layout
from claims.records import Judgement


@pytest.fixture(scope="module")
def made():
    return world(40)


@pytest.fixture(scope="module")
def graph(made):
    return claim_graph.build(made.claims, made.sources, made.links, made.articles)


def reopen(data: bytes, form: Format) -> nx.MultiGraph:
    if form == "graphml":
        return nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    if form == "gexf":
        return nx.MultiGraph(nx.read_gexf(io.BytesIO(data)))
    return nx.node_link_graph(json.loads(data), edges="edges")


def test_every_claim_is_joined_to_its_source_and_its_opponents(made, graph):
    claim = made.claims[0]
    assert graph.nodes[claim.id]["type"] == "claim"
    assert graph.nodes[claim.source]["name"] == made.sources[0].name or claim.source in graph
    assert graph.edges[claim.source, claim.id, f"said:{claim.id}"]["kind"] == "said"
    link = made.links[0]
    edge = graph.edges[link.a, link.b, link.id]
    assert (edge["kind"], edge["weight"], edge["by"]) == (link.kind, link.score, link.a)


def test_labels_are_words_and_not_ids(graph):
    for node, data in graph.nodes(data=True):
        assert data["label"] and node not in data["label"]
        assert len(data["label"]) <= 60
    assert {data["label"] for *_, data in graph.edges(data=True)} <= {
        "said",
        "denied",
        "denial",
        "conflict",
        "figures",
        "reversal",
        "echo",
    }


@pytest.mark.parametrize("form", claim_graph.FORMATS)
def test_a_file_opens_again_as_the_same_graph(graph, form):
    again = reopen(claim_graph.dumps(graph, form), form)
    assert set(again) == set(graph)
    assert again.number_of_edges() == graph.number_of_edges()
    kinds = sorted(data["kind"] for *_, data in graph.edges(data=True))
    assert sorted(data["kind"] for *_, data in again.edges(data=True)) == kinds
    for node, data in graph.nodes(data=True):
        for name, value in data.items():
            assert again.nodes[node][name] == value


@pytest.mark.parametrize("form", claim_graph.FORMATS)
def test_a_file_is_the_same_on_every_run(made, form):
    one, other = (
        claim_graph.build(made.claims, made.sources, made.links, made.articles) for _ in range(2)
    )
    assert claim_graph.dumps(one, form) == claim_graph.dumps(other, form)


@pytest.mark.parametrize("form", claim_graph.FORMATS)
def test_text_that_no_file_can_hold_is_replaced(made, form):
    claim = replace(made.claims[0], quote="a\x00b\ud83d </data> ]]> “quoted” \U0001f30d \u202eabc")
    article = replace(made.articles[0], title="<script>alert(1)</script>\x1b[31m")
    graph = claim_graph.build([claim], made.sources, [], [article])
    again = reopen(claim_graph.dumps(graph, form), form)
    assert again.nodes[claim.id]["quote"].startswith(
        "a\ufffdb\ufffd </data> ]]> “quoted” \U0001f30d"
    )


def test_an_empty_database_gives_an_empty_graph():
    graph = claim_graph.build([], [], [])
    assert len(graph) == 0 and layout(graph) == {}
    for form in claim_graph.FORMATS:
        assert len(reopen(claim_graph.dumps(graph, form), form)) == 0


def test_gephi_finds_label_colour_size_and_place(graph):
    root = ElementTree.fromstring(claim_graph.dumps(graph, "gexf"))
    names = {"g": "http://www.gexf.net/1.2draft", "v": "http://www.gexf.net/1.2draft/viz"}
    nodes = root.findall(".//g:node", names)
    assert len(nodes) == len(graph)
    for node in nodes:
        assert node.get("label") == graph.nodes[node.get("id")]["label"]
        for part in ("color", "size", "position"):
            assert node.find(f"v:{part}", names) is not None


def test_a_link_to_a_claim_that_is_not_there_is_left_out(made):
    graph = claim_graph.build(made.claims[:1], made.sources, made.links, made.articles)
    assert {data["kind"] for *_, data in graph.edges(data=True)} == {"said"}


def test_a_dismissed_link_is_left_out(made):
    link = next(link for link in made.links if link.kind == "conflict")
    judged = {link.id: Judgement(link.id, "dismissed")}
    graph = claim_graph.build(made.claims, made.sources, made.links, made.articles, judged)
    assert not graph.has_edge(link.a, link.b)


def test_around_a_source_are_its_claims_and_who_opposes_them(made, graph):
    link = next(link for link in made.links if link.kind == "denial")
    source = graph.nodes[link.a]["source"]
    near = claim_graph.around(graph, source)
    assert {link.a, link.b, source, graph.nodes[link.b]["source"]} <= set(near)
    with pytest.raises(KeyError):
        claim_graph.around(graph, "nobody")


def test_sources_against_sources_counts_the_links(made, graph):
    against = claim_graph.between(graph)
    assert sum(data["weight"] for *_, data in against.edges(data=True)) == len(
        [link for link in made.links if link.kind != "echo"]
    )
    assert any(a == b for a, b in against.edges)  # a reversal is a loop


def test_the_contested_part_has_no_claim_without_opponent(graph):
    part = claim_graph.contested(graph)
    assert all(data["disputed"] for _, data in part.nodes(data=True))


def test_a_source_is_found_by_name_or_alias(made, graph):
    source = next(s for s in made.sources if s.id in graph)
    assert source.id in claim_graph.named(graph, [source.name.upper()])
    assert source.id in claim_graph.named(graph, [source.aliases[0]])


def test_nothing_is_drawn_over_anything(graph):
    positions = layout(graph)
    assert set(positions) == set(graph)
    sources = [node for node, data in graph.nodes(data=True) if data["type"] == "source"]
    for one, other in combinations(sources, 2):
        (x1, y1), (x2, y2) = positions[one], positions[other]
        assert abs(x1 - x2) + abs(y1 - y2) > 20
    assert positions == layout(graph)


def test_five_hundred_disputes_are_laid_out_in_seconds():
    made = world(500)
    graph = claim_graph.build(made.claims, made.sources, made.links, made.articles)
    start = time.perf_counter()
    layout(graph)
    assert time.perf_counter() - start < 5


def test_thousands_of_sources_in_one_group_are_placed_too():
    graph = nx.MultiGraph()
    for number in range(4000):
        graph.add_node(f"s{number}", type="source", name=f"Source {number}")
        graph.add_node(f"c{number}", type="claim", source=f"s{number}", disputed=1)
        graph.add_edge(f"s{number}", f"c{number}", kind="said", weight=1.0)
        if number:
            graph.add_edge(f"c{number}", f"c{number // 2}", kind="denial", weight=0.9)
    start = time.perf_counter()
    positions = layout(graph)
    assert time.perf_counter() - start < 8
    assert len(set(positions.values())) == len(graph)


def test_gexf_keeps_to_its_schema(graph):
    """The rules of gexf.xsd, data.xsd and viz.xsd (gexf.net, 1.2) that an export can break."""
    spaces = {"g": "http://www.gexf.net/1.2draft", "v": "http://www.gexf.net/1.2draft/viz"}
    root = ElementTree.fromstring(claim_graph.dumps(graph, "gexf"))
    inside = root.find("g:graph", spaces)
    assert set(inside.attrib) <= {"defaultedgetype", "idtype", "mode", "timeformat"}
    assert set(root.find("g:meta", spaces).attrib) == set()  # the same file on every day
    declared = {}
    for group in inside.findall("g:attributes", spaces):
        assert set(group.attrib) <= {"class", "mode"}
        for each in group:
            assert each.get("title") and each.get("type") in (
                "integer", "long", "double", "float", "boolean", "liststring", "string", "anyURI"
            )  # fmt: skip
            declared[each.get("id")] = group.get("class")
    nodes, edges = (inside.findall(f".//g:{name}", spaces) for name in ("node", "edge"))
    assert (len(nodes), len(edges)) == (len(graph), graph.number_of_edges())
    ids = {node.get("id") for node in nodes}
    assert len(ids) == len(nodes) and len({edge.get("id") for edge in edges}) == len(edges)
    for kind, found in (("node", nodes), ("edge", edges)):
        for each in found:
            assert each.get("label") == " ".join(each.get("label").split()) != ""
            for value in each.iterfind("g:attvalues/g:attvalue", spaces):
                assert declared[value.get("for")] == kind and value.get("value") is not None
            colour = each.find("v:color", spaces)
            assert all(0 <= int(colour.get(part)) <= 255 for part in "rgb")
            assert 0 <= float(colour.get("a")) <= 1
    for node in nodes:
        assert float(node.find("v:size", spaces).get("value")) > 0
        place = node.find("v:position", spaces)
        assert all(math.isfinite(float(place.get(axis))) for axis in "xyz")
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= ids
