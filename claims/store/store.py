"""The database of articles, claims, links and what people decided about them."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from claims.store.connection import Connection
from claims.store.opinions import Opinions
from claims.store.summary import Summary
from claims.store.vectors import Vectors


class Meta(MutableMapping[str, str]):
    """Facts about the whole database, such as the models that made it: a mapping of text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getitem__(self, key: str) -> str:
        found = self._connection._read("SELECT value FROM settings WHERE key = ?", [key])
        if not found:
            raise KeyError(key)
        return str(found[0][0])

    def __setitem__(self, key: str, value: str) -> None:
        self._connection._write(
            "INSERT INTO settings (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )

    def __delitem__(self, key: str) -> None:
        if not self._connection._write("DELETE FROM settings WHERE key = ?", [key]):
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter([key for (key,) in self._connection._read("SELECT key FROM settings")])

    def __len__(self) -> int:
        return int(self._connection._read("SELECT count(*) FROM settings")[0][0])


class Store(Summary, Vectors, Opinions):
    """A database of claims. What it can do is in the classes it is made of.

    Each method is a transaction of its own, unless it runs inside ``transaction()``.
    """

    @property
    def meta(self) -> Meta:
        """Facts about the whole database."""
        return Meta(self)
