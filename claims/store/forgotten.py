"""Articles taken out for good, with every trace, and the memory that they are to stay out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from claims.records import Article
from claims.store.articles import Articles
from claims.store.connection import AMONG, MEMORY, Connection, either, listed, now


@dataclass(frozen=True)
class Forgotten:
    """The part of the store that forgets."""

    _db: Connection
    _articles: Articles

    def among(self, articles: Iterable[Article]) -> set[str]:
        """Ids of those of ``articles`` that were taken out, or what stood at their address."""
        wanted = list(articles)
        sql = either("SELECT key, article FROM forgotten", "key article")
        known = self._db.read(sql, _keys_and_ids(wanted))
        gone = {id for pair in known for id in pair}
        return {article.id for article in wanted if gone & {article.key, article.id}}

    def readmit(self, articles: Iterable[Article]) -> None:
        """Let ``articles`` in again that were taken out."""
        sql = f"DELETE FROM forgotten WHERE key {AMONG} OR article {AMONG}"
        self._db.write(sql, _keys_and_ids(list(articles)))

    def remove(self, articles: Sequence[str]) -> None:
        """Take ``articles`` (ids) out: claims, links with what people decided about them,
        sources that nobody else has, what search knows of them, and vectors.

        Other articles that repeat one of them stay, as copies of nothing.
        """
        gone = listed(articles)
        links = f"""
            SELECT id FROM links WHERE a IN (SELECT id FROM claims WHERE article {AMONG})
            UNION SELECT id FROM links WHERE b IN (SELECT id FROM claims WHERE article {AMONG})
        """
        with self._db.transaction():
            for table in ("judgements", "judgements_beside", "sightings"):
                self._db.write(f"DELETE FROM {table} WHERE link IN ({links})", [gone, gone])
            self._db.write(
                "INSERT OR REPLACE INTO forgotten (key, article, forgotten_at) "
                f"SELECT key, id, ? FROM articles WHERE id {AMONG}",
                [now(), gone],
            )
            sql = f"""
                DELETE FROM corrections WHERE json_extract(read, '$.article') {AMONG}
                OR claim IN (SELECT id FROM claims WHERE article {AMONG})
            """
            self._db.write(sql, [gone, gone])
            for id in articles:
                self._articles.discard(id, set())
            self._db.write(f"DELETE FROM earlier WHERE article {AMONG}", [gone])
            self._db.write(f"DELETE FROM articles WHERE id {AMONG}", [gone])

    def vacuum(self) -> None:
        """Write the file anew, so that nothing of what was deleted is left in it.

        Search indexes are made anew as well, and indexes of vectors beside the database go:
        the next comparison that needs one makes it.
        """
        with self._db.transaction():
            self._rebuild()
            self._db.write("DELETE FROM settings WHERE key LIKE 'index of %'")
        with self._db.plain_errors():
            self._db.sqlite.execute("VACUUM")
            self._rebuild()  # as rows may be numbered otherwise now
            self._db.sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if str(self._db.path) != MEMORY:
            for file in self._db.path.parent.glob(f"{self._db.path.name}-near-*"):
                with suppress(OSError):
                    file.unlink()

    def _rebuild(self) -> None:
        for table in ("claims_fts", "articles_fts"):
            self._db.write(f"INSERT INTO {table}({table}) VALUES ('rebuild')")


def _keys_and_ids(articles: Sequence[Article]) -> list[str]:
    return [listed(article.key for article in articles), listed(article.id for article in articles)]
