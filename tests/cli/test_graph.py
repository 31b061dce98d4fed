"""``claims graph`` and ``claims report`` on a small database, and the files they write."""

from __future__ import annotations

import io
import json

import networkx as nx
import pytest


def test_the_format_is_what_the_name_ends_in(filled, run, tmp_path):
    _store, claims = filled
    for name, read in (
        ("g.graphml", nx.read_graphml),
        ("g.gexf", nx.read_gexf),
        ("g.json", lambda p: nx.node_link_graph(json.loads(p.read_text()), edges="edges")),
    ):
        assert run("graph", str(tmp_path / name)).exit_code == 0
        graph = read(tmp_path / name)
        assert {claim.id for claim in claims.values()} <= set(graph)


def test_without_a_file_it_is_written_to_standard_output(filled, run):
    result = run("graph", "--format", "graphml")
    graph = nx.read_graphml(io.BytesIO(result.stdout_bytes), force_multigraph=True)
    kinds = {data["kind"] for *_, data in graph.edges(data=True)}
    assert kinds == {"said", "denial", "figures"}


def test_a_picture_and_a_page(filled, run, tmp_path):
    assert run("graph", str(tmp_path / "g.png")).exit_code == 0
    assert (tmp_path / "g.png").read_bytes().startswith(b"\x89PNG")
    assert run("graph", str(tmp_path / "g.html")).exit_code == 0
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert "Elena Marsh" in page and "Content-Security-Policy" in page


def test_a_filter_keeps_the_opponents(filled, run):
    _store, claims = filled
    result = run("graph", "--format", "json", "--source", "Marsh")
    graph = nx.node_link_graph(json.loads(result.stdout), edges="edges")
    assert claims["safe"].id in graph and claims["twelve"].id not in graph


def test_only_what_is_disputed(filled, run):
    _store, claims = filled
    result = run("graph", "--format", "json", "--disputed")
    graph = nx.node_link_graph(json.loads(result.stdout), edges="edges")
    assert claims["march"].id not in graph and claims["safe"].id in graph


@pytest.mark.parametrize("name", ["g.pdf", "g.txt"])
def test_an_unknown_ending_is_a_usage_error(filled, run, tmp_path, name):
    result = run("graph", str(tmp_path / name))
    assert result.exit_code == 2 and "--format" in result.stderr


def test_a_dismissed_link_is_in_no_graph(filled, run):
    store, _claims = filled
    [link] = [link for link in store.links.get() if link.kind == "figures"]
    store.links.judge(link.id, "dismissed", None, None)
    assert "figures" not in run("graph", "--format", "graphml").stdout


def test_an_empty_database_gives_an_empty_graph_and_report(store, run, tmp_path):
    assert run("graph", str(tmp_path / "g.html")).exit_code == 0
    assert run("graph", str(tmp_path / "g.png")).exit_code == 0
    assert run("report", str(tmp_path / "r.html")).exit_code == 0
    assert "no disputes" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_report_of_a_database(filled, run, tmp_path):
    result = run("report", str(tmp_path / "r.html"), "--title", "To check <today>")
    assert result.exit_code == 0 and result.stdout == "" and "2 disputes" in result.stderr
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "To check &lt;today&gt;" in page and "Harbour Police" in page


def test_a_report_obeys_the_filters(filled, run):
    result = run("report", "-", "--kind", "denial")
    assert result.exit_code == 0 and result.stdout.count('<li class="dispute') == 1


def test_the_file_may_be_an_option(filled, run, tmp_path):
    one, other = tmp_path / "one.gexf", tmp_path / "other.gexf"
    assert run("graph", str(one)).exit_code == 0
    assert run("graph", "-o", str(other)).exit_code == 0
    assert one.read_bytes() == other.read_bytes()
    assert run("graph", "-o", str(other), str(one)).exit_code == 2
