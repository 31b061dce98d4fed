"""How many articles inputs will give, for a progress line: counted, or guessed from the start."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from claims.errors import ReadError
from claims.read import formats, tables
from claims.read.addresses import is_address
from claims.read.inputs import address_list, expand
from claims.read.material import Material
from claims.read.settings import Failure, Options

_SAMPLE = 1_000_000  # bytes of a table that are looked at


def expected(inputs: Iterable[str], options: Options) -> int | None:
    """How many articles ``inputs`` hold, to two digits where a long table is among them.

    None where only reading all of it would tell: feeds, web archives, packed files, standard
    input.
    """
    if options.follow:
        return None
    total = 0
    for item in expand(inputs, options):
        if isinstance(item, Failure):
            continue
        number = _within(*item, options)
        if number is None:
            return None
        total += number
    return total


def _within(name: str, named: bool, options: Options) -> int | None:
    kind = options.format or formats.suffix_format(name)
    if name == "-" or kind in ("feed", "warc") or name.lower().endswith(".gz"):
        return None
    if is_address(name):
        return 1
    try:
        if Path(name).exists() and not Path(name).is_file():
            return None  # a pipe, which can be read but once
        if kind in ("json", "jsonl", "csv", "tsv"):
            return _records(Path(name), kind, options)
        if named and kind in (None, "text", "urls"):
            with Path(name).open("rb") as stream:
                return len(address_list(Material(stream, name, named=True), options) or "1")
    except (OSError, ValueError, RecursionError, ReadError):
        return 1  # what is wrong is told when it is read
    return 1


def _records(path: Path, kind: str, options: Options) -> int:
    size = path.stat().st_size
    count = 0
    with path.open("rb") as stream:
        for count, _ in enumerate(
            tables.records(Material(stream, str(path), format=kind), options), 1
        ):
            if _SAMPLE <= (done := stream.tell()) < size:
                guess = round(count * size / done)
                return round(guess, 2 - len(str(guess)))
    return count
