"""Which version of an article is kept: the rule that an ingest and its dry run share.

Of two versions at one address the later published is kept, or else the later fetched, or else
the one that came in last; but never one that is only the beginning of the other, as feeds and
pages behind a paywall show it. One whose place was taken is remembered, so that a folder with
both gives the same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from claims.records import Article, normalise
from claims.store.rows import OPENING, Opening

if TYPE_CHECKING:
    from claims.store import Store
    from claims.store.articles import Version

_CUT = re.compile(r"(?:\W|\b(?:read more|continue reading|show more))+\Z")

Place = Literal["new", "known", "replaces", "older"]


class Versions:
    """What becomes of articles that come in one after another, beside those in ``store``.

    ``stored`` has the ids of what is stored, by key; ``earlier`` the versions that lost their
    place and are not written down as such.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._there: dict[str, Opening] = {}
        self._before: set[Version] = set()
        self.stored: dict[str, str] = {}
        self.earlier: set[Version] = set()

    def meet(self, articles: Iterable[Article]) -> None:
        """Look up what is stored at the addresses of ``articles``, before they are `taken`."""
        articles = list(articles)
        found = self._store.articles.by_key({article.key for article in articles})
        found = {key: id for key, id in found.items() if key not in self._there}
        heads = self._store.articles.openings(found.values()) if found else {}
        self.stored |= found
        self._there |= {key: heads[id] for key, id in found.items()}
        self._before |= self._store.articles.earlier({article.id for article in articles})

    def taken(self, article: Article) -> Place:
        """What the next article is: "new", "known", "older" than what is there, or one that
        "replaces" it."""
        mine = _opening(article)
        there = self._there.get(article.key)
        if there is None:
            self._there[article.key] = mine
            return "new"
        if there.id == mine.id:
            return "known"
        gone = version(mine) in self._before or version(mine) in self.earlier
        older = newer(there, mine) or (gone and not newer(mine, there))
        if begins(mine, there) or (older and not begins(there, mine)):
            self._lost(mine)
            return "older"
        self._lost(there)
        self._there[article.key] = mine
        return "replaces"

    def _lost(self, article: Opening) -> None:
        if version(article) not in self._before:
            self.earlier.add(version(article))


def version(article: Opening) -> Version:
    """What tells one version of an article from another."""
    return article.id, article.published or ""


def moment(published: str) -> str:
    """A date, or date and time, so that earlier ones sort first: times in UTC."""
    try:
        read = datetime.fromisoformat(published)
    except ValueError:
        return published
    return read.astimezone(UTC).isoformat() if read.tzinfo else published


def newer(one: Opening, other: Opening) -> bool:
    """Whether ``one`` is known to be the later version."""
    dates = ((one.published, other.published), (one.fetched_at, other.fetched_at))
    for mine, theirs in dates:
        if mine and theirs and moment(mine) != moment(theirs):
            return moment(mine) > moment(theirs)
    return False


def begins(one: Opening, other: Opening) -> bool:
    """Whether ``one`` has some of the first words of ``other`` and nothing else."""
    if one.length > OPENING / 2 or one.length * 2 > other.length:
        return False
    words = _CUT.sub("", normalise(one.text))
    return bool(words) and words in normalise(other.text)


def _opening(article: Article) -> Opening:
    text = article.text
    return Opening(article.id, article.published, article.fetched_at, text[:OPENING], len(text))
