"""What has appeared in folders and feeds since one last looked."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.read import formats
from claims.read.addresses import is_address
from claims.read.clean import has_words
from claims.read.failing import failure
from claims.read.feed import entries, follow
from claims.read.fetch import Fetcher
from claims.read.inputs import finished, paths, read
from claims.read.material import Material
from claims.read.settings import Failure, Options
from claims.records import Article, digest

_LONGEST_WAIT = 24 * 3600.0
_TRIES = 3

#: ETag and Last-Modified, by which an address tells that nothing has changed.
_UNMARKED = (None, None)


@dataclass
class Watcher:
    """Looks at ``sources`` (folders, files, addresses of feeds and pages) again and again.

    ``known`` says whether an article of an address is stored already, so that a watch that
    starts anew does not fetch what an earlier one did. A file that changed less than
    ``settle`` seconds ago may still be being written and waits for the next time. An address
    is asked at most every ``interval`` seconds, and more and more seldom while it fails.
    """

    sources: Sequence[str]
    options: Options
    fetcher: Fetcher
    interval: float = 600.0
    settle: float = 2.0
    known: Callable[[str], bool] = lambda url: False
    clock: Callable[[], float] = time.time
    #: By a file its state, by an address its mark, by it and an entry of it the entry's digest.
    _seen: dict[str, Any] = field(default_factory=dict)
    _new: dict[str, Any] = field(default_factory=dict)
    #: How often an address has failed, and when to ask it again.
    _visits: dict[str, tuple[int, float]] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def poll(self) -> Iterator[Article | Failure]:
        """What is new or changed. The same failure of the same source is told once.

        Call `done` when all of it has been taken in; what was not comes again.
        """
        self._new.clear()
        for source in self.sources:
            found = self._address(source) if is_address(source) else self._folder(source)
            for result in found:
                if not isinstance(result, Failure):
                    yield result
                elif str(result) not in self._told:
                    self._told.add(str(result))
                    yield result

    def done(self) -> None:
        """Remember everything that the last `poll` gave."""
        self._seen.update(self._new)
        self._new.clear()

    def _folder(self, source: str) -> Iterator[Article | Failure]:
        for name in paths([source], self.options):
            try:
                status = Path(name).stat()
            except (OSError, ValueError):
                if name == source:
                    yield Failure(name, "is not there; check the path (a watch looks again)")
                continue
            state = (status.st_mtime_ns, status.st_size)
            settled = self.clock() - status.st_mtime >= self.settle
            if settled and self._new.get(name, self._seen.get(name)) != state:
                yield from read([name], self.options, fetcher=self.fetcher)
                self._new[name] = state

    def _address(self, url: str) -> Iterator[Article | Failure]:
        failures, next_at = self._visits.get(url, (0, 0.0))
        if self.clock() < next_at:
            return
        etag, modified = self._seen.get(url, _UNMARKED)
        try:
            page = self.fetcher.get(url, robots=True, etag=etag, modified=modified)
            if page.status != 304:
                settled = yield from self._page(page.material)
                self._new[url] = (page.etag, page.modified) if settled else _UNMARKED
        except Exception as error:  # of one page, after which there are others
            wait = min(self.interval * 2**failures, _LONGEST_WAIT)
            self._visits[url] = (failures + 1, self.clock() + wait)
            yield failure(url, error)
            return
        self._visits[url] = (0, self.clock() + self.interval * 0.9)
        self._told = {told for told in self._told if not told.startswith(f"{url}: ")}

    def _page(self, material: Material) -> Generator[Article | Failure, None, bool]:
        """Yields what a page gives; returns whether nothing of it is to be tried again."""
        if formats.detect(material, self.options) != "feed":
            for result in formats.articles(material, self.options):
                yield finished(result, self.options)
            return True
        settled = True
        for entry in entries(material, self.options):
            key = f"{material.origin} {entry.url or entry.origin}"
            state = digest(entry.title or "", entry.text, entry.published or "")
            if self._seen.get(key) == state:
                continue
            stored = key not in self._seen and entry.url is not None and self.known(entry.url)
            if stored or (yield from self._entry(entry, key)):
                self._new[key] = state
            else:
                settled = False
        return settled

    def _entry(self, entry: Article, key: str) -> Generator[Article | Failure, None, bool]:
        """Yields an entry's articles; returns whether it is settled, or to be tried again."""
        if not self.options.follow:
            if has_words(entry.text):
                yield finished(entry, self.options)
            return True
        got = False
        for result in follow(entry, self.options, self.fetcher):
            got = got or isinstance(result, Article)
            yield finished(result, self.options)
        self._tries[key] = self._tries.get(key, 0) + 1
        return got or self._tries[key] >= _TRIES
