"""``claims sources identify``: which item of Wikidata a source is, and where that goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, bridge

from claims.errors import ClaimsError
from claims.records import Source
from claims.sources.identity import Ruling, join, wikidata_id
from claims.sources.namesakes import Appearance
from claims.store import Store
from claims.tracker import Tracker


def seen(article: str, name: str) -> Appearance:
    return Appearance(Source(f"{article}-{name}", name, "person"), article, "2031-05-01", None)


ADA, BEN = seen("a", "Ada Crane"), seen("b", "Ben Lowry")


def ids(*rulings: Ruling) -> dict[str, str | None]:
    return {id: source.wikidata for id, source in join([ADA, BEN], rulings).items()}


def named(a: str, q: str) -> Ruling:
    return Ruling("identify", a, name=q)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Q42", "Q42"),
        (" q42 ", "Q42"),
        ("https://www.wikidata.org/wiki/Q42", "Q42"),
        ("http://www.wikidata.org/entity/Q42", "Q42"),
        ("Q0", None),
        ("Q٤٢", None),
        ("42", None),
        ("P31", None),
        ("Q42; drop", None),
        ("https://example.org/Q42", None),
    ],
)
def test_an_id_has_its_form(text: str, id: str | None) -> None:
    assert wikidata_id(text) == id


def test_the_later_id_holds_and_an_unknown_source_has_none() -> None:
    a, b = ADA.source.id, BEN.source.id
    assert ids(named(a, "Q1"), named(a, "Q2")) == {a: "Q2", b: None}
    assert ids(named("nobody", "Q1")) == {a: None, b: None}


def test_a_merge_keeps_the_id_or_lists_both_and_a_split_gives_each_its_own() -> None:
    a, b = ADA.source.id, BEN.source.id
    merge, split = Ruling("merge", a, b), Ruling("split", a)
    one, two = named(a, "Q2"), named(b, "Q1")
    assert ids(one, merge) == {a: "Q2", b: "Q2"}
    assert ids(two, merge) == {a: "Q1", b: "Q1"}
    assert ids(one, two, merge) == {a: "Q1 Q2", b: "Q1 Q2"}
    assert ids(one, two, merge, named(a, "Q3")) == {a: "Q3", b: "Q3"}
    assert ids(one, two, merge, split) == {a: "Q2", b: "Q1"}


def test_it_goes_into_every_export_and_back(
    store: Store, run: Run, tmp_path: Path, engine: Any
) -> None:
    bridge(store)
    Tracker(store=store).rescore()
    done = run("sources", "identify", "Elena Marsh", "https://www.wikidata.org/wiki/Q190")
    assert (done.exit_code, done.stderr) == (0, "Identified.\n")
    Tracker(store=store).rescore()
    rows = {row["name"]: row for row in json.loads(run("sources", "--json").stdout)}
    assert (rows["Elena Marsh"]["wikidata"], rows["Tom Okoye"]["wikidata"]) == ("Q190", None)
    table = run("sources", "--csv").stdout.splitlines()
    assert "wikidata" in table[0] and sum("Q190" in line for line in table) == 1
    assert "Wikidata Q190" in run("show", "Elena Marsh").stdout
    assert run("export", str(tmp_path / "all.jsonl")).exit_code == 0
    assert run("import", "-d", str(tmp_path / "b.db"), str(tmp_path / "all.jsonl")).exit_code == 0
    again = json.loads(run("sources", "--json", "-d", str(tmp_path / "b.db")).stdout)
    assert {row["name"] for row in again if row["wikidata"] == "Q190"} == {"Elena Marsh"}


def test_it_can_be_undone_and_has_to_be_an_id(store: Store, run: Run) -> None:
    bridge(store)
    tracker = Tracker(store=store)
    tracker.rescore()
    wrong = run("sources", "identify", "Elena Marsh", "Elena")
    assert wrong.exit_code == 1 and "give one such as Q42" in wrong.stderr
    with pytest.raises(ClaimsError):
        tracker.identify("x", "")
    run("sources", "identify", "Elena Marsh", "Q190")
    (ruling,) = json.loads(run("sources", "rulings", "--json").stdout)
    shown = run("sources", "rulings").stdout
    assert ruling["a"] not in shown and f"({ruling['a'][:8]})" in shown, "a name, and a short id"
    assert (ruling["kind"], ruling["name"]) == ("identify", "Q190")
    run("sources", "undo", ruling["id"])
    assert {source.wikidata for source in tracker.sources()} == {None}


def test_the_graph_and_the_report_tell_it(store: Store, run: Run, tmp_path: Path) -> None:
    bridge(store)
    store.write("UPDATE sources SET wikidata = 'Q190' WHERE name = 'Elena Marsh'", [])
    for name in ("graph.graphml", "page.html"):
        assert run("graph", str(tmp_path / name)).exit_code == 0
    assert run("report", str(tmp_path / "report.html")).exit_code == 0
    for name in ("graph.graphml", "page.html", "report.html"):
        assert "Q190" in (tmp_path / name).read_text("utf-8"), name
