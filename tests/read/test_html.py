"""Web pages: what the page says of itself, and text without its furniture."""

from __future__ import annotations

import time

import pytest

from claims.errors import EmptyInput, ReadError, TooLarge
from claims.read import Options, read_bytes
from claims.read.html import html_to_text
from claims.records import Article

from .conftest import PAGE, SECOND, STORY


def one(data: bytes | str, origin: str = "page.html", **options: object) -> Article:
    raw = data.encode() if isinstance(data, str) else data
    (article,) = read_bytes(raw, origin, Options(**options))  # type: ignore[arg-type]
    return article


def test_metadata_and_text_of_a_page() -> None:
    article = one(PAGE)
    assert article.title == "Port Selby to raise its wall"
    assert article.outlet == "Selby Courier"
    assert article.author == "Una Fairlie"
    assert article.published == "2031-05-02T08:30:00+01:00"
    assert article.date == "2031-05-02"
    assert f"{STORY}\n\n{SECOND}\n\n" in article.text
    assert "Home" not in article.text
    assert "Copyright" not in article.text


def test_the_date_is_that_of_publication_not_of_the_update() -> None:
    page = PAGE.replace(
        "</head>",
        '<meta property="article:modified_time" content="2031-06-09T10:00:00Z"></head>',
    )
    assert one(page).date == "2031-05-02"


@pytest.mark.parametrize(
    "markup",
    [
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        '"datePublished":"2031-05-02T08:30:00Z","author":{"name":"Una Fairlie"}}</script>',
        '<meta name="pubdate" content="2 May 2031">',
        '<meta itemprop="datePublished" content="20310502">',
    ],
)
def test_other_ways_to_give_the_date(markup: str) -> None:
    page = PAGE.replace("article:published_time", "x:none").replace("</head>", markup + "</head>")
    assert one(page).date == "2031-05-02"


def test_without_a_date_there_is_none() -> None:
    page = PAGE.replace("article:published_time", "x:none").replace("Copyright", "© 2019")
    assert one(page).published is None


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (
            '<link rel="canonical" href="https://courier.example/wall">',
            "https://courier.example/wall",
        ),
        (
            '<meta property="og:url" content="https://courier.example/wall">',
            "https://courier.example/wall",
        ),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="/relative">', None),
    ],
)
def test_canonical_address_of_a_saved_page(markup: str, url: str | None) -> None:
    assert one(PAGE.replace("</head>", markup + "</head>")).url == url


def test_the_note_of_a_browser_that_saved_the_page_gives_its_address() -> None:
    note = "<!-- saved from url=(0028)https://courier.example/wall -->"
    assert one(PAGE.replace("<html", note + "<html")).url == "https://courier.example/wall"


def test_outlet_is_taken_off_the_title() -> None:
    page = PAGE.replace(
        '<meta property="og:title" content="Port Selby to raise its wall">',
        '<meta property="og:title" content="Port Selby to raise its wall – Selby Courier">',
    )
    assert one(page).title == "Port Selby to raise its wall"


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-8", "utf-16"])
def test_encodings_of_pages(encoding: str) -> None:
    quoted = PAGE.replace("“", "é").replace("”", "è").replace("utf-8", encoding)
    assert "éThere is not one coin" in one(quoted.encode(encoding)).text


def test_a_page_that_lies_about_latin_1_is_read_as_utf8() -> None:
    assert "“There is not" in one(PAGE.replace("utf-8", "iso-8859-1").encode()).text


def test_a_page_under_another_name_is_told_by_its_content() -> None:
    for origin in ("page", "page.txt", "page.pdf", "page.php"):
        assert one(PAGE, origin).title == "Port Selby to raise its wall"


def test_scripts_and_markup_do_not_reach_the_text() -> None:
    page = PAGE.replace("<p>The council", "<script>alert('x')</script><p>The &lt;b&gt; council")
    text = one(page).text
    assert "alert" not in text
    assert "The <b> council" in text


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><body><script>render()</script><div id=app></div></body></html>",
        "<!doctype html><title>Log in</title><form><input></form>",
    ],
)
def test_pages_without_text_say_so(page: str) -> None:
    with pytest.raises(EmptyInput, match="save it from a browser"):
        one(page)


def test_truncated_pages_give_what_they_have() -> None:
    whole = PAGE.encode()
    for size in range(0, len(whole), 97):
        try:
            for article in read_bytes(whole[:size], "page.html"):
                assert article.text
        except ReadError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + STORY,
        "<html>" + "<p>" * 10_000 + STORY + SECOND,
        "<html><body>" + "<table><tr><td>" * 2_000 + STORY,
        "<html><body><p " + "a=b " * 100_000 + ">" + STORY,
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><p>&b; ' + STORY,
        "<html><p>&#xD800; &#0; &#x110000; " + STORY + " " + SECOND,
    ],
)
def test_malformed_pages_end_in_time(page: str) -> None:
    started = time.monotonic()
    try:
        for article in read_bytes(page.encode(), "page.html"):
            article.text.encode("utf-8")
            assert "aaaaaaaaaaaaaaaaaaaa" not in article.text
    except ReadError as error:
        assert "\n" not in str(error)
    assert time.monotonic() - started < 30


def test_pages_with_too_many_elements_are_refused() -> None:
    with pytest.raises(TooLarge, match="elements"):
        one("<html><body>" + "<i>x</i>" * 100_001)


def test_a_piece_of_a_page_is_read() -> None:
    assert STORY in one(f"<p>{STORY}</p><p>{SECOND}</p>").text


def test_pieces_of_html() -> None:
    assert html_to_text("plain & simple") == "plain & simple"
    assert html_to_text("<p>One <b>two</b><br>three</p><ul><li>four</li></ul>five") == (
        "One two\n\nthree\n\nfour\n\nfive"
    )
    assert html_to_text("a<script>x()</script>b<style>p{}</style>&amp;&lt;c") == "ab&<c"
    assert html_to_text("<p>one\n  line</p>") == "one line"
    assert html_to_text("") == ""


def test_pieces_of_html_with_control_characters() -> None:
    assert html_to_text("<p>a\x00\x01</p>&#1;b &#x1f;<br>c") == "a\n\nb\n\nc"
