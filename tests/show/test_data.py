"""Flat rows and edges for other programs, and ids of sources that outlive a merge."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from conftest import Run, bridge

from claims.records import Claim, Link
from claims.store import Store
from claims.tracker import Tracker

Filled = tuple[Store, dict[str, Claim]]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_is_a_link(filled: Filled, run: Run) -> None:
    store, claims = filled
    extra = Link(claims["march"].id, claims["safe"].id, "reversal", 0.4)
    store.links.put([extra])
    store.links.judge(extra.id, "confirmed", "read both", "ana")
    rows = table(run("disputes", "--rows", "links", "--csv").stdout)
    assert len(rows) == 3 and len({row["dispute"] for row in rows}) == 2
    denial = next(row for row in rows if row["kind"] == "denial")
    assert (denial["source_a"], denial["source_b"]) == ("Elena Marsh", "Ministry of Works")
    assert denial["quote_a"] == "the bridge was safe" and denial["date_a"] == "2031-05-02"
    judged = next(row for row in rows if row["kind"] == "reversal")
    assert (judged["status"], judged["reviewer"], judged["note"]) == (
        "confirmed", "ana", "read both",
    )  # fmt: skip
    told = json.loads(run("disputes", "--rows", "links", "--json", "--kind", "figures").stdout)
    assert [row["link"] for row in told] == [store.disputes.get()[-1].links[0].id]


def test_a_row_is_a_claim(filled: Filled, run: Run) -> None:
    rows = table(run("disputes", "--rows", "claims", "--csv").stdout)
    assert [(row["side"], row["source"]) for row in rows if row["kind"] == "figures"] == [
        ("1", "Harbour Police"), ("2", "Tom Okoye"),
    ]  # fmt: skip
    assert run("disputes", "--rows", "links").exit_code == 2


def test_edges_are_who_stands_against_whom(filled: Filled, run: Run, tmp_path: Path) -> None:
    store, _ = filled
    file = tmp_path / "edges.csv"
    assert run("graph", str(file), "--disputed").exit_code == 0
    rows = table(file.read_text("utf-8"))
    assert [
        (r["Source"], r["Target"], r["Type"], r["Label"]) for r in rows if "Marsh" in str(r)
    ] == [("Elena Marsh", "Ministry of Works", "Directed", "denial")]
    assert {row["Weight"] for row in rows} == {"0.93", "0.71"}
    store.links.judge(store.links.get()[0].id, "dismissed")
    assert len(table(run("graph", "--format", "edges").stdout)) == 1


def test_an_old_id_works_after_a_merge_and_rulings_tell_when(store: Store, run: Run) -> None:
    bridge(store)
    tracker = Tracker(store=store)
    tracker.rescore()
    ids = {source.name: source.id for source in tracker.sources()}
    assert run("sources", "merge", "Tom Okoye", "Elena Marsh", "--reviewer", "ana").exit_code == 0
    (now,) = {s.id for s in tracker.sources()} & {ids["Tom Okoye"], ids["Elena Marsh"]}
    (old,) = {ids["Tom Okoye"], ids["Elena Marsh"]} - {now}
    for id in (old, old[:8]):
        assert json.loads(run("show", id, "--json").stdout)["id"] == now
        assert len(json.loads(run("list", "--source", id, "--json").stdout)) == 2
    (ruling,) = json.loads(run("sources", "rulings", "--json").stdout)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", ruling["made_at"])
    assert ruling["made_at"][:10] in run("sources", "rulings").stdout
    assert run("sources", "rename", old, "E. Marsh").exit_code == 0
    assert "E. Marsh" in {source.name for source in tracker.sources()}
    run("sources", "undo", ruling["id"])
    assert json.loads(run("show", old, "--json").stdout)["id"] == old
