"""What people corrected in claims: kept by the id of the claim, apart from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from claims.correction import Correction
from claims.records import Claim, Extraction, Source
from claims.store import rows
from claims.store.links import Links

_COLUMNS = (
    "claim, source, words, quote, stance, statement, note, reviewer, corrected_at, read, answers"
)
_SPANS = ("speaker_spans", "cue_spans", "quote_spans")


class Corrections(Links):
    """The part of the store that keeps corrections of claims."""

    def corrections(self, claims: Iterable[str] | None = None) -> dict[str, Correction]:
        """Corrections by claim: of ``claims``, or all; also of claims that are gone."""
        sql = f"SELECT {_COLUMNS} FROM corrections"
        if claims is None:
            found = self._read(f"{sql} ORDER BY claim")
        else:
            sql += " WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim"
            found = self._read(sql, [json.dumps(list(claims))])
        return {row[0]: _correction(row) for row in found}

    def correct(self, corrections: Iterable[Correction]) -> None:
        """Keep corrections, each in place of an earlier one of its claim."""
        self._write_all(
            f"INSERT OR REPLACE INTO corrections ({_COLUMNS}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(_values, corrections),
        )

    def uncorrect(self, claim: str) -> None:
        """Take the correction of ``claim`` back."""
        self._write("DELETE FROM corrections WHERE claim = ?", [claim])

    def claim_as_written(self, id: str) -> Claim | None:
        """The claim with the sources local to its article, or None."""
        sql = f"SELECT {rows.CLAIM_COLUMNS}, appearance, via_appearance FROM claims WHERE id = ?"
        for row in self._read(sql, [id]):
            return rows.claim((*row[:2], row[20] or "", *row[3:16], row[21], *row[17:20]))
        return None

    def appearances_in(self, article: str) -> dict[str, tuple[Source, str | None]]:
        """The sources as ``article`` shows them, by local id, each with the joined one's id."""
        columns = rows.SOURCE_COLUMNS
        sql = f"SELECT {columns}, source FROM appearances WHERE article = ? ORDER BY id"
        return {row[0]: (rows.source(row[:6]), row[6]) for row in self._read(sql, [article])}

    def names_before(self, corrections: Iterable[Correction]) -> dict[str, str]:
        """Who was read to say each of the claims corrected, by claim, as its article names them."""
        local = {each.claim: each.read.source for each in corrections if each.read}
        sql = "SELECT id, name FROM appearances WHERE id IN (SELECT value FROM json_each(?))"
        names = dict(self._read(sql, [json.dumps(list(local.values()))])) if local else {}
        return {claim: names[source] for claim, source in local.items() if source in names}

    def rewrite_claim(
        self, claim: Claim, extraction: Extraction, blocks: Mapping[str, Sequence[str]]
    ) -> None:
        """Write ``claim``, with local sources, over what is stored; ``extraction`` has its
        article and those of its sources that are not stored, ``blocks`` their keys. ``assign``
        gives these their joined ones in the same transaction, which cannot end before."""
        with self.transaction():
            self._add_appearances(extraction, blocks)
            self._add_claims(Extraction(extraction.article, (), (claim,)))
            joined = "coalesce((SELECT source FROM appearances WHERE appearances.id = {0}), {0})"
            self._write(
                f"UPDATE claims SET source = {joined.format('appearance')}, "
                f"via = {joined.format('via_appearance')} WHERE id = ?",
                [claim.id],
            )

    def strike_claim(self, id: str) -> None:
        """Take a claim out, with its links and vectors; its source stays if others need it."""
        with self.transaction():
            ends = self._read("SELECT source, via FROM claims WHERE id = ?", [id])
            self._write("DELETE FROM claims WHERE id = ?", [id])
            self._drop_silent({source for row in ends for source in row if source})


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
    return Claim(**{**found, "entities": tuple(found.get("entities", ()))})


def _known(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in names}
