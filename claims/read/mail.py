"""E-mail messages (.eml) and pages saved as one file (.mhtml): newsletters, press releases."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import Any

from claims.errors import EmptyInput, Malformed, TooLarge
from claims.read import formats
from claims.read.clean import brief, clean, decode, one_line, unwrap
from claims.read.failing import failure
from claims.read.html import html_to_text
from claims.read.material import Material
from claims.read.publication import publication_date
from claims.read.settings import Failure, Options
from claims.records import Article

_ATTACHED = frozenset({"pdf", "docx", "html", "text", "markdown", "eml"})
_MOST_PARTS = 1_000


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """The message, then each attached document. Raises Malformed, EmptyInput and TooLarge."""
    if material.depth > options.limits.nesting:
        raise TooLarge(f"has messages inside messages, more than {options.limits.nesting} deep")
    message = _parse(material.data(options.limits))
    url = _location(message)
    if url or message.get_content_type() == "multipart/related":
        yield from _saved_page(message, url, material, options)
        return
    article = _article(message, material)
    if article:
        yield article
    count = 0
    for count, result in enumerate(_attached(message, material, options), 1):  # noqa: B007
        yield result
    if not article and not count:
        raise EmptyInput("is a message without text")


def _parse(data: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = sum(1 for _ in message.walk())
    except (ValueError, LookupError, AttributeError, TypeError, IndexError) as error:
        raise Malformed(f"is not an e-mail message that can be read ({brief(error)})") from error
    if parts > _MOST_PARTS:
        raise TooLarge(f"has more than {_MOST_PARTS} parts")
    if not message.keys():
        raise Malformed("is not an e-mail message: it has no headers")
    assert isinstance(message, EmailMessage)
    return message


def _location(message: EmailMessage) -> str | None:
    for name in ("Snapshot-Content-Location", "Content-Location"):
        value = _header(message, name)
        if value and value.startswith(("http://", "https://")):
            return value
    return None


def _saved_page(
    message: EmailMessage, url: str | None, material: Material, options: Options
) -> Iterator[Article | Failure]:
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            data = _payload(part)
            page = material.inside(data, "page", charset=part.get_content_charset(), url=url)
            page = replace(page, origin=material.origin, format="html")
            from claims.read import html

            for article in html.articles(page, options):
                date = article.published or publication_date(_header(message, "Date"))
                yield replace(article, published=date)
            return
    raise EmptyInput("is a saved page without its HTML")


def _article(message: EmailMessage, material: Material) -> Article | None:
    text, markup = _body(message, "plain"), _body(message, "html")
    if 2 * len(text.split()) < len(markup.split()):  # "to read this, open it in your browser"
        text = markup
    if not text:
        return None
    name, address = parseaddr(_header(message, "From") or "")
    domain = address.rpartition("@")[2].removeprefix("www.").lower()
    return Article(
        text=text,
        title=one_line(_header(message, "Subject")),
        outlet=one_line(domain, 120),
        author=one_line(name or address, 200),
        published=publication_date(_header(message, "Date")),
        origin=material.origin,
        fetched_at=material.fetched_at,
    )


def _body(message: EmailMessage, kind: str) -> str:
    try:
        body = message.get_body(preferencelist=(kind,))
    except (AttributeError, KeyError, ValueError):  # a malformed Content-Type
        return ""
    return _text(body) if body is not None else ""


def _text(part: MIMEPart) -> str:
    markup = decode(_payload(part), part.get_content_charset())
    if part.get_content_type() == "text/html":
        return html_to_text(markup)
    return unwrap(clean(markup))


def _attached(
    message: EmailMessage, material: Material, options: Options
) -> Iterator[Article | Failure]:
    for number, part in enumerate(_attachments(message), 1):
        name = one_line(part.get_filename(), 100) or f"part-{number}"
        if part.get_content_type() == "message/rfc822":
            data, name = _inner_message(part), name.removesuffix(".eml") + ".eml"
        else:
            data = _payload(part)
        if formats.suffix_format(f"/{name}") not in _ATTACHED or not data.strip():
            continue
        inside = material.inside(data, name, published=material.published)
        inside = replace(inside, media_type=part.get_content_type())
        try:
            for result in formats.articles(inside, options):
                if isinstance(result, Article) and not result.published:
                    result = replace(result, published=publication_date(_header(message, "Date")))
                yield result
        except Exception as error:  # of one attachment among others
            yield failure(inside.origin, error)


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    if not message.is_multipart():
        return []
    try:
        return [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    except (AttributeError, KeyError, ValueError):
        return []


def _inner_message(part: EmailMessage) -> bytes:
    inner: Any = part.get_payload()
    return inner[0].as_bytes() if isinstance(inner, list) and inner else b""


def _payload(part: MIMEPart) -> bytes:
    """The decoded bytes of a part; broken base64 gives what can be decoded."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, AssertionError):
        return b""
    return data if isinstance(data, bytes) else b""


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
        return str(value) if value is not None else None
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return None  # the standard library's parser fails on some malformed headers
