"""Articles with what was found in them: asked for, written whole, replaced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from claims.records import Answer, Article, Extraction
from claims.store import rows
from claims.store.connection import Connection

#: An article's id, and its date of publication or "".
Version = tuple[str, str]


def now() -> str:
    """This moment in UTC, to the microsecond, as ISO 8601."""
    return datetime.now(UTC).isoformat()


class Articles(Connection):
    """The part of the store that knows articles."""

    def article_ids(self, ids: Iterable[str]) -> set[str]:
        """Which of ``ids`` are stored."""
        sql = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return {id for (id,) in self._read(sql, [json.dumps(list(ids))])}

    def articles_by_key(self, keys: Iterable[str]) -> dict[str, str]:
        """The id of the stored version for each of ``keys`` that has one."""
        sql = "SELECT key, id FROM articles WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._read(sql, [json.dumps(list(keys))]))

    def has_address(self, url: str) -> bool:
        """Whether an article is stored that is at ``url`` or was read from there, or was
        forgotten."""
        sql = """
            SELECT 1 FROM articles WHERE url = ?1 OR origin = ?1
            UNION SELECT 1 FROM forgotten WHERE key = ?2 LIMIT 1
        """
        return bool(self._read(sql, [url, Article("", url=url).key]))

    def known_as(self, article: Article, *, renamed: bool = False) -> str | None:
        """The id under which ``article`` is stored, or None; where it may be ``renamed``, the
        id of the same words from the same place under another outlet counts."""
        if self.article_ids([article.id]):
            return article.id
        if not renamed or article.url or not article.origin:
            return None
        sql = "SELECT id, outlet FROM articles WHERE origin = ? AND url IS NULL"
        for id, outlet in self._read(sql, [article.origin]):
            if replace(article, outlet=outlet).id == id:
                return str(id)
        return None

    def rename_article(self, old: str, article: Article) -> None:
        """Give a stored article the id and key of ``article``; what refers to it follows."""
        sql = "UPDATE articles SET id = ?, key = ? WHERE id = ? AND id <> ?"
        self._write(sql, [article.id, article.key, old, article.id])

    def earlier(self, ids: Iterable[str]) -> set[Version]:
        """Those of the articles ``ids`` that another version took the place of, each with the
        date of publication that it had then, or ""."""
        sql = """
            SELECT article, published FROM earlier
            WHERE article IN (SELECT value FROM json_each(?))
        """
        return set(self._read(sql, [json.dumps(list(ids))]))

    def add_earlier(self, versions: Iterable[Version]) -> None:
        """Remember versions that others took the place of."""
        sql = "INSERT OR IGNORE INTO earlier (article, published) VALUES (?, ?)"
        if new := sorted(versions):
            self._write_all(sql, new)

    def near_copies(self, bands: Sequence[str]) -> list[tuple[str, bytes]]:
        """Articles that share a band, with their signatures; the earliest stored first."""
        sql = """
            SELECT fingerprints.article, signature FROM fingerprints
            WHERE article IN (SELECT article FROM fingerprint_bands
                              WHERE band IN (SELECT value FROM json_each(?)))
            ORDER BY fingerprints.rowid
        """
        return [(id, bytes(signature)) for id, signature in self._read(sql, [json.dumps(bands)])]

    def signatures(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The signatures of the articles ``ids``, by id, for those that have one."""
        sql = """
            SELECT article, signature FROM fingerprints
            WHERE article IN (SELECT value FROM json_each(?))
        """
        return {id: bytes(s) for id, s in self._read(sql, [json.dumps(sorted(ids))])}

    def articles(self, ids: Iterable[str] | None = None) -> list[Article]:
        """Articles with their texts: those of ``ids``, or all; in the order they came in."""
        sql = f"SELECT {rows.ARTICLE_COLUMNS} FROM articles"
        if ids is None:
            return [rows.article(row) for row in self._read(f"{sql} ORDER BY rowid")]
        sql += " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY rowid"
        return [rows.article(row) for row in self._read(sql, [json.dumps(list(ids))])]

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """The texts of the articles ``ids``, by id."""
        sql = "SELECT id, text FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._read(sql, [json.dumps(list(ids))]))

    def openings(self, ids: Iterable[str]) -> dict[str, rows.Opening]:
        """How the articles ``ids`` begin, by id."""
        sql = """
            SELECT id, published, fetched_at, substr(text, 1, ?), length(text) FROM articles
            WHERE id IN (SELECT value FROM json_each(?))
        """
        found = self._read(sql, [rows.OPENING, json.dumps(list(ids))])
        return {row[0]: rows.Opening(*row) for row in found}

    def mastheads(self, ids: Iterable[str] | None = None) -> dict[str, rows.Masthead]:
        """Articles without their texts, by id: those of ``ids``, or all."""
        sql = f"SELECT {rows.MASTHEAD_COLUMNS} FROM articles"
        parameters = []
        if ids is not None:
            sql += " WHERE id IN (SELECT value FROM json_each(?))"
            parameters = [json.dumps(list(ids))]
        return {row[0]: rows.Masthead(*row) for row in self._read(sql, parameters)}

    def copies(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """For each of ``ids`` that has any, the articles that repeat its words, the earliest
        first."""
        sql = """
            SELECT duplicate_of, id FROM articles
            WHERE duplicate_of IN (SELECT value FROM json_each(?))
            ORDER BY published IS NULL, published, id
        """
        found: dict[str, list[str]] = {}
        for original, copy in self._read(sql, [json.dumps(list(ids))]):
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
        with self.transaction():
            kept = {claim.id for claim in extraction.claims}
            for (old,) in self._read("SELECT id FROM articles WHERE key = ?", [article.key]):
                self._discard(old, kept)
            self._add_article(article)
            if signature is not None:
                sql = "INSERT INTO fingerprints (article, signature) VALUES (?, ?)"
                self._write(sql, [article.id, signature])
            self._write_all(
                "INSERT OR IGNORE INTO fingerprint_bands (band, article) VALUES (?, ?)",
                [(band, article.id) for band in bands],
            )
            self._add_appearances(extraction, blocks)
            self._add_claims(extraction)
            self.put_answers(extraction.answers)

    def _discard(self, article: str, kept: set[str]) -> None:
        """Take out what was found in a stored article.

        The claims in ``kept`` stay, without links and vectors, to be written over.
        """
        found = self._read("SELECT id, source, via FROM claims WHERE article = ?", [article])
        claims = json.dumps([id for id, _, _ in found])
        gone = json.dumps([id for id, _, _ in found if id not in kept])
        among = "IN (SELECT value FROM json_each(?))"
        self._write(f"DELETE FROM links WHERE a {among}", [claims])
        self._write(f"DELETE FROM links WHERE b {among}", [claims])
        self._write(f"DELETE FROM vectors WHERE claim {among}", [claims])
        self.drop_answers(article)
        self._write(f"DELETE FROM claims WHERE id {among}", [gone])
        for table in ("appearances", "fingerprint_bands", "fingerprints"):
            self._write(f"DELETE FROM {table} WHERE article = ?", [article])
        sql = "UPDATE claims SET source = appearance, via = via_appearance WHERE article = ?"
        self._write(sql, [article])
        self._drop_silent({id for row in found for id in row[1:] if id})

    def _drop_silent(self, sources: set[str]) -> None:
        """Take out those of ``sources`` that no claim has, as source or as via."""
        sql = """
            DELETE FROM sources WHERE id IN (SELECT value FROM json_each(?))
            AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.source = sources.id)
            AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.via = sources.id)
        """
        self._write(sql, [json.dumps(sorted(sources))])

    def add_compared(self, articles: Iterable[tuple[str, str]]) -> None:
        """Remember pairs of articles, ids in order, that a reader has read together."""
        sql = "INSERT OR IGNORE INTO compared (a, b) VALUES (?, ?)"
        self._write_all(sql, sorted(articles))

    def compared(self, articles: Iterable[str]) -> set[tuple[str, str]]:
        """The pairs of ``articles`` that were read together, ids in order."""
        sql = """
            SELECT a, b FROM compared WHERE a IN (SELECT value FROM json_each(?1))
            AND b IN (SELECT value FROM json_each(?1))
        """
        return {(a, b) for a, b in self._read(sql, [json.dumps(sorted(articles))])}

    def articles_of(self, claims: Iterable[str]) -> dict[str, str]:
        """{claim: the article that tells it}, for those of ``claims`` that are stored."""
        sql = "SELECT id, article FROM claims WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._read(sql, [json.dumps(sorted(claims))]))

    def crowded(self, claims: Iterable[str], most: int) -> dict[str, str]:
        """{claim: its article} for all claims of the articles that tell any of ``claims`` and
        more than ``most`` in all."""
        sql = """
            SELECT id, article FROM claims WHERE article IN (
                SELECT article FROM claims WHERE article IN (
                    SELECT article FROM claims WHERE id IN (SELECT value FROM json_each(?))
                ) GROUP BY article HAVING count(*) > ?
            )
        """
        return dict(self._read(sql, [json.dumps(list(claims)), most]))

    def drop_answers(self, article: str) -> None:
        """Forget what a reader said of the claims of ``article``, and what it was read with."""
        for end in "ab":
            self._write(
                f"DELETE FROM answers WHERE {end} IN (SELECT id FROM claims WHERE article = ?)",
                [article],
            )
            self._write(f"DELETE FROM compared WHERE {end} = ?", [article])

    def put_answers(self, answers: Iterable[Answer]) -> None:
        """Keep what a reader said of pairs of claims, unless it has said something of them."""
        rows_ = [
            (a.a, a.b, a.dispute, a.echo, a.denies, a.denied)
            if a.a < a.b
            else (a.b, a.a, a.dispute, a.echo, a.denied, a.denies)
            for a in answers
        ]
        sql = "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)"
        self._write_all(sql, rows_)

    def answers(self, claims: Iterable[str]) -> list[Answer]:
        """What a reader said of pairs in which one of ``claims`` is, in order."""
        sql = """
            SELECT a, b, dispute, echo, denies, denied FROM answers
            WHERE a IN (SELECT value FROM json_each(?1))
            UNION SELECT a, b, dispute, echo, denies, denied FROM answers
            WHERE b IN (SELECT value FROM json_each(?1)) ORDER BY 1, 2
        """
        return [Answer(*row) for row in self._read(sql, [json.dumps(list(claims))])]

    def _add_article(self, article: Article) -> None:
        """Write the row of ``article``; what refers to an earlier version follows its id."""
        values = {
            "id": article.id,
            "key": article.key,
            "title": article.title,
            "outlet": article.outlet,
            "author": article.author,
            "published": article.published,
            "url": article.url,
            "language": article.language,
            "origin": article.origin,
            "fetched_at": article.fetched_at,
            "added_at": now(),
            "duplicate_of": article.duplicate_of,
            "text": article.text,
        }
        updates = ", ".join(
            f"{name} = excluded.{name}" for name in values if name not in ("key", "added_at")
        )
        updates += ", added_at = iif(id = excluded.id, added_at, excluded.added_at)"
        self._write(
            f"INSERT INTO articles ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
            f"ON CONFLICT (key) DO UPDATE SET {updates}",
            list(values.values()),
        )

    def _add_appearances(self, extraction: Extraction, blocks: Mapping[str, Sequence[str]]) -> None:
        article = extraction.article.id  # worked out anew whenever it is asked for
        self._write_all(
            "INSERT INTO appearances (id, article, name, kind, role, affiliation, aliases) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (source.id, article, *rows.source_values(source)[1:])
                for source in extraction.sources
            ],
        )
        self._write_all(
            "INSERT OR IGNORE INTO appearance_blocks (block, appearance) VALUES (?, ?)",
            [(block, local) for local, keys in blocks.items() for block in keys],
        )

    def _add_claims(self, extraction: Extraction) -> None:
        day = extraction.article.date
        values = [rows.claim_values(claim, day) for claim in extraction.claims]
        if not values:
            return
        names = list(values[0])
        updates = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
        self._write_all(
            f"INSERT INTO claims ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT (id) DO UPDATE SET {updates}",
            [list(value.values()) for value in values],
        )
