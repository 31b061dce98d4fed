"""What people corrected in claims: kept by the id of the claim, apart from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from claims.correction import Correction
from claims.records import Claim, Source
from claims.store import rows
from claims.store.among import AMONG, listed
from claims.store.connection import Connection

_COLUMNS = (
    "claim, source, words, quote, stance, statement, note, reviewer, corrected_at, read, answers"
)
_SPANS = ("speaker_spans", "cue_spans", "quote_spans")


@dataclass(frozen=True)
class Corrections:
    """The part of the store that keeps corrections of claims."""

    _db: Connection

    def get(self, claims: Iterable[str] | None = None) -> dict[str, Correction]:
        """Corrections by claim: of ``claims``, or all; also of claims that are gone."""
        sql = f"SELECT {_COLUMNS} FROM corrections"
        if claims is None:
            found = self._db.read(f"{sql} ORDER BY claim")
        else:
            sql += f" WHERE claim {AMONG} ORDER BY claim"
            found = self._db.read(sql, [listed(claims)])
        return {row[0]: _correction(row) for row in found}

    def put(self, corrections: Iterable[Correction]) -> None:
        """Keep corrections, each in place of an earlier one of its claim."""
        self._db.write_all(
            f"INSERT OR REPLACE INTO corrections ({_COLUMNS}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(_values, corrections),
        )

    def drop(self, claim: str) -> None:
        """Take the correction of ``claim`` back."""
        self._db.write("DELETE FROM corrections WHERE claim = ?", [claim])

    def names_before(self, corrections: Iterable[Correction]) -> dict[str, str]:
        """Who was read to say each of the claims corrected, by claim, as its article names them."""
        local = {each.claim: each.read.source for each in corrections if each.read}
        sql = f"SELECT id, name FROM appearances WHERE id {AMONG}"
        names = dict(self._db.read(sql, [listed(local.values())])) if local else {}
        return {claim: names[source] for claim, source in local.items() if source in names}


def _correction(row: Sequence[Any]) -> Correction:
    words = json.loads(row[2]) if row[2] else None
    return Correction(
        claim=row[0],
        source=_source(row[1]),
        words=tuple(words) if words else None,
        quote=row[3],
        stance=row[4],
        statement=bool(row[5]),
        note=row[6],
        reviewer=row[7],
        corrected_at=row[8],
        read=claim_of(json.loads(row[9])) if row[9] else None,
        answers=rows.strings(row[10]),
    )


def correction_of(values: Mapping[str, Any]) -> Correction:
    """A correction from its fields as JSON has them; others are passed over."""
    found = _known(Correction, values)
    read, source, words = (found.get(name) for name in ("read", "source", "words"))
    return Correction(
        **{
            **found,
            "read": claim_of(read) if read else None,
            "source": source_of(source) if source else None,
            "words": tuple(words) if words else None,
            "answers": tuple(found.get("answers", ())),
        }
    )


def _values(value: Correction) -> tuple[object, ...]:
    return (
        value.claim,
        rows.dump(asdict(value.source)) if value.source else None,
        rows.dump(value.words) if value.words else None,
        value.quote,
        value.stance,
        int(value.statement),
        value.note,
        value.reviewer,
        value.corrected_at,
        rows.dump(asdict(value.read)) if value.read else None,
        rows.dump(value.answers),
    )


def _source(text: str | None) -> Source | None:
    return source_of(json.loads(text)) if text else None


def source_of(values: Mapping[str, Any]) -> Source:
    """A source from its fields as JSON has them; others are passed over."""
    return Source(**{**_known(Source, values), "aliases": tuple(values.get("aliases", ()))})


def claim_of(values: Mapping[str, Any]) -> Claim:
    """A claim from its fields as JSON has them; others are passed over."""
    found = _known(Claim, values)
    found |= {name: tuple(map(tuple, found.get(name, ()))) for name in _SPANS}
    return Claim(**found)


def _known(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in names}
