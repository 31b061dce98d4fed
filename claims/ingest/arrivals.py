"""What can be ingested: what `claims.read` reads, and what plugins read; backups are told from
these."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import ClaimsError
from claims.ingest.exported import is_backup
from claims.records import Article

if TYPE_CHECKING:
    from claims.hookspecs import Reader
    from claims.read import Failure, Options
    from claims.store import Store

#: What can be ingested: an article, or a path or address to read.
Input = Article | str | os.PathLike[str]

_STATED = ("title", "url", "outlet", "author", "published")


def articles(
    inputs: Input | Iterable[Input], reading: Options | None, failures: list[str]
) -> Iterator[Article]:
    """The articles of ``inputs``; a line on each that gives none goes to ``failures``."""
    from claims.read import Failure

    whole: Iterable[Any] = [inputs] if isinstance(inputs, (Article, str, os.PathLike)) else inputs
    if not isinstance(whole, Iterable) or isinstance(whole, (bytes, bytearray)):
        raise ClaimsError(f"{inputs!r} cannot be ingested: give paths, addresses or Articles")
    for item in whole:
        if isinstance(item, Article):
            yield item
        elif isinstance(item, Failure):
            failures.append(str(item))
        elif isinstance(item, (str, os.PathLike)):
            for found in read([item], reading):
                if isinstance(found, Failure):
                    failures.append(str(found))
                else:
                    yield found
        else:
            raise ClaimsError(f"{item!r} cannot be ingested: give paths, addresses or Articles")


def batched(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    """``articles``, at most ``size`` together."""
    rest = iter(articles)
    while group := list(islice(rest, size)):
        yield group


def admitted(
    batches: Iterable[Sequence[Article]],
    store: Store,
    refused: list[Article],
    *,
    again: bool,
    write: bool,
) -> Iterator[list[Article]]:
    """The same batches without what was forgotten, which goes to ``refused``, unless it is to come
    in ``again``; that is kept in mind if anything is to ``write``."""
    for batch in batches:
        known = store.forgotten.among(batch)
        if again and known and write:
            store.forgotten.readmit(a for a in batch if a.id in known)
        out = [] if again else [article for article in batch if article.id in known]
        refused += out
        yield [article for article in batch if article not in out]


def read(
    inputs: Iterable[str | os.PathLike[str]], options: Options | None = None
) -> Iterator[Article | Failure]:
    """The articles of ``inputs``, a Failure for each that gives none; those of plugins' formats
    come before files of ours and after folders."""
    from claims.plugins import formats
    from claims.read import Failure
    from claims.read.inputs import read as read_ours

    own = formats()
    rest: list[str] = []
    for name in inputs:
        item, path = str(name), Path(name)
        if is_backup(item):
            yield Failure(item, f"was written by `claims export`: use `claims import {item}`")
        elif path.suffix.lower() in own and path.is_file():
            yield from _by_plugin(path, own, options)
        else:
            rest.append(item)
    follow = options is not None and options.follow_links
    within = {item: list(_files(Path(item), own, follow)) for item in rest} if own else {}
    for found in read_ours(rest, options):
        if not (isinstance(found, Failure) and within.get(found.origin)):
            yield found
    for files in within.values():
        for path in files:
            yield from _by_plugin(path, own, options)


def _files(folder: Path, own: dict[str, Reader], follow_links: bool) -> Iterator[Path]:
    """The files of plugins' formats in ``folder``, in order; none if it is no folder."""
    from claims.read.walk import walk

    for path in walk(folder, follow_links) if folder.is_dir() else ():
        if isinstance(path, Path) and path.suffix.lower() in own:
            yield path


def _by_plugin(
    path: Path, own: dict[str, Reader], options: Options | None
) -> Iterator[Article | Failure]:
    from claims.read.failing import guarded

    stated = {name: value for name in _STATED if (value := getattr(options, name, None))}

    def found() -> Iterator[Article]:
        for article in own[path.suffix.lower()](path):
            yield replace(article, origin=article.origin or str(path), **stated)

    yield from guarded(str(path), found())
