"""Mailboxes in one file (mbox): their messages one by one, read as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.errors import EmptyInput
from claims.read import mail
from claims.read.failing import guarded
from claims.read.material import Material, megabytes
from claims.read.settings import Failure, Options
from claims.records import Article

_START = b"From "
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def articles(material: Material, options: Options) -> Iterator[Article | Failure]:
    """The articles of each message; a Failure for each that has none. Raises EmptyInput."""
    number = 0
    for number, data in enumerate(_messages(material, options.limits.size), 1):
        name = f"{number}.eml"
        if data is None:
            told = f"is a message over {megabytes(options.limits.size)}; raise --max-size"
            yield Failure(f"{material.origin}#{name}", told)
            continue
        message = material.inside(data, name)
        yield from guarded(message.origin, mail.articles(message, options))
    if not number:
        raise EmptyInput("is a mailbox without messages")


def _messages(material: Material, most: int) -> Iterator[bytes | None]:
    """The messages without the lines between them; None for one of over ``most`` bytes."""
    lines: list[bytes] = []
    size = 0
    blank = True
    material.stream.seek(0)
    while line := material.stream.readline(1 << 20):
        if blank and line.startswith(_START):
            if size:
                yield _whole(lines) if size <= most else None
            lines, size = [], 0
        else:
            size += len(line)
            if size <= most:
                lines.append(line)
        blank = not line.strip()
    if size:
        yield _whole(lines) if size <= most else None


def _whole(lines: list[bytes]) -> bytes:
    """``lines`` with the mark taken off those that begin with From (mboxrd)."""
    return _QUOTED.sub(rb"\1", b"".join(lines))
