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
from claims.read.canonical import canonical, host
from claims.read.clean import brief, has_words, one_line, over
from claims.read.failing import guarded
from claims.read.language import language
from claims.read.material import Material
from claims.read.pipe import drained, is_pipe
from claims.read.settings import Failure, Options, is_address, is_sound
from claims.read.walk import LEAVING, walk
from claims.records import Article

if TYPE_CHECKING:
    from claims.read.fetch import Fetcher

_LIST_HEAD = 1 << 20
_FIRST_LINES = 4096
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
    guard = _OneOnly(options)
    for item in inputs:
        for found in _expand(str(item), options):
            if isinstance(found, Failure):
                yield found
            else:
                yield from guard(_safely(found, options, fetcher, named=found == str(item)))


def read_bytes(data: bytes, origin: str, options: Options | None = None) -> Iterator[Article]:
    """The articles of one document, whose name ``origin`` helps to tell the format.

    Raises ReadError or one of its kinds, for a container perhaps after some articles.
    """
    options = options or Options()
    for result in _finished(Material(io.BytesIO(data), origin), options):
        if isinstance(result, Failure):
            raise ReadError(str(result))
        yield result


def paths(inputs: Iterable[str | Path], options: Options | None = None) -> list[str]:
    """The files and addresses that `read` would open, without opening any."""
    options = options or Options()
    found = (name for item in inputs for name in _expand(str(item), options))
    return [name for name in found if isinstance(name, str)]


def expand(
    inputs: Iterable[str | Path], options: Options | None = None
) -> Iterator[tuple[str, bool] | Failure]:
    """The files and addresses that `read` would open, in order, without opening any, and of
    each whether it was named itself; a Failure for a folder without any."""
    options = options or Options()
    for item in inputs:
        for found in _expand(str(item), options):
            yield found if isinstance(found, Failure) else (found, found == str(item))


def read_one(
    name: str, options: Options | None = None, *, named: bool = True
) -> Iterator[Article | Failure]:
    """The articles of one file or address that `expand` gave."""
    return _safely(name, options or Options(), None, named)


# --- which files --------------------------------------------------------------------------


def _expand(name: str, options: Options) -> Iterator[str | Failure]:
    if not name:
        yield Failure(name, "is no name of a file, folder or address; check the command")
        return
    if name == "-" or is_address(name):
        yield name
        return
    if not os.path.isdir(name):  # noqa: PTH112 - pathlib's raises for names no file can have
        yield name
        return
    count = 0
    for path in walk(Path(name), options.follow_links):
        if isinstance(path, Failure):
            yield path
        elif path is not LEAVING and _wanted(path, Path(name), options.glob):
            count += 1
            yield str(path)
    if not count:
        what = f"that matches {options.glob!r}" if options.glob else "in a format that can be read"
        yield Failure(name, f"has no file {what}")


def passed_over(inputs: Iterable[str | Path], options: Options) -> Counter[str]:
    """How many files of the folders among ``inputs`` are in no format that can be read, by
    the end of their names (none where the user chose the files), or behind links that leave the
    folder."""
    folders = [Path(item) for item in inputs if os.path.isdir(item)]  # noqa: PTH112
    found = [path for folder in folders for path in walk(folder, options.follow_links)]
    passed = Counter(
        path.suffix.lower() or "no suffix"
        for path in found
        if isinstance(path, Path) and path is not LEAVING and not options.glob
        if formats.suffix_format(path.name) is None
    )
    if leaving := sum(path is LEAVING for path in found):
        passed["behind links out of the folder (see --follow-links)"] = leaving
    return passed


def _wanted(path: Path, folder: Path, glob: str | None) -> bool:
    if glob is None:
        return formats.suffix_format(path.name) is not None
    relative = path.relative_to(folder).as_posix()
    return fnmatch.fnmatch(path.name, glob) or fnmatch.fnmatch(relative, glob)


# --- one input ----------------------------------------------------------------------------


def _safely(
    name: str, options: Options, fetcher: Fetcher | None, named: bool
) -> Iterator[Article | Failure]:
    """What one file or address gives; what goes wrong becomes a Failure."""
    shown = "standard input" if name == "-" else name
    return guarded(shown, _unguarded(name, options, fetcher, named))


def _unguarded(
    name: str, options: Options, fetcher: Fetcher | None, named: bool
) -> Iterator[Article | Failure]:
    if is_address(name):
        yield from _fetched(name, options, fetcher)
    elif name == "-":
        yield from _opened(io.BytesIO(_standard_input(options)), "-", options, fetcher, True)
    elif is_pipe(Path(name)):
        data = io.BytesIO(drained(Path(name), options.limits.unpacked))
        yield from _opened(data, name, options, fetcher, named)
    else:
        with Path(name).open("rb") as stream:
            yield from _opened(stream, name, options, fetcher, named)


def _opened(
    stream: BinaryIO, name: str, options: Options, fetcher: Fetcher | None, named: bool
) -> Iterator[Article | Failure]:
    if name != "-" and not stream.seekable():  # a device
        data = stream.read(options.limits.unpacked + 1)
        if len(data) > options.limits.unpacked:
            raise TooLarge("is too much for a pipe; save it to a file and name that")
        stream = io.BytesIO(data)
    if options.encoding and not formats.told_by_content(stream):
        stream = _recoded(stream, options.encoding, options.limits.unpacked)
    material = Material(stream, name, named=named)
    listed = _address_list(material, options)
    if listed is None:
        yield from _finished(material, options, fetcher)
        return
    for address in listed:
        yield from _safely(address, options, fetcher, named=False)


def _recoded(stream: BinaryIO, encoding: str, limit: int) -> BinaryIO:
    """A text in the encoding that the user names, as UTF-8 with its mark, which wins over
    whatever the text says of itself."""
    stream.seek(0)
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge("is too much for --encoding; save it as UTF-8 first")
    try:
        text = data.decode(encoding)
    except ValueError as error:
        raise UnsupportedFormat(f"is not in {encoding} ({brief(error)})") from error
    return io.BytesIO(text.encode("utf-8-sig", "replace"))


def _begins(material: Material, size: int) -> str:
    """The first ``size`` bytes, without a last line that may be cut."""
    data = material.head(size)
    whole = data[: data.rfind(b"\n") + 1] if len(data) == size else data
    return (whole or data).decode("utf-8", "replace").lstrip("\ufeff")


def _standard_input(options: Options) -> bytes:
    data = sys.stdin.buffer.read(options.limits.unpacked + 1)
    if len(data) > options.limits.unpacked:
        raise ReadError("is too much for standard input; save it to a file and name that")
    return data


def _address_list(material: Material, options: Options) -> list[str] | None:
    if options.format not in (None, "urls"):
        return None
    if options.format is None and formats.suffix_format(material.origin) not in (None, "text"):
        return None
    if not material.named and not formats.addresses(_begins(material, _FIRST_LINES)):
        return None
    text = _begins(material, _LIST_HEAD)
    listed = formats.addresses(text)
    if listed:
        material.data(options.limits)  # for its size
        listed = formats.addresses(_begins(material, options.limits.size))
    if not material.named:
        if listed and not material.url:
            raise UnsupportedFormat("is a list of addresses; name it itself to fetch them")
        return None
    if listed is None and options.format is None and (wrong := formats.no_address(text)):
        raise UnsupportedFormat(
            f"is a list of addresses but for {wrong[:60]!r}; correct that line, or put # before "
            "it (if it is an article, add --format text)"
        )
    if listed is None and options.format == "urls":
        raise UnsupportedFormat("has a line that is not an http(s) address; put one on each line")
    return listed


def _fetched(
    address: str, options: Options, fetcher: Fetcher | None
) -> Iterator[Article | Failure]:
    from claims.read.fetch import Fetcher

    fetcher = fetcher or Fetcher(options.limits, options.private)
    page = fetcher.get(address)
    yield from _finished(page.material(), options, fetcher)


def _finished(
    material: Material, options: Options, fetcher: Fetcher | None = None
) -> Iterator[Article | Failure]:
    """The articles of ``material`` with the user's overrides and their language."""
    found = formats.detect(material, options) if options.follow else None
    if found == "feed":
        from claims.read.feed import followed

        results = followed(material, options, fetcher)
    else:
        results = formats.articles(material, options)
    for result in results:
        if isinstance(result, Failure):
            yield result
        elif result.origin == material.origin:  # all there is
            yield finish(result, options)
        else:
            yield finished(result, options)


def finished(article: Article, options: Options) -> Article | Failure:
    """``article`` as `finish` leaves it, or what is wrong with it: it is one of several."""
    try:
        return finish(article, options)
    except ReadError as error:
        return Failure(article.origin or "input", str(error))


def finish(article: Article, options: Options) -> Article:
    """``article`` with the overrides of ``options``, and its language. Raises EmptyInput
    and TooLarge."""
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


class _OneOnly:
    """Lets one article through where a title or address was given, which can fit no other."""

    def __init__(self, options: Options) -> None:
        self.limited = options.title is not None or options.url is not None
        self.seen = 0

    def __call__(self, results: Iterator[Article | Failure]) -> Iterator[Article | Failure]:
        for result in results:
            self.seen += isinstance(result, Article)
            if self.limited and self.seen > 1 and isinstance(result, Article):
                yield Failure(
                    result.origin or "input",
                    "left out: --title and --url are for one article; read the others without",
                )
                return
            yield result
