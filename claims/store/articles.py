"""Articles with what was found in them: asked for, written whole, replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from claims.errors import NotFound
from claims.records import Article, Extraction
from claims.store import rows
from claims.store.claims import Claims
from claims.store.connection import AMONG, Connection, listed, now
from claims.store.opinions import Answers
from claims.store.sources import Sources

#: An article's id, and its date of publication or "".
Version = tuple[str, str]


@dataclass(frozen=True)
class Articles:
    """The part of the store that knows articles, and writes them with what was found in them."""

    _db: Connection
    _sources: Sources
    _claims: Claims
    _answers: Answers

    def stored(self, ids: Iterable[str]) -> set[str]:
        """Which of ``ids`` are stored."""
        return {id for (id,) in self._db.among("SELECT id FROM articles WHERE id", ids)}

    def by_key(self, keys: Iterable[str]) -> dict[str, str]:
        """The id of the stored version for each of ``keys`` that has one."""
        return dict(self._db.among("SELECT key, id FROM articles WHERE key", keys))

    def has_address(self, url: str) -> bool:
        """Whether an article is stored that is at ``url`` or was read from there, or was
        forgotten."""
        sql = """
            SELECT 1 FROM articles WHERE url = ?1 OR origin = ?1
            UNION SELECT 1 FROM forgotten WHERE key = ?2 LIMIT 1
        """
        return bool(self._db.read(sql, [url, Article("", url=url).key]))

    def known_as(self, article: Article, *, renamed: bool = False) -> str | None:
        """The id under which ``article`` is stored, or None; where it may be ``renamed``, the
        id of the same words from the same place under another outlet counts."""
        if self.stored([article.id]):
            return article.id
        if not renamed or article.url or not article.origin:
            return None
        sql = "SELECT id, outlet FROM articles WHERE origin = ? AND url IS NULL"
        for id, outlet in self._db.read(sql, [article.origin]):
            if replace(article, outlet=outlet).id == id:
                return str(id)
        return None

    def rename(self, old: str, article: Article) -> None:
        """Give a stored article the id and key of ``article``; what refers to it follows."""
        sql = "UPDATE articles SET id = ?, key = ? WHERE id = ? AND id <> ?"
        self._db.write(sql, [article.id, article.key, old, article.id])

    def earlier(self, ids: Iterable[str]) -> set[Version]:
        """Those of the articles ``ids`` that another version took the place of, each with the
        date of publication that it had then, or ""."""
        return set(self._db.among("SELECT article, published FROM earlier WHERE article", ids))

    def add_earlier(self, versions: Iterable[Version]) -> None:
        """Remember versions that others took the place of."""
        found = [{"article": id, "published": published} for id, published in sorted(versions)]
        self._db.insert("earlier", found, "INSERT OR IGNORE")

    def near_copies(self, bands: Sequence[str]) -> list[tuple[str, bytes]]:
        """Articles that share a band, with their signatures; the earliest stored first."""
        sql = f"""
            SELECT fingerprints.article, signature FROM fingerprints
            WHERE article IN (SELECT article FROM fingerprint_bands WHERE band {AMONG})
            ORDER BY fingerprints.rowid
        """
        return [(id, bytes(signature)) for id, signature in self._db.read(sql, [listed(bands)])]

    def signatures(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The signatures of the articles ``ids``, by id, for those that have one."""
        sql = "SELECT article, signature FROM fingerprints WHERE article"
        return {id: bytes(s) for id, s in self._db.among(sql, ids)}

    def get(self, ids: Iterable[str] | None = None) -> list[Article]:
        """Articles with their texts: those of ``ids``, or all; in the order they came in."""
        where, wanted = ("1", []) if ids is None else (f"id {AMONG}", [listed(ids)])
        sql = f"SELECT {rows.ARTICLE} FROM articles WHERE {where} ORDER BY rowid"
        return [Article(*row) for row in self._db.read(sql, wanted)]

    def meant(self, text: str) -> list[str]:
        """Ids of the articles that ``text`` means: an id, the beginning of one, an address or
        the path it was read from. Raises NotFound where there is none, or more than one id
        begins so."""
        if found := self._db.read("SELECT id FROM articles WHERE url = ?1 OR origin = ?1", [text]):
            return [id for (id,) in found]
        begun = self._db.beginning("articles", text)
        if not begun:
            raise NotFound(f"no article is {text!r}: `claims info --articles` lists them")
        if len(begun) > 1 and text not in begun:
            some = ", ".join(begun[:4])
            raise NotFound(f"{text!r} begins {len(begun)} ids: give more of it, such as {some}")
        return [text if text in begun else begun[0]]

    def by_outlet(self, outlet: str) -> list[str]:
        """Ids of the articles of the outlet of just this name, in any case. Raises NotFound."""
        sql = "SELECT id FROM articles WHERE lower_all(outlet) = ? ORDER BY rowid"
        if found := self._db.read(sql, [outlet.lower()]):
            return [id for (id,) in found]
        raise NotFound(f"no article is of an outlet {outlet!r}: `claims info` lists outlets")

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        return dict(self._db.among("SELECT id, text FROM articles WHERE id", ids))

    def openings(self, ids: Iterable[str]) -> dict[str, rows.Opening]:
        sql = f"""
            SELECT id, published, fetched_at, substr(text, 1, ?), length(text) FROM articles
            WHERE id {AMONG}
        """
        found = self._db.read(sql, [rows.OPENING, listed(ids)])
        return {row[0]: rows.Opening(*row) for row in found}

    def mastheads(self, ids: Iterable[str] | None = None) -> dict[str, rows.Masthead]:
        """Articles without their texts, by id: those of ``ids``, or all."""
        where, wanted = ("1", []) if ids is None else (f"id {AMONG}", [listed(ids)])
        sql = f"SELECT {rows.columns(rows.Masthead)} FROM articles WHERE {where}"
        return {row[0]: rows.Masthead(*row) for row in self._db.read(sql, wanted)}

    def copies(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """For each of ``ids`` that has any, the articles that repeat its words, the earliest
        first."""
        sql = f"""
            SELECT duplicate_of, id FROM articles WHERE duplicate_of {AMONG}
            ORDER BY published IS NULL, published, id
        """
        found: dict[str, list[str]] = {}
        for original, copy in self._db.read(sql, [listed(ids)]):
            found.setdefault(original, []).append(copy)
        return found

    def add(
        self,
        extraction: Extraction,
        *,
        signature: bytes | None,
        bands: Sequence[str],
        blocks: Mapping[str, Sequence[str]],
    ) -> None:
        """Write an article with its sources and claims, in place of its earlier version.

        The sources and the claims' ``source`` and ``via`` are local ids; ``assign`` gives
        them their global sources in the same transaction, which cannot end before. ``blocks``
        has the blocking keys of each local source.
        Links and vectors of the earlier version go; judgements stay, and so do the ids of
        claims that both versions have, with what other articles' claims say ``about`` them.
        """
        article = extraction.article
        with self._db.transaction():
            kept = {claim.id for claim in extraction.claims}
            for (old,) in self._db.read("SELECT id FROM articles WHERE key = ?", [article.key]):
                self.discard(old, kept)
            self._add_article(article)
            if signature is not None:
                self._db.insert("fingerprints", [{"article": article.id, "signature": signature}])
            shared = [{"band": band, "article": article.id} for band in bands]
            self._db.insert("fingerprint_bands", shared, "INSERT OR IGNORE")
            self._sources.add_appearances(extraction, blocks)
            self._claims.add(extraction)
            self._answers.keep(extraction)

    def discard(self, article: str, kept: set[str]) -> None:
        """Take out what was found in a stored article.

        The claims in ``kept`` stay, without links and vectors, to be written over.
        """
        found = self._db.read("SELECT id, source, via FROM claims WHERE article = ?", [article])
        claims = listed(id for id, _, _ in found)
        gone = listed(id for id, _, _ in found if id not in kept)
        self._db.write(f"DELETE FROM links WHERE a {AMONG}", [claims])
        self._db.write(f"DELETE FROM links WHERE b {AMONG}", [claims])
        self._db.write(f"DELETE FROM vectors WHERE claim {AMONG}", [claims])
        self._answers.drop(article)
        self._db.write(f"DELETE FROM claims WHERE id {AMONG}", [gone])
        for table in ("appearances", "fingerprint_bands", "fingerprints"):
            self._db.write(f"DELETE FROM {table} WHERE article = ?", [article])
        sql = "UPDATE claims SET source = appearance, via = via_appearance WHERE article = ?"
        self._db.write(sql, [article])
        self._sources.drop_silent({id for row in found for id in row[1:] if id})

    def _add_article(self, article: Article) -> None:
        """Write the row of ``article``; what refers to an earlier version follows its id."""
        own = {"id": article.id, "key": article.key, "added_at": now()}
        values = own | asdict(article)
        updates = ", ".join(f"{name} = excluded.{name}" for name in ("id", *asdict(article)))
        self._db.write(
            f"INSERT INTO articles ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
            f"ON CONFLICT (key) DO UPDATE SET {updates}, "
            "added_at = iif(id = excluded.id, added_at, excluded.added_at)",
            list(values.values()),
        )
