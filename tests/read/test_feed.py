"""RSS and Atom: entries as articles, and the pages behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.errors import EmptyInput, Malformed, ReadError, UnsupportedFormat
from claims.read import Failure, Limits, Options, read, read_bytes
from claims.read.clean import clean
from claims.read.feed import _filled
from claims.records import Article

from .conftest import PAGE, SECOND, STORY, Site

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Selby Courier</title><link>https://courier.example/</link>
<item><title>Wall to rise &amp;amp; fall</title><link>https://courier.example/wall</link>
<pubDate>Fri, 02 May 2031 08:30:00 +0100</pubDate><dc:creator>Una Fairlie</dc:creator>
<description>Short.</description>
<content:encoded><![CDATA[<p>{STORY}</p><p>{SECOND}</p><script>x()</script>]]></content:encoded></item>
<item><title>No money</title><link>https://courier.example/money</link>
<description>{SECOND}</description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Daily Post</title>
<entry><title>Wall to rise</title><link href="/wall"/><updated>2031-05-03T08:00:00Z</updated>
<published>2031-05-02T08:30:00Z</published><author><name>Bo Lind</name></author>
<content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"""


def test_entries_of_rss() -> None:
    first, second = read_bytes(RSS.encode(), "feed.xml")
    assert first == Article(
        text=f"{STORY}\n\n{SECOND}",
        title="Wall to rise & fall",
        url="https://courier.example/wall",
        outlet="Selby Courier",
        author="Una Fairlie",
        published="2031-05-02T08:30:00+01:00",
        language="en",
        origin="https://courier.example/wall",
    )
    assert (second.text, second.published) == (SECOND, None)


def test_entries_of_atom_fetched(site: Site) -> None:
    url = site.serve("/feed", ATOM, "application/atom+xml")
    (article,) = read([url], Options(allow_private=["127.0.0.1"]))
    assert isinstance(article, Article)
    assert article.url == site.url + "/wall"
    assert article.date == "2031-05-02"
    assert (article.author, article.outlet) == ("Bo Lind", "Daily Post")


@pytest.mark.usefixtures("public")
def test_follow_fetches_the_pages(site: Site) -> None:
    site.serve("/wall", PAGE.replace("article:published_time", "x:none"))
    url = site.serve("/feed", ATOM, "application/atom+xml")
    (article,) = read(
        [url], Options(allow_private=["127.0.0.1"], follow=True, limits=Limits(pause=0))
    )
    assert isinstance(article, Article)
    assert article.outlet == "Selby Courier"
    assert article.published == "2031-05-02T08:30:00+00:00"
    assert SECOND in article.text
    assert site.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("outlet", "told"),
    [(None, "Kessel Courier"), ("news.example", "Kessel Courier"), ("The Post", "The Post")],
)
def test_the_name_of_a_host_is_no_name_where_the_feed_has_one(
    outlet: str | None, told: str
) -> None:
    page = Article("Text.", url="https://www.news.example/1", outlet=outlet)
    assert _filled(page, Article("", outlet="Kessel Courier")).outlet == told
    assert _filled(page, Article("")).outlet == outlet


@pytest.mark.usefixtures("public")
def test_follow_from_a_file_obeys_robots_and_goes_on(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.replace("https://courier.example", site.url))
    site.serve("/robots.txt", "User-agent: *\nDisallow: /wall", "text/plain")
    site.serve("/money", PAGE)
    options = Options(allow_private=["127.0.0.1"], follow=True, limits=Limits(pause=0))
    failure, article = read([path], options)
    assert isinstance(failure, Failure)
    assert "robots.txt" in str(failure)
    assert isinstance(article, Article)
    assert article.title == "Port Selby to raise its wall"


@pytest.mark.usefixtures("public")
def test_a_long_entry_stands_in_for_a_page_that_is_gone(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.replace("https://courier.example", site.url).replace(STORY, STORY * 4))
    options = Options(allow_private=["127.0.0.1"], follow=True, limits=Limits(pause=0))
    first, second = read([path], options)
    assert isinstance(first, Article)
    assert first.text.startswith(STORY)
    assert isinstance(second, Failure)


def test_links_of_a_feed_reach_no_private_address(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.replace("https://courier.example", site.url))
    results = list(read([path], Options(follow=True)))
    assert all(isinstance(result, Failure) for result in results)
    assert site.requests == []


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!doctype rss [<!entity % a "x">]>',
    ],
)
def test_entities_are_not_expanded(head: str) -> None:
    feed = RSS.replace("<rss", head + "<rss").replace("Short.", "&b;").encode()
    with pytest.raises(Malformed, match="entities"):
        list(read_bytes(feed, "feed.xml"))
    with pytest.raises(ReadError):
        list(read_bytes(feed.decode().replace("utf-8", "utf-16").encode("utf-16"), "feed.xml"))


def test_truncated_feeds() -> None:
    data = RSS.encode()
    for size in range(0, len(data), 61):
        try:
            for article in read_bytes(data[:size], "feed.xml"):
                assert article.text
        except ReadError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("<rss><channel><title>x</title></channel></rss>", EmptyInput),
        ("<rss><channel><item><title>x</title></item></channel></rss>", EmptyInput),
        ("<rss" + "<a>" * 5_000, ReadError),
        ("<?xml version='1.0'?><other/>", ReadError),
    ],
)
def test_feeds_without_articles(data: str, kind: type[ReadError]) -> None:
    with pytest.raises(kind):
        list(read_bytes(data.encode(), "feed.xml"))


def test_control_characters_in_an_entry() -> None:
    feed = RSS.replace("Short.", "a&amp;#1;&amp;#x1f;b <p>\x02c</p>").replace(
        SECOND + "<", "x &#2; y<"
    )
    for article in read_bytes(feed.encode(), "feed.xml"):
        assert article.text == clean(article.text)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "a sitemap"),
        ("<doc><p>The wall will rise.</p></doc>", "XML but no feed"),
    ],
)
def test_other_xml_is_called_by_its_name(data: str, message: str) -> None:
    with pytest.raises(UnsupportedFormat, match=message):
        list(read_bytes(f"<?xml version='1.0'?>{data}".encode(), "a.xml"))
