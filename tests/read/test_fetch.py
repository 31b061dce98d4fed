"""Fetching: limits, manners, and addresses that must not be reached."""

from __future__ import annotations

import gzip
import http.server
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest

from claims.errors import FetchError, ReadError, TooLarge
from claims.read import Failure, Limits, Options, read
from claims.read.addresses import Private, is_public, normal
from claims.read.exchange import AGENT
from claims.read.fetch import Fetcher
from claims.records import Article

from .conftest import PAGE, STORY, Site

Handler = http.server.BaseHTTPRequestHandler


class Nap:
    """Remembers for how long it was asked to sleep, and does not."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def fetcher(**limits: Any) -> tuple[Fetcher, Nap]:
    nap = Nap()
    settings = {"pause": 0.0, "time": 5.0, **limits}
    return Fetcher(Limits(**settings), private=Private.of(["127.0.0.1"]), sleep=nap), nap


# --- what comes back ----------------------------------------------------------------------


def test_a_page_becomes_an_article(site: Site) -> None:
    url = site.serve("/wall", PAGE)
    (article,) = read([url], Options(allow_private=["127.0.0.1"]))
    assert isinstance(article, Article)
    assert article.title == "Port Selby to raise its wall"
    assert article.url == article.origin == url
    assert article.fetched_at is not None
    assert article.fetched_at.endswith("+00:00")
    headers = site.requests[0][1]
    assert headers["User-Agent"] == AGENT
    assert AGENT.startswith("claims/")


def test_canonical_address_of_another_host_is_not_believed(site: Site) -> None:
    claim = '<link rel="canonical" href="https://other.example/story"></head>'
    url = site.serve("/wall", PAGE.replace("</head>", claim))
    own = site.serve(
        "/own?x=1", PAGE.replace("</head>", f'<link rel="canonical" href="{url}"></head>')
    )
    first, second = read([url, own], Options(allow_private=["127.0.0.1"], limits=Limits(pause=0)))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.url == url
    assert second.url == url


def test_redirects_are_followed_to_the_end(site: Site) -> None:
    site.serve("/end", PAGE)
    for status in (301, 302, 303, 307, 308):
        url = site.redirect(f"/{status}", "/end", status)
        assert fetcher()[0].get(url).material.url == site.url + "/end"


def test_kinds_by_content_type(site: Site) -> None:
    site.serve("/plain", STORY, "text/plain; charset=utf-8")
    site.serve("/json", f'{{"text": "{STORY}"}}', "application/json")
    site.serve(
        "/latin", STORY.replace("wall", "wäll").encode("latin-1"), "text/plain; charset=latin-1"
    )
    options = Options(allow_private=["127.0.0.1"], limits=Limits(pause=0))
    results = list(read([site.url + path for path in ("/plain", "/json", "/latin")], options))
    texts = [result.text for result in results if isinstance(result, Article)]
    assert texts == [STORY, STORY, STORY.replace("wall", "wäll")]


def test_not_html_says_so(site: Site) -> None:
    url = site.serve("/picture", b"\x89PNG\r\n\x1a\n" + bytes(500), "image/png")
    (failure,) = read([url], Options(allow_private=["127.0.0.1"]))
    assert "is a picture" in str(failure)


def test_packed_answers(site: Site) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(PAGE.encode()),
        "x-gzip": gzip.compress(PAGE.encode()),
        "deflate": zlib.compress(PAGE.encode()),
        "Deflate": raw.compress(PAGE.encode()) + raw.flush(),
    }
    for packing, data in packed.items():
        url = site.serve(f"/{packing}", data, Content_Encoding=packing)
        assert fetcher()[0].get(url).material.stream.read() == PAGE.encode()
    for data, packing in ((packed["gzip"][:-20], "gzip"), (b"nonsense", "gzip"), (b"x", "br")):
        url = site.serve("/broken", data, Content_Encoding=packing)
        with pytest.raises(ReadError, match=r"packed|packing|gzip"):
            fetcher()[0].get(url)


def test_etag_and_date_give_not_modified(site: Site) -> None:
    def reply(handler: Handler) -> None:
        same = handler.headers.get("If-None-Match") == '"v1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Last-Modified", "Fri, 02 May 2031 08:30:00 GMT")
        handler.end_headers()
        if not same:
            handler.wfile.write(PAGE.encode())

    url = site.answer("/wall", reply)
    get = fetcher()[0].get
    first = get(url)
    assert (first.status, first.etag) == (200, '"v1"')
    again = get(url, etag=first.etag, modified=first.modified)
    assert (again.status, again.material.stream.read()) == (304, b"")
    assert site.requests[1][1]["If-Modified-Since"] == "Fri, 02 May 2031 08:30:00 GMT"


# --- servers that misbehave ---------------------------------------------------------------


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<p>slow")
        handler.wfile.flush()
        time.sleep(0.1)


def drip_headers(handler: Handler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.1)


def silent(handler: Handler) -> None:
    time.sleep(2)


def test_slow_answers_are_cut_off_in_time(site: Site) -> None:
    for number, reply in enumerate((drip, drip_headers, silent)):
        url = site.answer(f"/{number}", reply)
        started = time.monotonic()
        with pytest.raises(FetchError, match=r"within 0\.5 seconds"):
            fetcher(time=0.5)[0].get(url)
        assert time.monotonic() - started < 1.8


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>more and more</p>" * 1_000)


def endless_chunks(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        handler.wfile.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")


def endless_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: and more\r\n" * 1_000)


def test_endless_answers_are_refused(site: Site) -> None:
    for reply in (endless, endless_chunks):
        url = site.answer(f"/{reply.__name__}", reply)
        with pytest.raises(TooLarge, match="larger than 1 MB"):
            fetcher(size=1_000_000)[0].get(url)
    with pytest.raises(FetchError, match="not HTTP"):
        fetcher(retries=0)[0].get(site.answer("/headers", endless_headers))


def test_an_announced_length_over_the_limit_is_not_read(site: Site) -> None:
    url = site.serve("/big", b"x", Content_Length="999999999999")
    with pytest.raises(TooLarge):
        fetcher()[0].get(url)


def test_answers_that_break_off(site: Site) -> None:
    url = site.serve("/short", PAGE, Content_Length=str(len(PAGE.encode()) + 100))
    with pytest.raises(FetchError, match="broke off before its end, 2 times"):
        fetcher(retries=1)[0].get(url)

    def cut_chunk(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nabc")

    with pytest.raises(FetchError, match="broke off"):
        fetcher(retries=0)[0].get(site.answer("/chunk", cut_chunk))


def nothing(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def nonsense(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")


@pytest.mark.parametrize("reply", [nothing, nonsense])
def test_answers_that_are_none(site: Site, reply: Callable[[Handler], None]) -> None:
    with pytest.raises(FetchError, match="try again later"):
        fetcher(retries=0)[0].get(site.answer("/x", reply))


def test_redirects_in_a_circle(site: Site) -> None:
    site.redirect("/a", "/b")
    url = site.redirect("/b", "/a")
    with pytest.raises(FetchError, match="more than 5 times"):
        fetcher()[0].get(url)
    assert len(site.requests) == 6


def test_redirects_to_other_schemes(site: Site) -> None:
    for target in (
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://a/",
        "javascript:1",
        "http://",
    ):
        with pytest.raises(FetchError):
            fetcher()[0].get(site.redirect("/x", target))


def test_gzip_bomb(site: Site) -> None:
    bomb = gzip.compress(b"<p>boom</p>" * 3_000_000)
    url = site.serve("/bomb", bomb, Content_Encoding="gzip")
    with pytest.raises(TooLarge, match="unpacks to more than 1 MB"):
        fetcher(unpacked=1_000_000)[0].get(url)


def failing_first(times: int, status: int, **headers: str) -> Callable[[Handler], None]:
    left = [times]

    def reply(handler: Handler) -> None:
        left[0] -= 1
        handler.send_response(status if left[0] >= 0 else 200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(PAGE.encode())

    return reply


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failures_are_waited_out(site: Site, status: int) -> None:
    get, nap = fetcher()
    page = get.get(site.answer("/x", failing_first(2, status)))
    assert page.material.stream.read() == PAGE.encode()
    assert site.count("/x") == 3
    assert len(nap.taken) == 2
    assert 0.5 <= nap.taken[0] <= 1.0 <= nap.taken[1] <= 2.0


def test_lasting_failures_are_told(site: Site) -> None:
    url = site.answer("/x", failing_first(99, 503))
    with pytest.raises(FetchError, match=r"answers 503.* 4 times in a row; try again later"):
        fetcher()[0].get(url)
    assert site.count("/x") == 4


def test_retry_after_is_obeyed(site: Site) -> None:
    get, nap = fetcher()
    get.get(site.answer("/x", failing_first(1, 429, Retry_After="7")))
    assert nap.taken == [7.0]
    get, nap = fetcher()
    get.get(
        site.answer(
            "/y", failing_first(1, 503, Retry_After=formatdate(time.time() + 20, usegmt=True))
        )
    )
    assert 15 < nap.taken[0] <= 20
    with pytest.raises(FetchError, match="asks to wait 3,600 seconds"):
        fetcher()[0].get(site.answer("/z", failing_first(1, 429, Retry_After="3600")))


@pytest.mark.parametrize(
    ("status", "message"), [(404, "check the address"), (403, "save the page"), (418, "browser")]
)
def test_errors_say_what_to_do(site: Site, status: int, message: str) -> None:
    url = site.serve("/x", "no", status=status)
    with pytest.raises(FetchError, match=f"answers {status}.*{message}"):
        fetcher()[0].get(url)
    assert site.count("/x") == 1


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    get, nap = fetcher(pause=2.0)
    for number in range(3):
        get.get(site.serve(f"/{number}", PAGE))
    assert len(nap.taken) == 2
    assert all(1.0 < seconds <= 2.0 for seconds in nap.taken)


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(FetchError, match=r"no connection to 127\.0\.0\.1"):
            fetcher()[0].get(f"http://127.0.0.1:{port}/")
    with pytest.raises(FetchError, match="check the name"):
        fetcher()[0].get("http://no-such-host.invalid/")


def test_a_server_without_a_certificate_to_believe(site: Site) -> None:
    with pytest.raises(FetchError):
        fetcher(retries=0)[0].get(site.url.replace("http:", "https:") + "/")
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED


# --- addresses that must not be reached ---------------------------------------------------


CLOSED = """
    127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 192.0.0.192 168.63.129.16 198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1
    255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 2002:7f00:1:: 2002:c0a8:101::1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2001:db8::1
    nonsense
"""


@pytest.mark.parametrize("address", CLOSED.split())
def test_addresses_that_are_not_on_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_this_machine_is_refused_under_every_name(site: Site, host: str) -> None:
    url = site.serve("/x", PAGE).replace("127.0.0.1", host)
    (failure,) = read([url])
    assert isinstance(failure, Failure)
    assert site.requests == []


def test_the_refusal_says_how_to_allow_it(site: Site) -> None:
    (failure,) = read([site.serve("/x", PAGE)])
    assert "not on the open internet" in str(failure)
    assert "name it yourself and add --allow-private 127.0.0.1" in str(failure)


class Names:
    """A name service of the test's own: what each name resolves to, one answer a look-up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[str]]) -> None:
        self.asked: list[str] = []
        self.connected: list[str] = []
        real = socket.getaddrinfo

        def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            self.asked.append(host)
            if host not in answers:
                return real(host, port, *args, **kwargs)
            address = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        def connect(sock: socket.socket, address: tuple[str, int]) -> None:
            self.connected.append(address[0])
            raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket.socket, "connect", connect)


def test_names_are_checked_after_they_are_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, {"inside.example": ["10.1.2.3"]})
    with pytest.raises(FetchError, match=r"inside.example is at 10.1.2.3"):
        Fetcher(Limits(retries=0)).get("http://inside.example/")
    assert names.connected == []


def test_a_name_that_changes_between_check_and_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, {"rebind.example": ["93.184.216.34", "127.0.0.1"]})
    with pytest.raises(FetchError, match="no connection"):
        Fetcher(Limits(retries=0)).get("http://rebind.example/")
    assert names.asked == ["rebind.example"]
    assert names.connected == ["93.184.216.34"]


def test_redirects_to_private_addresses_are_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = site.serve("/secret", PAGE)
    outside = site.redirect("/out", inside.replace("127.0.0.1", "localhost"))
    checked = iter([True, False, False])
    monkeypatch.setattr("claims.read.exchange.is_public", lambda address: next(checked))
    with pytest.raises(FetchError, match="is refused: localhost"):
        Fetcher(Limits(retries=0, pause=0)).get(outside)
    assert site.count("/secret") == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@a.example/",
        "http:///x",
        "http://[::1/",
        "ftp://a.example",
        "http://a:b/",
    ],
)
def test_addresses_that_make_no_sense(url: str) -> None:
    with pytest.raises(FetchError):
        normal(url)


def test_addresses_as_they_go_over_the_wire() -> None:
    assert normal("https://bücher.example/ä b?q=ü#top") == (
        "https://xn--bcher-kva.example/%C3%A4%20b?q=%C3%BC"
    )
    assert normal("http://a.example:8080") == "http://a.example:8080/"
    assert normal("http://a.example/%20x%zz") == "http://a.example/%20x%zz"


# --- robots.txt ---------------------------------------------------------------------------


def test_robots_txt_is_obeyed_where_we_fetch_on_our_own(site: Site) -> None:
    rules = "User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.cgi$\n"
    site.serve("/robots.txt", rules, "text/plain")
    for path in ("/private/1", "/private/open", "/a.cgi", "/a"):
        site.serve(path, PAGE)
    get = fetcher()[0].get
    for path in ("/private/1", "/a.cgi"):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            get(site.url + path, robots=True)
        assert get(site.url + path).status == 200
    for path in ("/private/open", "/a"):
        assert get(site.url + path, robots=True).status == 200
    assert site.count("/robots.txt") == 1


def test_rules_for_us_by_name_and_a_delay(site: Site) -> None:
    site.serve(
        "/robots.txt",
        "User-agent: claims\nCrawl-delay: 9\n\nUser-agent: *\nDisallow: /",
        "text/plain",
    )
    get, nap = fetcher()
    get.get(site.serve("/a", PAGE), robots=True)
    get.get(site.serve("/b", PAGE), robots=True)
    assert max(nap.taken) > 8


def test_a_robots_txt_that_is_missing_or_failing(site: Site) -> None:
    site.serve("/a", PAGE)
    assert fetcher()[0].get(site.url + "/a", robots=True).status == 200
    site.serve("/robots.txt", "busy", status=503)
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher()[0].get(site.url + "/a", robots=True)


def test_a_server_without_tls_is_asked_once(site: Site) -> None:
    secure = site.serve("/a", PAGE).replace("http://", "https://")
    asking, nap = fetcher()
    with pytest.raises(FetchError, match=r"no secure connection .*try http://"):
        asking.get(secure)
    assert not nap.taken


@pytest.mark.parametrize(
    "address",
    ["fec0::1", "feff::1", "192.31.196.1", "192.175.48.6", "2001:4:112::1", "2620:4f:8000::6"],
)
def test_site_local_and_as112(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("url", ["https://ana:hush@x.example/1", "ftp://ana:hush@x.example/1"])
def test_a_password_is_not_repeated(url: str) -> None:
    from claims.read import Failure

    told = str(Failure(url, f"leads to {url!r}"))
    assert "hush" not in told
    assert "***@x.example/1" in told
    assert (
        str(Failure("https://x.example/@ana", "is closed")) == "https://x.example/@ana: is closed"
    )
