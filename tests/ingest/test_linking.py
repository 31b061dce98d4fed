"""Claims are compared without holding the database, and rulings reach what is far apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Judging, Reading

from claims.ingest.linking import Comparer
from claims.records import Article
from claims.store import Filters
from claims.tracker import Tracker
from claims.vectors.stored import Known


def article(text: str, number: int = 1, **known: str) -> Article:
    url = f"https://news.example/{number}"
    return Article(text, url=url, **{"language": "en", "published": "2031-05-02", **known})


SAFE = article("Mara Holt said that the old bridge at Velden was safe.", 1)
UNSAFE = article("Edo Vance said that the old bridge at Velden was not safe.", 2)
CLOSED = article("Ilse Marek said that the old bridge at Velden was not really safe.", 3)


def content(tracker: Tracker) -> dict[str, object]:
    return {
        "claims": {c.id: c for c in tracker.claims(Filters(all=True))},
        "sources": {s.id: s for s in tracker.sources()},
        "links": {link.id: link for link in tracker.links()},
    }


class Watched(Reading):
    """An engine that calls ``during`` each time its reader is asked about a pair."""

    def __init__(self, during: Callable[[], None]) -> None:
        super().__init__()
        self.asked = 0
        self.reader = self  # type: ignore[assignment]
        self.during = during

    name = "watched"
    judged = Judging().judged

    def across(self, *given: Any) -> Any:
        self.asked += 1
        self.during()
        return Judging().across(*given)


def test_others_can_write_while_the_reader_is_asked(db_path: Path) -> None:
    def write() -> None:
        other = sqlite3.connect(db_path, timeout=0, isolation_level=None)
        other.execute("INSERT OR REPLACE INTO settings VALUES ('written', 'meanwhile')")
        other.close()

    engine = Watched(write)
    with Tracker(db_path, engine=engine, create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest([SAFE, UNSAFE])
        assert len(tracker.links()) == 1
        assert tracker.store.meta["written"] == "meanwhile"
    assert engine.asked == 1


def test_what_another_ingest_wrote_meanwhile_is_compared_too(db_path: Path, tmp_path: Path) -> None:
    others = [CLOSED]

    def write() -> None:
        while others:
            with Tracker(db_path, engine=Reading(), create=True) as other:  # type: ignore[arg-type]
                other.ingest([others.pop()])

    with Tracker(db_path, engine=Watched(write), create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest([SAFE, UNSAFE])
        with Tracker(tmp_path / "once.db", engine=Reading(), create=True) as once:  # type: ignore[arg-type]
            once.ingest([SAFE, UNSAFE, CLOSED])
            assert len(once.links()) == 3
            assert content(tracker) == content(once)


def test_an_answer_is_asked_for_once_and_kept(db_path: Path) -> None:
    engine = Watched(lambda: None)
    with Tracker(db_path, engine=engine, create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest([SAFE, UNSAFE])
        tracker.rescore()
        before = content(tracker)
    with Tracker(db_path, engine=engine) as anew:  # type: ignore[arg-type]
        anew.rescore()
        assert content(anew) == before
    assert engine.asked == 1


def test_with_an_index_beside_the_database_the_links_are_the_same(
    db_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [
        article(f"{name} said that bridge {n} at Velden was {word}.", 10 * n + m)
        for n in range(12)
        for m, (name, word) in enumerate([("Mara Holt", "safe"), ("Edo Vance", "not safe")])
    ]
    with Tracker(db_path, engine=Reading(), create=True) as exact:  # type: ignore[arg-type]
        exact.ingest(articles, batch=4)
        expected = content(exact)
    monkeypatch.setattr("claims.vectors.disk.WORTHWHILE", 5)
    with Tracker(tmp_path / "near.db", engine=Reading(), create=True) as near:  # type: ignore[arg-type]
        near.ingest(articles, batch=4)
        assert list(tmp_path.glob("near.db-near-*"))
        assert content(near) == expected
        near.rescore()
        assert content(near) == expected


def test_a_failed_ingest_leaves_no_vectors_behind(db_path: Path) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    engine = Watched(fail)
    with Tracker(db_path, engine=engine, create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest([SAFE])
        with pytest.raises(ZeroDivisionError):
            tracker.ingest([UNSAFE])
        engine.during = lambda: None
        tracker.ingest([UNSAFE])
        assert len(tracker.links()) == 1


@pytest.mark.parametrize("first", [0, 1])
def test_a_ruling_holds_for_articles_that_know_only_one_of_its_sources(
    db_path: Path, first: int
) -> None:
    names = ["Mara Holt", "Edo Vance"]
    order = [names[first], names[1 - first]]
    with Tracker(db_path, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest(
            [article(f"{name} said that it rained in Velden.", n) for n, name in enumerate(names)]
        )
        by_name = {source.name: source.id for source in tracker.sources()}
        tracker.merge(*(by_name[name] for name in order))
        assert len(tracker.sources()) == 1
        for number, name in enumerate(names, 10):
            tracker.ingest([article(f"{name} said that the ferry had left.", number)])
            assert len(tracker.sources()) == 1
        (source,) = tracker.sources()
        assert {claim.source for claim in tracker.claims()} == {source.id}
        before = content(tracker)
        tracker.rescore()
        assert content(tracker) == before


def test_a_ruling_on_two_local_ids_reaches_what_each_was_joined_with(db_path: Path) -> None:
    names = ["Mara Holt", "Edo Vance", "Ilse Marek"]
    with Tracker(db_path, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest(
            [article(f"{name} said that it rained in Velden.", n) for n, name in enumerate(names)]
        )
        local = {a.source.name: a.source.id for a in tracker.store.sources.appearances()}
        joined = {source.name: source.id for source in tracker.sources()}
        tracker.merge(local["Mara Holt"], joined["Edo Vance"])
        tracker.merge(local["Edo Vance"], joined["Ilse Marek"])
        tracker.ingest([article("Ilse Marek said that the ferry had left.", 10)])
        assert len(tracker.sources()) == 1
        before = content(tracker)
        tracker.rescore()
        assert content(tracker) == before


def test_links_follow_what_later_articles_tell_of_a_source(db_path: Path, tmp_path: Path) -> None:
    """A source that turns out to be called something else is called that in its links."""
    articles = [
        article("Mara Holt said that the old bridge at Velden was safe.", 1),
        article("Edo Vance said that the old bridge at Velden was not safe.", 2),
        article("Edouard Vance said that the ferry had left.", 3),
        article("Edouard Vance said that the mill had closed.", 4),
    ]
    with Tracker(db_path, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        for each in articles:
            tracker.ingest([each])
        with Tracker(tmp_path / "once.db", engine=Reading(), create=True) as once:  # type: ignore[arg-type]
            once.ingest(articles)
            assert content(tracker) == content(once)


def test_what_is_not_looked_at_could_not_have_been_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pairs too far apart in time, or of what cannot be in dispute: a search that finds them
    too gives the same links."""
    said = (
        "said that the old bridge at Velden was safe",
        "denied that the old bridge at Velden was safe",
        "said that the old bridge at Velden was not safe",
        "said that the new bridge at Velden was safe",
    )
    days = ("2031-01-01", "2031-02-15", "2031-02-16", "2031-06-30", None)
    who = ("Mara Holt", "Edo Vance", "The Harbour Board", "Residents")
    articles = [
        article(f"{who[n % 4]} {said[n // 5 % 4]} in report {n}.", n, published=days[n % 5])
        for n in range(80)
    ]

    def ingested(db: str) -> tuple[dict[str, object], int]:
        looked_at = 0
        asked = Comparer._meetings

        def counted(self: Comparer, *given: Any) -> Any:
            nonlocal looked_at
            found = asked(self, *given)
            looked_at += len(found)
            return found

        with monkeypatch.context() as patch:
            patch.setattr(Comparer, "_meetings", counted)
            with Tracker(tmp_path / db, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
                tracker.ingest(articles, batch=16)
                return content(tracker), looked_at

    found, few = ingested("few.db")
    within = Known.within
    monkeypatch.setattr(
        Known, "within", lambda self, ids, least, _, crowds: within(self, ids, least, None, crowds)
    )
    whole, many = ingested("all.db")
    assert found == whole
    assert found["links"]
    assert few <= many
