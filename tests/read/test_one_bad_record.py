"""A bad record, line or message costs nothing but itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.read import Failure, Limits, Options, read, tables
from claims.records import Article

from .conftest import SECOND, STORY


def found(path: Path, data: str | bytes, **limits: int) -> list[Article | Failure]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([path], Options(limits=Limits(**limits))))  # type: ignore[arg-type]


LINES = [json.dumps({"text": STORY}), json.dumps({"text": SECOND})]


@pytest.mark.parametrize(
    "bad",
    [
        '{"text": "It rained all day.", "published": %s}' % ("9" * 400),
        '{"text": "It rained all day.", "published": %s}' % ("9" * 5_000),
        '{"text": "It rained all day.", "published": 1e400, "id": {"a": [1, {}]}}',
        '{"text": "It rained all day.", "author": {"name": {"name": {}}}}',
    ],
)
def test_odd_values_are_left_out(tmp_path: Path, bad: str) -> None:
    first, odd, last = found(tmp_path / "a.jsonl", "\n".join([LINES[0], bad, LINES[1]]))
    assert isinstance(odd, Article)
    assert odd.published is None
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert len(found(tmp_path / "a.json", f"[{LINES[0]}, {bad}, {LINES[1]}]")) == 3


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ('{"text": "' + "It rained. " * 1_000 + '"}', "line 2 is over 2,000 bytes"),
        ('{"a":' * 390, "line 2 is not JSON"),
        ("[1]", "line 2 is not a JSON object"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_read(tmp_path: Path, bad: str, told: str) -> None:
    first, last, failure = found(
        tmp_path / "a.jsonl", "\n".join([LINES[0], bad, LINES[1]]), size=2_000
    )
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert told in str(failure)


def test_a_record_that_makes_a_reader_fail(tmp_path: Path, monkeypatch: Any) -> None:
    make = tables._article

    def fail(record: Any, *rest: Any) -> Any:
        if "rained" in record["text"]:
            raise OverflowError("int too large")
        return make(record, *rest)

    monkeypatch.setattr(tables, "_article", fail)
    lines = [LINES[0], '{"text": "It rained."}', LINES[1]]
    first, last, failure = found(tmp_path / "a.jsonl", "\n".join(lines))
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert "record 2 cannot be read (OverflowError" in str(failure)


def mbox(*texts: str) -> str:
    head = "From MAILER-DAEMON Fri May  2 08:30:00 2031\nFrom: Una <una@courier.example>\n"
    date = "Date: Fri, 02 May 2031 08:30:00 +0100\n"
    return "\n".join(
        f"{head}{date}Subject: Number {number}\n\n{text}\n" for number, text in enumerate(texts)
    )


@pytest.mark.parametrize("name", ["a.mbox", "inbox", "a.eml", "a.txt"])
def test_a_mailbox_is_its_messages(tmp_path: Path, name: str) -> None:
    first, second = found(tmp_path / name, mbox(STORY + "\n>From May on, it rains.", SECOND))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.title, second.title) == ("Number 0", "Number 1")
    assert first.text.splitlines()[-1] == "From May on, it rains."
    assert (second.text, second.date, second.outlet) == (SECOND, "2031-05-02", "courier.example")
    assert second.origin == f"{tmp_path / name}#2.eml"


def test_a_bad_message_among_good_ones(tmp_path: Path) -> None:
    first, large, empty, last = found(
        tmp_path / "a.mbox", mbox(STORY, "It rained.\n" * 200, "", SECOND), size=1_000
    )
    assert isinstance(first, Article)
    assert "is a message over 1,000 bytes" in str(large)
    assert isinstance(empty, Failure)
    assert isinstance(last, Article)
    text = "From here it went on until 2031.\nSo: it rained, she said."
    (article,) = found(tmp_path / "b.txt", text)
    assert isinstance(article, Article)
