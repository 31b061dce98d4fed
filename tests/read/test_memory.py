"""Small files that would take gigabytes, and what bounds them."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.read import Limits, Options, read
from claims.records import Article

from .conftest import STORY

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIL = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n"


def docx(body: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f"<w:document {_W}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
    return data.getvalue()


@pytest.fixture(autouse=True)
def little() -> Iterator[None]:
    """Of what Python allocates; lxml's trees come on top, and there must be none."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000_000


@pytest.mark.parametrize(
    ("name", "head", "part", "count", "told"),
    [
        ("a.docx", "", "<w:p/>", 7_000_000, "more elements than any text needs"),
        ("a.html", "<html><body>", "<b></b>", 1_100_000, "more than 100,000 elements"),
        ("b.html", "<html><body><p", " a b c", 5_000, "thousands of attributes"),
        ("a.eml", MAIL, "<p>It rained.\n</p>", 700_000, "over 10 MB of HTML"),
        ("b.eml", MAIL, "<b></b>\n", 1_100_000, "more than 100,000 elements"),
    ],
)
def test_what_would_not_fit_is_told(
    tmp_path: Path, name: str, head: str, part: str, count: int, told: str
) -> None:
    text = head + part * count
    (tmp_path / name).write_bytes(docx(text) if name.endswith("docx") else text.encode())
    (found,) = read([tmp_path])
    assert told in str(found)


def test_a_picture_in_a_page_is_no_attribute(tmp_path: Path) -> None:
    page = f"<html><body><article><p>{STORY}</p><p>{STORY[::-1]}</p></article>"
    path = "M 0 0 L 1 1 " * 3_000
    (tmp_path / "a.html").write_text(f'{page}<svg><path d="{path}"/></svg></body></html>')
    (found,) = read([tmp_path])
    assert isinstance(found, Article)


def test_a_table_whose_quotation_mark_is_open(tmp_path: Path) -> None:
    head = f'title,text\nWall,"{STORY}"\nOther,"'
    (tmp_path / "a.csv").write_text(head + "It rained, she said.\n" * 100_000)
    good, bad = read([tmp_path], Options(limits=Limits(size=1_000_000)))
    assert isinstance(good, Article)
    assert "has a row over 1 MB: a quotation mark is open" in str(bad)


def test_rows_together_may_be_longer(tmp_path: Path) -> None:
    rows = "".join(f'T{n},"{STORY}\n{n}"\n' for n in range(100))
    (tmp_path / "a.csv").write_text("title,text\n" + rows)
    assert len(list(read([tmp_path], Options(limits=Limits(size=1_000))))) == 100
