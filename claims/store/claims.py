"""Claims: by filter, by id, by their words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from claims.records import Claim
from claims.store import rows
from claims.store.filters import Filters
from claims.store.links import Links

_WORD = re.compile(r"\w+")


class Claims(Links):
    """The part of the store that finds claims."""

    def claims(
        self, filters: Filters | None = None, ids: Iterable[str] | None = None
    ) -> list[Claim]:
        """Claims that ``filters`` let through, of ``ids`` if given.

        The latest day comes first, claims without one last; inside an article, as written.
        Without filters, every claim of ``ids``, or every claim.
        """
        conditions, parameters = ["1"], []
        if ids is not None:
            conditions.append("claims.id IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps(list(ids)))
        if filters is not None:
            self._narrow(filters, conditions, parameters)
        sql = f"""
            SELECT {rows.CLAIM_COLUMNS} FROM claims JOIN articles ON articles.id = claims.article
            WHERE {" AND ".join(conditions)}
            ORDER BY claims.day IS NULL, claims.day DESC, articles.rowid,
              json_extract(claims.quote_spans, '$[0][0]'), claims.id
        """
        if filters is not None and filters.limit:
            sql += f" LIMIT {int(filters.limit)}"
        return [rows.claim(row) for row in self._read(sql, parameters)]

    def _narrow(self, filters: Filters, conditions: list[str], parameters: list[str]) -> None:
        """Add the conditions that ``filters`` set, as SQL."""

        def need(condition: str, *values: str) -> None:
            conditions.append(condition)
            parameters.extend(values)

        if not filters.all:
            need("claims.force IN ('fact', 'prediction')")
        for names in ([filters.source] if filters.source else [], filters.between or ()):
            if names:
                ids = set().union(*(self.sources_named(name) for name in names))
                need("claims.source IN (SELECT value FROM json_each(?))", json.dumps(sorted(ids)))
        if filters.topic:
            need("claims.id IN (SELECT value FROM json_each(?))", json.dumps(self.search(filters.topic)))
        if filters.since:
            need("claims.day >= ?", filters.since)
        if filters.until:
            need("claims.day <= ?", filters.until + "~"[len(filters.until) >= 10 :])
        if filters.stance:
            need("claims.stance = ?", filters.stance)
        if filters.outlet:
            need("articles.outlet LIKE ? ESCAPE '\\'", f"%{_escaped(filters.outlet)}%")
        if filters.article:
            need(
                "(articles.id LIKE ? ESCAPE '\\' OR articles.url = ? OR articles.origin = ?)",
                f"{_escaped(filters.article)}%",
                filters.article,
                filters.article,
            )
        if filters.new_since:
            need("articles.added_at >= ?", filters.new_since)
        if filters.kind or filters.status or filters.min_score:
            self._narrow_by_links(filters, need)

    def _narrow_by_links(self, filters: Filters, need: object) -> None:
        raise NotImplementedError

    def set_about(self, about: Mapping[str, str | None]) -> None:
        """Say which claim a denial, echo or question means: claim id to claim id or None."""
        sql = "UPDATE claims SET about = ? WHERE id = ?"
        self._write_all(sql, [(target, id) for id, target in about.items()])

    def search(self, text: str, limit: int | None = None) -> list[str]:
        """Ids of claims whose words match ``text``, best first (FTS5, bm25)."""
        words = _WORD.findall(text)
        if not words:
            return []
        sql = """
            SELECT claims.id FROM claims_fts JOIN claims ON claims.rowid = claims_fts.rowid
            WHERE claims_fts MATCH ? ORDER BY bm25(claims_fts), claims.id LIMIT ?
        """
        query = " ".join(f'"{word}"' for word in words) + "*"
        return [id for (id,) in self._read(sql, [query, limit or -1])]


def _escaped(text: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", text)
