"""What a site asks of programs in its robots.txt (RFC 9309, parsed by protego)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_NAME = "claims"
SIZE = 500 * 1024  # RFC 9309, 2.5: as much as must be parsed
_KEPT = 24 * 3600.0  # seconds; RFC 9309, 2.4
_LONGEST_DELAY = 60.0


@dataclass
class Robots:
    """The rules of each site, read once a day.

    ``fetch`` gives what is at an address, or, if that is nothing, whether everything is permitted.
    """

    fetch: Callable[[str], bytes | bool]
    _rules: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def permits(self, url: str) -> tuple[bool, float]:
        """Whether ``url`` may be fetched, and the seconds to leave between two requests."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        read_at, rules = self._rules.get(site, (0.0, None))
        if site not in self._rules or time.monotonic() - read_at > _KEPT:
            from protego import Protego

            rules = self.fetch(f"{site}/robots.txt")
            if isinstance(rules, bytes):
                rules = Protego.parse(rules.decode("utf-8", "replace"))
            self._rules[site] = (time.monotonic(), rules)
        if isinstance(rules, bool):
            return rules, 0.0
        delay = rules.crawl_delay(_NAME) or 0.0
        return bool(rules.can_fetch(url, _NAME)), min(float(delay), _LONGEST_DELAY)
