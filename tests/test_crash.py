"""An ingest that is killed at any moment, and two at once: nothing is lost, nothing is doubled.

The models are replaced by a stand-in that reads made-up articles by their pattern, so that
what is tested is the tracker and the store. This file run as a program is the process that
is killed: it loads everything once and forks for each ingest, since loading takes longer
than the ingest itself.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ARTICLES = 200
KILLS = 20
DATABASES = 4
_STATEMENT = re.compile(r"(Officer [A-Z]\w+) (said|denied) that ([^.]+)\.")


def articles(first: int, last: int) -> Iterator[Any]:
    """Made-up articles, some of them copies of others."""
    from claims.records import Article

    for number in range(first, last):
        place, day = f"Harbour {number % 17}", 1 + number % 28
        names = ["Adler", "Brook", "Crane", "Dorn", "Elm"]
        one, two = names[number % 5], names[(number * 3 + 1) % 5]
        text = (
            f"Officer {one} said that bridge {number % 23} at {place} was safe on day {day}. "
            f"Officer {two} denied that bridge {number % 23} at {place} was safe on day {day}. "
            f"Officer {one} said that {number % 7 + 2} people had been hurt at {place}. "
            f"It was the {number} report of the year from the coast."
        )
        if number % 10 == 9:  # wire copy of the one before
            text = next(articles(number - 1, number)).text + " More to follow."
        yield Article(
            text=text,
            title=f"Report {number}",
            url=f"https://news{number % 3}.example/{number}",
            outlet=f"News {number % 3}",
            published=f"2031-05-{day:02}",
            language="en",
        )


class Pattern:
    """An engine without models."""

    embedding_name = "pattern"

    @property
    def reader(self) -> Any:
        from conftest import Judging

        return Judging()

    def extract(self, found: Sequence[Any]) -> list[Any]:
        from conftest import Words, extraction

        return [
            extraction(
                article,
                *(
                    Words(name, cue, quote, name, "denies" if cue == "denied" else "asserts")
                    for name, cue, quote in _STATEMENT.findall(article.text)
                ),
            )
            for article in found
        ]

    def embed(self, claims: Sequence[Any]) -> Any:
        def vector(text: str) -> Any:
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
            drawn = np.random.default_rng(seed).normal(size=128).astype(np.float32)
            return drawn / np.linalg.norm(drawn)

        return np.array([vector(c.wording) for c in claims], np.float32).reshape(-1, 128)


def tracker(db: str | Path) -> Any:
    from claims.tracker import Tracker

    return Tracker(db, engine=Pattern(), create=True)  # type: ignore[arg-type]


def content(db: str | Path) -> dict[str, list[str]]:
    """Everything in a database but the times at which it was written."""
    with tracker(db) as opened:
        return {
            name: sorted(map(repr, getattr(opened, name)()))
            for name in ("articles", "claims", "sources", "links")
        }


def sound(db: Path) -> bool:
    with sqlite3.connect(db) as connection:
        (said,) = connection.execute("PRAGMA integrity_check").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return bool(said == "ok" and not broken)


class Ingests:
    """A process that forks an ingest for each line it is told."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        self.ended: dict[int, int] = {}
        assert self._line() == "ready"

    def start(self, db: Path, first: int = 0, last: int = ARTICLES) -> int:
        """Start an ingest; returns its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{first} {last} {db}\n")
        self.process.stdin.flush()
        while not (line := self._line()).isdigit():
            self._note(line)
        return int(line)

    def wait(self, pid: int) -> int:
        """The exit status of the ingest with this process id, once it has ended."""
        while pid not in self.ended:
            self._note(self._line())
        return self.ended.pop(pid)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _note(self, line: str) -> None:
        pid, status = line.split()
        self.ended[int(pid)] = int(status)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def ingests() -> Iterator[Ingests]:
    started = Ingests()
    yield started
    started.close()


@pytest.fixture(scope="module")
def undisturbed(
    ingests: Ingests, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, list[str]], float]:
    """What an ingest gives that nobody disturbs, and the seconds it takes."""
    db = tmp_path_factory.mktemp("undisturbed") / "claims.db"
    began = time.monotonic()
    pid = ingests.start(db)
    assert ingests.wait(pid) == 0
    took = time.monotonic() - began
    whole = content(db)
    assert len(whole["articles"]) == ARTICLES
    assert (
        sum("duplicate_of=None" not in article for article in whole["articles"]) >= ARTICLES // 10
    )
    assert whole["links"]
    return whole, took


@pytest.mark.slow
@pytest.mark.parametrize("number", range(DATABASES))
def test_a_killed_ingest_goes_on_where_it_stopped(
    number: int,
    ingests: Ingests,
    undisturbed: tuple[dict[str, list[str]], float],
    tmp_path: Path,
) -> None:
    whole, took = undisturbed
    db = tmp_path / "claims.db"
    chance = random.Random(number)
    for _ in range(KILLS // DATABASES):
        pid = ingests.start(db)
        time.sleep(chance.uniform(0, took / 3))
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(pid, signal.SIGKILL)
        ingests.wait(pid)
        if db.exists() and db.stat().st_size:
            assert sound(db)
            assert set(content(db)["articles"]) <= set(whole["articles"])
    pid = ingests.start(db)
    assert ingests.wait(pid) == 0
    assert sound(db)
    assert content(db) == whole


@pytest.mark.slow
def test_two_ingests_at_once_both_finish(
    ingests: Ingests, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path
) -> None:
    whole, _ = undisturbed
    db = tmp_path / "claims.db"
    started = {ingests.start(db, 0, 120), ingests.start(db, 80, ARTICLES)}
    assert [ingests.wait(pid) for pid in started] == [0, 0]
    assert sound(db)
    assert content(db) == whole


def _serve() -> None:
    """Fork an ingest for each line of standard input; tell who starts and who has ended."""
    import select
    from importlib import import_module

    for name in (
        "claims.compare.decide",
        "claims.vectors.neighbours",
        "claims.ingest.signatures",
        "claims.sources.identity",
        "sqlite_utils",
        "conftest",
    ):
        import_module(name)
    print("ready", flush=True)
    running = 0
    while True:
        waiting = select.select([sys.stdin.fileno()], [], [], 0.01)[0]
        if waiting:
            line = os.read(sys.stdin.fileno(), 4096).decode()
            if not line:
                return
            for each in line.splitlines():
                first, last, db = each.split(" ", 2)
                pid = os.fork()
                if not pid:
                    with tracker(db) as opened:
                        opened.ingest(articles(int(first), int(last)), batch=8)
                    os._exit(0)
                running += 1
                print(pid, flush=True)
        if running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                running -= 1
                print(pid, status, flush=True)


if __name__ == "__main__":
    _serve()
