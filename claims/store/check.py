"""Faults of a database: what is damaged, what leads nowhere, what does not say what it once said.

Ids are made of what they name (see records.py), so that a text or a quote that was altered is
seen. Nothing is changed here but by `repair`, for what can be made again of other tables.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import FullDisk, LockedDatabase, StoreError
from claims.records import Article, digest, link_id, normalise
from claims.spans import words
from claims.store import rows
from claims.store.values import strange

if TYPE_CHECKING:
    from claims.store.store import Store

#: The tables that full-text search is for.
SEARCHED = ("articles", "claims")
#: How many times one article may say the same words with the same cue and still be known by them.
_REPEATED = 1_000
_CUT = "\ufffd"  # stands for a letter that SQLite cannot hold, so that ids do not fit
_INTEGRITY = "INSERT INTO {0}_fts({0}_fts, rank) VALUES ('integrity-check', 1)"
_REBUILD = "INSERT INTO {0}_fts({0}_fts) VALUES ('rebuild')"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with what. ``anew`` names what can be made again of other tables, after
    the statement ``mend`` if there is one."""

    where: str
    what: str
    anew: str | None = None
    mend: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def faults(store: Store) -> Iterator[Fault]:
    """All that is wrong with ``store``. Raises StoreError where it cannot be read at all."""
    yield from _indexes(store)
    with store.snapshot():
        for (said,) in store.read("PRAGMA integrity_check"):
            if said != "ok":
                yield Fault("file", f"{said}; restore a backup")
        yield from _references(store)
        odd = [Fault(where, f"{what}; restore a backup") for where, what in strange(store)]
        yield from odd
        if odd:  # the rest would stumble over it
            return
        changed: set[str] = set()
        yield from _texts(store, changed)
        yield from _pairs(store, changed)
        yield from _vectors(store)
        yield from _silent(store)


def repair(store: Store, found: Collection[Fault]) -> list[str]:
    """Make full-text indexes again, and take out vectors that are damaged. Returns what was
    done, of which vectors have to be made by a model."""
    todo = sorted({(fault.anew, fault.mend or "") for fault in found if fault.anew})
    return sorted({anew for anew, mend in todo if _sound(store, mend)})


def _sound(store: Store, sql: str) -> bool:
    """Write by ``sql``. False where SQLite finds that what it writes to is damaged."""
    with store.transaction():
        try:
            store.sqlite.execute(sql)
        except sqlite3.DatabaseError as error:
            if (error.sqlite_errorcode or 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return False
    return True


def _indexes(store: Store) -> Iterator[Fault]:
    """Full-text indexes against the tables that they are of."""
    for table in SEARCHED:
        try:
            if not _sound(store, _INTEGRITY.format(table)):
                name, what = f"search of {table}", "does not fit what there is; add --repair"
                yield Fault(name, what, f"the {name}", _REBUILD.format(table))
        except (FullDisk, LockedDatabase):
            raise
        except StoreError:  # it is asked by a write
            why = "is not checked, for the file cannot be written to; check a copy of it"
            yield Fault(f"search of {table}", why)


def _references(store: Store) -> Iterator[Fault]:
    """Rows that refer to what is gone; links and answers are told by their claims."""
    for table, row, parent, _ in store.read("PRAGMA foreign_key_check"):
        if table not in ("links", "answers"):
            name = table if row is None else f"{table} row {row}"
            yield Fault(name, f"refers to what is gone from {parent}")


def _texts(store: Store, changed: set[str]) -> Iterator[Fault]:
    """Articles and claims that are not what their ids say; their claims go to ``changed``."""
    sql = "SELECT id, key, text, url, outlet FROM articles WHERE id = ?"
    for (id,) in store.read("SELECT id FROM articles ORDER BY rowid"):
        ((_, key, text, url, outlet),) = store.read(sql, [id])
        article = Article(text, url=url, outlet=outlet)
        found = _claims(store, article, id, key)
        if _CUT not in text and (article.id, article.key) != (id, key):
            yield Fault(f"article {id}", "its text or address is not as it was taken in")
            changed |= {claim for claim, _ in found}
        for claim, what in found:
            if what:
                changed.add(claim)
                yield Fault(f"claim {claim}", what)


def _claims(store: Store, article: Article, id: str, key: str) -> list[tuple[str, str | None]]:
    """The claims of an article, each with what is wrong with it."""
    sql = "SELECT id, cue, quote, quote_spans FROM claims WHERE article = ? ORDER BY rowid"
    told = store.read(sql, [id])
    same = Counter((cue, quote) for _, cue, quote, _ in told)
    corrections = store.corrections.get(claim for claim, *_ in told)
    found: list[tuple[str, str | None]] = []
    for claim, cue, quote, spans in told:
        what = None
        try:
            if words(article.text, rows.spans(spans)) != quote:
                what = f"its quote is not what its article {id} has at that place"
        except (ValueError, TypeError):
            what = "the place of its quote cannot be read"
        if (corrected := corrections.get(claim)) and corrected.read:
            quote = corrected.read.quote  # of which its id is made
        if what is None and _CUT not in cue + quote:
            parts = "claim", key, normalise(cue), normalise(quote)
            most = max(_REPEATED, same[cue, quote])
            if not any(digest(*parts, str(number)) == claim for number in range(most)):
                what = "its words are not as they were taken in"
        found.append((claim, what))
    return found


def _pairs(store: Store, changed: Collection[str]) -> Iterator[Fault]:
    """Links and answers of claims that are gone, or are not what they were."""
    known = {id for (id,) in store.read("SELECT id FROM claims")}
    for id, a, b in store.read("SELECT id, a, b FROM links ORDER BY id"):
        if id != link_id(a, b):
            yield Fault(f"link {id}", "is not of the claims it names; run claims rescore")
        yield from _ends(f"link {id}", (a, b), known, changed)
    for a, b in store.read("SELECT a, b FROM answers ORDER BY a, b"):
        yield from _ends(f"answer on {a} and {b}", (a, b), known, changed)


def _ends(
    where: str, claims: tuple[str, str], known: Collection[str], changed: Collection[str]
) -> Iterator[Fault]:
    for claim in claims:
        if claim not in known:
            yield Fault(where, f"its claim {claim} is gone")
        elif claim in changed:
            yield Fault(where, f"its claim {claim} is not as it was when they were compared")


def _vectors(store: Store) -> Iterator[Fault]:
    """Vectors of odd lengths or models, and claims without one."""
    model = store.vectors.embedded_by()
    for (name,) in store.read("SELECT DISTINCT model FROM vectors ORDER BY model <> ?", [model]):
        if name != model:
            yield Fault("vectors", f"some are by {name!r}, the latest by {model!r}")
    for rowid, claim, what in _damaged(store):
        mend = f"DELETE FROM vectors WHERE rowid = {rowid:d}"
        yield Fault(f"vector of claim {claim}", f"{what}; add --repair", "vectors", mend)
    for claim in sorted(store.vectors.lacking(model)):
        what = "has no vector, so that search and comparison miss it; add --repair"
        yield Fault(f"claim {claim}", what, "vectors")


def _damaged(store: Store, batch: int = 4096) -> Iterator[tuple[int, str, str]]:
    """Vectors that are not as long as most by their model, or no numbers."""
    import numpy as np

    length = "length(CAST(vector AS BLOB))"
    sql = f"SELECT model, {length}, count(*) FROM vectors GROUP BY 1, 2 ORDER BY 3, 2"
    common = {model: size for model, size, _ in store.read(sql)}
    sql = """
        SELECT rowid, claim, model, CAST(vector AS BLOB) FROM vectors
        WHERE rowid > ? ORDER BY rowid LIMIT ?
    """
    last = -1
    while found := store.read(sql, [last, batch]):
        for rowid, claim, model, vector in found:
            if len(vector) != common[model]:
                yield rowid, claim, f"has {len(vector)} bytes, the others {common[model]}"
            elif not vector or len(vector) % 4:
                yield rowid, claim, f"has {len(vector)} bytes, which are no numbers"
            elif not np.isfinite(np.frombuffer(vector, "<f4")).all():
                yield rowid, claim, "has what is no number"
        last = found[-1][0]


def _silent(store: Store) -> Iterator[Fault]:
    sql = """
        SELECT id, name FROM sources
        WHERE NOT EXISTS (SELECT 1 FROM claims WHERE claims.source = sources.id)
        AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.via = sources.id) ORDER BY id
    """
    for id, name in store.read(sql):
        yield Fault(f"source {id}", f"{name} has no claims")
