"""Records to rows and back. JSON holds what is a tuple: names as strings, spans as pairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from claims.records import Article, Claim, Judgement, Link, Source, Spans

ARTICLE_COLUMNS = (
    "text, title, url, outlet, author, published, language, origin, fetched_at, duplicate_of"
)
MASTHEAD_COLUMNS = "id, title, outlet, url, published, author, duplicate_of, origin"
#: How many characters of a text `Opening` has.
OPENING = 4_000
SOURCE_COLUMNS = "id, name, kind, role, affiliation, aliases"
JOINED_COLUMNS = f"{SOURCE_COLUMNS}, wikidata"
CLAIM_COLUMNS = (
    "claims.id, claims.article, claims.source, claims.speaker, "
    "claims.cue, claims.cue_lemma, claims.stance, claims.force, claims.quotation, claims.quote, "
    "claims.wording, claims.speaker_spans, claims.cue_spans, claims.quote_spans, "
    "claims.about, claims.said_on, claims.via, claims.hedged, "
    "claims.confidence"
)
LINK_COLUMNS = "links.a, links.b, links.kind, links.score, links.reasons, links.explanation"
JUDGEMENT_COLUMNS = "link, verdict, note, reviewer, judged_at"
RULING_COLUMNS = "kind, a, b, name, note, reviewer, made_at"


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


def dump(values: Sequence[Any] | dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def strings(text: str) -> tuple[str, ...]:
    """The strings of a JSON list: reasons and names come again and again."""
    return tuple(json.loads(text)) if text != "[]" else ()


def spans(text: str) -> Spans:
    return tuple((start, end) for start, end in json.loads(text)) if text != "[]" else ()


def article(row: Sequence[Any]) -> Article:
    return Article(*row)


def source(row: Sequence[Any]) -> Source:
    values: list[Any] = [*row[:5], strings(row[5]), *row[6:]]
    return Source(*values)


def claim(row: Sequence[Any]) -> Claim:
    values: list[Any] = [
        *row[:11],
        spans(row[11]),
        spans(row[12]),
        spans(row[13]),
        *row[14:17],
        bool(row[17]),
        row[18],
    ]
    return Claim(*values)


def link(row: Sequence[Any]) -> Link:
    values: list[Any] = [*row[:4], strings(row[4]), row[5]]
    return Link(*values)


def judgement(row: Sequence[Any]) -> Judgement:
    return Judgement(*row)


def source_values(value: Source) -> tuple[object, ...]:
    return (value.id, value.name, value.kind, value.role, value.affiliation, dump(value.aliases))


def claim_values(value: Claim, day: str | None) -> dict[str, object]:
    """The columns of a claim whose source is still local to its article: ``assign`` has to
    give it a joined one before the transaction ends."""
    return {
        "id": value.id,
        "article": value.article,
        "source": value.source,
        "via": value.via,
        "appearance": value.source,
        "via_appearance": value.via,
        "speaker": value.speaker,
        "stance": value.stance,
        "force": value.force,
        "cue": value.cue,
        "cue_lemma": value.cue_lemma,
        "quotation": value.quotation,
        "quote": value.quote,
        "wording": value.wording,
        "day": value.said_on or day,
        "said_on": value.said_on,
        "hedged": int(value.hedged),
        "confidence": value.confidence,
        "about": value.about,
        "speaker_spans": dump(value.speaker_spans),
        "cue_spans": dump(value.cue_spans),
        "quote_spans": dump(value.quote_spans),
    }
