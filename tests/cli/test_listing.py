"""What listing commands write, in each format."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from conftest import Run, bridge

from claims.records import Claim
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]

#: The shape that ``claims disputes --json`` promises, with types in place of values.
CLAIM = {
    "id": str,
    "source": str,
    "speaker": str,
    "stance": str,
    "cue": str,
    "quote": str,
    "wording": str,
    "said_on": (str, type(None)),
    "spans": dict,
    "article": dict,
}
DISPUTE = {
    "id": str,
    "topic": str,
    "kind": str,
    "score": float,
    "status": str,
    "first_date": str,
    "last_date": str,
    "explanation": str,
    "reasons": list,
    "sides": list,
    "second_opinions": list,
}


def has_shape(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    return list(value) == list(shape) and all(isinstance(value[k], t) for k, t in shape.items())


def test_disputes_as_json(filled: Filled, run: Run) -> None:
    store, claims = filled
    result = run("disputes", "--json")
    assert result.exit_code == 0
    first, second = json.loads(result.stdout)
    assert has_shape(first, DISPUTE)
    assert (first["kind"], second["kind"]) == ("denial", "figures")
    assert first["status"] == "open"
    assert [side["sources"] for side in first["sides"]] == [["Ministry of Works"], ["Elena Marsh"]]
    (claim,) = first["sides"][1]["claims"]
    assert has_shape(claim, CLAIM)
    assert claim["id"] == claims["unsafe"].id
    assert list(claim["spans"]) == ["speaker", "cue", "quote"]
    assert list(claim["article"]) == ["id", "title", "outlet", "url", "published"]
    text = store.articles.texts([claim["article"]["id"]])[claim["article"]["id"]]
    for part, expected in (("cue", claim["cue"]), ("quote", claim["quote"])):
        ((start, end),) = claim["spans"][part]
        assert text[start:end] == expected


def test_claims_as_json_are_those_of_disputes(filled: Filled, run: Run) -> None:
    listed = json.loads(run("list", "--json").stdout)
    disputed = json.loads(run("disputes", "--json").stdout)
    assert len(listed) == 5
    assert all(has_shape(claim, CLAIM) for claim in listed)
    for dispute in disputed:
        for side in dispute["sides"]:
            assert all(claim in listed for claim in side["claims"])


@pytest.mark.parametrize("command", ["disputes", "list", "timeline", "sources", "info --articles"])
def test_every_format_says_the_same(filled: Filled, run: Run, command: str) -> None:
    words = command.split()
    rows = json.loads(run(*words, "--json").stdout)
    lines = [json.loads(line) for line in run(*words, "--nl").stdout.splitlines()]
    assert lines == rows
    table = list(csv.DictReader(io.StringIO(run(*words, "--csv").stdout)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    tabs = [line.split("\t") for line in run(*words, "--tsv").stdout.splitlines()]
    assert len({len(line) for line in tabs}) == 1
    assert tabs[0] == list(table[0])
    shown = run(*words, "-t")
    assert shown.exit_code == 0
    assert shown.stdout == run(*words).stdout
    assert all(row["id"][:8] in shown.stdout for row in rows)


@pytest.mark.parametrize("command", ["disputes", "list", "timeline", "sources", "info --articles"])
def test_nothing_found(store: Store, run: Run, command: str) -> None:
    words = command.split()
    assert run(*words, "--json").stdout == "[]\n"
    assert run(*words, "--nl").stdout == ""
    header = run(*words, "--csv").stdout
    assert header.startswith("id,") or command.startswith("info")
    shown = run(*words)
    assert (shown.exit_code, shown.stdout) == (0, "")


def test_filters_reach_the_store(filled: Filled, run: Run) -> None:
    def kinds(*options: str) -> list[str]:
        return [row["kind"] for row in json.loads(run("disputes", "--json", *options).stdout)]

    assert kinds("--source", "marsh") == ["denial"]
    (marsh,) = filled[0].sources.named("marsh")
    assert kinds("--source", marsh) == kinds("--source", marsh[:8]) == ["denial"]
    assert kinds("--between", "marsh", "works") == ["denial"]
    assert kinds("--between", "marsh", "okoye") == []
    assert kinds("--topic", "hurt") == ["figures"]
    assert kinds("--since", "2031-05-03") == ["figures"]
    assert kinds("--until", "2031-05-03") == ["denial"]
    assert kinds("--kind", "figures") == ["figures"]
    assert kinds("--min-score", "0.9") == ["denial"]
    assert kinds("--outlet", "wire") == ["figures"]
    assert kinds("--limit", "1") == ["denial"]
    assert kinds("--new-since", "2999") == []
    assert kinds("--new-since", "2001-05-02T10:00") == ["denial", "figures"]
    assert kinds("--status", "confirmed") == []


def test_dismissed_disputes_are_shown_when_asked_for(filled: Filled, run: Run) -> None:
    store, _ = filled
    store.links.judge(store.links.get(["denial"])[0].id, "dismissed")

    def status(*options: str) -> list[str]:
        return [row["status"] for row in json.loads(run("disputes", "--json", *options).stdout)]

    assert status() == ["open"]
    assert status("--status", "dismissed") == ["dismissed"]
    assert sorted(status("--all")) == ["dismissed", "open"]


def test_a_timeline_is_in_order(filled: Filled, run: Run) -> None:
    rows = json.loads(run("timeline", "--source", "Works", "--json").stdout)
    assert [row["article"]["published"] for row in rows] == ["2031-05-02", "2031-05-04"]
    shown = run("timeline", "--topic", "bridge").stdout
    assert shown.index("2 May 2031") < shown.index("4 May 2031") < shown.index("5 May 2031")


def test_sources_count_claims_and_disputes(filled: Filled, run: Run) -> None:
    rows = {row["name"]: row for row in json.loads(run("sources", "--json").stdout)}
    assert rows["Ministry of Works"]["claims"] == 2
    assert rows["Ministry of Works"]["disputes"] == 1
    (only,) = json.loads(run("sources", "--name", "marsh", "--json").stdout)
    assert only["name"] == "Elena Marsh"
    assert len(json.loads(run("sources", "--limit", "2", "--json").stdout)) == 2


def test_search_by_words(filled: Filled, run: Run) -> None:
    rows = json.loads(run("search", "bridge", "inspected", "--exact", "--json").stdout)
    assert [row["quote"] for row in rows] == ["the bridge had been inspected in March"]
    nothing = run("search", "zebra", "--exact")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "No claims found" in nothing.stderr


def test_search_by_words_and_meaning(filled: Filled, run: Run, engine: Any) -> None:
    store, claims = filled
    every = list(claims.values())
    store.vectors.add("words", [claim.id for claim in every], engine().embed(every))
    rows = json.loads(run("search", "safe bridge", "--json").stdout)
    assert {row["id"] for row in rows[:2]} == {claims["safe"].id, claims["unsafe"].id}


def test_info_counts(filled: Filled, run: Run) -> None:
    facts = json.loads(run("info", "--json").stdout)
    assert facts["articles"] == 3
    assert facts["claims"] == 6
    assert facts["disputes"] == 2
    assert facts["outlets"] == {"Daily Post": 1, "Harbour Times": 1, "Wire Service": 1}
    assert facts["first_published"] == "2031-05-02"
    shown = run("info").stdout
    assert "Harbour Times 1" in shown


def test_a_table_stops_and_says_so(store: Store, run: Run, monkeypatch: Any) -> None:
    bridge(store)
    monkeypatch.setattr("claims.cli.options.PAGE", 2)
    shown = run("list")
    assert "The first 2 claims; --limit 0 shows all." in shown.stderr
    assert len(json.loads(run("list", "--json").stdout)) == 5
    assert "The first" not in run("list", "--limit", "2").stderr
    assert "Elena Marsh" in run("list", "--limit", "0").stdout


def test_export_is_everything(filled: Filled, run: Run, tmp_path: Any) -> None:
    store, _ = filled
    store.links.judge(store.links.get()[0].id, "confirmed", "read it", "ana")
    records = [json.loads(line) for line in run("export").stdout.splitlines()]
    kinds = [record["record"] for record in records]
    assert kinds == (
        ["article"] * 3 + ["source"] * 4 + ["claim"] * 6 + ["link"] * 2 + ["judgement"]
        + ["dispute"] * 2
    )  # fmt: skip
    assert all("text" in record for record in records if record["record"] == "article")
    out = tmp_path / "out.jsonl"
    assert run("export", str(out), "--only", "article", "--no-text").exit_code == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["record"] for line in lines] == ["article"] * 3
    assert all("text" not in line for line in lines)


def test_metadata_for_datasette_is_for_the_database_that_is_named(run: Run) -> None:
    told = json.loads(run("datasette", "-d", "somewhere/dam.db").stdout)
    assert list(told["databases"]) == ["dam"]
