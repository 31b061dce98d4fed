"""Addresses without what only says how a reader came to them (courlan does the telling)."""

from __future__ import annotations

from urllib.parse import urlsplit


def canonical(url: str) -> str:
    """``url`` without tracking parameters and without the place on the page that it points to.

    What names the article stays: other parameters, in a fixed order, and fragments that are
    paths of their own (``#!/a/3``).
    """
    if "?" not in url and "#" not in url:
        return url
    from courlan import normalize_url

    try:
        found = str(normalize_url(url))
        parts = urlsplit(found)
    except ValueError:
        return url
    return found if "/" in parts.fragment else parts._replace(fragment="").geturl()


def host(url: str | None) -> str | None:
    """The host that ``url`` names, ``www.`` left aside; None if it is no http(s) address."""
    try:
        parts = urlsplit(url or "")
        name = parts.hostname or ""
    except ValueError:
        return None
    return (name.removeprefix("www.") or None) if parts.scheme in ("http", "https") else None
