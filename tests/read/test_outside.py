"""What was not named is not read: other machines of the network, links out of a folder, pipes
that nobody writes to; and no password is repeated."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims.cli import cli
from claims.errors import ReadError
from claims.read import Failure, Limits, Options, read
from claims.read.addresses import Private
from claims.read.fetch import Fetcher
from claims.read.inputs import passed_over, paths
from claims.records import Article

from .conftest import PAGE, SECOND, STORY, Site
from .test_feed import RSS


@pytest.mark.parametrize(
    ("allowed", "host", "address", "expected"),
    [
        (["localhost"], "localhost", "127.0.0.1", True),
        (["LocalHost."], "localhost", "::1", True),
        (["localhost"], "127.0.0.1", "127.0.0.1", False),
        (["localhost"], "evil.example", "127.0.0.1", False),
        (["10.0.0.0/8"], "wiki.corp.example", "10.1.2.3", True),
        (["10.0.0.0/8"], "wiki.corp.example", "::ffff:10.1.2.3", True),
        (["10.0.0.0/8"], "metadata", "169.254.169.254", False),
        (["10.0.0.0/8", "localhost"], "localhost", "127.0.0.1", True),
        (["10.1.2.3"], "x.example", "10.1.2.4", False),
        (["fd00::/8"], "x.example", "fd12::1", True),
        (["fd00::/8"], "x.example", "fe80::1%eth0", False),
        ([], "localhost", "127.0.0.1", False),
    ],
)
def test_hosts_and_networks(allowed: list[str], host: str, address: str, expected: bool) -> None:
    assert Private.of(allowed).allows(host, address) is expected


@pytest.mark.parametrize("name", ["10.0.0.0/33", "10.0.0", "http://localhost/", "a b", "", "in/"])
def test_what_is_no_host(name: str) -> None:
    with pytest.raises(ReadError, match="is no host or network to allow; write such as localhost"):
        Options(allow_private=[name])
    result = CliRunner().invoke(cli, ["ingest", "--allow-private", name, "x"])
    assert result.exit_code == 2
    assert "is no host or network" in result.stderr


def test_only_those_that_are_listed(site: Site) -> None:
    url = site.serve("/wall", PAGE)
    (failure,) = read([url], Options(allow_private=["localhost", "10.0.0.0/8"]))
    assert "add --allow-private 127.0.0.1" in str(failure)
    assert site.requests == []
    (article,) = read([url], Options(allow_private=["10.0.0.0/8", "127.0.0.0/8"]))
    assert isinstance(article, Article)


def test_links_of_a_feed_do_not_inherit_it(site: Site) -> None:
    site.serve("/wall", PAGE)
    feed = RSS.replace("https://courier.example", site.url)
    url = site.serve("/feed", feed, "application/rss+xml")
    how = Options(allow_private=["127.0.0.1"], follow=True, limits=Limits(pause=0))
    results = list(read([url], how))
    assert all("which is not on the open internet" in str(result) for result in results)
    assert [path for path, _ in site.requests] == ["/feed"]


def test_links_keep_the_distance_of_their_feed() -> None:
    fetcher = Fetcher(Limits(), Private.of(["localhost"]))
    assert fetcher.links is fetcher.links
    assert fetcher.links._locks is fetcher._locks
    assert fetcher.links.links is fetcher.links


def test_a_pipe_that_nobody_writes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.read.pipe.BEGUN", 0.3)
    pipe, good = tmp_path / "pipe", tmp_path / "good.txt"
    os.mkfifo(pipe)
    good.write_text(STORY)
    began = time.monotonic()
    failure, article = read([pipe, good])
    assert "is a pipe that nobody writes to; start what writes first" in str(failure)
    assert isinstance(article, Article)
    assert time.monotonic() - began < 5


def test_a_pipe_whose_writer_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.read.pipe.SILENT", 0.3)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = threading.Event()

    def write() -> None:
        with pipe.open("wb") as stream:
            stream.write(STORY.encode())
            stream.flush()
            end.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    (failure,) = read([pipe])
    end.set()
    writer.join()
    assert "from which nothing has come for 0.3 seconds" in str(failure)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, a link inside, and links to a file and a folder outside."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "sub").mkdir(parents=True)
    (outside / "more").mkdir(parents=True)
    (inside / "a.txt").write_text(STORY)
    (outside / "diary.txt").write_text(SECOND)
    (outside / "more" / "letter.txt").write_text(SECOND)
    (inside / "sub" / "same.txt").symlink_to(inside / "a.txt")
    (inside / "diary.txt").symlink_to("../outside/diary.txt")
    (inside / "more").symlink_to(outside / "more", target_is_directory=True)
    (outside / "more" / "round").symlink_to(inside, target_is_directory=True)
    return inside


def shown(folder: Path, options: Options) -> list[str]:
    return [str(Path(name).relative_to(folder)) for name in paths([folder], options)]


def test_links_out_of_a_folder(folder: Path) -> None:
    assert shown(folder, Options()) == ["a.txt", "sub/same.txt"]
    told = passed_over([folder], Options())
    assert told == {"behind links out of the folder (see --follow-links)": 2}
    asked = Options(follow_links=True)
    assert shown(folder, asked) == ["a.txt", "diary.txt", "more/letter.txt", "sub/same.txt"]
    assert not passed_over([folder], asked)


def test_a_link_that_is_named_is_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert len(list(paths([tmp_path / "link"]))) == 2
    (article,) = read([folder / "diary.txt"])
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    "url",
    [
        "http://ann:se cret@x.example/",
        "ann:secret@x.example",
        "ftp://ann:se/cret@x.example",
        "https://ann:secret@x.example/1",
    ],
)
def test_a_password_in_a_refused_address_is_not_repeated(url: str) -> None:
    result = CliRunner().invoke(cli, ["ingest", "--url", url, "-"], input=STORY)
    assert result.exit_code == 1
    assert "x.example" in result.stderr
    assert "ret" not in result.stderr
    assert not isinstance(result.exception, Failure)
