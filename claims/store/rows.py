"""Records to rows and back. JSON holds what is a tuple: names as strings, spans as pairs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from claims.records import Article, Claim, Judgement, Link, Reply, Source, Spans

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: How many characters of a text `Opening` has.
OPENING = 4_000


@dataclass(frozen=True, slots=True)
class Masthead:
    """An article without its text: where it appeared, and when."""

    id: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    author: str | None = None
    duplicate_of: str | None = None
    origin: str | None = None

    @property
    def date(self) -> str | None:
        """The day of publication, ``YYYY-MM-DD``."""
        return self.published[:10] if self.published else None


@dataclass(frozen=True, slots=True)
class Opening:
    """An article's dates, the first characters of its text and how long all of it is."""

    id: str
    published: str | None
    fetched_at: str | None
    text: str
    length: int


def columns(kind: type[DataclassInstance], table: str = "") -> str:
    """The columns of a record, by the names of its fields, in SQL; those of ``table``."""
    return ", ".join(f"{table}.{each.name}" if table else each.name for each in fields(kind))


ARTICLE = columns(Article)
CLAIM = columns(Claim, "claims")
LINK = columns(Link)
JUDGEMENT = columns(Judgement)
#: A source that is joined across articles, and one as an article shows it.
SOURCE = columns(Source)
SHOWN = SOURCE.removesuffix(", wikidata")
REPLY = columns(Reply).replace("articles", "article, other")


def dump(values: Sequence[Any] | Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def strings(text: str) -> tuple[str, ...]:
    """The strings of a JSON list: reasons and names come again and again."""
    return tuple(json.loads(text)) if text != "[]" else ()


def spans(text: str) -> Spans:
    return tuple((start, end) for start, end in json.loads(text)) if text != "[]" else ()


def source(row: Sequence[Any]) -> Source:
    values: list[Any] = [*row[:5], strings(row[5]), *row[6:]]
    return Source(*values)


def claim(row: Sequence[Any]) -> Claim:
    values: list[Any] = [*row[:11], *map(spans, row[11:14]), *row[14:17], bool(row[17]), row[18]]
    return Claim(*values)


def link(row: Sequence[Any]) -> Link:
    values: list[Any] = [*row[:4], strings(row[4]), row[5]]
    return Link(*values)


def values(record: DataclassInstance) -> dict[str, Any]:
    """The columns of ``record``, by the names of its fields."""
    found = {each.name: getattr(record, each.name) for each in fields(record)}
    return {k: dump(v) if isinstance(v, tuple) else v for k, v in found.items()}


def claim_values(claim: Claim, day: str | None) -> dict[str, Any]:
    """The columns of a claim whose source is still local to its article: ``assign`` has to
    give it a joined one before the transaction ends."""
    local = {"appearance": claim.source, "via_appearance": claim.via}
    return values(claim) | local | {"day": claim.said_on or day}


def shown_values(source: Source) -> dict[str, Any]:
    """The columns of a source as an article shows it."""
    found = values(source)
    del found["wikidata"]  # that of the source that it is joined to
    return found
