"""What a measurement found, and what it is made from: files of another form, a database."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from claims.errors import EmptyInput, Malformed, wrong
from claims.records import Article, Spans

if TYPE_CHECKING:
    from claims.engine import Engine

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """Figures: as plain values for ``json.dumps``, and as they are printed."""

    told: dict[str, Any]
    text: str


@contextmanager
def known_as(told: str) -> Iterator[None]:
    """Raises Malformed, which begins as ``told``, where what is read has another form."""
    try:
        yield
    except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Malformed(f"{told}: {wrong(error)}") from error


def spans(pairs: Iterable[Iterable[int]]) -> Spans:
    """Spans as JSON has them."""
    return tuple((int(start), int(end)) for start, end in pairs)


def database(path: Path | str) -> Path:
    """The path of a database that is there. Raises EmptyInput."""
    if not Path(path).is_file():
        raise EmptyInput(f"{path} does not exist; name a database made by claims ingest")
    return Path(path)


def ingested(
    articles: Iterable[Article], measure: Callable[[Path], T], engine: Engine | None = None
) -> T:
    """What ``measure`` tells of a database that is made of ``articles`` for it."""
    from claims.tracker import Tracker

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "evaluate.db")
        with Tracker(path, engine=engine, create=True) as tracker:
            tracker.ingest(articles)
        return measure(path)


def share(part: float, whole: float) -> float:
    """One number in another, 0 to 1; 0 where there is none."""
    return part / whole if whole else 0.0


def rounded(value: Any) -> Any:
    """A value of JSON with its fractions to four digits."""
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value


def columns(table: list[list[str]]) -> list[str]:
    """The lines of a table, its columns as wide as they need."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
