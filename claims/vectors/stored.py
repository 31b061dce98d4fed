"""The vectors of all stored claims, as comparisons ask for them.

Up to some hundred thousand they are held in memory and searched exactly. From there on an
index beside the database serves those that were there when it was made, straight from the
disk, and only the rest is in memory.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from claims.store.connection import MEMORY
from claims.vectors import disk
from claims.vectors.memory import NEVER, UNDATED, Days, Vectors
from claims.vectors.neighbours import Matrix

if TYPE_CHECKING:
    from claims.store import Store

Cosines = dict[tuple[str, str], float]

#: Files that no database speaks of are deleted when they are so old, in seconds: a younger
#: one may be about to be told of.
ORPHANED = 3600.0


class Known:
    """The vectors of ``model`` in ``store``."""

    def __init__(self, store: Store, model: str) -> None:
        self._store = store
        self._model = model
        self._file: disk.NearFile | None = None
        self._vectors: Vectors | None = None  # those after the last that the file covers
        self._given_up = False
        self._last = 0
        self._seen: int | None = None

    # -- keeping up with the database -----------------------------------------------------

    def ready(self) -> None:
        """Make the index if it is worth its while; for outside of a transaction, as it can
        take minutes."""
        if self._vectors is None:  # not to read what the index is going to serve
            self._file = self._opened()
            self._keep_up(self._store.vectors.count(self._model, after=self._after))
        self.refresh()
        self._keep_up(len(self._current()))

    def refresh(self) -> None:
        """Read what other connections have written."""
        version = self._store.version()
        if self._vectors is None or (self._seen != version and not self._catch_up()):
            self._load()
        self._seen = version

    def forget(self) -> None:
        """Read everything anew when it is next needed."""
        self._vectors = None

    def _load(self) -> None:
        self._file = self._opened()
        self._last = self._store.vectors.last()
        ids, matrix = self._store.vectors.get(self._model, after=self._after)
        self._vectors = Vectors(ids, matrix, self._days(ids))

    def _catch_up(self) -> bool:
        """Read what is new. False if something is gone, or there is another index."""
        if self._vectors is None or self._store.meta.get(self._key) != self._told():
            return False
        last = self._store.vectors.last()
        ids, matrix = self._store.vectors.get(self._model, after=self._last)
        self._vectors.add(ids, matrix, self._days(ids))
        self._last = last
        return len(self._vectors) == self._store.vectors.count(self._model, after=self._after)

    # -- the index ------------------------------------------------------------------------

    @property
    def _key(self) -> str:
        return f"index of {self._model}"

    @property
    def _after(self) -> int:
        """The last row of the database that the file knows."""
        return self._file.about.covered if self._file else 0

    def _told(self) -> str | None:
        return self._file.about.dump() if self._file else None

    def _opened(self) -> disk.NearFile | None:
        about = disk.About.read(self._store.meta.get(self._key))
        if about is None or about.model != self._model or not disk.available():
            return None
        if about.schema != self._store.schema_version():
            return None
        try:
            return disk.NearFile(self._store.path.parent, about)
        except OSError:
            return None

    def _keep_up(self, rest: int) -> None:
        """Make an index if there are so many vectors, ``rest`` beside those that it has, that
        it should know more of them."""
        if self._given_up or str(self._store.path) == MEMORY or not disk.available():
            return
        count = rest + (self._file.about.size if self._file else 0)
        if count >= disk.WORTHWHILE and rest > disk.TAIL * count:
            self._index(count)

    def _index(self, count: int) -> None:
        """Write an index of all vectors and use it. Where it cannot be written, do without.
        ``count`` is how many there are, those of claims deleted since among them."""
        covered = self._store.vectors.last()
        old = self._file
        if old is not None and count > (1 + disk.DEAD) * self._store.vectors.count(self._model):
            old = None
        path = self._store.path
        path = path.with_name(f"{path.name}-near-{secrets.token_hex(4)}")
        batches = self._store.vectors.batches(
            self._model, after=old.about.covered if old else 0, last=covered
        )
        try:
            about = disk.build(
                path,
                self._model,
                batches,
                covered=covered,
                schema=self._store.schema_version(),
                old=old,
            )
        except OSError:
            self._given_up = True
            return
        if about is not None:
            self._store.meta[self._key] = about.dump()
            self._load()
            self._tidy(path)

    def _tidy(self, current: Path) -> None:
        """Delete the files of earlier indexes; what others have open stays readable."""
        named = {value for key, value in self._store.meta.items() if key.startswith("index of ")}
        kept = {about.name for value in named if (about := disk.About.read(value))}
        for file in current.parent.glob(f"{self._store.path.name}-near-*"):
            with suppress(OSError):
                if file.name not in kept and time.time() - file.stat().st_mtime > ORPHANED:
                    file.unlink()

    # -- asking ---------------------------------------------------------------------------

    def add(self, ids: Sequence[str], matrix: Matrix) -> None:
        """Write vectors of claims, over those they had."""
        vectors = self._current()
        if len(vectors) and len(ids) and vectors.width != matrix.shape[1]:
            raise self._store.vectors.damaged()
        self._last = self._store.vectors.add(self._model, ids, matrix)
        vectors.add(ids, matrix, self._days(ids))

    def drop(self, ids: Iterable[str]) -> None:
        """Take note that the vectors of ``ids`` are deleted."""
        self._current().drop(ids)

    def of(self, ids: Iterable[str]) -> tuple[list[str], Matrix]:
        """Those of ``ids`` that have a vector, and these."""
        vectors = self._current()
        wanted = list(ids)
        if self._file is None or all(id in vectors for id in wanted):
            return vectors.of(wanted)
        return self._store.vectors.of(self._model, wanted)

    def within(
        self,
        ids: Iterable[str],
        threshold: float,
        span: int | None = None,
        crowds: Mapping[str, str] | None = None,
    ) -> Cosines:
        """The pairs of one of ``ids`` and any other claim with a cosine of ``threshold`` or
        more: ids in order.

        With ``span``, pairs may be missing of which one cannot be in dispute, or that are more
        than so many days apart: of most claims in a large database these are most. Two claims
        of one of ``crowds``, by id, are no pair.
        """
        crowds = crowds or {}
        vectors = self._current()
        known, rows = self.of(ids)
        days = None
        if span is not None and known:
            days = self._days(known)
            (open_,) = np.nonzero(days != NEVER)
            known, rows, days = [known[i] for i in open_], rows[open_], days[open_]
        hits: Iterable[tuple[int, str, float]] = ()
        if known:
            hits = vectors.within(rows, threshold, days, span or 0)
        if self._file is not None:
            hits = chain(hits, self._file.within(rows, threshold, self.of))
        crowd = [crowds.get(id, id) for id in known]
        return {
            pair(known[query], id): cosine
            for query, id, cosine in hits
            if crowd[query] != crowds.get(id, id)
        }

    def among(self, ids: Sequence[str], others: Sequence[str], threshold: float) -> Cosines:
        """The pairs of one of ``ids`` and one of ``others`` with at least this cosine."""
        known, rows = self.of(ids)
        rest = Vectors(*self.of(others))
        hits = rest.within(rows, threshold) if known else ()
        return {pair(known[query], id): cosine for query, id, cosine in hits if known[query] != id}

    def _days(self, ids: Sequence[str]) -> Days:
        """When each of ``ids`` was said, as `Vectors` has it."""
        told = self._store.claims.moments(ids)
        return np.array([_day(*told.get(id, (None, True))) for id in ids], np.int32)

    def _current(self) -> Vectors:
        self.refresh()
        assert self._vectors is not None
        return self._vectors


def nearest(store: Store, model: str, query: Matrix, most: int, least: float) -> list[str]:
    """Ids of the claims with the highest cosines to ``query``, a vector of length 1: ``most``
    at most, all above ``least``, the nearest first. Vectors are not kept in memory."""
    file = Known(store, model)._opened()
    best: list[tuple[float, str]] = []
    if file is not None:
        (hits,) = file.nearest(query[None], most, lambda ids: store.vectors.of(model, ids))
        best = [(-cosine, id) for id, cosine in hits if cosine > least]
    for ids, rows in store.vectors.batches(model, after=file.about.covered if file else 0):
        if rows.shape[1] != len(query):
            raise store.vectors.damaged()
        cosines = rows @ query
        (near,) = np.nonzero(cosines > least)
        best = sorted({*best, *((-float(cosines[row]), ids[row]) for row in near)})[:most]
    return [id for _, id in best]


def _day(day: str | None, disputable: bool) -> int:
    if not disputable:
        return NEVER
    try:
        return date.fromisoformat(day[:10]).toordinal() if day else UNDATED
    except ValueError:  # a month, or a year
        return UNDATED


def pair(a: str, b: str) -> tuple[str, str]:
    """Two ids in order."""
    return (a, b) if a < b else (b, a)
