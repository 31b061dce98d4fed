"""Backups on their way back: taken in, embedded, and joined and linked with what was there."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from claims.ingest.exported import lines
from claims.store import restoring

if TYPE_CHECKING:
    from claims.engine import Engine
    from claims.ingest.fixing import Fixing
    from claims.ingest.writing import Writing
    from claims.store import Store
    from claims.store.restoring import Loaded

#: How many claims of a backup are embedded at a time.
EMBEDDED = 1024


def load(
    store: Store,
    engine: Engine,
    writing: Writing,
    fixing: Fixing,
    backup: str | os.PathLike[str] | IO[bytes],
) -> Loaded:
    """As `Tracker.load`; ``engine`` embeds claims that come without vectors."""
    merging = store.summary.counts()["articles"] > 0
    with lines(backup) as found:
        loaded = restoring.load(store, restoring.read_records(found))
    embed(store, engine)
    if merging:
        writing.comparer.known.ready()
        if loaded.claims or loaded.rulings:
            writing.rejoin(new=loaded.claims)
        for correction in loaded.corrections:
            fixing.apply(correction)
    writing.comparer.catch_up(everything=True)
    return loaded


def embed(store: Store, engine: Engine) -> None:
    """Give the claims of ``store`` that have no vector one."""
    missing = store.vectors.lacking(engine.embedding_name)
    for start in range(0, len(missing), EMBEDDED):
        some = store.claims.get(ids=missing[start : start + EMBEDDED])
        store.vectors.add(engine.embedding_name, [c.id for c in some], engine.embed(some))
