"""E-mail messages (.eml), mailboxes (mbox) and pages saved as one file (.mhtml)."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import Any, TypeVar

from claims.errors import EmptyInput, Malformed, TooLarge
from claims.read import formats
from claims.read.clean import brief, clean, decode, one_line, unwrap
from claims.read.failing import failure, guarded
from claims.read.html import articles as pages
from claims.read.html import html_to_text
from claims.read.material import Material, megabytes
from claims.read.publication import publication_date
from claims.read.settings import Failure, Options
from claims.records import Article

T = TypeVar("T")

_ATTACHED = frozenset({"pdf", "docx", "html", "text", "markdown", "eml"})
_MOST_PARTS = 1_000
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """Of each message its text and the attached documents; in a mailbox a Failure for each
    that has none. Raises Malformed, EmptyInput and TooLarge."""
    yield from (_mailbox if material.format == "mbox" else _message)(material, options)


def _mailbox(material: Material, options: Options) -> Iterator[Article | Failure]:
    number = 0
    for number, data in enumerate(_messages(material, options.limits.size), 1):
        name = f"{number}.eml"
        if data is None:
            told = f"is a message over {megabytes(options.limits.size)}; raise --max-size"
            yield Failure(f"{material.origin}#{name}", told)
            continue
        part = material.inside(data, name)
        yield from guarded(part.origin, _message(part, options))
    if not number:
        raise EmptyInput("is a mailbox without messages")


def _messages(material: Material, most: int) -> Iterator[bytes | None]:
    """The messages without the lines between them, and without the mark that mboxrd sets
    before "From"; None for one of over ``most`` bytes."""
    lines: list[bytes] = []
    size = 0
    blank = True
    material.stream.seek(0)
    while True:
        line = material.stream.readline(1 << 20)
        if not line or (blank and line.startswith(b"From ")):
            if size:
                yield _QUOTED.sub(rb"\1", b"".join(lines)) if size <= most else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= most:
                lines.append(line)
        if not line:
            return
        blank = not line.strip()


def _message(material: Material, options: Options) -> Iterator[Article | Failure]:
    if material.depth > options.limits.nesting:
        raise TooLarge(f"has messages inside messages, more than {options.limits.nesting} deep")
    message = _parse(material.data(options.limits))
    locations = (_header(message, f"{of}Content-Location") for of in ("Snapshot-", ""))
    url = next((at for at in locations if at and at.startswith(("http://", "https://"))), None)
    if url or message.get_content_type() == "multipart/related":
        yield from _saved_page(message, url, material, options)
        return
    found = False
    if article := _article(message, material):
        found = True
        yield article
    for result in _attached(message, material, options):
        found = True
        yield result
    if not found:
        raise EmptyInput("is a message without text")


def _parse(data: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = sum(1 for _ in message.walk())
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise Malformed(f"is not an e-mail message that can be read ({brief(error)})") from error
    if parts > _MOST_PARTS:
        raise TooLarge(f"has more than {_MOST_PARTS} parts")
    if not message.keys():
        raise Malformed("is not an e-mail message: it has no headers")
    assert isinstance(message, EmailMessage)
    return message


def _saved_page(
    message: EmailMessage, url: str | None, material: Material, options: Options
) -> Iterator[Article | Failure]:
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            charset = part.get_content_charset()
            page = material.inside(
                _payload(part), "page", origin=material.origin, charset=charset, url=url
            )
            yield from _dated(pages(page, options), message)
            return
    raise EmptyInput("is a saved page without its HTML")


def _dated(
    results: Iterator[Article | Failure] | Iterator[Article], message: EmailMessage
) -> Iterator[Article | Failure]:
    """``results``, those without a date with that of the message."""
    for result in results:
        if isinstance(result, Article) and not result.published:
            result = replace(result, published=publication_date(_header(message, "Date")))
        yield result


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
    part = _got(lambda: message.get_body((kind,)))
    if part is None:
        return ""
    text = decode(_payload(part), part.get_content_charset())
    return html_to_text(text) if part.get_content_type() == "text/html" else unwrap(clean(text))


def _attached(
    message: EmailMessage, material: Material, options: Options
) -> Iterator[Article | Failure]:
    parts = _got(lambda: list(message.iter_attachments())) if message.is_multipart() else None
    for number, part in enumerate(parts or (), 1):
        name = one_line(part.get_filename(), 100) or f"part-{number}"
        if part.get_content_type() == "message/rfc822":
            data, name = _inner_message(part), name.removesuffix(".eml") + ".eml"
        else:
            data = _payload(part)
        if formats.suffix_format(f"/{name}") not in _ATTACHED or not data.strip():
            continue
        inside = material.inside(data, name, media_type=part.get_content_type())
        try:
            yield from _dated(formats.articles(inside, options), message)
        except Exception as error:  # of one attachment among others
            yield failure(inside.origin, error)


def _inner_message(part: MIMEPart) -> bytes:
    inner: Any = part.get_payload()
    return inner[0].as_bytes() if isinstance(inner, list) and inner else b""


def _payload(part: MIMEPart) -> bytes:
    """The decoded bytes of a part; broken base64 gives what can be decoded."""
    data = _got(lambda: part.get_payload(decode=True))
    return data if isinstance(data, bytes) else b""


def _header(message: EmailMessage, name: str) -> str | None:
    return _got(lambda: None if (value := message.get(name)) is None else str(value))


def _got(ask: Callable[[], T]) -> T | None:
    """What ``ask`` gives, None where the standard library's parser fails on a malformed header."""
    try:
        return ask()
    except (ValueError, AttributeError, TypeError, LookupError, AssertionError):
        return None
