"""What people corrected in claims: kept by the id of the claim, apart from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from claims.correction import Correction
from claims.records import Claim, Source
from claims.store import rows
from claims.store.connection import AMONG, Connection, listed

_JSON = ("source", "words", "read", "answers")
_SPANS = ("speaker_spans", "cue_spans", "quote_spans")


@dataclass(frozen=True)
class Corrections:
    """The part of the store that keeps corrections of claims."""

    _db: Connection

    def get(self, claims: Iterable[str] | None = None) -> dict[str, Correction]:
        """Corrections by claim: of ``claims``, or all; also of claims that are gone."""
        where, wanted = ("1", []) if claims is None else (f"claim {AMONG}", [listed(claims)])
        names = [each.name for each in fields(Correction)]
        sql = f"SELECT {', '.join(names)} FROM corrections WHERE {where} ORDER BY claim"
        found = {}
        for row in self._db.read(sql, wanted):
            values = dict(zip(names, row, strict=True))
            values |= {name: json.loads(values[name]) for name in _JSON if values[name]}
            found[row[0]] = correction_of(values | {"statement": bool(values["statement"])})
        return found

    def put(self, corrections: Iterable[Correction]) -> None:
        """Keep corrections, each in place of an earlier one of its claim."""
        found = []
        for each in corrections:
            values = asdict(each)
            values |= {name: rows.dump(values[name]) for name in _JSON if values[name] is not None}
            found.append(values)
        self._db.insert("corrections", found, "INSERT OR REPLACE")

    def drop(self, claim: str) -> None:
        """Take the correction of ``claim`` back."""
        self._db.write("DELETE FROM corrections WHERE claim = ?", [claim])

    def names_before(self, corrections: Iterable[Correction]) -> dict[str, str]:
        """Who was read to say each of the claims corrected, by claim, as its article names them."""
        local = {each.claim: each.read.source for each in corrections if each.read}
        sql = "SELECT id, name FROM appearances WHERE id"
        names = dict(self._db.among(sql, local.values())) if local else {}
        return {claim: names[source] for claim, source in local.items() if source in names}


def correction_of(values: Mapping[str, Any]) -> Correction:
    """A correction from its fields as JSON has them; others are passed over."""
    found = _known(Correction, values)
    read, source, words = (found.get(name) for name in ("read", "source", "words"))
    found["source"] = None
    if source:
        known = _known(Source, source)
        found["source"] = Source(**known | {"aliases": tuple(known.get("aliases", ()))})
    found["read"] = claim_of(read) if read else None
    found["words"] = tuple(words) if words else None
    found["answers"] = tuple(found.get("answers", ()))
    return Correction(**found)


def claim_of(values: Mapping[str, Any]) -> Claim:
    """A claim from its fields as JSON has them; others are passed over."""
    found = _known(Claim, values)
    found |= {name: tuple(map(tuple, found.get(name, ()))) for name in _SPANS}
    return Claim(**found)


def _known(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in names}
