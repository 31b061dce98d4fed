"""The Python API: what it takes, what it gives, and what it says where that is wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SAFE, UNSAFE, Reading, bridge

import claims
from claims import Article, ClaimsError, Filters, NotFound, StoreError, Tracker
from claims.records import Claim
from claims.store import Store


@pytest.fixture
def tracker(store: Store) -> Iterator[Tracker]:
    """A tracker on the store of `bridge`."""
    bridge(store)
    with Tracker(store=store, engine=Reading()) as tracker:  # type: ignore[arg-type]
        yield tracker


def test_everything_named_is_there_and_nothing_is_loaded_before() -> None:
    assert all(getattr(claims, name) for name in claims.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Trucker'"):
        claims.Trucker  # noqa: B018
    code = (
        "import claims, sys; assert not {'numpy', 'sqlite3', 'claims.tracker'} & set(sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1]).returncode == 0
    )


def test_a_database_is_made_only_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with pytest.raises(StoreError, match=r"x\.db does not exist: .*create=True\) makes it"):
        Tracker(path)
    assert not path.exists()
    Tracker(path, create=True).close()
    Tracker(str(path)).close()
    with pytest.raises(StoreError, match="5 is no path of a database"):
        Tracker(5)  # type: ignore[arg-type]


def test_paths_folders_and_articles_are_ingested(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(SAFE)
    (folder / "empty.txt").touch()
    with Tracker(":memory:", engine=Reading()) as tracker:  # type: ignore[arg-type]
        report = tracker.ingest([folder, Article(UNSAFE), str(tmp_path / "missing.txt")])
        assert (report.added, report.claims) == (2, 2)
        assert [line.split(": ")[0].rsplit("/")[-1] for line in report.failures] == [
            "empty.txt", "missing.txt",
        ]  # fmt: skip
        assert tracker.ingest(folder / "one.txt").known == 1
        assert tracker.ingest(Article(UNSAFE)).known == 1
        for wrong in (5, [5], None, b"one.txt"):
            with pytest.raises(ClaimsError, match="cannot be ingested: give paths, addresses"):
                tracker.ingest(wrong)  # type: ignore[arg-type]
        assert len(tracker.disputes()) == 1


def test_conditions_go_by_name(tracker: Tracker) -> None:
    assert [d.kind for d in tracker.disputes(source="Marsh")] == ["denial"]
    assert len(tracker.disputes(limit=1)) == 1
    assert [d.kind for d in tracker.disputes(Filters(topic="hurt"), status="open")] == ["figures"]
    assert len(tracker.claims()) == 6 and len(tracker.claims(source="Marsh")) == 1
    assert len(tracker.claims(source="Marsh", all=True)) == 2
    for wrong, told in (
        ({"speaker": "Marsh"}, "there is no condition 'speaker': give source, between"),
        ({"kind": "lie"}, "no kind is 'lie': say denial, conflict"),
        ({"filters": "Marsh"}, "'Marsh' is no Filters: name the condition, such as source="),
        ({"since": "2031-02-30"}, "'2031-02-30' is no since: give 2031-05-02, 2031-05 or 2031"),
        ({"min_score": float("nan")}, "nan is no min_score: give a number from 0 to 1"),
        ({"limit": -1}, "-1 is no limit: give a number from 0"),
        ({"limit": "3"}, "'3' is no limit"),
        ({"between": "ab"}, "'ab' is no between: give two names"),
        ({"source": 3}, "3 is no source: give words"),
    ):
        with pytest.raises(ClaimsError, match=told):
            tracker.disputes(**wrong)  # type: ignore[arg-type]


def test_things_are_found_by_id_name_and_words(tracker: Tracker) -> None:
    (dispute, _) = tracker.disputes()
    assert tracker.dispute(dispute.id[:8]) == tracker.show(dispute.id) == dispute
    link = dispute.links[0]
    assert tracker.show(link.id) == link
    claim = tracker.show(link.a)
    assert isinstance(claim, Claim) and claim.speaker == "Elena Marsh"
    assert tracker.show(claim.article) in tracker.articles()
    assert tracker.show(claim.source) == tracker.show("marsh")
    assert [c.speaker for c in tracker.search("hurt Okoye", exact=True)] == ["Tom Okoye"]
    assert len(tracker.search("hurt", limit=1)) == 1
    for ask in (tracker.dispute, tracker.show):
        with pytest.raises(NotFound, match="nothing has the id 'zz'"):
            ask("zz")
        for wrong in (None, dispute):
            with pytest.raises(NotFound, match=f"a {type(wrong).__name__} is no id: give a string"):
                ask(wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="is a claim"):
        tracker.dispute(claim.id)
    for nothing in ("", " ?", None):
        with pytest.raises(ClaimsError, match="has no words to search for"):
            tracker.search(nothing)  # type: ignore[arg-type]
    assert tracker.search("hurt", limit=-1) == []
    with pytest.raises(ClaimsError, match="'3' is no limit: give a number"):
        tracker.search("hurt", limit="3")  # type: ignore[arg-type]


def test_a_correction_has_a_stance_that_there_is(tracker: Tracker) -> None:
    claim = tracker.claims()[0]
    with pytest.raises(ClaimsError, match="no stance is 'lies': say asserts, denies"):
        tracker.fix(claim.id, stance="lies")  # type: ignore[arg-type]
    assert tracker.store.corrections.get() == {}


def test_what_is_told_of_an_article_is_checked(tracker: Tracker) -> None:
    article = tracker.articles()[0]
    for wrong, told in (
        ({"published": "2031-02-30"}, "'2031-02-30' is not a date"),
        ({"title": 3}, "3 is no title: give words, or None"),
    ):
        with pytest.raises(ClaimsError, match=told):
            tracker.update(article.id, **wrong)  # type: ignore[arg-type]
    assert tracker.articles()[0] == article
    assert tracker.update(article.id, author="  ").author is None


def test_one_article_is_forgotten_by_its_id(tracker: Tracker) -> None:
    with pytest.raises(NotFound, match="no article zz:"):
        tracker.forget("zz")
    with pytest.raises(NotFound, match="5 are no ids of articles"):
        tracker.forget(5)  # type: ignore[arg-type]
    assert tracker.forget(tracker.articles()[0].id) == 1
    assert len(tracker.articles()) == 2


def test_rulings_are_on_sources_that_there_are(tracker: Tracker) -> None:
    known = tracker.sources()[0].id
    for ask in (
        lambda: tracker.merge(known, "zz"),
        lambda: tracker.split("zz"),
        lambda: tracker.rename("zz", "Ann"),
        lambda: tracker.identify("zz", "Q42"),
    ):
        with pytest.raises(NotFound, match="no source has the id 'zz': `claims sources` lists"):
            ask()
    with pytest.raises(ClaimsError, match="is one source already: name two"):
        tracker.merge(known, known)
    with pytest.raises(ClaimsError, match="'' has no letter in it"):
        tracker.rename(known, "")
    with pytest.raises(NotFound, match="no source has the id None"):
        tracker.split(None)  # type: ignore[arg-type]
    with pytest.raises(ClaimsError, match="a ruling has no 'by': give note, reviewer, made_at"):
        tracker.split(known, by="ana")
    with pytest.raises(ClaimsError, match="5 is no note: give words"):
        tracker.split(known, note=5)  # type: ignore[arg-type]
    assert tracker.store.sources.rulings() == []


def test_a_judgement_is_checked(tracker: Tracker, db_path: Path) -> None:
    (dispute, other) = tracker.disputes()
    with pytest.raises(ClaimsError, match="'yes' is no verdict: say none, confirmed, dismissed"):
        tracker.judge(dispute.id, "yes")  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="nothing has the id 'zz'"):
        tracker.judge("zz", "confirmed")
    with pytest.raises(NotFound, match="is a claim: judge a dispute or a link"):
        tracker.judge(dispute.links[0].a, "confirmed")
    for wrong in ({"note": 5}, {"reviewer": ["ana"]}):
        with pytest.raises(ClaimsError, match="give words"):
            tracker.judge(dispute.id, "confirmed", **wrong)  # type: ignore[arg-type]
    assert tracker.store.links.judgements() == {}
    tracker.judge(dispute.links[0].id, "confirmed", "read both", "ana")
    tracker.judge(other.id, "dismissed")
    assert [d.status for d in tracker.disputes(all=True)] == ["confirmed", "dismissed"]
    with sqlite3.connect(db_path) as raw, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        raw.execute("INSERT INTO judgements (link, verdict) VALUES ('x', 'yes')")


def test_a_closed_tracker_says_so(tracker: Tracker) -> None:
    tracker.close()
    asked: list[Any] = [tracker.disputes, tracker.claims, tracker.articles, tracker.rescore]
    asked += [lambda: tracker.show("x"), lambda: tracker.ingest([Article(SAFE)])]
    for ask in asked:
        with pytest.raises(StoreError, match="was closed: open it again"):
            ask()
    assert "was closed" in repr(tracker) and "was closed" in tracker._repr_html_()


def test_a_tracker_tells_what_it_holds(tracker: Tracker) -> None:
    assert repr(tracker).endswith("claims.db'): 3 articles, 6 claims, 4 sources, 2 disputes>")
    shown = tracker._repr_html_()
    assert "3 articles" in shown and "Elena Marsh" in shown
