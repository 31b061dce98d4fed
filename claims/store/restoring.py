"""The records of a backup, back into a database."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import claims.store.corrections as kept
from claims.correction import Correction
from claims.errors import Malformed, wrong
from claims.records import Answer, Article, Judgement, Link
from claims.store import rows
from claims.store.backup import KINDS

if TYPE_CHECKING:
    from claims.sources.identity import Ruling
    from claims.store.store import Store

#: The kinds of record that are rows of a table, as they are and for what they are.
AS_THEY_ARE = {"former": "former", "earlier": "earlier", "setting": "settings"}
#: What comes of a record with something else than it should have.
_UNLIKE = (
    AttributeError, KeyError, OverflowError, TypeError, ValueError,
    sqlite3.InterfaceError, sqlite3.ProgrammingError,
)  # fmt: skip


@dataclass
class Loaded:
    """What a backup brought in. ``articles`` and ``claims`` are the ids of new ones, ``known``
    how many articles were there; ``corrections`` are new ones of claims that were there.
    ``differing`` and ``contrary`` are corrections and rulings of ours, which stay, each with one
    of theirs that says otherwise."""

    articles: set[str] = field(default_factory=set)
    claims: list[str] = field(default_factory=list)
    known: int = 0
    judgements: int = 0
    rulings: int = 0
    corrections: list[Correction] = field(default_factory=list)
    corrected: int = 0
    differing: list[tuple[Correction, Correction]] = field(default_factory=list)
    contrary: list[tuple[Ruling, Ruling]] = field(default_factory=list)


def load(store: Store, records: Iterable[Mapping[str, Any]]) -> Loaded:
    """Take in the records of a backup; what is here already stays as it is.

    Two people's judgements of one link are kept side by side; of two corrections of one claim,
    and of two rulings that cannot both hold, ours. Raises Malformed, and then nothing is taken in.
    """
    loading = _Loading(store)
    try:
        with store.transaction():
            for number, record in enumerate(records, start=1):
                try:
                    loading.take(record)
                except _UNLIKE as error:
                    raise Malformed(
                        f"record {number} is not as `claims export` writes it ({wrong(error)}): "
                        "export again, without --no-text"
                    ) from error
            loading.finish()
    except sqlite3.IntegrityError as error:
        raise Malformed(
            "records are missing that others speak of: import a whole `claims export`, one made "
            "without --only"
        ) from error
    return loading.loaded


class _Loading:
    """Records on their way into ``store``, inside a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.loaded = Loaded()
        self._days: dict[str, str | None] = {}  # of the articles that are new
        self._sources: set[str] = set()
        self._taken: set[str] = set()  # claims
        self._vectors: dict[str, dict[str, bytes]] = {}
        self._judgements = store.links.judgements()
        self._ours = store.sources.rulings()
        self._rulings = {ruling.id for ruling in self._ours}
        self._model = store.vectors.embedded_by()

    def take(self, record: Mapping[str, Any]) -> None:
        """Take in one record; those that are worked out from others are passed over."""
        kind = record["record"]
        values = {k: v for k, v in record.items() if k != "record"}
        if kind in AS_THEY_ARE:
            self._insert(AS_THEY_ARE[kind], values)
        elif kind in KINDS:
            getattr(self, f"_{kind}")(values)
        elif kind != "dispute":
            raise ValueError(f"there is no record {kind!r}")

    def finish(self) -> None:
        """What can be done only when all is there."""
        import numpy as np

        store = self._store
        for model, found in self._vectors.items():
            matrix = np.stack([np.frombuffer(row, "<f4") for row in found.values()])
            store.vectors.add(model, list(found), matrix)
        store.sources.drop_silent(self._sources)
        for table, column in (("articles", "duplicate_of"), ("claims", "about")):
            gone = f"{column} NOT IN (SELECT id FROM {table})"  # left out here
            store.write(f"UPDATE {table} SET {column} = NULL WHERE {gone}")

    def _insert(self, table: str, values: Mapping[str, object]) -> bool:
        """Write a row if none like it is there. Returns whether it was new."""
        return self._store.insert(table, [values], "INSERT OR IGNORE") > 0

    def _article(self, record: dict[str, Any]) -> None:
        signature, bands = record.pop("signature"), record.pop("bands")
        appearances, added = record.pop("appearances"), record.pop("added_at")
        id = record.pop("id")
        article = Article(**record)
        if article.id != id:
            raise ValueError("the article is another than its id says")
        if self._store.forgotten.among([article]):
            return
        values = {**record, "id": id, "key": article.key, "added_at": added}
        if not self._insert("articles", values):
            self.loaded.known += 1
            return
        self.loaded.articles.add(id)
        self._days[id] = article.date
        if signature is not None:
            found = base64.b64decode(signature)
            self._insert("fingerprints", {"article": id, "signature": found})
        for band in bands:
            self._insert("fingerprint_bands", {"band": band, "article": id})
        for each in appearances:
            blocks, aliases = each.pop("blocks"), rows.dump(each["aliases"])
            self._insert("appearances", each | {"article": id, "aliases": aliases})
            for block in blocks:
                self._insert("appearance_blocks", {"block": block, "appearance": each["id"]})

    def _source(self, record: dict[str, Any]) -> None:
        if self._insert("sources", {**record, "aliases": rows.dump(record["aliases"])}):
            self._sources.add(record["id"])

    def _claim(self, record: dict[str, Any]) -> None:
        if record["article"] not in self._days:
            return
        vectors = record.pop("vectors", {})
        local = {name: record.pop(name) for name in ("appearance", "via_appearance")}
        values = rows.claim_values(kept.claim_of(record), self._days[record["article"]])
        joined = {name: record[name] for name in ("source", "via")}
        if not self._insert("claims", values | local | joined):
            return
        self._taken.add(record["id"])
        self.loaded.claims.append(record["id"])
        for model, vector in vectors.items():
            if self._model in (None, model):
                self._vectors.setdefault(model, {})[record["id"]] = base64.b64decode(vector)

    def _answer(self, record: dict[str, Any]) -> None:
        if self._joins({record["a"], record["b"]}):
            self._store.answers.put([Answer(**record)])

    def _compared(self, record: dict[str, Any]) -> None:
        if {record["a"], record["b"]} <= self._days.keys():  # else they are read together here
            self._insert("compared", record)

    def _joins(self, claims: set[str]) -> bool:
        """Whether ``claims`` are here, and one is new."""
        return bool(claims & self._taken) and len(self._store.claims.moments(claims)) == len(claims)

    def _link(self, record: dict[str, Any]) -> None:
        found_at, id = record.pop("found_at"), record.pop("id")
        link = Link(**{**record, "reasons": tuple(record["reasons"])})
        if self._joins({link.a, link.b}):
            self._insert("links", {"id": id, **rows.values(link)})
            if found_at is not None:
                self._sighting({"link": id, "found_at": found_at})

    def _sighting(self, record: dict[str, Any]) -> None:
        self._store.write(
            "INSERT INTO sightings (link, found_at) VALUES (?, ?) ON CONFLICT (link) "
            "DO UPDATE SET found_at = min(found_at, excluded.found_at)",
            [record["link"], record["found_at"]],
        )

    def _judgement(self, record: dict[str, Any]) -> None:
        beside = record.pop("beside", False)
        theirs = Judgement(**record)
        ours = self._judgements.get(theirs.link)
        if not beside and (ours is None or _again(ours, theirs)):
            self._store.write("DELETE FROM judgements WHERE link = ?", [theirs.link])
            self._insert("judgements", asdict(theirs))
            self._judgements[theirs.link] = theirs
            self.loaded.judgements += 1
        elif beside or (ours is not None and _apart(ours, theirs)):
            changed = self._store.write(
                f"INSERT INTO judgements_beside ({rows.JUDGEMENT}) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (link, reviewer) DO UPDATE SET verdict = excluded.verdict, "
                "note = excluded.note, judged_at = excluded.judged_at "
                "WHERE coalesce(excluded.judged_at, '') > coalesce(judged_at, '')",
                [theirs.link, theirs.verdict, theirs.note, theirs.reviewer or "", theirs.judged_at],
            )
            self.loaded.judgements += changed > 0

    def _correction(self, record: dict[str, Any]) -> None:
        theirs = kept.correction_of(record)
        ours = self._store.corrections.get([theirs.claim]).get(theirs.claim)
        if ours is not None and not _again(ours, theirs):
            if replace(ours, read=None, answers=()) != replace(theirs, read=None, answers=()):
                self.loaded.differing.append((ours, theirs))
            return
        there = theirs.read.article if theirs.read else None
        if there in self._days or not self._store.claims.moments([theirs.claim]):
            self._store.corrections.put([theirs])
        else:
            self.loaded.corrections.append(theirs)
        self.loaded.corrected += 1

    def _ruling(self, record: dict[str, Any]) -> None:
        from claims.sources.identity import Ruling

        id = record.pop("id")
        if id in self._rulings:
            return
        theirs = Ruling(**record)
        ours = next((each for each in reversed(self._ours) if self._contrary(each, theirs)), None)
        if ours is not None and not _again(ours, theirs):
            self.loaded.contrary.append((ours, theirs))
            return
        self._store.sources.add_ruling(theirs)
        self._rulings.add(id)
        self.loaded.rulings += 1

    def _contrary(self, one: Ruling, other: Ruling) -> bool:
        """Whether the two cannot both hold."""
        if {one.kind, other.kind} == {"merge", "split"}:
            merge, split = (one, other) if one.kind == "merge" else (other, one)
            return self._meant(split) <= self._meant(merge)
        named = one.kind == other.kind in ("rename", "identify")
        return named and one.name != other.name and self._meant(one) == self._meant(other)

    def _meant(self, ruling: Ruling) -> set[str]:
        """The sources, as they are now, that a ruling is about."""
        return {self._store.sources.present(id) or id for id in (ruling.a, ruling.b) if id}

    def _forgotten(self, record: dict[str, Any]) -> None:
        sql = "SELECT 1 FROM articles WHERE key = ? OR id = ?"
        if not self._store.read(sql, [record["key"], record["article"]]):
            self._insert("forgotten", record)

    def _opinion(self, record: dict[str, Any]) -> None:
        ends = {record["a"], record["b"]}
        if len(self._store.claims.moments(ends)) == len(ends):
            self._insert("opinions", record)

    def _reply(self, record: dict[str, Any]) -> None:
        """A reply has words of its articles: it stays out as they do."""
        ids = (record["article"] or "", record["other"] or "")
        articles = {id for each in ids for id in each.split()}
        if self._store.articles.stored(articles) == articles and (articles or not record["text"]):
            self._insert("replies", record)


def _apart(ours: Judgement, theirs: Judgement) -> bool:
    """Whether they are of two people. Of two without a name nobody can tell."""
    if ours.reviewer or theirs.reviewer:
        return ours.reviewer != theirs.reviewer
    return ours.verdict != theirs.verdict


def _again(ours: Judgement | Correction | Ruling, theirs: Judgement | Correction | Ruling) -> bool:
    """Whether ``theirs`` is a later word of the same person, who has a name."""
    if not ours.reviewer:
        return False
    return ours.reviewer == theirs.reviewer and _moment(theirs) > _moment(ours)


def _moment(decided: Judgement | Correction | Ruling) -> str:
    """When it was decided, as far as that is known."""
    names = ("judged_at", "corrected_at", "made_at")
    return next(getattr(decided, name) or "" for name in names if hasattr(decided, name))


def read_records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The records of the lines of a backup. Raises Malformed."""
    for number, line in enumerate(lines, start=1):
        try:
            found = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError) as error:
            raise Malformed(f"line {number} is no JSON: is it a whole `claims export`?") from error
        if found is not None:
            if not isinstance(found, dict) or "record" not in found:
                raise Malformed(f"line {number} is no record of `claims export`")
            yield found
