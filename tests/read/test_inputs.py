"""Files, folders, lists and standard input: order, choice, and bad ones that stop nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from claims.errors import FetchError, ReadError
from claims.read import Failure, Limits, Options, paths, read, read_bytes
from claims.read.count import expected
from claims.read.fetch import Fetcher
from claims.records import Article

from .conftest import PAGE, SECOND, STORY, Site


def test_how_many_articles_to_expect(tmp_path: Path) -> None:
    """For the time left: tables and lists of addresses count, what cannot be told is None."""
    line = json.dumps({"text": STORY})
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "t.jsonl").write_text(f"{line}\n" * 3)
    (tmp_path / "broken.json").write_text("[")
    assert expected([str(tmp_path)], Options()) == 5
    addresses = tmp_path / "list.txt"
    addresses.write_text("# mine\nhttps://x.example/1\nhttps://x.example/2\n")
    assert expected([str(addresses), "https://x.example/3"], Options()) == 3
    long = tmp_path / "long.csv"
    long.write_text("text\n" + f'"{STORY}"\n' * 12_345)
    assert expected([str(long)], Options()) == 12_000
    assert expected(["-"], Options()) is None
    assert expected(["https://x.example/"], Options(follow=True)) is None
    (tmp_path / "t.csv.gz").touch()
    assert expected([str(tmp_path)], Options()) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, one of them deeper down, and much that is none."""
    for name, text in {
        "b.txt": STORY,
        "a/deep/er.md": SECOND,
        "page.html": PAGE,
        "page_files/frame.html": PAGE,
        "page_files/style.css": "p {}",
        ".hidden.txt": STORY,
        ".git/config.txt": STORY,
        "photo.jpg": "\xff",
        "notes.xyz": STORY,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def names(results: list[Article | Failure], folder: Path) -> list[str]:
    return [Path(str(result.origin)).relative_to(folder).as_posix() for result in results]


def test_folders_are_searched_in_order_for_what_can_be_read(folder: Path) -> None:
    results = list(read([folder]))
    assert names(results, folder) == ["b.txt", "page.html", "a/deep/er.md"]
    assert all(isinstance(result, Article) for result in results)
    assert paths([folder]) == [str(result.origin) for result in results]


def test_the_same_folder_gives_the_same_articles_twice(folder: Path) -> None:
    assert list(read([folder])) == list(read([folder]))


def test_glob_chooses(folder: Path) -> None:
    assert names(list(read([folder], Options(glob="*.xyz"))), folder) == ["notes.xyz"]
    assert names(list(read([folder], Options(glob="a/*"))), folder) == ["a/deep/er.md"]
    (failure,) = read([folder], Options(glob="*.doc"))
    assert "no file that matches '*.doc'" in str(failure)


def test_empty_folder(tmp_path: Path) -> None:
    (failure,) = read([tmp_path])
    assert "no file in a format that can be read" in str(failure)


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "a" / "round").symlink_to(folder, target_is_directory=True)
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    assert len(list(read([folder]))) == 3


def test_a_bad_input_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(STORY)
    empty = tmp_path / "empty.txt"
    empty.touch()
    results = list(read([tmp_path / "none.txt", empty, good, "http://", good]))
    assert [type(result) for result in results] == [Failure, Failure, Article, Failure, Article]
    for failure in results:
        assert "\n" not in str(failure)
    assert str(results[0]) == f"{tmp_path}/none.txt: is not there; check the path"
    assert "is empty" in str(results[1])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    path.chmod(0)
    (failure,) = read([path])
    assert "Permission denied" in str(failure)


def test_names_that_no_file_can_have() -> None:
    for name in ("a\x00b", "x" * 5_000):
        (failure,) = read([name])
        assert isinstance(failure, Failure)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, title in (
        (PAGE, "Port Selby to raise its wall"),
        (f"Wall rises\n\n{STORY}", "Wall rises"),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
        (article,) = read(["-"], Options(outlet="Selby Courier"))
        assert isinstance(article, Article)
        assert (article.title, article.origin, article.outlet) == (title, "-", "Selby Courier")


def test_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.argv[2])", pipe, STORY]
    )
    assert expected([str(pipe)], Options()) is None  # and nothing is read of it
    (article,) = read([pipe])
    writer.wait()
    assert isinstance(article, Article)
    assert article.text == STORY


def test_lists_of_addresses(tmp_path: Path, site: Site) -> None:
    site.serve("/1", PAGE)
    site.serve("/2", PAGE.replace("raise", "lift"))
    listed = tmp_path / "urls.txt"
    listed.write_text(f"# my list\n{site.url}/1\n\n{site.url}/2\n{site.url}/none\n")
    options = Options(allow_private=["127.0.0.1"], limits=Limits(pause=0))
    results = list(read([listed], options))
    assert [result.origin for result in results] == [
        site.url + path for path in ("/1", "/2", "/none")
    ]
    assert isinstance(results[2], Failure)
    assert "404" in str(results[2])


def test_format_urls_fetches_pages_of_any_format(tmp_path: Path, site: Site) -> None:
    site.serve("/a", PAGE)
    listed = tmp_path / "list.txt"
    listed.write_text(f"{site.url}/a\n")
    (found,) = read([str(listed)], Options(format="urls", allow_private=["127.0.0.1"]))
    assert isinstance(found, Article), found


def test_a_list_found_in_a_folder_fetches_nothing(tmp_path: Path, site: Site) -> None:
    site.serve("/1", PAGE)
    (tmp_path / "urls.txt").write_text(f"{site.url}/1\n")
    list(read([tmp_path], Options(allow_private=["127.0.0.1"])))
    assert site.requests == []


def test_format_urls_wants_addresses_only(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("https://a.example/1\nnot an address\n")
    (failure,) = read([path], Options(format="urls"))
    assert "not an http(s) address" in str(failure)


def test_format_overrules_the_name() -> None:
    (article,) = read_bytes(
        b"text\n" + STORY.replace(",", ";").encode(), "a.txt", Options(format="csv")
    )
    assert article.text == STORY.replace(",", ";")


@pytest.mark.parametrize("setting", [{"title": "One"}, {"url": "https://c.example/1"}])
def test_a_title_or_address_is_for_one_article_only(folder: Path, setting: dict[str, Any]) -> None:
    results = list(read([folder / "b.txt", folder / "page.html"], Options(**setting)))
    assert [type(result) for result in results] == [Article, Failure]
    assert "--title and --url are for one article" in str(results[1])


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"format": "doc"}, "no format 'doc'"),
        ({"columns": {"body": "x"}}, "no field 'body'"),
        ({"published": "last week"}, "is not a date"),
    ],
)
def test_settings_that_mean_nothing(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(ReadError, match=message):
        Options(**setting)


def test_gzip_bombs_and_nests(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.txt.gz"
    bomb.write_bytes(gzip.compress(b"a" * 20_000_000))
    (failure,) = read([bomb], Options(limits=Limits(unpacked=1_000_000)))
    assert "unpacks to more than 1 MB" in str(failure)
    data = STORY.encode()
    for _ in range(4):
        data = gzip.compress(data)
    with pytest.raises(ReadError, match="packed more than 3 times"):
        list(read_bytes(data, "nest.txt.gz"))
    data = gzip.compress(gzip.compress(STORY.encode()) + gzip.compress(b""))
    assert next(read_bytes(data, "two.txt.gz")).text == STORY


def test_gzip_that_was_cut_or_broken() -> None:
    data = gzip.compress(STORY.encode() * 3)
    for broken in (data[:-12], data[:20], data[:30] + b"xxxx" + data[34:]):
        with pytest.raises(ReadError, match=r"gzip|pack"):
            list(read_bytes(broken, "a.txt.gz"))


def test_reading_may_be_stopped_after_any_article(folder: Path) -> None:
    results = read([folder, "nowhere"])
    assert isinstance(next(results), Article)
    results.close()  # type: ignore[attr-defined]


def test_importing_the_package_is_quick() -> None:
    code = (
        "import sys, claims.read; "
        "heavy = {'trafilatura', 'lxml', 'numpy', 'pypdf', 'feedparser', 'warcio', 'dateparser'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_mistake_in_a_library_becomes_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise AttributeError("no such\nthing")

    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.html").write_text(PAGE)
    monkeypatch.setattr("claims.read.text.articles", broken)
    failure, article = read([tmp_path])
    assert "cannot be read (AttributeError: no such thing)" in str(failure)
    assert isinstance(article, Article)
    monkeypatch.setenv("CLAIMS_DEBUG", "1")
    with pytest.raises(AttributeError):
        list(read([tmp_path]))


def test_control_characters_of_a_failure_do_not_reach_the_terminal() -> None:
    assert str(Failure("a\x1b[31m\nb", "is\x07 bad")) == "a[31m b: is bad"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://x.example/a?utm_source=rss&id=3#top", "https://x.example/a?id=3"),
        ("https://x.example/a?fbclid=z", "https://x.example/a"),
        ("https://x.example/a#!/b/3", "https://x.example/a#!/b/3"),
        ("https://x.example/a", "https://x.example/a"),
    ],
)
def test_an_address_says_where_not_how_one_came(given: str, kept: str) -> None:
    (article,) = read_bytes(json.dumps({"text": STORY, "url": given}).encode(), "a.json")
    assert (article.url, article.outlet) == (kept, "x.example")


def test_an_address_that_is_none_is_refused() -> None:
    for url in ("x.example/1", "https://x.example/a b", "javascript:alert(1)"):
        with pytest.raises(ReadError, match="not an http or https address"):
            Options(url=url)


def test_a_folder_that_cannot_be_opened_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def closed(path: str) -> Any:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    results = list(read([folder]))
    assert len(results) == 3
    assert "a: cannot be opened (Permission denied)" in str(results[2])


def test_a_pipe_is_refused_rather_than_cut(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(STORY.encode() * 10,))
    writer.start()
    (failure,) = read([pipe], Options(limits=Limits(unpacked=500)))
    writer.join()
    assert "too much for a pipe" in str(failure)


def test_a_list_of_addresses_in_a_folder_is_not_fetched_nor_taken_for_a_text(
    tmp_path: Path,
) -> None:
    (tmp_path / "list.txt").write_text("https://x.example/1\nhttps://x.example/2\n")
    (failure,) = read([tmp_path])
    assert "name it itself to fetch them" in str(failure)


def test_an_empty_name_is_told() -> None:
    (failure,) = read([""])
    assert str(failure).startswith("'': is no name of a file")


def test_an_encoding_can_be_named_where_no_program_can_tell_it(tmp_path: Path) -> None:
    text = "Zdeněk Říha said that the wall in Přelouč was safe, and Łukasz Żak denied it."
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("iso-8859-2"))
    (article,) = read([path], Options(encoding="iso-8859-2"))
    assert isinstance(article, Article) and article.text == text
    table = tmp_path / "t.csv"
    table.write_bytes(f'text\n"{STORY}"\n"{text}"\n'.encode("iso-8859-2"))
    _, second = read([table], Options(encoding="iso-8859-2"))
    assert isinstance(second, Article) and second.text == text
    page = tmp_path / "p.html"
    page.write_bytes(PAGE.replace(STORY, text).encode("cp1250"))
    (article,) = read([page], Options(encoding="cp1250"))
    assert isinstance(article, Article) and text in article.text
    (failure,) = read([path], Options(encoding="utf-8"))
    assert "is not in utf-8" in str(failure)
    packed = tmp_path / "p.txt.gz"
    packed.write_bytes(gzip.compress(STORY.encode()))
    (article,) = read([packed], Options(encoding="utf-16"))
    assert isinstance(article, Article) and article.text == STORY
    with pytest.raises(ReadError, match="no encoding 'klingon'"):
        Options(encoding="klingon")


def test_a_long_list_of_addresses_is_read_to_its_end(tmp_path: Path) -> None:
    class Nobody(Fetcher):
        def get(self, url: str, **conditions: Any) -> Any:
            raise FetchError("is not fetched")

    path = tmp_path / "list.txt"
    addresses = [f"https://x.example/{'a' * 100}/{number}" for number in range(12_000)]
    path.write_text("# mine\n" + "\n".join(addresses))
    results = read([path], fetcher=Nobody())
    assert [result.origin for result in results] == addresses
    assert expected([str(path)], Options()) == len(addresses)
    path.write_text("\n".join(addresses[:2]))  # the last line without its end
    assert len(list(read([path], fetcher=Nobody()))) == 2
