"""Plain text and Markdown: metadata at the top and bottom, encodings, odd characters."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import EmptyInput, ReadError, UnsupportedFormat
from claims.read import Limits, Options, read_bytes
from claims.read.clean import clean, decode, person, unwrap
from claims.records import Article

from .conftest import SECOND, STORY


def one(data: bytes | str, origin: str = "story.txt", **options: object) -> Article:
    raw = data.encode() if isinstance(data, str) else data
    (article,) = read_bytes(raw, origin, Options(**options))  # type: ignore[arg-type]
    return article


def test_front_matter_gives_metadata_and_leaves_the_text() -> None:
    article = one(
        "Title: Wall to rise\nOutlet: Selby Courier\nPublished: 2031-05-02\n"
        f"URL: https://courier.example/wall\nAuthor: Una Fairlie\n\n{STORY}\n\n{SECOND}\n"
    )
    assert article.text == f"{STORY}\n\n{SECOND}"
    assert article.title == "Wall to rise"
    assert article.outlet == "Selby Courier"
    assert article.published == "2031-05-02"
    assert article.url == "https://courier.example/wall"
    assert article.author == "Una Fairlie"
    assert article.language == "en"
    assert article.origin == "story.txt"
    assert article.fetched_at is None


def test_lines_that_only_look_like_front_matter_stay() -> None:
    text = "Warning: the wall may break\nUna Fairlie reports\n\n" + STORY
    assert one(text).text == text
    quoted = "Mayor: I said no such thing\n\n" + STORY
    assert one(quoted).text == quoted


def test_markdown_front_matter_and_marks() -> None:
    article = one(
        "---\ntitle: 'Wall to rise'\ndate: 2031-05-02\n---\n# Wall to rise\n\n"
        f"The **harbour** [wall](https://x.example/a_b) is *safe*.\n\n> {SECOND}\n",
        "story.md",
    )
    assert article.title == "Wall to rise"
    assert article.published == "2031-05-02"
    assert article.text == f"Wall to rise\n\nThe harbour wall is safe.\n\n{SECOND}"


def test_first_line_is_the_title_only_if_it_looks_like_one() -> None:
    assert one(f"Wall to rise by two metres\n\n{STORY}").title == "Wall to rise by two metres"
    assert one(f"{STORY}\n\n{SECOND}").title is None
    assert one(f"Wall to rise\n{STORY}").title is None


def test_trailing_source_line_names_the_outlet_and_stays() -> None:
    article = one(f"{STORY}\n\nSource: courier.example\n")
    assert article.outlet == "courier.example"
    assert article.text.endswith("Source: courier.example")


def test_options_override_what_the_text_says() -> None:
    article = one(
        f"Outlet: Selby Courier\nPublished: 2031-05-02\n\n{STORY}",
        outlet="Daily Post",
        published="3 May 2031",
        author="Nobody",
        title="Other",
        url="https://post.example/1",
    )
    assert (article.outlet, article.published) == ("Daily Post", "2031-05-03")
    assert (article.author, article.title) == ("Nobody", "Other")
    assert article.url == "https://post.example/1"


def test_a_date_that_can_be_read_two_ways_is_refused() -> None:
    with pytest.raises(ReadError, match="write it as 2031-05-02"):
        Options(published="03/04/2031")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(encoding: str) -> None:
    text = f"“{STORY}” — Zoë Façade, café"
    assert one(text.encode(encoding)).text == text


def test_cyrillic_in_its_own_encoding_is_told_by_statistics() -> None:
    text = "Мэр города заявил, что стену поднимут на два метра. Работы начнутся в мае. " * 5
    article = one(text.encode("cp1251"))
    assert article.text == text.strip()
    assert article.language == "ru"


def test_utf8_cut_inside_a_character_is_still_utf8() -> None:
    data = (STORY + " Zoë").encode()
    assert one(data[:-1]).text == f"{STORY} Zo"


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\xef\xbb\xbf \n", b"\x00\x00"])
def test_empty(data: bytes) -> None:
    with pytest.raises(ReadError):
        one(data)


def test_no_words() -> None:
    with pytest.raises(EmptyInput, match="no words"):
        one("12 34 — 56\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8, "picture"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "docx"),
        (b"{\\rtf1 hello}", "docx"),
        (b"SQLite format 3\x00" + bytes(600), "-d"),
        (bytes(range(1, 32)) * 40, "binary"),
        (b"a\x00\x00\x00\x01b\x00\x00" * 100, "binary"),
    ],
)
def test_binary_files_say_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(UnsupportedFormat, match=message) as raised:
        one(data)
    assert "\n" not in str(raised.value)


def test_wrapped_lines_are_joined_and_others_kept() -> None:
    wrapped = (
        "The harbour wall at Port Selby will be raised by two\n"
        "metres, Mayor Ines Calder said on Monday. The work\nbegins in May."
    )
    assert unwrap(wrapped) == wrapped.replace("\n", " ")
    poem = "A short line\nand another\n\nOne more paragraph here."
    assert unwrap(poem) == poem


def test_a_line_of_ten_megabytes() -> None:
    started = time.monotonic()
    article = one(
        "The wall is safe, the mayor said. " * 300_000,
        limits=Limits(text=20_000_000, tokens=20_000_000),
    )
    assert len(article.text) > 10_000_000
    assert "\n" not in article.text
    assert time.monotonic() - started < 15


def test_spaces_without_end_take_no_time() -> None:
    started = time.monotonic()
    text = "a" + " " * 3_000_000 + "b\n" + "\n" * 1_000_000 + "c"
    assert one(text, limits=Limits(text=4_000_000)).text.endswith("b\n\nc")
    assert time.monotonic() - started < 5


hostile = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\r\n\x0b\x0c\x85\u2028\u2029\ufeff\u200b\u00ad\u202e\u0590אב\u0301e\ud800\udc00 "
        ),
    ),
    max_size=300,
)


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    assert "\r" not in once
    once.encode("utf-8")  # no lone surrogates
    assert once == once.strip()
    assert "\n\n\n" not in once


@given(hostile)
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read_or_refused_in_one_line(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        for article in read_bytes(data, "story.txt"):
            assert clean(article.text) == article.text
            article.text.encode("utf-8")
            assert len(article.id) == 16
    except ReadError as error:
        assert str(error)
        assert "\n" not in str(error)


@given(st.binary(max_size=2000), st.sampled_from(["txt", "md", "html", "json", "csv", "tsv"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_under_any_name(data: bytes, suffix: str) -> None:
    try:
        for article in read_bytes(data, f"file.{suffix}"):
            article.text.encode("utf-8")
    except ReadError as error:
        assert "\n" not in str(error)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_decode_never_raises_anything_else(data: bytes) -> None:
    try:
        decode(data)
    except UnsupportedFormat as error:
        assert str(error)


def test_right_to_left_text_keeps_its_characters(tmp_path: Path) -> None:
    text = "قال رئيس البلدية إن الجدار آمن ولن ينهار في الشتاء المقبل."
    article = one(text)
    assert article.text == text
    assert article.language == "ar"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("By Una Fairlie", "Una Fairlie"),
        ("BY: Una Fairlie and Bo Lind", "Una Fairlie and Bo Lind"),
        ("press@town.example (Una Fairlie)", "Una Fairlie"),
        ("Una Fairlie <press@town.example>", "Una Fairlie"),
        ("Byron Lind", "Byron Lind"),
        ("Microsoft Office User", None),
        ("admin", None),
        ("Admin Holt", "Admin Holt"),
        ("By ", None),
        ("", None),
    ],
)
def test_who_wrote_it(written: str, name: str | None) -> None:
    assert person(written) == name
