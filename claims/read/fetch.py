"""Pages from the network, within limits and with manners."""

from __future__ import annotations

import http.client
import io
import math
import random
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from claims.errors import FetchError, ReadError
from claims.read.addresses import NONE, Private, normal
from claims.read.exchange import Answer, UnreachableError, exchange
from claims.read.material import Material
from claims.read.packed import inflate
from claims.read.robots import SIZE, Robots
from claims.read.settings import Limits

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave; ``material.url`` is where redirects ended. A ``status`` of 304 comes
    without data: nothing has changed since the ``etag`` or ``modified`` that was sent."""

    material: Material
    status: int
    etag: str | None
    modified: str | None


@dataclass(slots=True)
class Deadline:
    """When a fetch must be over, in seconds of ``time.monotonic``; moved by our own pauses."""

    at: float

    def over(self) -> bool:
        return self.at <= time.monotonic()


class BrokenError(Exception):
    """The connection or the server failed in a way that may pass."""


@dataclass
class Fetcher:
    """Fetches addresses one at a time, never two at once from one host.

    ``sleep`` waits that many seconds. Safe to use from several threads.
    """

    limits: Limits = field(default_factory=Limits)
    private: Private = NONE
    sleep: Callable[[float], object] = time.sleep
    _locks: defaultdict[str, threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock), repr=False
    )
    _last: dict[str, float] = field(default_factory=dict, repr=False)
    _delays: dict[str, float] = field(default_factory=dict, repr=False)
    _robots: Robots | None = field(default=None, repr=False)
    _links: Fetcher | None = field(default=None, repr=False)

    @property
    def links(self) -> Fetcher:
        """For addresses that others wrote, such as the links of a feed: it reaches none that is
        private, and keeps the same distance from each host."""
        if self.private == NONE:
            return self
        if self._links is None:
            self._links = replace(self, private=NONE, _robots=None, _links=None)
        return self._links

    def get(
        self,
        url: str,
        *,
        robots: bool = False,
        etag: str | None = None,
        modified: str | None = None,
    ) -> Page:
        """The page at ``url``, after redirects.

        With ``robots`` the site's robots.txt is obeyed, as whatever fetches on its own should.
        ``etag`` and ``modified`` are what a `Page` had before. Raises FetchError for an address
        that is refused, fails or answers with an error, and TooLarge.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        waited = 0.0
        for attempt in range(self.limits.retries + 1):
            wait = None
            try:
                final, answer = self._through_redirects(url, headers, robots, self.limits.size)
                if answer.status not in _AGAIN:
                    return self._page(url, final, answer)
                problem = answer.told()
                wait = _retry_after(answer.headers.get("Retry-After"))
            except BrokenError as error:
                problem = str(error)
            if attempt == self.limits.retries:
                break
            if wait is None:
                wait = 2.0**attempt * random.uniform(0.5, 1.0)
            if waited + wait > self.limits.patience:
                raise FetchError(f"{problem} and asks to wait {wait:,.0f} seconds; try again then")
            waited += wait
            self.sleep(wait)
        raise FetchError(f"{problem}, {attempt + 1} times in a row; try again later")

    def _page(self, requested: str, final: str, answer: Answer) -> Page:
        if answer.redirects():
            most = self.limits.redirects
            raise FetchError(f"redirects more than {most} times; open it in a browser")
        if answer.status not in (200, 203, 304):
            raise FetchError(_explain(answer))
        headers = answer.headers
        packing = (headers.get("Content-Encoding") or "identity").strip().lower()
        material = Material(
            io.BytesIO(inflate(answer.data, packing, self.limits.unpacked)),
            requested,
            url=final,
            media_type=headers.get_content_type() if "Content-Type" in headers else None,
            charset=headers.get_content_charset(),
            fetched_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        )
        return Page(material, answer.status, headers.get("ETag"), headers.get("Last-Modified"))

    def _through_redirects(
        self, url: str, headers: dict[str, str], robots: bool, limit: int, cut: bool = False
    ) -> tuple[str, Answer]:
        """Where redirects end, or as far as they are followed, and the last answer."""
        deadline = Deadline(time.monotonic() + self.limits.time)
        current = normal(url)
        for _ in range(self.limits.redirects + 1):
            if robots and not self._permits(current):
                raise FetchError("is closed to programs by the site's robots.txt; read it yourself")
            answer = self._exchange(current, headers, deadline, limit, cut)
            if not (location := answer.redirects()):
                break
            try:
                current = normal(urljoin(current, _as_utf8(location)))
            except ValueError as error:
                raise FetchError("redirects to what is no address; open it in a browser") from error
        return current, answer

    def _permits(self, url: str) -> bool:
        if self._robots is None:
            self._robots = Robots(self._rules)
        permitted, delay = self._robots.permits(url)
        if delay:
            self._delays[urlsplit(url).hostname or ""] = delay
        return permitted

    def _rules(self, url: str) -> bytes | bool:
        """What the robots.txt at ``url`` says, or, where there is none to read, whether
        everything is permitted: not if the server fails (RFC 9309, 2.3.1)."""
        identity = {"Accept-Encoding": "identity"}
        try:
            _, answer = self._through_redirects(url, identity, False, SIZE, cut=True)
        except UnreachableError:  # and so is the page, for a reason that is worth telling
            raise
        except (ReadError, BrokenError):
            return False
        if answer.status == 200:
            return answer.data
        return 300 <= answer.status < 500 and answer.status != 429

    def _exchange(
        self, url: str, headers: dict[str, str], deadline: Deadline, limit: int, cut: bool = False
    ) -> Answer:
        """One request, at its time, with what goes wrong as an error of ours."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        with self._locks[host]:
            deadline.at += self._keep_distance(host)
            if deadline.over():
                raise FetchError(f"did not answer within {self.limits.time:g} seconds")
            try:
                return exchange(parts, headers, deadline.at, limit, cut, self.private)
            except ssl.SSLCertVerificationError as error:
                raise FetchError(
                    f"has no valid certificate ({error.verify_message}); open it in a browser"
                ) from error
            except ssl.SSLEOFError as error:
                raise BrokenError(_reason(error)) from error
            except ssl.SSLError as error:
                said = (error.reason or "it fails").replace("_", " ").lower()
                raise FetchError(
                    f"has no secure connection ({said}); check the address, or try http://"
                ) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                if deadline.over() or isinstance(error, TimeoutError):
                    slow = f"did not arrive within {self.limits.time:g} seconds; try again later"
                    raise FetchError(slow) from error
                raise BrokenError(_reason(error)) from error
            finally:
                self._last[host] = time.monotonic()

    def _keep_distance(self, host: str) -> float:
        pause = max(self.limits.pause, self._delays.get(host, 0.0))
        wait = self._last.get(host, -math.inf) + pause - time.monotonic()
        if wait <= 0:
            return 0.0
        self.sleep(wait)
        return wait


def _as_utf8(header: str) -> str:
    """A header that http.client has read as Latin-1, as the UTF-8 it mostly is."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _retry_after(value: str | None) -> float | None:
    value = (value or "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value), 1e6)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _reason(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return "broke off before its end"
    if isinstance(error, http.client.HTTPException | ValueError):
        return "sends something that is not HTTP"
    return f"broke off ({getattr(error, 'strerror', None) or error})"


def _explain(answer: Answer) -> str:
    said = answer.told()
    if answer.status in (401, 402, 403, 451):
        return f"{said}: it is closed to programs; save the page from a browser and name the file"
    if answer.status in (404, 410):
        return f"{said}; check the address"
    return f"{said}; open it in a browser to see why"
