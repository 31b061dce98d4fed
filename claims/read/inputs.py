"""The way in: files, folders, addresses and standard input, one after the other."""

from __future__ import annotations

import fnmatch
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from claims.errors import EmptyInput, ReadError, TooLarge, UnsupportedFormat
from claims.read import formats
from claims.read.addresses import canonical, host, is_address, is_sound
from claims.read.clean import brief, has_words, one_line, over
from claims.read.failing import guarded
from claims.read.language import language
from claims.read.material import Material, at_most
from claims.read.pipe import drained
from claims.read.settings import Failure, Options
from claims.read.walk import LEAVING, walk
from claims.records import Article

if TYPE_CHECKING:
    from claims.read.fetch import Fetcher

_LIST_HEAD = 1 << 20
_FIRST_LINES = 4096
_TOO_MUCH = "is too much for {}; save it to a file and name that"
_OVERRIDES = ("title", "url", "outlet", "author", "published")


def read(
    inputs: Iterable[str | Path], options: Options | None = None, *, fetcher: Fetcher | None = None
) -> Iterator[Article | Failure]:
    """The articles of all ``inputs``, in order; a Failure for each that gives none.

    An input is a file, a folder (searched in sorted order for the formats that can be read,
    or for ``options.glob``), an http(s) address, a file of addresses, or ``-`` for standard
    input. A bad one never stops the others. The bytes are read as they are needed, so that
    reading may be stopped after any article.
    """
    options = options or Options()
    alone = options.title is not None or options.url is not None  # which can fit no other
    count = 0
    for item in expand(inputs, options):
        if isinstance(item, Failure):
            yield item
            continue
        for found in read_one(item[0], options, named=item[1], fetcher=fetcher):
            count += isinstance(found, Article)
            if alone and count > 1 and isinstance(found, Article):
                yield Failure(
                    found.origin or "input",
                    "left out: --title and --url are for one article; read the others without",
                )
                break
            yield found


def read_bytes(data: bytes, origin: str, options: Options | None = None) -> Iterator[Article]:
    """The articles of one document, whose name ``origin`` helps to tell the format.

    Raises ReadError or one of its kinds, for a container perhaps after some articles.
    """
    for result in _finished(Material(io.BytesIO(data), origin), options or Options()):
        if isinstance(result, Failure):
            raise ReadError(str(result))
        yield result


# --- which files --------------------------------------------------------------------------


def paths(inputs: Iterable[str | Path], options: Options | None = None) -> list[str]:
    """The files and addresses that `read` would open, without opening any."""
    return [item[0] for item in expand(inputs, options) if not isinstance(item, Failure)]


def expand(
    inputs: Iterable[str | Path], options: Options | None = None
) -> Iterator[tuple[str, bool] | Failure]:
    """The files and addresses that `read` would open, in order, without opening any, and of
    each whether it was named itself; a Failure for a folder without any."""
    options = options or Options()
    for name in map(str, inputs):
        if not name:
            yield Failure(name, "is no name of a file, folder or address; check the command")
        elif name == "-" or is_address(name) or not os.path.isdir(name):  # noqa: PTH112
            yield name, True  # pathlib's is_dir raises for names that no file can have
        else:
            yield from _in_folder(name, options)


def _in_folder(name: str, options: Options) -> Iterator[tuple[str, bool] | Failure]:
    found = False
    for path in walk(Path(name), options.follow_links):
        if isinstance(path, Failure):
            yield path
        elif path is not LEAVING and _wanted(path, Path(name), options.glob):
            found = True
            yield str(path), False
    if not found:
        what = f"that matches {options.glob!r}" if options.glob else "in a format that can be read"
        yield Failure(name, f"has no file {what}")


def _wanted(path: Path, folder: Path, glob: str | None) -> bool:
    if glob is None:
        return formats.suffix_format(path.name) is not None
    relative = path.relative_to(folder).as_posix()
    return fnmatch.fnmatch(path.name, glob) or fnmatch.fnmatch(relative, glob)


def passed_over(inputs: Iterable[str | Path], options: Options) -> Counter[str]:
    """How many files of the folders among ``inputs`` are in no format that can be read, by
    the end of their names (none where the user chose the files), or behind links that leave the
    folder."""
    passed: Counter[str] = Counter()
    for folder in inputs:
        if not os.path.isdir(folder):  # noqa: PTH112
            continue
        for path in walk(Path(folder), options.follow_links):
            if path is LEAVING:
                passed["behind links out of the folder (see --follow-links)"] += 1
            elif isinstance(path, Path) and not (options.glob or formats.suffix_format(path.name)):
                passed[path.suffix.lower() or "no suffix"] += 1
    return passed


# --- one input ----------------------------------------------------------------------------


def read_one(
    name: str,
    options: Options | None = None,
    *,
    named: bool = True,
    fetcher: Fetcher | None = None,
) -> Iterator[Article | Failure]:
    """The articles of one file or address that `expand` gave; what goes wrong is a Failure."""
    shown = "standard input" if name == "-" else name
    return guarded(shown, _unguarded(name, options or Options(), fetcher, named))


def _unguarded(
    name: str, options: Options, fetcher: Fetcher | None, named: bool
) -> Iterator[Article | Failure]:
    most = options.limits.unpacked
    if is_address(name):
        from claims.read.fetch import Fetcher

        fetcher = fetcher or Fetcher(options.limits, options.private)
        yield from _finished(fetcher.get(name).material, options, fetcher)
    elif name == "-":
        data = at_most(sys.stdin.buffer, most, _TOO_MUCH.format("standard input"))
        yield from _opened(io.BytesIO(data), "-", options, fetcher, True)
    elif Path(name).is_fifo():
        data = drained(Path(name), most, _TOO_MUCH.format("a pipe"))
        yield from _opened(io.BytesIO(data), name, options, fetcher, named)
    else:
        with Path(name).open("rb") as file:
            stream: BinaryIO = file
            if not file.seekable():  # a device
                stream = io.BytesIO(at_most(file, most, _TOO_MUCH.format("a pipe")))
            yield from _opened(stream, name, options, fetcher, named)


def _opened(
    stream: BinaryIO, name: str, options: Options, fetcher: Fetcher | None, named: bool
) -> Iterator[Article | Failure]:
    if options.encoding and not formats.told_by_content(stream):
        stream = _recoded(stream, options.encoding, options.limits.unpacked)
    material = Material(stream, name, named=named)
    listed = address_list(material, options)
    if listed is None:
        yield from _finished(material, options, fetcher)
        return
    for address in listed:
        yield from read_one(address, options, named=False, fetcher=fetcher)


def _recoded(stream: BinaryIO, encoding: str, limit: int) -> BinaryIO:
    """A text in the encoding that the user names, as UTF-8 with its mark, which wins over
    whatever the text says of itself."""
    stream.seek(0)
    data = at_most(stream, limit, "is too much for --encoding; save it as UTF-8 first")
    try:
        text = data.decode(encoding)
    except ValueError as error:
        raise UnsupportedFormat(f"is not in {encoding} ({brief(error)})") from error
    return io.BytesIO(text.encode("utf-8-sig", "replace"))


def address_list(material: Material, options: Options) -> list[str] | None:
    """The addresses of a list that has one a line; None if it is none, or was not named itself
    by the user. Raises UnsupportedFormat for what is nearly one."""
    if options.format not in (None, "urls"):
        return None
    if options.format is None and formats.suffix_format(material.origin) not in (None, "text"):
        return None
    if not material.named and not formats.addresses(material.begins(_FIRST_LINES)):
        return None
    text = material.begins(_LIST_HEAD)
    listed = formats.addresses(text)
    if listed:
        material.data(options.limits)  # for its size
        listed = formats.addresses(material.begins(options.limits.size))
    if not material.named:
        if listed:
            raise UnsupportedFormat("is a list of addresses; name it itself to fetch them")
        return None
    if listed is None and options.format == "urls":
        raise UnsupportedFormat("has a line that is not an http(s) address; put one on each line")
    if listed is None and (wrong := formats.no_address(text)):
        raise UnsupportedFormat(
            f"is a list of addresses but for {wrong[:60]!r}; correct that line, or put # before "
            "it (if it is an article, add --format text)"
        )
    return listed


def _finished(
    material: Material, options: Options, fetcher: Fetcher | None = None
) -> Iterator[Article | Failure]:
    """The articles of ``material`` with the user's overrides and their language."""
    if options.follow and formats.detect(material, options) == "feed":
        from claims.read.feed import followed

        results = followed(material, options, fetcher)
    else:
        results = formats.articles(material, options)
    for result in results:
        if isinstance(result, Article) and result.origin == material.origin:  # all there is
            yield _finish(result, options)
        else:
            yield finished(result, options)


def finished(found: Article | Failure, options: Options) -> Article | Failure:
    """An article that is one of several with the overrides of ``options`` and its language, or
    what is wrong with it."""
    try:
        return found if isinstance(found, Failure) else _finish(found, options)
    except ReadError as error:
        return Failure(found.origin or "input", str(error))


def _finish(article: Article, options: Options) -> Article:
    if not has_words(article.text):
        raise EmptyInput("has no words in it")
    if len(article.text) > options.limits.text:
        raise TooLarge(
            f"is a text of {len(article.text):,} characters, over {options.limits.text:,}; "
            "split it, or raise --max-size"
        )
    if len(article.text) > options.limits.tokens and over(article.text, options.limits.tokens):
        raise TooLarge(f"has over {options.limits.tokens:,} words and marks in one text; split it")
    url = canonical(article.url) if article.url and is_sound(article.url) else None
    own = {
        "url": url,
        "outlet": article.outlet or host(url),
        "origin": one_line(article.origin, 2_000),
        "language": article.language or language(article.text),
    }
    given = {name: value for name in _OVERRIDES if (value := getattr(options, name)) is not None}
    return replace(article, **(own | given))
