"""What is told of an article that is there: by ``claims set``, and by an ingest that says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG, SAFE, Reading, Run

from claims.errors import ClaimsError, NotFound
from claims.records import Article
from claims.store import Store
from claims.tracker import Tracker


@pytest.fixture
def folder(folder: Path, run: Run) -> Path:
    """Two articles that dispute the bridge, ingested, judged and corrected."""
    (dispute,) = json.loads(run("disputes", "--json").stdout)
    run("judge", dispute["id"], "confirmed")
    holt = next(c for c in json.loads(run("list", "--json").stdout) if c["speaker"] == "Ana Holt")
    run("fix", holt["id"], "--source", "Mara Lund")
    return folder


def articles(run: Run) -> dict[str, dict[str, Any]]:
    found = json.loads(run("info", "--articles", "--json").stdout)
    return {Path(row["origin"]).name: row for row in found}


def held(run: Run) -> tuple[str, set[str]]:
    """The status of the one dispute, and who says something."""
    (dispute,) = json.loads(run("disputes", "--json").stdout)
    return dispute["status"], {c["source"] for c in json.loads(run("list", "--json").stdout)}


def test_an_ingest_updates_what_it_is_told(folder: Path, run: Run) -> None:
    one = str(folder / "one.txt")
    facts = ("--published", "2031-05-02", "--outlet", "Velden Courier", "--author", "Ida Rook")
    assert run("ingest", one, *facts, "--dry-run").stdout.split()[0] == "updates"
    result = run("ingest", one, *facts)
    assert "0 added, 1 already there, 1 of them told anew as you say" in result.stderr
    found = articles(run)
    assert len(found) == 2
    row = found["one.txt"]
    assert (row["published"], row["outlet"]) == ("2031-05-02", "Velden Courier")
    assert (row["author"], row["claims"]) == ("Ida Rook", 1)
    assert held(run) == ("confirmed", {"Mara Lund", "Edo Vance"}), "what people decided stays"
    claim = next(c for c in json.loads(run("list", "--json").stdout) if c["article"]["outlet"])
    assert claim["source"] == "Mara Lund" and "corrected" in claim
    assert run("fix", claim["id"], "--undo").exit_code == 0
    again = run("ingest", one, *facts)
    assert "1 already there;" in again.stderr
    assert run("ingest", one, *facts, "--dry-run").stdout.split()[0] == "known"


def test_an_ingest_that_says_nothing_updates_nothing(folder: Path, run: Run) -> None:
    run("set", str(folder / "one.txt"), "--published", "2031-05-02", "--title", "Old bridge")
    assert "already there;" in run("ingest", str(folder)).stderr
    assert articles(run)["one.txt"]["title"] == "Old bridge"


def test_set_tells_what_changed(folder: Path, run: Run) -> None:
    one = str(folder / "one.txt")
    result = run("set", one, "--published", "2 May 2031", "--title", "Old bridge")
    assert result.exit_code == 0, result.output
    assert "published not known → 2031-05-02, title Bridge is safe → Old bridge" in result.stderr
    assert articles(run)["one.txt"]["published"] == "2031-05-02"
    claim = next(c for c in json.loads(run("list", "--json").stdout) if c["source"] == "Mara Lund")
    assert claim["article"]["published"] == "2031-05-02"
    assert held(run)[0] == "confirmed"
    assert "as it was" in run("set", one, "--published", "2031-05-02").stderr
    run("set", one, "--published", "")
    assert articles(run)["one.txt"]["published"] is None


def test_what_cannot_be_set(folder: Path, run: Run) -> None:
    one = str(folder / "one.txt")
    assert "is not a date" in run("set", one, "--published", "some day").stderr
    assert run("set", one).exit_code == 2
    assert "no article is 'zz'" in run("set", "zz", "--title", "x").stderr


def test_dates_decide_which_of_two_is_the_copy(db_path: Path) -> None:
    with Tracker(db_path, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        text = f"{SAFE} {LONG}"
        found = [
            Article(f"{text}{more}", url=f"https://{name}.example/1", published=day, language="en")
            for name, more, day in (("a", "", "2031-05-02"), ("b", " Read on.", "2031-05-03"))
        ]
        tracker.ingest(found)
        a, b = (article.id for article in found)
        assert {x.id: x.duplicate_of for x in tracker.articles()} == {a: None, b: a}
        tracker.update(a, published="2031-05-04")
        assert {x.id: x.duplicate_of for x in tracker.articles()} == {a: b, b: None}
        assert [claim.article for claim in tracker.claims()] == [b]
        tracker.update(a, published="2031-05-01")
        assert {x.id: x.duplicate_of for x in tracker.articles()} == {a: None, b: a}
        assert [claim.article for claim in tracker.claims()] == [a]


def test_an_article_is_not_made_another(store: Store) -> None:
    with Tracker(store=store, engine=Reading()) as tracker:  # type: ignore[arg-type]
        tracker.ingest([Article(SAFE, outlet="A"), Article(SAFE, outlet="B")])
        (a, b) = sorted(tracker.articles(), key=lambda article: article.outlet or "")
        with pytest.raises(ClaimsError, match="B has this article already"):
            tracker.update(a.id, outlet="B")
        assert tracker.update(b.id, outlet="C").outlet == "C"
        with pytest.raises(ClaimsError, match="has no 'text': give title"):
            tracker.update(a.id, text="x")
        with pytest.raises(NotFound):
            tracker.update("zz", title="x")
