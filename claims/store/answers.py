"""What a reader said of pairs of claims, and which articles it read together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from claims.records import Answer
from claims.store.connection import Connection


@dataclass(frozen=True)
class Answers:
    """The part of the store that keeps what a reader said."""

    _db: Connection

    def put(self, answers: Iterable[Answer]) -> None:
        """Keep what a reader said of pairs of claims, unless it has said something of them."""
        rows = [
            (a.a, a.b, a.dispute, a.echo, a.denies, a.denied)
            if a.a < a.b
            else (a.b, a.a, a.dispute, a.echo, a.denied, a.denies)
            for a in answers
        ]
        sql = "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)"
        self._db.write_all(sql, rows)

    def get(self, claims: Iterable[str]) -> list[Answer]:
        """What a reader said of pairs in which one of ``claims`` is, in order."""
        sql = """
            SELECT a, b, dispute, echo, denies, denied FROM answers
            WHERE a IN (SELECT value FROM json_each(?1))
            UNION SELECT a, b, dispute, echo, denies, denied FROM answers
            WHERE b IN (SELECT value FROM json_each(?1)) ORDER BY 1, 2
        """
        return [Answer(*row) for row in self._db.read(sql, [json.dumps(list(claims))])]

    def likeliest(self, limit: int) -> list[Answer]:
        """What a reader said of pairs, ``limit`` at most, those likeliest in dispute first."""
        sql = """
            SELECT a, b, dispute, echo, denies, denied FROM answers
            ORDER BY dispute DESC, a, b LIMIT ?
        """
        return [Answer(*row) for row in self._db.read(sql, [limit])]

    def drop(self, article: str) -> None:
        """Forget what a reader said of the claims of ``article``, and what it was read with."""
        for end in "ab":
            self._db.write(
                f"DELETE FROM answers WHERE {end} IN (SELECT id FROM claims WHERE article = ?)",
                [article],
            )
            self._db.write(f"DELETE FROM compared WHERE {end} = ?", [article])

    def add_compared(self, articles: Iterable[tuple[str, str]]) -> None:
        """Remember pairs of articles, ids in order, that a reader has read together."""
        sql = "INSERT OR IGNORE INTO compared (a, b) VALUES (?, ?)"
        self._db.write_all(sql, sorted(articles))

    def compared(self, articles: Iterable[str]) -> set[tuple[str, str]]:
        """The pairs of ``articles`` that were read together, ids in order."""
        sql = """
            SELECT a, b FROM compared WHERE a IN (SELECT value FROM json_each(?1))
            AND b IN (SELECT value FROM json_each(?1))
        """
        return {(a, b) for a, b in self._db.read(sql, [json.dumps(sorted(articles))])}
