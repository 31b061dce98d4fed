"""One request over a connection to exactly the address that was checked.

A name is resolved once, what it resolves to is checked, and the socket goes to the address
that was checked: nothing is looked up again in between (DNS rebinding). http.client and nothing
above it: there is no automatic redirect, cookie, proxy or decompression to be switched off.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult

from claims import __version__
from claims.errors import FetchError, TooLarge
from claims.read.addresses import Private, is_public
from claims.read.material import megabytes

#: Says what we are; ``claims`` is the name that robots.txt can give rules for.
AGENT = f"claims/{__version__} (reads news articles for one person's research)"

_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml;q=0.9,"
    "application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_CHUNK = 1 << 16


class UnreachableError(FetchError):
    """No connection can be made, or none may be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, before anything is made of it."""

    status: int
    reason: str
    headers: http.client.HTTPMessage
    data: bytes

    def redirects(self) -> str | None:
        """Where to, if it does."""
        return self.headers.get("Location") if self.status in (301, 302, 303, 307, 308) else None

    def told(self) -> str:
        return f"answers {self.status} {self.reason}".rstrip()


def exchange(
    parts: SplitResult,
    headers: dict[str, str],
    deadline: float,
    limit: int,
    cut: bool,
    private: Private,
) -> Answer:
    """The answer to a GET, before ``deadline`` in seconds of ``time.monotonic``. Over ``limit``
    bytes raise TooLarge, or with ``cut`` are left unread. Raises what http.client does too."""
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    sock = _connect(host, port, deadline, private)
    with _cut_off_at(sock, deadline) as cut_off:
        if secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={**_HEADERS, **headers})
            response = connection.getresponse()
            data = _body(response, limit, cut)
            if cut_off.is_set():  # what looks like the end is our own doing
                raise TimeoutError
            return Answer(response.status, response.reason[:80], response.headers, data)
        finally:
            connection.close()


def _body(response: http.client.HTTPResponse, limit: int, cut: bool) -> bytes:
    size = 0 if cut else response.length or 0  # as announced
    data = bytearray()
    while size <= limit and (chunk := response.read1(_CHUNK)):
        data += chunk
        size = len(data)
    if size > limit and not cut:
        raise TooLarge(f"is larger than {megabytes(limit)}; raise --max-size")
    if size <= limit and response.length:  # what was announced and did not come
        raise http.client.IncompleteRead(b"", response.length)
    return bytes(data[:limit])


@contextmanager
def _cut_off_at(sock: socket.socket, deadline: float) -> Iterator[threading.Event]:
    """Shuts the connection at ``deadline``, however slowly its bytes still drip in.

    Yields an event that says whether it has.
    """
    done = threading.Event()
    handle = sock.dup()  # wrapping in TLS detaches the socket from its object, not from this

    def shut() -> None:
        done.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), shut)
    timer.daemon = True
    timer.start()
    try:
        yield done
    finally:
        timer.cancel()
        timer.join()
        handle.close()
        sock.close()


def _connect(host: str, port: int, deadline: float, private: Private) -> socket.socket:
    """A connection to ``host`` at an address that is public, or that ``private`` allows."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            f"cannot be fetched: no address for {host}; check the name"
        ) from error
    usable = [
        entry
        for entry in found
        if is_public(str(entry[4][0])) or private.allows(host, str(entry[4][0]))
    ]
    if not usable:
        address = found[0][4][0] if found else host
        raise UnreachableError(
            f"is refused: {host} is at {address}, which is not on the open internet; if you "
            f"mean it, name it yourself and add --allow-private {host}"
        )
    problem: OSError = TimeoutError()
    for family, kind, protocol, _, address_info in usable:
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            break
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(remaining)
            sock.connect(address_info)
            return sock
        except OSError as error:
            sock.close()
            problem = error
    if isinstance(problem, TimeoutError):
        raise UnreachableError(f"cannot be fetched: {host} does not answer; try again later")
    reason = problem.strerror or str(problem)
    raise UnreachableError(
        f"cannot be fetched: no connection to {host} ({reason}); try again later"
    )
