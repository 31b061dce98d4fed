"""The database of articles, claims, links and what people decided about them."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from pathlib import Path

from claims.store.articles import Articles
from claims.store.claims import Claims
from claims.store.connection import Connection
from claims.store.contested import Contested
from claims.store.corrections import Corrections
from claims.store.forgotten import Forgotten
from claims.store.links import Links
from claims.store.opinions import Answers, Opinions
from claims.store.sources import Sources
from claims.store.summary import Summary
from claims.store.vectors import Vectors


class Meta(MutableMapping[str, str]):
    """Facts about the whole database, such as the models that made it: a mapping of text."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def __getitem__(self, key: str) -> str:
        found = self._db.read("SELECT value FROM settings WHERE key = ?", [key])
        if not found:
            raise KeyError(key)
        return str(found[0][0])

    def __setitem__(self, key: str, value: str) -> None:
        self._db.insert("settings", [{"key": key, "value": value}], over=["key"])

    def __delitem__(self, key: str) -> None:
        if not self._db.write("DELETE FROM settings WHERE key = ?", [key]):
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter([key for (key,) in self._db.read("SELECT key FROM settings")])

    def __len__(self) -> int:
        return int(self._db.read("SELECT count(*) FROM settings")[0][0])


class Store(Connection):
    """A database of claims: one connection, and the parts of the store that share it.

    Each method of a part is a transaction of its own, unless it runs inside ``transaction()``.
    """

    def __init__(self, path: str | Path, *, create: bool = True, timeout: float = 30.0) -> None:
        super().__init__(path, create=create, timeout=timeout)
        self.meta = Meta(self)
        self.sources = Sources(self)
        self.links = Links(self)
        self.answers = Answers(self)
        self.corrections = Corrections(self)
        self.opinions = Opinions(self)
        self.vectors = Vectors(self)
        self.claims = Claims(self, self.sources)
        self.articles = Articles(self, self.sources, self.claims, self.answers)
        self.forgotten = Forgotten(self, self.articles)
        self.disputes = Contested(self, self.articles, self.sources, self.claims, self.links)
        self.summary = Summary(self, self.sources, self.disputes)
