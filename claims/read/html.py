"""Web pages, fetched or saved: the article in them and what they say of themselves.

trafilatura finds the text, its title, author and site (Barbaresi 2021, ACL demo); explicit
publication times come from the page's own markup, with htmldate for the rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from claims.errors import EmptyInput, Malformed, TooLarge
from claims.read.addresses import host
from claims.read.clean import brief, clean, decode, decoded, one_line, person
from claims.read.furniture import clear, only_links, placeholder
from claims.read.jsonld import Described, described
from claims.read.material import Material, megabytes
from claims.read.publication import publication_date
from claims.read.settings import Options
from claims.records import Article, normalise

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ELEMENTS = 100_000  # about ten seconds of work; long live pages have a fifth of it
_MOST_MARKS = 2_000_000  # before there is a tree: scripts have such too
_MOST_ATTRIBUTES = 2_000  # of one element; they are compared with each other
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{4000,}")
_ATTRIBUTE = re.compile(r"\s+[^\s=]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONGEST_PIECE = 10_000_000  # characters of a mail or feed; of a page pictures may be a part
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE
)
#: What browsers and SingleFile write into a page that they save.
_SAVED_FROM = re.compile(
    r"<!--[^>]{0,200}?(?:saved from url=\(\d+\)|\burl: ?)(https?://[^\s\"'<>]+)", re.IGNORECASE
)
_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='article:published_time' or @name='parsely-pub-date' or @name='pubdate' "
    "or @name='publish-date' or @name='DC.date.issued' or @name='dcterms.issued' "
    "or @name='citation_publication_date' or @name='sailthru.date']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
)
_UPDATED = re.compile(r"updat|modif|edited|changed|correct", re.IGNORECASE)
_PARAGRAPH = 80  # characters; what is longer is text, not a line of names and dates
_BLOCKS = frozenset(
    ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "section")
)
_HIDDEN = frozenset(("script", "style", "noscript", "template", "iframe", "head", "title"))
_CANONICAL = ("//head//link[@rel='canonical']/@href", "//head//meta[@property='og:url']/@content")
_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " • ", " · ")


def articles(material: Material, options: Options) -> Iterator[Article]:
    """The one article of a page. Raises EmptyInput for a page with no text of its own."""
    markup = _decoded_page(material.data(options.limits), material.charset)
    tree = _tree(markup)
    clear(tree)
    page = described(tree) or Described()
    document = _extract(tree, material.url)
    lines = map(str.strip, clean(_string(document.text) or "").split("\n"))
    text = _fuller(clean("\n\n".join(filter(None, lines))), page)
    if reason := placeholder(text) or only_links(tree, text):
        raise EmptyInput(reason)
    if not text:
        raise EmptyInput(
            "has no article text; if it needs JavaScript or a login, save it from a browser"
        )
    outlet = one_line(_string(document.sitename), 120) or page.publisher
    title = None if page.live else one_line(_string(document.title))
    yield Article(
        text=text,
        title=_without_site(title or page.headline, outlet),
        url=_address(tree, markup, material.url, page),
        outlet=outlet or host(material.url),
        author=person(_string(document.author)),
        published=_published(tree, page, document.date) or material.published,
        origin=material.origin,
        fetched_at=material.fetched_at,
    )


def html_to_text(markup: str) -> str:
    """The words of a piece of HTML, such as a feed entry, with its paragraphs kept apart."""
    from lxml import etree
    from lxml.html import fromstring

    if "<" not in markup and "&" not in markup:
        return clean(markup)
    if len(markup) > _LONGEST_PIECE:
        raise TooLarge(
            f"has over {megabytes(_LONGEST_PIECE)} of HTML inside; save its text instead"
        )
    _bounded(markup)
    try:
        tree = fromstring(f"<div>{markup}</div>".replace("\0", ""))
    except (etree.ParserError, ValueError):
        return clean(markup)
    words = re.sub(r"[ \t\r\f]*\n[ \t\r\f]*", "\n", "".join(_words(tree)))
    blocks = (" ".join(block.split()) for block in re.split(r"\n{2,}", words))
    return clean("\n\n".join(filter(None, blocks)))


def _bounded(markup: str) -> None:
    """Raises TooLarge for markup whose tree would take gigabytes, or hours to be made."""
    if markup.count("<") + markup.count("=") > _MOST_MARKS:
        raise TooLarge(f"has more than {_MOST_ELEMENTS:,} elements; save its text instead")
    for tag in _LONG_TAG.finditer(markup):
        if sum(1 for _ in _ATTRIBUTE.finditer(_QUOTED.sub('""', tag[0]))) > _MOST_ATTRIBUTES:
            raise TooLarge("has an element of thousands of attributes; save its text instead")


def _words(tree: _Element) -> Iterator[str]:
    """The text of a tree in order, two line ends around each block."""
    from lxml.etree import iterwalk

    walk = iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if element.tag in _BLOCKS:
            yield "\n\n"
        if event != "start":
            yield element.tail or ""
        elif element.tag in _HIDDEN:
            walk.skip_subtree()
        else:
            yield element.text or ""


def _decoded_page(data: bytes, charset: str | None) -> str:
    """A page's bytes by its HTTP header, its own ``charset``, or what they look like."""
    if not charset and (match := _META_CHARSET.search(data[:4096])):
        charset = match[1].decode("ascii")
    if charset and charset.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        # what browsers read it as
        charset = None if decoded(data, "utf-8") is not None else "cp1252"
    return decode(data, charset).replace("\0", "")


def _tree(markup: str) -> _Element:
    from trafilatura.utils import load_html

    _bounded(markup)
    tree = load_html(markup)
    if tree is None:  # a piece of a page
        tree = load_html(f"<html><body>{markup}</body></html>")
    if tree is None:
        raise Malformed("is not a web page that can be parsed; is it cut off?")
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise TooLarge(f"has more than {_MOST_ELEMENTS:,} elements; save its text instead")
    return tree


def _extract(tree: _Element, url: str | None) -> Any:
    from copy import deepcopy

    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)

    def extracted() -> Any:
        return bare_extraction(
            deepcopy(tree),  # it takes apart what it is given
            url=url,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )

    try:
        try:
            document = extracted()
        except Exception:  # mostly over JSON-LD of another shape, without which it has a text
            for script in tree.iterfind(".//script[@type='application/ld+json']"):
                script.text = ""
            document = extracted()
    except Exception as error:
        raise Malformed(f"is a web page that cannot be taken apart ({brief(error)})") from error
    return document or Document()


def _string(value: object) -> str | None:
    """``value`` if it is a text: trafilatura passes on whatever JSON-LD has in its place."""
    return value if isinstance(value, str) else None


def _fuller(text: str, page: Described) -> str:
    """``text``, or what the page's own data holds of it, where that has more or keeps its
    paragraphs."""
    body = html_to_text(page.body) if page.body else ""
    same = normalise(text) == normalise(body)
    longer = len(body) > 1.2 * len(text) and normalise(text[:80]) in normalise(body)
    return body if same or longer else text


def _published(tree: _Element, page: Described, guessed: str | None) -> str | None:
    for path in _PUBLISHED:
        for value in tree.xpath(path):
            if date := publication_date(str(value)):
                return date
    return page.published or _told_above(tree) or publication_date(guessed)


def _told_above(tree: _Element) -> str | None:
    """The first time told above the text of the article that is not that of an update."""
    for head in tree.xpath("(//article | //main)[1]"):
        for element in head.iter("time", "p"):
            if element.tag == "p":
                if len("".join(element.itertext())) > _PARAGRAPH:
                    return None
                continue
            beside = element.getprevious()
            before = beside.tail if beside is not None else element.getparent().text
            names = element.get("class"), element.get("itemprop")
            if not _UPDATED.search(" ".join(filter(None, (before, *names)))) and (
                date := publication_date(element.get("datetime"))
            ):
                return date
    return None


def _address(tree: _Element, markup: str, fetched: str | None, page: Described) -> str | None:
    """The canonical address. A page that was fetched is believed for its own host only."""
    for path in _CANONICAL:
        for value in tree.xpath(path):
            try:
                url = urljoin(fetched or "", str(value).strip())
            except ValueError:  # https://[
                continue
            if (own := host(url)) and (not fetched or own == host(fetched)):
                return url
    if fetched:
        return fetched
    match = _SAVED_FROM.search(markup[:10_000])
    return match[1] if match else page.url if host(page.url) else None


def _without_site(title: str | None, site: str | None) -> str | None:
    """``title`` without the outlet's name that pages put behind it."""
    if not title or not site:
        return title
    for separator in _SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if found and head and tail.strip().lower() == site.lower():
            return head.strip()
    return title
