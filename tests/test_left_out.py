"""An article that ends in a mistake of ours is named and left out; the others go in."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Judging, Reading, Run
from run.test_ahead import ARTICLES, Beside, article, content

from claims import engine as engine_module
from claims.engine import Engine, Models
from claims.errors import ClaimsError, LockedDatabase, mistake
from claims.reading.answers import Between, Excerpted
from claims.records import Article, Claim, Extraction
from claims.run import shards, workers
from claims.run.gather import Prepared
from claims.run.stages import Extractor
from claims.store import Store
from claims.tracker import Tracker

WORD = "Halvik"  # what the engines below fail at
LEFT = [a for a in ARTICLES if WORD not in a.text]


class AtReading(Reading):
    """Fails at extraction."""

    error: BaseException = IndexError("list index out of range")

    def _extraction(self, article: Article) -> Extraction:
        if WORD in article.text:
            raise self.error
        return super()._extraction(article)


class AtEmbedding(Reading):
    """Fails at vectors."""

    def embed(self, claims: Sequence[Claim]) -> np.ndarray:
        if any(WORD in claim.wording for claim in claims):
            raise ValueError("no such word")
        return super().embed(claims)


class Wavering(Judging):
    def across(
        self, one: Excerpted, other: Excerpted, *given: Any
    ) -> dict[tuple[int, int], Between]:
        if WORD in one.text and WORD in other.text and one is not other and one != other:
            raise KeyError(WORD)
        return super().across(one, other, *given)


class AtComparing(Reading):
    """Fails at the reader's."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Wavering()


class Told(list[tuple[str, str]]):
    def __call__(self, article: Article, error: Exception) -> None:
        self.append((article.id, type(error).__name__))


def ingested(engine: Any, articles: Sequence[Article], batch: int, failed: Any) -> Tracker:
    tracker = Tracker(":memory:", engine=engine)
    report = tracker.ingest(articles, batch=batch, failed=failed)
    assert report.failed == len(failed)
    assert report.added == len(articles) - len(failed)
    assert tracker.store.read("PRAGMA foreign_key_check") == []
    return tracker


@pytest.mark.parametrize("batch", [1, 3, 100])
@pytest.mark.parametrize(("kind", "name"), [(AtReading, "IndexError"), (AtEmbedding, "ValueError")])
def test_the_others_of_a_batch_go_in(kind: type[Reading], name: str, batch: int) -> None:
    failed = Told()
    tracker = ingested(kind(), ARTICLES, batch, failed)
    (guilty,) = [a.id for a in ARTICLES if WORD in a.text]
    assert failed == [(guilty, name)]
    assert content(tracker) == content(ingested(Reading(), LEFT, batch, Told()))


@pytest.mark.parametrize("batch", [1, 4, 100])
def test_what_cannot_be_compared_goes_in_without_and_waits(batch: int) -> None:
    says = [
        article(n, f"{who} said that the old bridge at {place} was{maybe} safe.")
        for n, (who, place, maybe) in enumerate(
            [
                ("Ana Holt", "Velden", ""),
                ("Edo Vance", "Velden", " not"),
                ("Ana Holt", WORD, ""),
                ("Edo Vance", WORD, " not"),
                ("Ana Holt", "Maren", ""),
                ("Edo Vance", "Maren", " not"),
            ]
        )
    ]
    failed = Told()
    tracker = Tracker(":memory:", engine=AtComparing())  # type: ignore[arg-type]
    assert tracker.ingest(says, batch=batch, failed=failed).added == len(says)
    assert failed == [(says[3].id, "KeyError")]
    assert len(tracker.links()) >= 2
    tracker.ingest([], failed=failed)
    assert len(failed) == 1, "told once"
    with pytest.raises(KeyError):
        tracker.rescore()
    tracker.engine.reader = Judging()  # type: ignore[misc]
    tracker.rescore()
    assert content(tracker) == content(ingested(Reading(), says, batch, Told()))


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        LockedDatabase("in use"),
        ClaimsError("a process has ended"),
        sqlite3.OperationalError("disk I/O error"),
        ModuleNotFoundError("No module named 'x'", name="x"),
        KeyboardInterrupt(),
    ],
)
def test_what_is_no_fault_of_an_article_ends_the_ingest(error: BaseException) -> None:
    engine = AtReading()
    engine.error = error
    failed = Told()
    tracker = Tracker(":memory:", engine=engine)  # type: ignore[arg-type]
    with pytest.raises(type(error)):
        tracker.ingest(ARTICLES, batch=2, failed=failed)
    assert not failed
    assert len(tracker.articles()) == 4


def test_unless_somebody_wants_to_hear_of_it_an_error_is_raised() -> None:
    with pytest.raises(IndexError):
        Tracker(":memory:", engine=AtReading()).ingest(ARTICLES)  # type: ignore[arg-type]
    assert mistake(IndexError())
    assert mistake(sqlite3.IntegrityError())
    assert mistake(MemoryError())


class Failing(AtReading, Beside):
    """Workers of which one fails, as any code may."""


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_what_was_begun_ahead_is_taken_apart_too(batch: int) -> None:
    failed = Told()
    tracker = ingested(Failing(), ARTICLES, batch, failed)
    assert [name for _, name in failed] == ["IndexError"]
    assert content(tracker) == content(ingested(Reading(), LEFT, batch, Told()))


BROKEN = f"""
from claims.sources import article

whole = article.resolve

def resolve(text, *rest):
    if {WORD!r} in text.text:
        raise IndexError("no such place")
    return whole(text, *rest)

article.resolve = resolve
"""


def test_real_workers_go_on_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.py").write_text(BROKEN)
    monkeypatch.syspath_prepend(tmp_path)
    serve = "from claims.run.workers import serve"
    monkeypatch.setattr(workers, "_START", workers._START.replace(serve, f"import broken; {serve}"))
    monkeypatch.setattr(engine_module, "MANY", 0)
    engine = Engine(Models(threads=2))
    errors: list[Exception] = []
    with Tracker(tmp_path / "claims.db", engine=engine, create=True) as tracker:
        report = tracker.ingest(ARTICLES, batch=3, failed=lambda _, error: errors.append(error))
        assert (report.added, report.failed) == (len(LEFT), 1)
        assert len(tracker.claims()) == len(LEFT)
    assert engine._workers is not None
    assert len(engine._workers.pids) == 2, "nobody had to be started anew"
    (error,) = errors
    assert isinstance(error, IndexError)
    assert "broken.py" in error.__notes__[0], "where it was raised"
    engine.close()


def test_a_cluster_leaves_it_to_who_takes_it_in() -> None:
    unread = pickle.dumps([Extraction(article, (), ()) for article in ARTICLES])
    row = {"found": unread, "shard": "s", "failures": "[]"}
    extractor = Extractor(Models(), lambda _: AtReading())  # type: ignore[arg-type, return-value]
    found = pickle.loads(extractor(row)["found"])
    assert [len(e.claims) for e in found] == [WORD not in a.text for a in ARTICLES]
    claims = [claim for e in found for claim in e.claims]
    prepared = Prepared()
    prepared.hold("s", shards.Shard(tuple(found), Reading().embed(claims)))
    assert [e.article for e in prepared.extract(LEFT)] == LEFT
    assert {a.id for a in ARTICLES} - prepared._found.keys() == {ARTICLES[4].id}


# -- the command line -----------------------------------------------------------------------


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of articles, at one of which the engine fails."""
    monkeypatch.setattr("claims.tracker.Engine", AtReading)
    monkeypatch.delenv("CLAIMS_DEBUG", raising=False)
    folder = tmp_path / "in"
    folder.mkdir()
    for number, found in enumerate(ARTICLES):
        text = f"Title: Report {number}\n\n{found.text} It was a long day on the coast."
        folder.joinpath(f"{number}.txt").write_text(text)
    return folder


@pytest.mark.parametrize("command", [["ingest"], ["watch", "--once"]])
def test_one_line_says_which(run: Run, db_path: Path, failing: Path, command: list[str]) -> None:
    result = run(*command, str(failing))
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1
    (number,) = [n for n, a in enumerate(ARTICLES) if WORD in a.text]
    assert f"{number}.txt" in lines[0]
    assert "IndexError: list index out of range (a mistake in claims: " in lines[0]
    assert f"{len(LEFT)} added, 1 left out after an error" in result.stderr
    with Store(db_path) as store:
        assert len(store.claims.get()) == len(store.articles.get()) == len(LEFT)


def test_who_looks_for_the_mistake_gets_it_whole(
    run: Run, failing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_DEBUG", "1")
    assert run("ingest", str(failing)).exception is AtReading.error
