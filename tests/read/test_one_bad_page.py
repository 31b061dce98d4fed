"""One page, record or disk that fails costs nothing but itself."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from claims.errors import FullDisk
from claims.read import Failure, Options, read, read_bytes
from claims.read.fetch import _retry_after
from claims.read.publication import publication_date
from claims.records import Article
from claims.store import Store
from claims.store.claims import Claims

from .conftest import PAGE, SECOND, STORY, Site
from .test_watch import look, watcher

ODD = [
    '"datePublished": ' + "9" * 400,
    '"datePublished": ' + "9" * 5_000,
    '"datePublished": {"a": [1]}',
    '"headline": ["One", "Two"]',
    '"headline": {"name": 7}',
    '"headline": 7',
    '"author": 7',
    '"author": {"name": [7, null]}',
    '"author": [[["x"]]]',
    '"author": null',
    '"publisher": ["x", 3]',
    '"publisher": {"name": {"a": 1}}',
    '"articleSection": 3, "author": true',
]


def page(data: str, title: str = "") -> str:
    head, _, rest = PAGE.partition("<title>")
    bare = rest.replace('<meta property="og:title" content="Port Selby to raise its wall">', title)
    found = f'{{"@context": "https://schema.org", "@type": "NewsArticle", {data}}}'
    site = f'{{"@type": ["WebSite"], "name": [1], {data}}}'
    script = f'<script type="application/ld+json">[{found}, {site}]</script>'
    return f"{head}{script}<title>{bare}"


@pytest.mark.parametrize("data", ODD)
def test_what_a_page_says_of_itself_may_be_anything(data: str) -> None:
    for markup in (page(data), page(data).replace("<title>", "<x>").replace("<h1>", "<p>")):
        (article,) = read_bytes(markup.encode(), "page.html")
        assert STORY in article.text
        for value in (article.title, article.outlet, article.author, article.published):
            assert value is None or isinstance(value, str)


def test_a_date_of_any_type() -> None:
    for value in (10**400, -(10**400), 1e300, float("nan"), ["2031"], {"a": 1}, "²" * 10, b"2031"):
        assert publication_date(value) is None
    assert publication_date(1_935_000_000) == "2031-04-26T20:00:00+00:00"


def test_retry_after_of_any_kind() -> None:
    assert [_retry_after(value) for value in ("²", "١", "-1", "7", "9" * 400)] == [
        None,
        None,
        None,
        7.0,
        1e6,
    ]


RSS = """<rss version="2.0"><channel><title>Selby Courier</title>
<item><title>A</title><link>{0}/a</link></item>
<item><title>B</title><link>{0}/b</link></item></channel></rss>"""


@pytest.fixture
def feed(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    """A feed whose first page makes a reader fail as none should."""
    from claims.read import html

    def schema(tree: Any) -> None:
        if "BOOM" in "".join(tree.itertext()):
            raise OverflowError("int too large to convert to float")

    monkeypatch.setattr(html, "described", schema)
    site.serve("/a", PAGE.replace("<p>", "<p>BOOM ", 1))
    site.serve("/b", PAGE.replace("Port Selby", "Kessel"))
    return site.serve("/feed", RSS.format(site.url), "application/rss+xml")


@pytest.mark.usefixtures("public")
def test_a_feed_goes_on_after_a_bad_page(feed: str) -> None:
    bad, good = read([feed], Options(follow=True, allow_private=["127.0.0.1"]))
    assert isinstance(bad, Failure)
    assert "OverflowError" in str(bad)
    assert isinstance(good, Article)


@pytest.mark.usefixtures("public")
def test_a_watch_goes_on_after_a_bad_page(feed: str, site: Site) -> None:
    watching, _ = watcher(feed, site.url + "/a", follow=True)
    bad, good = look(watching)  # of /a it is told once
    assert isinstance(bad, Failure)
    assert isinstance(good, Article)
    assert site.count("/a") == 2


@pytest.mark.usefixtures("public")
def test_a_page_without_words_in_a_feed(site: Site) -> None:
    site.serve("/a", "17 18 19 " * 100, "text/plain")
    site.serve("/b", PAGE)
    url = site.serve("/feed", RSS.format(site.url), "application/rss+xml")
    bad, good = read([url], Options(follow=True, allow_private=["127.0.0.1"]))
    assert "no words" in str(bad)
    assert isinstance(good, Article)


def test_a_full_disk_does_not_end_a_watch(
    run: Run, store: Store, engine: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    from claims.cli import watch

    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.txt").write_text(SECOND)
    os.utime(folder / "a.txt", (0, 0))
    looks = 0
    look_once = watch._look

    def full(*_: object, **__: object) -> None:
        raise FullDisk("no space left for claims.db: free some and try again")

    def counted(*arguments: Any) -> bool:
        nonlocal looks
        looks += 1
        with monkeypatch.context() as patch:
            if looks == 1:
                patch.setattr(Claims, "add", full)
            found = look_once(*arguments)
        if looks == 2:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(watch, "_look", counted)
    monkeypatch.setattr(watch.time, "sleep", lambda _: None)
    result = run("watch", str(folder), "--interval", "1")
    assert "no space left" in result.stderr
    assert "Stopped." in result.stderr
    assert len(store.articles.get()) == (looks == 2)


def test_a_full_disk_by_either_name(store: Store, monkeypatch: Any) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    broken = sqlite3.OperationalError("disk I/O error")
    assert isinstance(store._explained(full), FullDisk)
    assert not isinstance(store._explained(broken), FullDisk)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("U", (), {"free": 0}))
    assert isinstance(store._explained(broken), FullDisk)
