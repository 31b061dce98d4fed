"""``claims disputes --new-since`` tells what is new from what was known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Reading, Run

from claims.records import Article
from claims.store.connection import now
from claims.tracker import Tracker


def article(number: int, text: str, published: str = "2031-05-02") -> Article:
    url = f"https://news.example/{number}"
    return Article(text, url=url, published=published, language="en")


@pytest.fixture
def tracker(db_path: Path) -> Tracker:
    tracker = Tracker(db_path, engine=Reading(), create=True)  # type: ignore[arg-type]
    tracker.ingest(
        [
            article(1, "Mara Holt said that the old bridge at Velden was safe."),
            article(2, "Edo Vance said that the old bridge at Velden was not safe."),
        ]
    )
    return tracker


def listed(run: Run, since: str) -> list[str]:
    result = run("disputes", "--new-since", since, "--json")
    assert result.exit_code == 0, result.output
    return [dispute["topic"] for dispute in json.loads(result.stdout)]


def test_only_what_a_new_article_brought_is_new(tracker: Tracker, run: Run) -> None:
    before = now()
    assert listed(run, before) == []
    assert len(listed(run, "2001-01-01")) == 1
    tracker.ingest(
        [
            article(3, "Ilse Marek said that two night ferries had left Kessel."),
            article(4, "Noor Sorley said that two night ferries had not left Kessel."),
        ]
    )
    (topic,) = listed(run, before)
    assert "ferries" in topic
    assert len(listed(run, "2001-01-01")) == 2


def test_a_known_dispute_is_new_again_when_somebody_joins_it(tracker: Tracker, run: Run) -> None:
    before = now()
    tracker.ingest([article(3, "Ilse Marek denied that the old bridge at Velden was safe.")])
    assert len(listed(run, before)) == 1
    assert len(tracker.disputes()) == 1


def test_scoring_anew_makes_nothing_new(tracker: Tracker, run: Run) -> None:
    before = now()
    tracker.rescore()
    assert listed(run, before) == []


def test_a_new_version_that_says_the_same_makes_nothing_new(tracker: Tracker, run: Run) -> None:
    before = now()
    text = "Edo Vance said that the old bridge at Velden was not safe. It snowed again."
    report = tracker.ingest([article(2, text, "2031-05-03")])
    assert report.replaced == 1
    assert len(tracker.disputes()) == 1
    assert listed(run, before) == []


def test_an_article_that_touches_no_dispute_makes_nothing_new(tracker: Tracker, run: Run) -> None:
    before = now()
    tracker.ingest([article(3, "Ilse Marek said that Orlestad mills hold enough grain.")])
    assert listed(run, before) == []
