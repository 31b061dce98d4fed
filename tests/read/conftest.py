"""A web server on this machine that behaves as badly as a test tells it to."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

Reply = Callable[[http.server.BaseHTTPRequestHandler], Any]

STORY = (
    "The harbour wall at Port Selby will be raised by two metres, Mayor Ines Calder said on "
    "Monday. The work begins in May and will take three years."
)
SECOND = (
    "Councillor Bram Otley denied that the money had been found. “There is not one coin for it "
    "in the budget,” he told the council in the evening."
)

PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<title>Port Selby to raise its wall | Selby Courier</title>
<meta property="og:title" content="Port Selby to raise its wall">
<meta property="og:site_name" content="Selby Courier">
<meta name="author" content="Una Fairlie">
<meta property="article:published_time" content="2031-05-02T08:30:00+01:00">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Port Selby to raise its wall</h1>
<p>{STORY}</p><p>{SECOND}</p>
<p>The council of the town votes on the plan in the last week of the month, a clerk said.</p>
</article><footer>Copyright Selby Courier</footer></body></html>"""


@dataclass
class Site:
    """Addresses by path; ``requests`` are (path, headers) as they came in."""

    url: str
    routes: dict[str, Reply] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def serve(
        self,
        path: str,
        body: bytes | str,
        kind: str | None = "text/html; charset=utf-8",
        status: int = 200,
        **headers: str,
    ) -> str:
        """Answer ``path`` with ``body``; returns its address."""
        data = body.encode() if isinstance(body, str) else body

        def reply(handler: http.server.BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            if kind:
                handler.send_header("Content-Type", kind)
            own = {name.replace("_", "-"): value for name, value in headers.items()}
            for name, value in {"Content-Length": str(len(data)), **own}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)

        return self.answer(path, reply)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        return self.serve(path, b"", status=status, Location=target)

    def answer(self, path: str, reply: Reply) -> str:
        """Answer ``path`` with a function of the request; returns its address."""
        self.routes[path] = reply
        return self.url + path

    def count(self, path: str) -> int:
        return sum(1 for known, _ in self.requests if known == path)


@pytest.fixture
def site() -> Iterator[Site]:
    """A `Site`, empty."""
    site = Site("")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append((self.path, dict(self.headers)))
            reply = site.routes.get(self.path)
            try:
                if reply is None:
                    self.send_error(404)
                else:
                    reply(self)
            except OSError:
                self.close_connection = True  # the reader has had enough

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine counts as part of the open internet, as a feed's links must."""
    monkeypatch.setattr("claims.read.exchange.is_public", lambda address: True)
