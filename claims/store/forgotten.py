"""Articles taken out for good, with every trace, and the memory that they are to stay out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress

from claims.errors import NotFound
from claims.records import Article
from claims.store.articles import Articles, now
from claims.store.connection import MEMORY

_AMONG = "IN (SELECT value FROM json_each(?))"


class Forgotten(Articles):
    """The part of the store that forgets."""

    def articles_at(self, text: str) -> list[str]:
        """Ids of the articles that ``text`` means: an id, the beginning of one, an address or
        the path it was read from. Raises NotFound where there is none, or more than one id
        begins so."""
        if found := self._read("SELECT id FROM articles WHERE url = ?1 OR origin = ?1", [text]):
            return [id for (id,) in found]
        sql = "SELECT id FROM articles WHERE id >= ? AND id < ? LIMIT 5"
        begun = self._read(sql, [text, text + "\U0010ffff"]) if text else []
        if not begun:
            raise NotFound(f"no article is {text!r}: `claims info --articles` lists them")
        if len(begun) > 1 and (text,) not in begun:
            some = ", ".join(id for (id,) in begun[:4])
            raise NotFound(f"{text!r} begins {len(begun)} ids: give more of it, such as {some}")
        return [text if (text,) in begun else begun[0][0]]

    def articles_by(self, outlet: str) -> list[str]:
        """Ids of the articles of the outlet of just this name, in any case. Raises NotFound."""
        sql = "SELECT id FROM articles WHERE lower_all(outlet) = ? ORDER BY rowid"
        if found := self._read(sql, [outlet.lower()]):
            return [id for (id,) in found]
        raise NotFound(f"no article is of an outlet {outlet!r}: `claims info` lists outlets")

    def forgotten(self, articles: Iterable[Article]) -> set[str]:
        """Ids of those of ``articles`` that were taken out, or what stood at their address."""
        wanted = list(articles)
        sql = f"""
            SELECT key, article FROM forgotten WHERE key {_AMONG}
            UNION SELECT key, article FROM forgotten WHERE article {_AMONG}
        """
        keys = json.dumps([article.key for article in wanted])
        known = self._read(sql, [keys, json.dumps([article.id for article in wanted])])
        gone = {id for pair in known for id in pair}
        return {article.id for article in wanted if gone & {article.key, article.id}}

    def readmit(self, articles: Iterable[Article]) -> None:
        """Let ``articles`` in again that were taken out."""
        wanted = list(articles)
        keys = json.dumps([article.key for article in wanted])
        ids = json.dumps([article.id for article in wanted])
        sql = f"DELETE FROM forgotten WHERE key {_AMONG} OR article {_AMONG}"
        self._write(sql, [keys, ids])

    def remove(self, articles: Sequence[str]) -> None:
        """Take ``articles`` (ids) out: claims, links with what people decided about them,
        sources that nobody else has, what search knows of them, and vectors.

        Other articles that repeat one of them stay, as copies of nothing.
        """
        gone = json.dumps(list(articles))
        links = f"""
            SELECT id FROM links WHERE a IN (SELECT id FROM claims WHERE article {_AMONG})
            UNION SELECT id FROM links WHERE b IN (SELECT id FROM claims WHERE article {_AMONG})
        """
        moment = now()
        with self.transaction():
            for table in ("judgements", "judgements_beside", "sightings"):
                self._write(f"DELETE FROM {table} WHERE link IN ({links})", [gone, gone])
            self._write(
                "INSERT OR REPLACE INTO forgotten (key, article, forgotten_at) "
                f"SELECT key, id, ? FROM articles WHERE id {_AMONG}",
                [moment, gone],
            )
            self._write(
                "DELETE FROM corrections WHERE claim IN "
                f"(SELECT id FROM claims WHERE article {_AMONG}) "
                f"OR json_extract(read, '$.article') {_AMONG}",
                [gone, gone],
            )
            for id in articles:
                self._discard(id, set())
            self._write(f"DELETE FROM earlier WHERE article {_AMONG}", [gone])
            self._write(f"DELETE FROM articles WHERE id {_AMONG}", [gone])

    def vacuum(self) -> None:
        """Write the file anew, so that nothing of what was deleted is left in it.

        Search indexes are made anew as well, and indexes of vectors beside the database go:
        the next comparison that needs one makes it.
        """
        with self.transaction():
            self._rebuild()
            self._write("DELETE FROM settings WHERE key LIKE 'index of %'")
        with self._plain_errors():
            self._sqlite.execute("VACUUM")
            self._rebuild()  # as rows may be numbered otherwise now
            self._sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if str(self.path) != MEMORY:
            for file in self.path.parent.glob(f"{self.path.name}-near-*"):
                with suppress(OSError):
                    file.unlink()

    def _rebuild(self) -> None:
        for table in ("claims_fts", "articles_fts"):
            self._write(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
