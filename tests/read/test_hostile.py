"""Small files that would take hours, and what bounds them."""

from __future__ import annotations

import gzip
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.errors import TooLarge
from claims.read import Failure, Limits, Options, read
from claims.read.clean import clean, decode
from claims.read.text import unmark
from claims.read.timing import each_within, within
from claims.records import Article

from .conftest import PAGE, STORY
from .test_pdf import pdf

MARKDOWN = {
    "brackets": "[" * 200_000,
    "links": "[a](" * 50_000,
    "pictures": "![" * 100_000,
    "hashes": "# " + "#" * 200_000 + "x",
    "strong": "**a " * 50_000,
    "underlined": "__a " * 50_000,
    "emphasis": "*a " * 50_000,
    "comments": "<!--" * 50_000,
    "code": "`" * 200_000,
    "fences": "```a\n" * 40_000,
}


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Each of these took minutes; none may take more than a few seconds."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 10


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_takes_time_by_its_length(name: str) -> None:
    unmark(MARKDOWN[name])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# One ##\n\nText.", "\nOne \n\n\nText."),
        ("**a **b** c** __d__ **", "a **b c** d **"),
        ("**one** and **two**", "one and two"),
        ("a ****", "a ****"),
        ("a <!-- b --> c <!-- d", "a  c <!-- d"),
        ("[a](b) ![c](d) [[e](f)", "a  [e"),
    ],
)
def test_markdown_is_read_as_before(text: str, told: str) -> None:
    assert unmark(text) == told


def test_marks_on_one_letter() -> None:
    text = "e" + "\u0301\u0323" * 100_000 + "nd"
    cleaned = clean(text)
    assert len(cleaned) < 40
    assert cleaned.endswith("nd")
    assert clean(cleaned) == cleaned
    odd = "e" + "\u0344" * 40 + "nd"
    assert clean(clean(odd)) == clean(odd)
    assert clean("Việt Nam — “é” ") == "Việt Nam — “é”"


@pytest.mark.parametrize("charset", ["punycode", "PunyCode", "idna", "unicode-escape"])
def test_encodings_that_no_page_is_in(charset: str) -> None:
    data = b"a" * 200_000 + b"-" + b"b" * 200_000
    assert decode(data, charset) == data.decode()


def test_a_page_in_punycode(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE.replace("utf-8", "punycode").replace("<p>", "<p>" + "a-" * 100_000, 1))
    (article,) = read([path])
    assert isinstance(article, Article)


def test_a_pdf_of_one_word(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([["a" * 50_000, "one two three four five"]]))
    (article,) = read([path])
    assert isinstance(article, Article)


def test_a_text_that_is_too_long_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"It rained, she said. " * 100_000))
    (tmp_path / "b.txt").write_text(STORY)
    long = "It rained, she said. " * 100_000
    lines = [json.dumps({"text": text}) for text in (long, STORY)]
    (tmp_path / "c.jsonl").write_text("\n".join(lines))
    packed, good, record, other = read([tmp_path])
    assert "is a text of 2,099,999 characters, over 2,000,000; split it" in str(packed)
    assert isinstance(good, Article)
    assert isinstance(record, Failure)
    assert isinstance(other, Article)


def test_a_text_of_marks_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("So " + '"' * 500_000)
    (found,) = read([tmp_path])
    assert "has over 500,000 words and marks" in str(found)


def busy(*_: Any) -> Iterator[Any]:
    while True:
        try:
            time.sleep(0.01)
        except ValueError:  # as a library that goes on after any error
            continue


def test_a_library_that_does_not_end(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("claims.read.html._tree", busy)
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.txt").write_text(STORY)
    bad, good = read([tmp_path], Options(limits=Limits(parsing=0.2)))
    assert "takes more than 0.2 seconds to read" in str(bad)
    assert isinstance(good, Article)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_only_our_own_time_counts() -> None:
    for _ in each_within(0.1, [1, 2]):
        time.sleep(0.15)
    with pytest.raises(TooLarge), within(0.1):
        with within(0.01):  # the outer one holds
            time.sleep(0.03)
        busy()
        time.sleep(1)
