"""Extraction in several processes: the same outcome, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator

import pytest

from claims import engine as engine_module
from claims.engine import Engine, Models
from claims.errors import ClaimsError, ModelError
from claims.records import Article

TEXTS = [
    f"“The {place} bridge is safe,” said Ana Holt, the mayor of Velden. She denied that it was "
    f"closed in {year}. Edo Vance, an engineer, rejected the claim.\n\nIt rained, he said."
    for place, year in zip(("old", "new", "stone", "iron", "long"), range(2031, 2036), strict=True)
]
ARTICLES = [Article(text=text * (1 + i % 3), title=f"No. {i}") for i, text in enumerate(TEXTS)]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that shares out whatever there is between two processes."""
    monkeypatch.setattr(engine_module, "MANY", 0)
    engine = Engine(Models(threads=2))
    yield engine
    engine.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
        return file.read().rpartition(")")[2].split()[0] != "Z"


def gone(pids: list[int]) -> bool:
    """Whether they end within ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def test_the_outcome_is_that_of_one_process_and_a_killed_one_is_told(shared: Engine) -> None:
    alone = Engine(Models(threads=1)).extract(ARTICLES)
    found = shared.extract(ARTICLES)
    assert found == alone
    assert [a.article for a in found] == ARTICLES
    assert sum(len(e.claims) for e in found) >= 15
    assert shared._workers is not None
    pids = shared._workers.pids
    assert len(pids) == 2
    assert shared.extract(ARTICLES[:1]) == alone[:1]  # few go to them too, now that they run
    assert shared._workers.pids == pids
    os.kill(pids[0], signal.SIGKILL)
    os.kill(pids[1], signal.SIGKILL)
    with pytest.raises(ClaimsError, match="--jobs") as told:
        shared.extract(ARTICLES)
    assert "\n" not in str(told.value)
    assert shared._workers.pids == []
    shared.close()  # twice is no harm


def test_what_a_worker_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "MANY", 0)
    engine = Engine(Models(attribution="/no/such/folder", threads=2))
    with pytest.raises(ModelError, match="no folder of attribution weights"):
        engine.extract(ARTICLES)


def test_few_articles_start_no_process() -> None:
    engine = Engine(Models(threads=2))
    assert engine.beside(ARTICLES) is None
    assert Engine(Models(threads=1)).beside(ARTICLES * 1000) is None


PARENT = """
    import sys, time
    from functools import partial
    from claims.engine import Models, alone
    from claims.records import Article
    from claims.run.workers import Workers

    workers = Workers(partial(alone, Models(threads=1)), 2)
    print(*workers.pids, flush=True)
    {then}
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize(
    ("then", "how"),
    [
        ("", None),
        ("time.sleep(60)", signal.SIGKILL),
        ("time.sleep(60)", signal.SIGTERM),
        ("workers.extract([Article(text='It rained, he said. ' * 20000)])", signal.SIGINT),
    ],
)
def test_none_is_left_behind(then: str, how: signal.Signals | None) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT).format(then=then)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    assert parent.stderr is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2
    if how is signal.SIGINT:
        time.sleep(1)
        os.killpg(parent.pid, how)  # as a terminal does
    elif how is not None:
        parent.send_signal(how)
    told = parent.stderr.read()
    parent.wait(timeout=20)
    assert gone(pids)
    # One traceback, the parent's own: its children are silent.
    assert told.count("Traceback") == (how is signal.SIGINT)
