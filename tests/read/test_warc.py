"""Web archives, written here with warcio."""

from __future__ import annotations

import gzip
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from claims.errors import EmptyInput, Malformed, ReadError
from claims.read import Limits, Options, read_bytes
from claims.records import Article

from .conftest import PAGE, STORY


class Archive:
    """A web archive in the making."""

    def __init__(self, packed: bool = True) -> None:
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=packed)

    def add(
        self,
        url: str,
        body: bytes | str = PAGE,
        kind: str = "text/html; charset=utf-8",
        status: str = "200 OK",
        **headers: str,
    ) -> Archive:
        data = body.encode() if isinstance(body, str) else body
        fields = [("Content-Type", kind), *((k.replace("_", "-"), v) for k, v in headers.items())]
        record = self.writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(data),
            http_headers=StatusAndHeaders(status, fields, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2031-05-03T10:00:00Z"},
        )
        self.writer.write_record(record)
        return self

    def text(self, url: str, text: str) -> Archive:
        record = self.writer.create_warc_record(
            url, "conversion", payload=io.BytesIO(text.encode()), warc_content_type="text/plain"
        )
        self.writer.write_record(record)
        return self

    def bytes(self) -> bytes:
        return self.out.getvalue()


@pytest.mark.parametrize(
    ("packed", "name"), [(True, "a.warc.gz"), (False, "a.warc"), (True, "a.gz"), (False, "a")]
)
def test_the_pages_of_an_archive(packed: bool, name: str) -> None:
    archive = Archive(packed)
    archive.add("https://c.example/wall")
    archive.add("https://c.example/moved", "", status="301 Moved", Location="/wall")
    archive.add("https://c.example/gone", PAGE, status="404 Not Found")
    archive.add("https://c.example/a.png", b"\x89PNG", "image/png")
    archive.add("https://c.example/empty", "<html></html>")
    archive.add("https://c.example/packed", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    archive.text("https://c.example/plain", STORY)
    first, second, third = read_bytes(archive.bytes(), name)
    assert first.url == "https://c.example/wall"
    assert first.title == "Port Selby to raise its wall"
    assert first.fetched_at == "2031-05-03T10:00:00Z"
    assert first.origin == f"{name}#https://c.example/wall"
    assert second.url == "https://c.example/packed"
    assert second.text == first.text
    assert (third.url, third.text) == ("https://c.example/plain", STORY)


def test_an_archive_that_breaks_off_gives_the_pages_before() -> None:
    data = Archive().add("https://c.example/1").add("https://c.example/2").bytes()
    found: list[Article] = []
    with pytest.raises(Malformed, match="fetch it again"):
        for article in read_bytes(data[:-200], "a.warc.gz"):
            found.append(article)  # noqa: PERF402
    assert [article.url for article in found] == ["https://c.example/1"]


def test_truncated_archives() -> None:
    for packed in (True, False):
        data = Archive(packed).add("https://c.example/1").bytes()
        for size in range(1, len(data), 97):
            try:
                list(read_bytes(data[:size], "a.warc.gz" if packed else "a.warc"))
            except ReadError as error:
                assert "\n" not in str(error)


def test_archives_without_articles() -> None:
    with pytest.raises(EmptyInput):
        list(read_bytes(Archive().add("https://c.example/", "<html></html>").bytes(), "a.warc.gz"))


def test_a_bomb_in_a_record_is_left_out() -> None:
    bomb = gzip.compress(b"<p>boom</p>" * 1_000_000)
    archive = Archive().add("https://c.example/bomb", bomb, Content_Encoding="gzip")
    archive.add("https://c.example/1")
    results = read_bytes(archive.bytes(), "a.warc.gz", Options(limits=Limits(size=1_000_000)))
    with pytest.raises(ReadError, match="larger than 1 MB"):
        next(results)


def test_broken_archives_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    data = Archive(False).add("https://c.example/1").add("https://c.example/2").bytes()
    wrong = data.replace(b"Content-Length: ", b"Content-Length: 1", 1).replace(
        b".example/2", b". e/2"
    )
    short = data.replace(b"</html>", b"</html>more than was announced", 1)
    for archive in (wrong, short):
        try:
            list(read_bytes(archive, "a.warc"))
        except ReadError as error:
            assert "\n" not in str(error)
    assert capfd.readouterr() == ("", "")
