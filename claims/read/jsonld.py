"""What a page says of itself in JSON-LD (schema.org): the article among all that it describes.

A page describes its site, its bread crumbs and other articles too, each with dates and names
of their own; only those of the article itself count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.read.clean import one_line
from claims.read.publication import publication_date

if TYPE_CHECKING:
    from lxml.etree import _Element

_ARTICLE = re.compile(r"(?:\w*Article|Report|\w*BlogPosting|LiveBlogPosting|PressRelease)\Z")
#: What is about the page or inside it, not about something else.
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_MOST = 2_000  # objects looked at


@dataclass(frozen=True, slots=True)
class Described:
    """An article as its page describes it. ``body`` is its text where the page holds it.

    ``live`` is set for a page that goes on being written.
    """

    headline: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    body: str | None = None
    live: bool = False


def described(tree: _Element) -> Described | None:
    """The article that ``tree`` describes, None if it describes none or cannot be parsed."""
    page = None
    for found in _objects(tree):
        if any(map(_ARTICLE.match, _types(found))):
            return _article(found)
        if page is None and "WebPage" in _types(found):
            page = found
    return _article(page) if page else None


def _objects(tree: _Element) -> Iterator[dict[str, Any]]:
    """The objects that may be the article, the outer ones first."""
    waiting: list[Any] = []
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            waiting.append(json.loads(script.text or "", strict=False))
        except (ValueError, RecursionError):
            continue
    for _ in range(_MOST):
        if not waiting:
            return
        found = waiting.pop(0)
        if isinstance(found, list):
            waiting = [*found[:_MOST], *waiting]
        elif isinstance(found, dict):
            yield found
            waiting += [found[key] for key in _INSIDE if key in found]


def _types(found: dict[str, Any]) -> list[str]:
    kinds = found.get("@type")
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _article(found: dict[str, Any]) -> Described:
    body = found.get("articleBody")
    return Described(
        headline=_text(found.get("headline")),
        published=publication_date(found.get("datePublished")),
        publisher=_text(found.get("publisher"), 120),
        url=_text(found.get("url"), 2_000, "@id")
        or _text(found.get("mainEntityOfPage"), 2_000, "@id"),
        body=body if isinstance(body, str) else None,
        live="LiveBlogPosting" in _types(found),
    )


def _text(value: Any, longest: int = 300, key: str = "name") -> str | None:
    """A text, or what an object has under ``key``."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get(key)
    return one_line(value, longest) if isinstance(value, str) else None
