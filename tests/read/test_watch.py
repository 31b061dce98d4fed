"""Watching folders and feeds: what is new comes once, and servers are left in peace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claims.cli import cli
from claims.read import Failure, Limits, Options
from claims.read.addresses import Private
from claims.read.fetch import Fetcher
from claims.read.watch import Watcher
from claims.records import Article

from .conftest import PAGE, SECOND, STORY, Site
from .test_feed import RSS


class Clock:
    """A time that passes when told to."""

    def __init__(self) -> None:
        self.now = time.time() + 1_000

    def __call__(self) -> float:
        return self.now


def watcher(
    *sources: str | Path, known: Callable[[str], bool] = lambda url: False, **options: Any
) -> tuple[Watcher, Clock]:
    how = Options(allow_private=["127.0.0.1"], limits=Limits(pause=0, retries=0), **options)
    clock = Clock()
    fetcher = Fetcher(how.limits, private=Private.of(["127.0.0.1"]), sleep=lambda seconds: None)
    names = [str(source) for source in sources]
    return Watcher(names, how, fetcher, interval=100, known=known, clock=clock), clock


def look(watching: Watcher) -> list[Article | Failure]:
    results = list(watching.poll())
    watching.done()
    return results


def test_new_and_changed_files_come_once(tmp_path: Path) -> None:
    watching, clock = watcher(tmp_path)
    assert look(watching) == []
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    assert len(look(watching)) == 1
    assert look(watching) == []
    path.write_text(SECOND)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000))
    (article,) = look(watching)
    assert isinstance(article, Article)
    assert article.text == SECOND
    clock.now = path.stat().st_mtime + 1
    path.write_text(STORY * 2)
    assert look(watching) == []  # perhaps still being written
    clock.now += 1_000
    assert len(look(watching)) == 1


def test_what_was_not_taken_in_comes_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    watching, _ = watcher(tmp_path)
    assert len(list(watching.poll())) == 1
    assert len(look(watching)) == 1
    assert look(watching) == []


def test_failures_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    watching, _ = watcher(tmp_path, tmp_path / "none")
    failures = look(watching)
    assert len(failures) == 2
    assert look(watching) == []
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a.txt").write_text(STORY)
    assert [type(result) for result in look(watching)] == [Article]


def test_a_feed_is_asked_whether_it_has_changed(site: Site) -> None:
    feed = RSS.replace("https://courier.example", site.url)

    def reply(handler: Any) -> None:
        same = handler.headers.get("If-None-Match") == '"1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"1"')
        handler.end_headers()
        handler.wfile.write(b"" if same else feed.encode())

    url = site.answer("/feed", reply)
    watching, clock = watcher(url)
    assert len(look(watching)) == 2
    assert look(watching) == []
    assert site.count("/feed") == 1  # the interval is not over
    clock.now += 100
    assert look(watching) == []
    assert site.count("/feed") == 2
    assert site.requests[-1][1]["If-None-Match"] == '"1"'


@pytest.mark.usefixtures("public")
def test_what_a_feed_gave_and_was_not_taken_in_comes_again(site: Site) -> None:
    """Though the feed says that it has not changed: an ETag counts once all is taken in."""
    feed = RSS.replace("https://courier.example", site.url)

    def reply(handler: Any) -> None:
        same = handler.headers.get("If-None-Match") == '"1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"1"')
        handler.end_headers()
        handler.wfile.write(b"" if same else feed.encode())

    watching, clock = watcher(site.answer("/feed", reply), follow=True)
    site.serve("/wall", PAGE)
    assert len(list(watching.poll())) == 2  # an article, and a failure; the database was busy
    clock.now += 100
    assert [type(result) for result in look(watching)] == [Article]
    site.serve("/money", PAGE.replace("raise", "pay for"))
    clock.now += 100
    assert [result.origin for result in look(watching)] == [site.url + "/money"]
    clock.now += 100
    assert look(watching) == []
    assert site.count("/wall") == 2
    assert site.requests[-1][1]["If-None-Match"] == '"1"'


def test_a_failure_is_told_again_after_a_success(site: Site) -> None:
    url = site.serve("/feed", "no", status=500)
    watching, clock = watcher(url)
    told = []
    for status in (500, 500, 200, 500):
        site.serve("/feed", RSS if status == 200 else "no", "application/rss+xml", status=status)
        told.append(sum(isinstance(result, Failure) for result in look(watching)))
        clock.now += 100_000
    assert told == [1, 0, 0, 1]


@pytest.mark.usefixtures("public")
def test_only_new_and_changed_entries_are_fetched(site: Site) -> None:
    feed = RSS.replace("https://courier.example", site.url)
    site.serve("/feed", feed, "application/rss+xml")
    site.serve("/wall", PAGE)
    site.serve("/money", PAGE.replace("raise", "pay for"))
    watching, clock = watcher(site.url + "/feed", follow=True, known=lambda u: u.endswith("/money"))
    assert [result.origin for result in look(watching)] == [site.url + "/wall"]
    assert site.count("/money") == 0
    clock.now += 100
    assert look(watching) == []
    site.serve("/feed", feed.replace("No money", "Some money"), "application/rss+xml")
    clock.now += 100
    assert [result.origin for result in look(watching)] == [site.url + "/money"]
    assert site.count("/wall") == 1
    assert site.count("/robots.txt") == 2  # once more for links, which may lead to less


@pytest.mark.usefixtures("public")
def test_an_entry_that_cannot_be_had_is_given_up_after_three_times(site: Site) -> None:
    feed = RSS.replace("https://courier.example", site.url)
    site.serve("/feed", feed, "application/rss+xml")
    site.serve("/money", PAGE)
    watching, clock = watcher(site.url + "/feed", follow=True)
    for _ in range(5):
        look(watching)
        clock.now += 100
    assert site.count("/wall") == 3
    assert site.count("/money") == 1


def test_a_failing_feed_is_asked_more_and_more_seldom(site: Site) -> None:
    url = site.serve("/feed", "no", status=500)
    watching, clock = watcher(url)
    asked = []
    for minute in range(40):
        look(watching)
        if site.count("/feed") > len(asked):
            asked.append(minute)
        clock.now += 100
    assert asked == [0, 1, 3, 7, 15, 31]
    site.serve("/feed", RSS, "application/rss+xml")
    clock.now += 10_000
    assert len(look(watching)) == 2


def test_robots_txt_closes_a_feed(site: Site) -> None:
    url = site.serve("/feed", RSS)
    site.serve("/robots.txt", "User-agent: claims\nDisallow: /", "text/plain")
    (failure,) = look(watcher(url)[0])
    assert "robots.txt" in str(failure)


def test_an_address_that_may_not_be_reached_is_not_blamed_on_robots_txt(site: Site) -> None:
    watching = Watcher([site.serve("/feed", RSS)], Options(), Fetcher(Limits()))
    (failure,) = watching.poll()
    assert "--allow-private" in str(failure)
    assert "robots" not in str(failure)
    assert not site.requests


def test_a_page_that_changes_is_read_again(site: Site) -> None:
    url = site.serve("/wall", PAGE)
    watching, clock = watcher(url)
    (first,) = look(watching)
    site.serve("/wall", PAGE.replace("two metres", "three metres"))
    clock.now += 100
    (second,) = look(watching)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.key == second.key
    assert "three metres" in second.text


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_command_stops_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    command = [sys.executable, "-m", "claims", "watch", str(folder), "-d", str(tmp_path / "c.db")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "Ctrl-C stops" in process.stderr.readline()
    time.sleep(0.2)
    process.send_signal(how)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0, told
    assert told == "Stopped.\n"


@pytest.mark.usefixtures("public")
def test_a_watch_that_starts_anew_fetches_no_page_again(site: Site, tmp_path: Path) -> None:
    """Though the feed links to a page by another address than the page gives itself."""
    page = PAGE.replace("</head>", f'<link rel="canonical" href="{site.url}/wall"></head>')
    site.serve("/go", page)
    link = f"{site.url}/go?utm_source=rss&amp;n=1"
    site.serve("/go?utm_source=rss&n=1", page)
    site.serve(
        "/feed", f"<rss><channel><item><link>{link}</link></item></channel></rss>", "text/xml"
    )
    site.serve("/robots.txt", "", "text/plain")
    command = ["watch", "--once", f"{site.url}/feed", "-d", str(tmp_path / "c")]
    for _ in range(2):
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 0, done.stderr
    asked = [path for path, _ in site.requests]
    assert asked.count("/feed") == 2
    assert sum(path.startswith("/go") for path in asked) == 1
