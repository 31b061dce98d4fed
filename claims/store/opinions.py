"""What readers said of pairs of claims, what language models answered and say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.records import Answer, Extraction, Opinion, Reply, Spent
from claims.store import rows
from claims.store.connection import AMONG, Connection, either, listed, now

_ANSWER = rows.columns(Answer)
_OPINION = rows.columns(Opinion)
_TO_DAY = 10  # characters of a date and time that tell the day


@dataclass(frozen=True)
class Answers:
    """The part of the store that keeps what a reader said, and its vectors of statements."""

    _db: Connection

    def put(self, answers: Iterable[Answer]) -> None:
        """Keep what a reader said of pairs of claims, unless it has said something of them."""
        ordered = (
            each
            if each.a < each.b
            else Answer(*each.key, each.dispute, each.echo, each.denied, each.denies)
            for each in answers
        )
        self._db.insert("answers", map(rows.values, ordered), "INSERT OR IGNORE")

    def keep(self, extraction: Extraction) -> None:
        """Keep what a reader said of the claims of an article, which are stored."""
        self.put(extraction.answers)
        ids = {claim.id for claim in extraction.claims}
        vectors = {id: vector for id, vector in extraction.vectors.items() if id in ids}
        self.put_vectors(extraction.reader, vectors)

    def put_vectors(self, reader: str, vectors: Mapping[str, bytes]) -> None:
        """Keep what ``reader`` keeps of claims, by id, of those that are stored."""
        self._db.write_all(
            "INSERT OR REPLACE INTO statements (claim, reader, vector) "
            "SELECT id, ?, ? FROM claims WHERE id = ?",
            [(reader, vector, claim) for claim, vector in vectors.items()],
        )

    def vectors(self, reader: str, claims: Iterable[str]) -> dict[str, bytes]:
        """What ``reader`` kept of ``claims``, by id."""
        sql = f"""
            SELECT claim, CAST(vector AS BLOB) FROM statements WHERE reader = ? AND claim {AMONG}
        """
        return dict(self._db.read(sql, [reader, listed(claims)]))

    def get(self, claims: Iterable[str]) -> list[Answer]:
        """What a reader said of pairs in which one of ``claims`` is, in order."""
        sql = f"{either(f'SELECT {_ANSWER} FROM answers', 'a b')} ORDER BY 1, 2"
        return [Answer(*row) for row in self._db.read(sql, [listed(claims)] * 2)]

    def likeliest(self, limit: int) -> list[Answer]:
        """What a reader said of pairs, ``limit`` at most, those likeliest in dispute first."""
        sql = f"SELECT {_ANSWER} FROM answers ORDER BY dispute DESC, a, b LIMIT ?"
        return [Answer(*row) for row in self._db.read(sql, [limit])]

    def drop(self, article: str) -> None:
        """Forget what a reader said of the claims of ``article``, and what it was read with."""
        claims = "(SELECT id FROM claims WHERE article = ?)"
        for table, column, gone in (
            ("answers", "a", f"IN {claims}"),
            ("answers", "b", f"IN {claims}"),
            ("statements", "claim", f"IN {claims}"),
            ("compared", "a", "= ?"),
            ("compared", "b", "= ?"),
        ):
            self._db.write(f"DELETE FROM {table} WHERE {column} {gone}", [article])

    def note(self, articles: Iterable[tuple[str, str]]) -> None:
        """Remember pairs of articles, ids in order, that a reader is to read together; twice the
        same is one to be read anew."""
        found = [{"a": a, "b": b, "unread": 1} for a, b in articles]
        self._db.insert("compared", found, "INSERT OR IGNORE")

    def add_compared(self, articles: Iterable[tuple[str, str]]) -> None:
        """Remember pairs of articles, ids in order, that a reader has read together."""
        found = [{"a": a, "b": b} for a, b in articles]
        self._db.insert("compared", found, "INSERT OR REPLACE")
        self._db.write("DELETE FROM compared WHERE a = b AND unread = 0")

    def unread(self, articles: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """The pairs that were noted and not read, those of ``articles`` or all: first the
        articles that are to be read anew."""
        sql, parameters = "SELECT a, b FROM compared WHERE unread = 1", []
        if articles is not None:
            sql += f" AND a {AMONG} AND b {AMONG}"
            parameters = [listed(articles)] * 2
        return [(a, b) for a, b in self._db.read(f"{sql} ORDER BY a <> b, a, b", parameters)]

    def compared(self, articles: Iterable[str]) -> set[tuple[str, str]]:
        """The pairs of ``articles`` that were read together or are noted, ids in order."""
        sql = f"SELECT a, b FROM compared WHERE a {AMONG} AND b {AMONG}"
        return {(a, b) for a, b in self._db.read(sql, [listed(articles)] * 2)}


@dataclass(frozen=True)
class Opinions:
    """The part of the store that keeps answers of language models."""

    _db: Connection

    def reply(self, key: str) -> Reply | None:
        """The answer that is kept under ``key``, if there is one."""
        sql = f"SELECT {rows.REPLY} FROM replies WHERE key = ?"
        for found in self._db.records(sql, [key]):
            ids = f"{found.pop('article') or ''} {found.pop('other') or ''}"
            return Reply(**found, articles=tuple(ids.split()))
        return None

    def put_reply(self, reply: Reply) -> None:
        """Keep an answer, in a transaction of its own."""
        article, *others = reply.articles or (None,)
        found = rows.values(reply)
        del found["articles"]
        found |= {"article": article, "other": " ".join(others) or None}
        found |= {"seconds": round(reply.seconds, 3), "asked_at": reply.asked_at or now()}
        self._db.insert("replies", [found], "INSERT OR REPLACE")

    def put(self, opinion: Opinion) -> None:
        """Keep what a model says of two claims, in place of what it said before."""
        found = {"link": opinion.link, **rows.values(opinion)}
        found["said_at"] = opinion.said_at or now()[:_TO_DAY]
        self._db.insert("opinions", [found], over=["link", "model"])

    def drop(self, claim: str) -> None:
        """Take out what models say of pairs in which ``claim`` is."""
        self._db.write("DELETE FROM opinions WHERE ? IN (a, b)", [claim])

    def get(self, claims: Iterable[str]) -> list[Opinion]:
        """What models say of pairs in which one of ``claims`` is, the latest first."""
        found = either(f"SELECT {_OPINION} FROM opinions", "a b")
        sql = f"{found} ORDER BY said_at DESC, model, a, b"
        return [Opinion(*row) for row in self._db.read(sql, [listed(claims)] * 2)]

    def spent(self) -> list[Spent]:
        """What each language model was asked so far, the most first."""
        sql = """
            SELECT model, count(*), (SELECT count(*) FROM opinions WHERE model = replies.model),
              sum(tokens_in), sum(tokens_out), sum(seconds), sum(cost), count(cost)
            FROM replies GROUP BY model ORDER BY sum(tokens_in) + sum(tokens_out) DESC, model
        """
        return [Spent(*row) for row in self._db.read(sql)]
