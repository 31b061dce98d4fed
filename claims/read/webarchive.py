"""Pages that Safari has saved (.webarchive): the page itself, out of a property list."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator

from claims.errors import EmptyInput, Malformed
from claims.read import formats
from claims.read.addresses import is_sound
from claims.read.clean import brief
from claims.read.material import Material
from claims.read.settings import Failure, Options
from claims.records import Article


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """The one article of the page. Raises Malformed, and EmptyInput where there is none."""
    try:
        # Binary alone: that is what Safari writes, and it has no entities to expand.
        found = plistlib.loads(material.data(options.limits), fmt=plistlib.FMT_BINARY)
    except (plistlib.InvalidFileException, ValueError, OverflowError, TypeError) as error:
        raise Malformed(f"is a broken .webarchive ({brief(error)}); is it cut off?") from error
    main = found.get("WebMainResource") if isinstance(found, dict) else None
    if not isinstance(main, dict) or not isinstance(data := main.get("WebResourceData"), bytes):
        raise EmptyInput("is a property list without a saved page")
    url = str(main.get("WebResourceURL") or "")
    page = material.inside(
        data,
        "page",
        origin=material.origin,
        url=url if is_sound(url) else None,
        media_type=str(main.get("WebResourceMIMEType") or "text/html"),
        charset=str(main.get("WebResourceTextEncodingName") or "") or None,
    )
    yield from formats.articles(page, options)
