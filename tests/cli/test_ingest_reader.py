"""``claims ingest --reader llm:MODEL``: a language model reads in place of the network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from talking import Handler, Talking, failing, talking

pytest.importorskip("llm")

from claims.engine import Engine
from claims.reading import asking
from claims.reading.asking import Limits
from claims.records import Attribution
from claims.store import Store

TEXT = (
    "Ada Quill said that the weir had burst on Monday night.\n\n"
    "Edo Vance denied that the weir had burst. It was a quiet night in the valley."
)
SAID = re.compile(r"([A-Z]\w+ [A-Z]\w+) (said|denied) that ([^.]+)")


class OnlySaid:
    """An attribution model that takes no time."""

    def __call__(self, texts: Sequence[str]) -> list[list[Attribution]]:
        return [
            [Attribution((m.span(1),), (m.span(2),), (m.span(3),)) for m in SAID.finditer(text)]
            for text in texts
        ]


def reads(handler: Handler, body: dict[str, Any]) -> None:
    """Tell of each statement that is marked; the second denies the first."""
    text = body["messages"][-1]["content"]
    row = {"statement": True, "type": "fact", "who": None}
    numbers = sorted({int(n) for n in re.findall(r"⟦(\d+):", text)})
    statements = [
        row | {"n": n, "stance": "denies" if n == 2 else "asserts", "denies": [1] if n == 2 else []}
        for n in numbers
    ]
    pairs = [{"a": 2, "b": 1, "relation": "dispute", "clear": True}] if 2 in numbers else []
    handler.say(json.dumps({"statements": statements, "pairs": pairs}))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Talking]:
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "llm"))
    monkeypatch.setattr(asking, "Limits", lambda **_: Limits(seconds=5, tries=2, wait=0.01))
    monkeypatch.setattr(Engine, "attributor", OnlySaid())
    with talking() as server:
        server.will(reads)
        yield server


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "weir.txt"
    path.write_text(TEXT)
    return str(path)


def ingest(run: Run, server: Talking, article: str, *rest: str, **settings: Any) -> Any:
    reach = ("--reader", "llm:some", "--base-url", server.url)
    return run("ingest", *reach, *rest, article, **settings)


def test_the_model_reads_once_asked_and_once_only(
    server: Talking, article: str, run: Run, db_path: Path
) -> None:
    no = ingest(run, server, article, input="n\n")
    assert "the text of 1 article," in no.stderr and "on this machine" in no.stderr
    assert (no.exit_code, server.requests) == (1, [])
    done = ingest(run, server, article, "--yes")
    assert done.exit_code == 0, done.stderr
    assert "1 readings answered (100 tokens sent, 20 back)" in done.stderr
    with Store(db_path) as store:
        (dispute,) = store.disputes.get()
        assert dispute.kind == "denial" and dispute.score > 0.7
    assert "1 already there" in ingest(run, server, article, "--yes").stderr
    assert len(server.requests) == 1


def test_what_it_costs_is_told_and_kept(server: Talking, article: str, run: Run) -> None:
    prices = ("--price-in", "1000", "--price-out", "5000")
    done = ingest(run, server, article, "--yes", *prices)
    assert "about 3,000 tokens and 900 back (about 7.50)" in done.stderr
    assert "0 known from before; cost 0.2." in done.stderr
    info = json.loads(run("info", "--json").stdout)["language_models"]["some"]
    assert (round(info["cost"], 6), info["priced"], info["replies"]) == (0.2, 1, 1)


def test_prices_in_the_environment_trouble_no_other_reader(
    server: Talking, article: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_PRICE_IN", "1000")
    monkeypatch.setenv("CLAIMS_PRICE_OUT", "5000")
    assert run("ingest", "--dry-run", article).exit_code == 0
    assert "(about 7.50)" in ingest(run, server, article, input="n\n").stderr


def test_what_was_answered_before_a_breakdown_is_not_asked_again(
    server: Talking, article: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT.replace("weir", "dam"))
    server.will(reads, failing(401))
    assert ingest(run, server, str(tmp_path), "--glob", "*.txt", "--yes").exit_code == 1
    server.will(reads)
    done = ingest(run, server, str(tmp_path), "--glob", "*.txt", "--yes")
    assert "2 added" in done.stderr and "1 known from before" in done.stderr
    # One before the breakdown, one in it, the other article, and perhaps pairs of the two.
    assert sum("every two statements" in server.asked(n) for n in range(len(server.requests))) == 3


def test_a_dead_server_ends_it_with_a_line(server: Talking, article: str, run: Run) -> None:
    server.will(failing(401))
    done = ingest(run, server, article, "--yes")
    assert done.exit_code == 1
    assert "refuses the key" in done.stderr and "goes on from here" in done.stderr
    server.will(reads)
    assert "1 added" in ingest(run, server, article, "--yes").stderr


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--reader", "some"), "llm:MODEL"),
        (("--base-url", "http://localhost:1/v1"), "--reader"),
        (("--price-in", "1", "--price-out", "2"), "--reader"),
        (("--reader", "llm:x", "--price-in", "1"), "--price-out"),
        (("--reader", "llm:x", "--engine", "ray"), "one process"),
        (("--reader", "llm:x", "-"), "--yes"),
    ],
)
def test_what_cannot_be(
    server: Talking, article: str, run: Run, arguments: Sequence[str], message: str
) -> None:
    wrong = run("ingest", *arguments, article)
    assert wrong.exit_code in (1, 2) and message in wrong.stderr
