"""What is in the database, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.errors import NotFound
from claims.records import SHOWN, Source
from claims.store.connection import Connection
from claims.store.contested import Contested
from claims.store.links import LIKELY
from claims.store.sources import Sources

_COUNTED = ("articles", "sources", "claims", "judgements", "corrections", "rulings")
#: What an id can stand for, and where it is.
_TABLES = (("claim", "claims"), ("link", "links"), ("source", "sources"), ("article", "articles"))


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source with how many claims it made, in how many disputes it stands against others
    (``disputes``), and how often against its own earlier words (``reversals``)."""

    source: Source
    claims: int
    disputes: int = 0
    reversals: int = 0


@dataclass(frozen=True)
class Summary:
    """The part of the store that counts, and that finds a thing by the beginning of its id."""

    _db: Connection
    _sources: Sources
    _disputes: Contested

    def counts(self) -> dict[str, int]:
        """How many articles, duplicates, sources, claims, links, disputes and so on."""
        counts = {table: self._count(table) for table in _COUNTED}
        counts["duplicates"] = self._count("articles WHERE duplicate_of IS NOT NULL")
        counts["links"] = self._count(f"links WHERE {LIKELY}", str(SHOWN))
        counts["disputes"] = self._disputes.number()
        return counts

    def _count(self, rows: str, *parameters: str) -> int:
        return int(self._db.read(f"SELECT count(*) FROM {rows}", parameters)[0][0])

    def outlets(self) -> dict[str, int]:
        """How many articles each outlet has, the most first; "" is those without one."""
        return self._articles_by("outlet")

    def languages(self) -> dict[str, int]:
        """How many articles each language has, the most first; "" is not known."""
        return self._articles_by("language")

    def _articles_by(self, column: str) -> dict[str, int]:
        sql = f"SELECT coalesce({column}, ''), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
        return dict(self._db.read(sql))

    def period(self) -> tuple[str | None, str | None]:
        """The first and the last day of publication."""
        first, last = self._db.read("SELECT min(published), max(published) FROM articles")[0]
        return first and first[:10], last and last[:10]

    def article_rows(self) -> list[dict[str, Any]]:
        """What is known of each article, without its text, and how many claims it has."""
        sql = """
            SELECT id, published, title, outlet, author, url, origin, language, duplicate_of,
              added_at, (SELECT count(*) FROM claims WHERE claims.article = articles.id) AS claims
            FROM articles ORDER BY published IS NULL, published, articles.rowid
        """
        return self._db.records(sql)

    def speakers(self, name: str | None = None) -> list[Speaker]:
        """Sources that ``name`` may mean, or all that articles name; those in most disputes
        first, then those with most claims."""
        with self._db.snapshot():
            ids = self._sources.named(name) if name else None
            said = dict(self._db.read("SELECT source, count(*) FROM claims GROUP BY source"))
            disputes, reversals = self._disputes.standing()
            found = [
                Speaker(source, said.get(id, 0), disputes[id], reversals[id])
                for id, source in self._sources.get(ids).items()
                if name or not source.nobody
            ]
            return sorted(
                found,
                key=lambda s: (-s.disputes, -s.reversals, -s.claims, s.source.name, s.source.id),
            )

    def find(self, id: str) -> tuple[str, str]:
        """What ``id``, or the one id that begins with it, stands for, and the whole id.

        One of ``dispute``, ``claim``, ``link``, ``source``, ``article``; ``struck`` is a claim
        that somebody marked as no statement. Raises NotFound.
        """
        if not isinstance(id, str):
            raise NotFound(f"a {type(id).__name__} is no id: give a string")
        found = [(what, each) for what, table in _TABLES for each in self._db.beginning(table, id)]
        known = {whole for what, whole in found if what == "claim"}
        struck = self._db.beginning("corrections", id, "claim")
        found += [("struck", whole) for whole in struck if whole not in known]
        exact = [pair for pair in found if pair[1] == id]
        if not exact:  # to know the ids of all disputes takes longer than all else
            found += [("dispute", whole) for whole in self._disputes.ids() if whole.startswith(id)]
            exact = [pair for pair in found if pair[1] == id]
        found = exact or found
        if not found and (present := self._sources.present(id)):
            found = [("source", present)]
        if len(found) == 1:
            return found[0]
        if not found or not id:
            raise NotFound(
                f"nothing has the id {id!r}: `claims disputes` and `claims list` show ids"
            )
        some = ", ".join(f"{whole} ({what})" for what, whole in found[:4])
        raise NotFound(f"{id!r} begins {len(found)} ids: give more of it, such as {some}")
