"""Everything that a database holds, as records; `claims.store.restoring` is the way back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from claims.records import Answer, Opinion
from claims.store import rows

if TYPE_CHECKING:
    from claims.store.store import Store

Record = dict[str, Any]


def records(store: Store, kind: str, *, embeddings: bool = False) -> Iterator[Record]:
    """All records of ``kind``, one of `KINDS`; claims with their ``embeddings`` if asked."""
    made = KINDS[kind]
    for record in store.records(made) if isinstance(made, str) else made(store):
        if embeddings and kind == "claim":
            sql = "SELECT model, vector FROM vectors WHERE claim = ? ORDER BY model"
            found = store.read(sql, [record["id"]])
            record["vectors"] = {model: _encoded(vector) for model, vector in found}
        yield record


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _articles(store: Store) -> Iterator[Record]:
    for id, added_at in store.read("SELECT id, added_at FROM articles ORDER BY rowid"):
        (article,) = store.articles.get([id])
        sql = "SELECT band FROM fingerprint_bands WHERE article = ? ORDER BY band"
        signature = store.articles.signatures([id]).get(id)
        yield {
            "id": id,
            **asdict(article),
            "added_at": added_at,
            "signature": _encoded(signature) if signature else None,
            "bands": [band for (band,) in store.read(sql, [id])],
            "appearances": list(_appearances(store, id)),
        }


def _appearances(store: Store, article: str) -> Iterator[Record]:
    for shown, joined in store.sources.appearances_in(article).values():
        sql = "SELECT block FROM appearance_blocks WHERE appearance = ? ORDER BY block"
        blocks = [block for (block,) in store.read(sql, [shown.id])]
        record = asdict(shown)
        del record["wikidata"]  # that of the source that it is joined to
        yield {**record, "source": joined, "blocks": blocks}


def _claims(store: Store) -> Iterator[Record]:
    sql = "SELECT id, appearance, via_appearance FROM claims"
    local = {record.pop("id"): record for record in store.records(sql)}
    for claim in store.claims.get():
        yield asdict(claim) | local[claim.id]


def _links(store: Store) -> Iterator[Record]:
    links = store.links.get(least=0)
    when = store.links.found_at(link.id for link in links)
    for link in links:
        yield {"id": link.id, **asdict(link), "found_at": when.get(link.id)}


def _judgements(store: Store) -> Iterator[Record]:
    yield from map(asdict, store.links.judgements().values())
    for each in store.links.judgements_beside():
        yield {**asdict(each), "beside": True}


#: The kinds of record that a backup has, in its order: rows as they are, or what makes them.
KINDS: dict[str, str | Callable[[Store], Iterable[Record]]] = {
    "article": _articles,
    "source": lambda store: map(asdict, store.sources.get().values()),
    "claim": _claims,
    "answer": f"SELECT {rows.columns(Answer)} FROM answers",
    "compared": "SELECT a, b, unread FROM compared",
    "link": _links,
    "judgement": _judgements,
    "correction": lambda store: map(asdict, store.corrections.get().values()),
    "ruling": lambda store: ({"id": r.id, **asdict(r)} for r in store.sources.rulings()),
    "sighting": """
        SELECT link, found_at FROM sightings
        WHERE link NOT IN (SELECT id FROM links) ORDER BY link
    """,  # the others are told with the links
    "former": "SELECT id, source FROM former",
    "earlier": "SELECT article, published FROM earlier",
    "forgotten": "SELECT key, article, forgotten_at FROM forgotten",
    "opinion": f"SELECT link, {rows.columns(Opinion)} FROM opinions",
    "reply": f"SELECT {rows.REPLY} FROM replies ORDER BY rowid",
    # But for how rows are numbered here, and where an index of vectors is.
    "setting": """
        SELECT key, value FROM settings
        WHERE key <> 'vectors written' AND key NOT LIKE 'index of %' ORDER BY key
    """,
}
