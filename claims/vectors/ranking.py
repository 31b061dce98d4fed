"""Claims by their words and meaning: two rankings made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from claims.store import Store
    from claims.vectors.embedding import Embedder

#: Less alike than this, a claim is about something else.
NEAR = 0.25
#: How many are looked at by their meaning.
_MOST = 200


class Embedding(Protocol):
    """What embeds a text, and under which name its vectors are stored."""

    @property
    def embedder(self) -> Embedder: ...

    @property
    def embedding_name(self) -> str: ...


def search(store: Store, text: str, engine: Embedding | None = None) -> list[str]:
    """Ids of claims, best first: by words alone, or by meaning too where an ``engine`` is given
    to embed ``text``."""
    ids = store.claims.search(text, some=engine is not None)
    if engine is None or not store.vectors.count(engine.embedding_name):
        return ids
    from claims.vectors.stored import nearest

    query = engine.embedder.encode([text])[0]
    return _fused(ids, nearest(store, engine.embedding_name, query, _MOST, NEAR))


def _fused(*rankings: list[str]) -> list[str]:
    """One ranking of several: reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking):
            scores[id] = scores.get(id, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda id: (-scores[id], id))
