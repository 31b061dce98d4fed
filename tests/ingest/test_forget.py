"""``claims forget``: what goes, that nothing of it is left, and that it stays out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG, SAFE, UNSAFE, Reading, Run

from claims.errors import NotFound
from claims.records import Article
from claims.store import Store
from claims.tracker import Tracker


@pytest.fixture
def folder(written: Path, run: Run, engine: Any) -> Path:
    """Two articles of one outlet that dispute the bridge, ingested."""
    assert run("ingest", str(written), "--outlet", "Velden Courier").exit_code == 0
    return written


def test_an_article_goes_with_all_that_was_found_in_it(
    folder: Path, run: Run, db_path: Path
) -> None:
    (dispute,) = json.loads(run("disputes", "--json").stdout)
    run("judge", dispute["id"], "confirmed", "--note", "Edo Vance knows better")
    result = run("forget", str(folder / "two.txt"), "--yes")
    assert result.exit_code == 0, result.output
    assert "1 claim, 1 link, 1 of them judged." in result.stderr
    assert "Forgotten: 1 article." in result.stderr
    assert json.loads(run("disputes", "--json").stdout) == []
    with Store(db_path) as store:
        assert [source.name for source in store.sources.get().values()] == ["Ana Holt"]
        assert [claim.speaker for claim in store.claims.get()] == ["Ana Holt"]
        assert store.claims.search("Vance") == [] and store.links.judgements() == {}
        assert store.read("SELECT count(*) FROM vectors") == [(1,)]
        sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'Friday'"
        assert store.read(sql) == [(0,)]


def test_it_stays_out_until_it_is_let_in_again(folder: Path, run: Run) -> None:
    run("forget", "--outlet", "velden courier", "--yes")
    how = ("--outlet", "Velden Courier")
    foretold = run("ingest", str(folder), *how, "--dry-run").stdout
    assert [line.split()[0] for line in foretold.splitlines()] == ["forgotten"] * 2
    result = run("ingest", str(folder), *how)
    assert "2 articles: 0 added, 2 forgotten earlier, left out (--again" in result.stderr
    assert "2 added" in run("ingest", str(folder), *how, "--again").stderr
    assert len(json.loads(run("disputes", "--json").stdout)) == 1
    assert "2 already there" in run("ingest", str(folder), *how).stderr


def test_what_stands_at_the_address_later_stays_out_too(
    run: Run, db_path: Path, engine: Any
) -> None:
    url = ("--url", "https://x.example/1")
    run("ingest", "-", *url, input=SAFE)
    assert run("forget", *url, "--yes").exit_code == 0
    result = run("ingest", "-", *url, input=f"{SAFE} More to follow.")
    assert "0 added, 1 forgotten earlier" in result.stderr
    with Store(db_path) as store:
        assert store.articles.has_address("https://x.example/1"), (
            "so that a watch does not fetch it again"
        )


def test_it_asks_first(folder: Path, run: Run) -> None:
    one = str(folder / "one.txt")
    refused = run("forget", one, input="n\n")
    assert refused.exit_code == 1 and "Take out for good?" in refused.stderr
    assert len(json.loads(run("list", "--json").stdout)) == 2
    assert run("forget", one, input="y\n").exit_code == 0
    assert len(json.loads(run("list", "--json").stdout)) == 1


def test_vacuum_leaves_no_word_in_the_file(folder: Path, run: Run, db_path: Path) -> None:
    run("forget", str(folder / "two.txt"), "--yes")
    assert run("forget", "--vacuum").exit_code == 0
    files = [file for file in db_path.parent.glob("claims.db*") if file.is_file()]
    whole = b"".join(file.read_bytes() for file in files).lower()
    assert b"holt" in whole
    for word in (b"vance", b"friday"):
        assert word not in whole, word
    assert json.loads(run("search", "Holt", "--exact", "--json").stdout)


def test_a_copy_gets_the_claims_that_it_left_to_its_original(db_path: Path) -> None:
    with Tracker(db_path, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        texts = {"a": f"{SAFE} {LONG}", "b": f"{SAFE} {LONG} Read on."}
        first, second = (
            Article(text, url=f"https://{name}.example/1", published="2031-05-02", language="en")
            for name, text in texts.items()
        )
        tracker.ingest([first, second, Article(UNSAFE, url="https://c.example/1")])
        (original,) = {a.duplicate_of for a in tracker.articles()} - {None}
        (link,) = tracker.links()
        tracker.judge(link.id, "confirmed")
        assert len(tracker.claims()) == 2
        assert tracker.forget([str(original)]) == 1
        assert {a.duplicate_of for a in tracker.articles()} == {None}
        assert len(tracker.claims()) == 2, "the copy says it itself now"
        (dispute,) = tracker.disputes()
        assert dispute.status == "confirmed"


def test_what_is_not_there(run: Run, folder: Path, db_path: Path) -> None:
    missing = run("forget", "zz", "--yes")
    assert missing.exit_code == 1 and "no article is 'zz'" in missing.stderr
    assert "no article is of an outlet" in run("forget", "--outlet", "Velden", "--yes").stderr
    assert run("forget").exit_code == 2
    with Tracker(db_path, create=True) as tracker, pytest.raises(NotFound, match="no article zz"):
        tracker.forget(["zz"])
