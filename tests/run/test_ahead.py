"""Extraction one batch ahead: the same rows, and nothing left running or half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from conftest import Reading

from claims import engine as engine_module
from claims.engine import Engine, Models
from claims.errors import ClaimsError
from claims.records import Article, Claim, Extraction
from claims.store import Filters
from claims.tracker import Tracker
from run.test_workers import gone

PLACES = ("Velden", "Maren", "Tarnow", "Kessel", "Halvik", "Osterby", "Brennick", "Orlestad")


def article(number: int, text: str | None = None, **known: Any) -> Article:
    text = text or f"Ana Holt said that the old bridge at {PLACES[number]} was safe."
    return Article(text, **{"url": f"https://news.example/{number}", "language": "en"} | known)


ARTICLES = [article(number) for number in range(len(PLACES))]


class Beside(Reading):
    """An engine with workers that wait for ``go``, and that counts what they are given."""

    def __init__(self, failing: str = "no such words") -> None:
        super().__init__()
        self.given: list[list[str]] = []
        self.asked: list[str] = []
        self.go = Event()
        self.go.set()
        self.failing = failing
        self.closed = False

    def beside(self, articles: Sequence[Article]) -> Any:
        self.given.append([article.id for article in articles])
        engine = self

        class Workers:
            def extract(self, articles: Sequence[Article]) -> list[Extraction]:
                engine.go.wait(10)
                if engine.closed or any(engine.failing in a.text for a in articles):
                    raise ClaimsError("a process has ended")
                return [engine._extraction(article) for article in articles]

        return Workers()

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        self.asked += [article.id for article in articles]
        return super().extract(articles)

    def close(self) -> None:
        self.closed = True
        self.go.set()


def stored(db: Path, engine: Any, articles: Any, **settings: Any) -> dict[str, list[str]]:
    with Tracker(db, engine=engine, create=True) as tracker:
        tracker.ingest(articles, **settings)
        return content(tracker)


def content(tracker: Tracker) -> dict[str, list[str]]:
    claims = tracker.claims(Filters(all=True))
    found = (tracker.articles(), claims, tracker.sources(), tracker.links())
    names = ("articles", "claims", "sources", "links")
    return {name: list(map(repr, rows)) for name, rows in zip(names, found, strict=True)}


def test_the_next_batch_is_begun_before_this_one_is_embedded(tmp_path: Path) -> None:
    engine = Beside()
    begun: list[int] = []

    def embed(claims: Sequence[Claim]) -> Any:
        begun.append(len(engine.given))
        return Reading.embed(engine, claims)

    engine.embed = embed  # type: ignore[method-assign]
    ahead = stored(tmp_path / "ahead.db", engine, iter(ARTICLES), batch=2)
    assert begun == [2, 3, 4, 4]
    assert [id for some in engine.given for id in some] == [a.id for a in ARTICLES]
    assert engine.asked == []
    assert ahead == stored(tmp_path / "plain.db", Reading(), ARTICLES, batch=2)


def test_what_is_known_copied_or_changed_comes_out_as_ever(tmp_path: Path) -> None:
    long = " ".join(f"Edo Vance said that number {n} was safe." for n in range(40))
    articles = [
        article(0, published="2031-05-02"),
        article(0, published="2031-05-03"),  # the same words on another day
        article(1, long, published="2031-05-05"),
        article(
            1, long + " More to follow.", url="https://other.example/1", published="2031-05-04"
        ),
        article(2, "Ana Holt denied that the old bridge at Maren was safe.", language=None),
        article(0, "Ana Holt said that it rained.", published="2031-05-06"),
        article(3, "Der Bürgermeister sagte, die Brücke sei sicher und offen.", language=None),
        article(4),
        article(1, long, url="https://third.example/1", published="2031-05-01"),
        article(0, published="2031-05-07"),
    ]
    for batch in (1, 2, 3):
        engine = Beside()
        ahead = stored(tmp_path / f"ahead{batch}.db", engine, articles, batch=batch)
        assert engine.given
        assert ahead == stored(tmp_path / f"plain{batch}.db", Reading(), articles, batch=batch)
    again = Beside()
    assert stored(tmp_path / "ahead1.db", again, [article(4)]) != {}
    assert again.given == []  # nobody is set to work on what is stored


@pytest.mark.parametrize("failing", ["reading", "extraction"])
def test_an_error_in_the_next_batch_comes_after_this_one_is_stored(
    tmp_path: Path, failing: str
) -> None:
    def articles() -> Iterator[Article]:
        yield from ARTICLES[:5]
        if failing == "reading":
            raise ClaimsError("the disk is gone")
        yield from ARTICLES[5:]

    engine = Beside(failing="Halvik" if failing == "extraction" else "no such words")
    with Tracker(tmp_path / "claims.db", engine=engine, create=True) as tracker:  # type: ignore[arg-type]
        with pytest.raises(ClaimsError):
            tracker.ingest(articles(), batch=2)
        assert len(tracker.articles()) == 4


def test_an_interruption_ends_what_was_begun_at_once(tmp_path: Path) -> None:
    engine = Beside()

    def embed(claims: Sequence[Claim]) -> Any:
        raise KeyboardInterrupt

    def told(report: object) -> None:
        engine.embed = embed  # type: ignore[method-assign]
        engine.go.clear()

    with Tracker(tmp_path / "claims.db", engine=engine, create=True) as tracker:  # type: ignore[arg-type]
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            tracker.ingest(iter(ARTICLES[:6]), batch=2, progress=told)
        assert time.monotonic() - began < 5
        assert engine.closed
        assert len(tracker.articles()) == 2


@pytest.mark.slow
def test_real_workers_give_the_rows_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MANY", 0)
    texts = [
        f"“The {kind} bridge is safe,” said Ana Holt, the mayor of Velden. Edo Vance denied that "
        f"the {kind} bridge was safe.\n\nIt rained in {year}, he said."
        for kind, year in zip(
            ("old", "new", "stone", "iron", "long"), range(2031, 2036), strict=True
        )
    ]
    articles = [Article(text, url=f"https://news.example/{i}") for i, text in enumerate(texts)]
    engine = Engine(Models(threads=2))
    ahead = stored(tmp_path / "ahead.db", engine, articles, batch=2)
    assert engine._workers is not None
    pids = engine._workers.pids
    assert len(pids) == 2
    engine.close()
    assert gone(pids)
    assert ahead == stored(tmp_path / "plain.db", Engine(Models(threads=1)), articles, batch=2)
    assert ahead["links"]


INGEST = """
    import sys
    from claims import engine
    from claims.engine import Engine, Models
    from claims.records import Article
    from claims.tracker import Tracker

    engine.MANY = 0
    tracker = Tracker(sys.argv[1], engine=Engine(Models(threads=2)), create=True)
    text = "Ana Holt said that bridge %d was safe. " + "It rained, she said. " * 20
    articles = (Article(text % n, url=f"https://news.example/{n}") for n in range(10**6))
    tracker.ingest(articles, batch=4, progress=lambda told: print(
        told.added, *tracker.engine._workers.pids, flush=True))
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("who", ["ingest", "worker"])
def test_nothing_is_left_running(who: str, tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(INGEST), db],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    added, *pids = map(int, parent.stdout.readline().split())
    assert len(pids) == 2
    if who == "ingest":
        os.killpg(parent.pid, signal.SIGINT)  # as a terminal does
    else:
        os.kill(pids[0], signal.SIGKILL)
    began = time.monotonic()
    _, told = parent.communicate(timeout=60)
    assert time.monotonic() - began < 20
    assert parent.returncode != 0
    assert ("KeyboardInterrupt" if who == "ingest" else "ClaimsError") in told
    assert gone(pids)
    with Tracker(db, engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        assert len(tracker.articles()) % 4 == 0
        assert len(tracker.articles()) >= added
