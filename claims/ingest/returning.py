"""Backups on their way back: taken in, embedded, and joined and linked with what was there."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from claims.ingest.exported import lines
from claims.ingest.fixing import Fixing
from claims.store import restoring

if TYPE_CHECKING:
    from claims.engine import Engine
    from claims.ingest.linking import Comparer
    from claims.ingest.writing import Writing
    from claims.store import Store
    from claims.store.restoring import Loaded

#: How many claims of a backup are embedded at a time.
EMBEDDED = 1024


class Returning:
    """Takes backups into ``store``; ``engine`` embeds claims that come without vectors."""

    def __init__(self, store: Store, engine: Engine, comparer: Comparer, writing: Writing) -> None:
        self._store = store
        self._engine = engine
        self._comparer = comparer
        self._writing = writing

    def load(self, backup: str | os.PathLike[str] | IO[bytes]) -> Loaded:
        """As `Tracker.load`."""
        merging = self._store.summary.counts()["articles"] > 0
        with lines(backup) as found:
            loaded = restoring.load(self._store, restoring.read_records(found))
        embed(self._store, self._engine)
        if merging:
            self._merge(loaded)
        self._comparer.catch_up(everything=True)
        return loaded

    def _merge(self, loaded: Loaded) -> None:
        """Apply what came in to what was there, and link the two."""
        self._comparer.known.ready()
        if loaded.claims or loaded.rulings:
            self._writing.rejoin(new=loaded.claims)
        fixing = Fixing(self._store, self._engine, self._comparer)
        for correction in loaded.corrections:
            fixing.apply(correction)


def embed(store: Store, engine: Engine) -> None:
    """Give the claims of ``store`` that have no vector one."""
    missing = store.vectors.lacking(engine.embedding_name)
    for start in range(0, len(missing), EMBEDDED):
        some = store.claims.get(ids=missing[start : start + EMBEDDED])
        store.vectors.add(engine.embedding_name, [c.id for c in some], engine.embed(some))
