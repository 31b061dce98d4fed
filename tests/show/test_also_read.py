"""What a language model says is told wherever a dispute is, as that and as no judgement."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import networkx as nx
import pytest
from conftest import Run

from claims.records import Claim, Opinion
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]
SAID = "also read by some-model on 3 Jun 2031: not in dispute: They mean <b>two</b> bridges."
ESCAPED = SAID.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;")


@pytest.fixture(autouse=True)
def opinion(filled: Filled) -> None:
    store, claims = filled
    reason = "They mean <b>two</b> bridges."
    store.opinions.put(
        Opinion(claims["unsafe"].id, claims["safe"].id, "some-model", "none", reason, "2031-06-03")
    )


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_in_the_report(filled: Filled, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert run("report", str(file)).exit_code == 0
    html = file.read_text("utf-8")
    first, second = re.findall(
        r'<li class="dispute .*?</li>\s*(?=<li class="dispute|</ol>)', html, re.S
    )
    assert f'<p class="read">{ESCAPED}</p>' in first and "also read" not in second
    assert '<span class="status">open</span>' in first
    assert "0 of 2 disputes are checked by a person" in html
    assert "They mean <b>" not in html


def test_in_the_report_as_markdown(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    assert run("report", str(file)).exit_code == 0
    text = file.read_text("utf-8")
    assert text.count("*also read by some-model on 3 Jun 2031: not in dispute: They mean") == 1
    assert "<b>" not in text.replace("\\<b", "")


def test_on_the_graph_page_and_in_its_files(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "graph.html"
    assert run("graph", str(file)).exit_code == 0
    data = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', file.read_text("utf-8")
    )
    assert data is not None
    edges = [edge for edge in json.loads(data[1])["edges"] if edge["kind"] != "said"]
    assert {edge["kind"]: edge["read"] for edge in edges} == {"denial": SAID, "figures": ""}
    graphml = tmp_path / "graph.graphml"
    assert run("graph", str(graphml)).exit_code == 0
    told = {data["also_read"] for *_, data in nx.read_graphml(graphml).edges(data=True)}
    assert told == {SAID, ""}
    rows = table(run("graph", "--format", "edges").stdout)
    assert {row["Label"]: row["Also read"] for row in rows} == {"denial": SAID, "figures": ""}


def test_in_rows_and_objects(run: Run) -> None:
    disputes = table(run("disputes", "--csv").stdout)
    assert [(row["also_read"], row["status"], row["checked"]) for row in disputes] == [
        (SAID, "open", "no"),
        ("", "open", "no"),
    ]
    links = table(run("disputes", "--rows", "links", "--csv").stdout)
    assert [(row["also_read"], row["reviewer"]) for row in links] == [(SAID, ""), ("", "")]
    for told in (
        json.loads(run("disputes", "--json").stdout)[0],
        json.loads(run("export", "--only", "dispute").stdout.splitlines()[0]),
    ):
        (said,) = told["second_opinions"]
        assert (said["model"], said["verdict"], said["said_at"]) == (
            "some-model", "none", "2031-06-03",
        )  # fmt: skip
        assert told["status"] == "open"


def test_in_the_terminal(filled: Filled, run: Run) -> None:
    shown = " ".join(run("show", filled[0].disputes.get()[0].id[:8]).stdout.split())
    assert SAID in shown
