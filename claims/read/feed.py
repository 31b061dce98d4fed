"""RSS and Atom: each entry an article, from the feed itself or from the page it links to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from claims.errors import EmptyInput, Malformed, ReadError, UnsupportedFormat
from claims.read.clean import brief, has_words, one_line, person
from claims.read.failing import failure
from claims.read.html import html_to_text
from claims.read.material import Material
from claims.read.publication import publication_date
from claims.read.settings import Failure, Options
from claims.read.timing import within
from claims.records import Article

if TYPE_CHECKING:
    from claims.read.fetch import Fetcher

_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
#: From this many words on, an entry's own text stands in for a page that cannot be fetched.
_WHOLE = 100


def articles(material: Material, options: Options) -> Iterator[Article]:
    """The entries of a feed with the text they bring. Raises Malformed and EmptyInput."""
    found = False
    for entry in entries(material, options):
        if has_words(entry.text):
            found = True
            yield entry
    if not found:
        raise EmptyInput("is a feed whose entries have no text; read the pages with --follow")


def entries(material: Material, options: Options) -> list[Article]:
    """All entries as articles, ``text`` empty where the feed has none."""
    data = material.data(options.limits)
    if _ENTITY.search(data.replace(b"\x00", b"")):
        raise Malformed("defines XML entities, which are not expanded; have the feed repaired")
    import feedparser

    headers = {"content-location": material.url} if material.url else {}
    try:
        with within(options.limits.parsing):
            feed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise Malformed(f"is not a feed that can be read ({brief(error)})") from error
    if not feed.entries:
        raise _empty(feed, data)
    outlet = one_line(html_to_text(feed.feed.get("title", "")), 120)
    return [_entry(entry, number, outlet, material) for number, entry in enumerate(feed.entries, 1)]


def _empty(feed: Any, data: bytes) -> ReadError:
    if _SITEMAP.search(data[:4096]):
        return UnsupportedFormat("is a sitemap, not a feed; name the pages that you want from it")
    if not feed.get("version") and not feed.get("bozo"):
        return UnsupportedFormat("is XML but no feed; save its text as .txt or .html")
    if problem := one_line(str(feed.get("bozo_exception", "")), 100):
        return Malformed(f"is not a feed that can be read ({problem}); is it cut off?")
    return EmptyInput("is a feed without entries")


def followed(
    material: Material, options: Options, fetcher: Fetcher | None
) -> Iterator[Article | Failure]:
    """The pages that a feed's entries link to, one by one."""
    from claims.read.fetch import Fetcher

    fetcher = fetcher or Fetcher(options.limits, options.private)
    for entry in entries(material, options):
        yield from follow(entry, options, fetcher)


def follow(entry: Article, options: Options, fetcher: Fetcher) -> Iterator[Article | Failure]:
    """The page of one entry; its own text, if that is long, where the page cannot be had."""
    from claims.read import formats

    origin = entry.url or entry.origin or "entry"
    try:
        if not entry.url:
            raise Malformed("is an entry without a link")
        page = fetcher.links.get(entry.url, robots=True).material
        page = replace(page, published=entry.published, part=True)
        for article in formats.articles(page, options):
            if isinstance(article, Article) and not has_words(article.text):
                raise EmptyInput("has no words in it")
            yield _filled(article, entry) if isinstance(article, Article) else article
    except Exception as error:  # of one page, which is one of many
        if len(entry.text.split()) >= _WHOLE:
            yield entry
        else:
            yield failure(origin, error)


def _filled(article: Article, entry: Article) -> Article:
    """What the page does not say of itself, from its entry. The name of its host says less
    than the feed's."""
    own = (article.outlet or "").lower().removeprefix("www.")
    where = urlsplit(article.url or article.origin or "").netloc.lower().removeprefix("www.")
    named = article.outlet if own not in (where, where.partition(":")[0]) else None
    return replace(
        article,
        title=article.title or entry.title,
        author=article.author or entry.author,
        outlet=named or entry.outlet or article.outlet,
        published=article.published or entry.published,
    )


def _entry(entry: Any, number: int, outlet: str | None, material: Material) -> Article:
    bodies = [part.get("value", "") for part in entry.get("content", ())]
    texts = [html_to_text(body) for body in (*bodies, entry.get("summary", "")) if body]
    link = str(entry.get("link", "")).strip()
    source = entry.get("source", {}).get("title") if isinstance(entry.get("source"), dict) else None
    return Article(
        text=max(texts, key=len, default=""),
        title=one_line(html_to_text(entry.get("title", ""))),
        url=link if link.startswith(("http://", "https://")) else None,
        outlet=one_line(source, 120) or outlet,
        author=person(entry.get("author")),
        published=publication_date(entry.get("published") or entry.get("updated")),
        origin=link or f"{material.origin}#{number}",
        fetched_at=material.fetched_at,
    )
