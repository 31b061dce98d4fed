"""What a site asks of programs in its robots.txt (RFC 9309, parsed by protego)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from claims.errors import ReadError
from claims.read import fetch
from claims.read.addresses import UnreachableError

if TYPE_CHECKING:
    from claims.read.fetch import Fetcher

_NAME = "claims"
_SIZE = 500 * 1024  # RFC 9309, 2.5: as much as must be parsed
_KEPT = 24 * 3600.0  # seconds; RFC 9309, 2.4
_LONGEST_DELAY = 60.0


@dataclass
class Robots:
    """The rules of each site, fetched once a day."""

    fetcher: Fetcher
    _rules: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def permits(self, url: str) -> tuple[bool, float]:
        """Whether ``url`` may be fetched, and the seconds to leave between two requests.

        No robots.txt permits everything; a server that fails permits nothing (RFC 9309, 2.3.1).
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        read_at, rules = self._rules.get(site, (0.0, None))
        if site not in self._rules or time.monotonic() - read_at > _KEPT:
            rules = self._fetch(site)
            self._rules[site] = (time.monotonic(), rules)
        if isinstance(rules, bool):
            return rules, 0.0
        delay = rules.crawl_delay(_NAME) or 0.0
        return bool(rules.can_fetch(url, _NAME)), min(float(delay), _LONGEST_DELAY)

    def _fetch(self, site: str) -> Any:
        from protego import Protego

        url = f"{site}/robots.txt"
        deadline = self.fetcher.deadline()
        headers = {"Accept-Encoding": "identity"}
        try:
            for _ in range(self.fetcher.limits.redirects + 1):
                answer = self.fetcher.exchange(url, headers, deadline, _SIZE, cut=True)
                location = answer.headers.get("Location")
                if not 300 <= answer.status < 400 or not location:
                    break
                url = fetch.normal(urljoin(url, location))
        except UnreachableError:  # and so is the page, for a reason that is worth telling
            raise
        except (ReadError, fetch.BrokenError, ValueError):
            return False
        if answer.status == 200:
            return Protego.parse(answer.data.decode("utf-8", "replace"))
        return 300 <= answer.status < 500 and answer.status != 429
