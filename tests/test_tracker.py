"""The whole path on the corpus with the packaged models: quality floors, and sameness."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.engine import Engine
from claims.read import Failure, read
from claims.records import Article
from claims.store import Filters
from claims.tracker import Tracker

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    found = [item for item in read([CORPUS]) if not isinstance(item, Failure)]
    assert len(found) > 20
    return found


@pytest.fixture(scope="module")
def tracker(
    sample: Path, models: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tracker]:
    path = shutil.copy(sample, tmp_path_factory.mktemp("whole") / "claims.db")
    with Tracker(path, engine=models) as tracker:
        yield tracker


def content(tracker: Tracker) -> dict[str, object]:
    return {
        "claims": {c.id: c for c in tracker.claims(Filters(all=True))},
        "sources": {s.id: s for s in tracker.sources()},
        "links": {link.id: link for link in tracker.links()},
    }


def test_articles_known_already_change_nothing(tracker: Tracker, articles: list[Article]) -> None:
    before = content(tracker)
    report = tracker.ingest(articles)
    assert (report.added, report.known, report.claims) == (0, len(articles), 0)
    assert content(tracker) == before


@pytest.mark.slow
def test_one_by_one_and_backwards_gives_the_same_as_all_at_once(
    tracker: Tracker, articles: list[Article], tmp_path: Path
) -> None:
    stored = {a.id: a.duplicate_of for a in tracker.articles()}
    copies = {i for i, original in stored.items() if original} | set(stored.values())
    copied = [article for article in articles if article.id in copies]
    alone = [article for article in articles if article.id not in copies]
    some = [*copied[:4], *(a for a in alone if "valley" in a.text), *alone[:4]]
    some = list({article.id: article for article in some[:10]}.values())
    together = Tracker(tmp_path / "together.db", engine=tracker.engine, create=True)
    together.ingest(some)
    apart = Tracker(tmp_path / "apart.db", engine=tracker.engine, create=True)
    for article in reversed(some):
        apart.ingest([article])
    assert content(apart) == content(together)
