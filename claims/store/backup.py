"""Everything that a database holds, as records; `claims.store.restoring` is the way back."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from claims.records import Answer

if TYPE_CHECKING:
    from claims.store.store import Store

#: The kinds of record that a backup has, in its order.
KINDS = (
    "article",
    "source",
    "claim",
    "answer",
    "compared",
    "link",
    "judgement",
    "correction",
    "ruling",
    "sighting",
    "former",
    "earlier",
    "forgotten",
    "opinion",
    "reply",
    "setting",
)
_OPINION = "link, a, b, model, verdict, reason, said_at"
_REPLY = (
    "key, model, ask, text, tokens_in, tokens_out, seconds, dropped, article, other, asked_at, cost"
)
#: Settings that say how rows are numbered here, and where an index of vectors is.
_OWN_SETTINGS = "key <> 'vectors written' AND key NOT LIKE 'index of %'"


def records(store: Store, kind: str, *, embeddings: bool = False) -> Iterator[dict[str, Any]]:
    """All records of ``kind``, one of `KINDS`; claims with their ``embeddings`` if asked."""
    found: Iterator[dict[str, Any]] = getattr(_Saving(store, embeddings), f"_{kind}")()
    return found


class _Saving:
    """Records on their way out of ``store``."""

    def __init__(self, store: Store, embeddings: bool) -> None:
        self._store = store
        self._embeddings = embeddings

    def _article(self) -> Iterator[dict[str, Any]]:
        added = dict(self._store.read("SELECT id, added_at FROM articles"))
        for (id,) in self._store.read("SELECT id FROM articles ORDER BY rowid"):
            (article,) = self._store.articles.get([id])
            sql = "SELECT band FROM fingerprint_bands WHERE article = ? ORDER BY band"
            signature = self._store.articles.signatures([id]).get(id)
            yield {
                "id": id,
                **asdict(article),
                "added_at": added[id],
                "signature": base64.b64encode(signature).decode() if signature else None,
                "bands": [band for (band,) in self._store.read(sql, [id])],
                "appearances": self._appearances(id),
            }

    def _appearances(self, article: str) -> list[dict[str, Any]]:
        found = []
        for shown, joined in self._store.sources.appearances_in(article).values():
            sql = "SELECT block FROM appearance_blocks WHERE appearance = ? ORDER BY block"
            blocks = [block for (block,) in self._store.read(sql, [shown.id])]
            record = asdict(shown)
            del record["wikidata"]  # that of the source that it is joined to
            found.append({**record, "source": joined, "blocks": blocks})
        return found

    def _source(self) -> Iterator[dict[str, Any]]:
        yield from map(asdict, self._store.sources.get().values())

    def _claim(self) -> Iterator[dict[str, Any]]:
        local = {
            id: (appearance, via)
            for id, appearance, via in self._store.read(
                "SELECT id, appearance, via_appearance FROM claims"
            )
        }
        for claim in self._store.claims.get():
            appearance, via = local[claim.id]
            record = {**asdict(claim), "appearance": appearance, "via_appearance": via}
            if self._embeddings:
                sql = "SELECT model, vector FROM vectors WHERE claim = ? ORDER BY model"
                found = self._store.read(sql, [claim.id])
                record["vectors"] = {m: base64.b64encode(v).decode() for m, v in found}
            yield record

    def _answer(self) -> Iterator[dict[str, Any]]:
        for row in self._store.read("SELECT a, b, dispute, echo, denies, denied FROM answers"):
            yield asdict(Answer(*row))

    def _compared(self) -> Iterator[dict[str, Any]]:
        for a, b, unread in self._store.read("SELECT a, b, unread FROM compared"):
            yield {"a": a, "b": b, "unread": unread}

    def _link(self) -> Iterator[dict[str, Any]]:
        links = self._store.links.get(least=0)
        when = self._store.links.found_at(link.id for link in links)
        for link in links:
            yield {"id": link.id, **asdict(link), "found_at": when.get(link.id)}

    def _judgement(self) -> Iterator[dict[str, Any]]:
        yield from map(asdict, self._store.links.judgements().values())
        for each in self._store.links.judgements_beside():
            yield {**asdict(each), "beside": True}

    def _correction(self) -> Iterator[dict[str, Any]]:
        yield from map(asdict, self._store.corrections.get().values())

    def _ruling(self) -> Iterator[dict[str, Any]]:
        for ruling in self._store.sources.rulings():
            yield {"id": ruling.id, **asdict(ruling)}

    def _sighting(self) -> Iterator[dict[str, Any]]:
        """Those of links that are gone: the others are told with the links."""
        sql = """
            SELECT link, found_at FROM sightings
            WHERE link NOT IN (SELECT id FROM links) ORDER BY link
        """
        for link, found_at in self._store.read(sql):
            yield {"link": link, "found_at": found_at}

    def _former(self) -> Iterator[dict[str, Any]]:
        for id, source in self._store.read("SELECT id, source FROM former"):
            yield {"id": id, "source": source}

    def _earlier(self) -> Iterator[dict[str, Any]]:
        for article, published in self._store.read("SELECT article, published FROM earlier"):
            yield {"article": article, "published": published}

    def _forgotten(self) -> Iterator[dict[str, Any]]:
        for row in self._store.read("SELECT key, article, forgotten_at FROM forgotten"):
            yield dict(zip(("key", "article", "forgotten_at"), row, strict=True))

    def _opinion(self) -> Iterator[dict[str, Any]]:
        for row in self._store.read(f"SELECT {_OPINION} FROM opinions"):
            yield dict(zip(_OPINION.split(", "), row, strict=True))

    def _reply(self) -> Iterator[dict[str, Any]]:
        for row in self._store.read(f"SELECT {_REPLY} FROM replies ORDER BY rowid"):
            yield dict(zip(_REPLY.split(", "), row, strict=True))

    def _setting(self) -> Iterator[dict[str, Any]]:
        sql = f"SELECT key, value FROM settings WHERE {_OWN_SETTINGS} ORDER BY key"
        for key, value in self._store.read(sql):
            yield {"key": key, "value": value}
