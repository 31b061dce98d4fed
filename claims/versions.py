"""Which version of an article is kept: the rule that an ingest and its dry run share.

Of two versions at one address the later published is kept, or else the later fetched, or else
the one that came in last. One whose place was taken is remembered, so that a folder with both
gives the same again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from claims.copies import moment
from claims.records import Article

if TYPE_CHECKING:
    from claims.store import Masthead, Store
    from claims.store.articles import Version

Place = Literal["new", "known", "replaces", "older"]


class Versions:
    """What becomes of articles that come in one after another, beside those in ``store``.

    ``stored`` has the ids of what is stored, by key; ``earlier`` the versions that lost their
    place and are not written down as such.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._there: dict[str, Article | Masthead] = {}
        self._before: set[Version] = set()
        self.stored: dict[str, str] = {}
        self.earlier: set[Version] = set()

    def meet(self, articles: Iterable[Article]) -> None:
        """Look up what is stored at the addresses of ``articles``, before they are `taken`."""
        articles = list(articles)
        found = self._store.articles_by_key({article.key for article in articles})
        found = {key: id for key, id in found.items() if key not in self._there}
        heads = self._store.mastheads(found.values()) if found else {}
        self.stored |= found
        self._there |= {key: heads[id] for key, id in found.items()}
        self._before |= self._store.earlier({article.id for article in articles})

    def taken(self, article: Article) -> Place:
        """What the next article is: "new", "known", "older" than what is there, or one that
        "replaces" it."""
        there = self._there.get(article.key)
        if there is None:
            self._there[article.key] = _head(article)
            return "new"
        if there.id == article.id:
            return "known"
        gone = version(article) in self._before or version(article) in self.earlier
        if newer(there, article) or (gone and not newer(article, there)):
            self._lost(article)
            return "older"
        self._lost(there)
        self._there[article.key] = _head(article)
        return "replaces"

    def _lost(self, article: Article | Masthead) -> None:
        if version(article) not in self._before:
            self.earlier.add(version(article))


def version(article: Article | Masthead) -> Version:
    """What tells one version of an article from another."""
    return article.id, article.published or ""


def newer(one: Article | Masthead, other: Article | Masthead) -> bool:
    """Whether ``one`` is known to be the later version."""
    for mine, theirs in (
        (one.published, other.published),
        (one.fetched_at, other.fetched_at),
    ):
        if mine and theirs and moment(mine) != moment(theirs):
            return moment(mine) > moment(theirs)
    return False


def _head(article: Article) -> Masthead:
    from claims.store import Masthead

    return Masthead(article.id, published=article.published, fetched_at=article.fetched_at)
