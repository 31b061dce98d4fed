"""``claims ingest --dry-run``: a line an article on what an ingest would do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import click

from claims.ingest.versions import Versions
from claims.languages import reads
from claims.records import Article
from claims.show.encoding import plain
from claims.store import Store


def foretell(
    store: Store,
    articles: Iterable[Article],
    quiet: bool,
    again: bool = False,
    told: Sequence[str] = (),
) -> None:
    """Print a line for each article, and unless ``quiet`` how many there are of each kind."""
    versions, copies = Versions(store), _Copies(store)
    counts = Counter[str]()
    for article in articles:
        what = _what(store, article, versions, again, told)
        if what in ("new", "replaces") and copies.repeats(article):
            what = "copy" if what == "new" else what
        counts[what] += 1
        name = plain(article.title or "untitled")
        where = plain(article.url or article.origin or "-")
        foreign = is_foreign(article) and what not in ("known", "updates", "forgotten")
        note = f"  [{article.language}: stored without claims]" if foreign else ""
        click.echo(f"{what:<9} {name}  ({where}){note}")
    if not quiet:
        summed = ", ".join(f"{n:,} {what}" for what, n in counts.items()) or "No article"
        click.echo(f"{summed}. Nothing was written.", err=True)


def is_foreign(article: Article) -> bool:
    """Whether it is in a language that is known and not read."""
    return article.language is not None and not reads(article.language)


def _what(
    store: Store, article: Article, versions: Versions, again: bool, told: Sequence[str]
) -> str:
    if not again and store.forgotten.among([article]):
        return "forgotten"
    old = store.articles.known_as(article, renamed="outlet" in told) if told else None
    if old is not None:
        (there,) = store.articles.get([old])
        same = all(getattr(there, fact) == getattr(article, fact) for fact in told)
        return "known" if same else "updates"
    versions.meet([article])
    return versions.taken(article)


class _Copies:
    """Whether an article nearly repeats one that is stored or came before it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._banded: dict[str, list[bytes]] = {}

    def repeats(self, article: Article) -> bool:
        from claims.ingest.signatures import NEAR_COPY, bands, signature, similarity

        own = signature(article.text)
        mine = bands(own)
        near = [other for id, other in self._store.articles.near_copies(mine) if id != article.id]
        near += [other for band in mine for other in self._banded.get(band, ())]
        for band in mine:
            self._banded.setdefault(band, []).append(own)
        return any(similarity(own, other) >= NEAR_COPY for other in near)
