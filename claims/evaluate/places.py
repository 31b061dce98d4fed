"""Gold of disputes as places in stored articles, whatever form it has.

Three forms are read: what several readers listed ({"reader", "clear", "a", "b"}, sides as
[article, start, end]), articles with numbered statements and their disputes, and pairs of
statements of two articles (`claims.reading.labels`). An article goes by its id in the database,
by the end of its address or origin, or by the digest of its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx

from claims.errors import EmptyInput
from claims.evaluate.gold import Alignment, Places
from claims.evaluate.result import known_as
from claims.reading import labels
from claims.reading.labels import Labelled
from claims.records import Article, Spans, digest

#: Two readers mean the same where their places are no more than so many characters apart: they
#: may tell a side by neighbouring sentences.
APART = 4
#: A place is another where they share this much of the shorter one.
SHARED = 0.5

#: Where a side is told: in which article, and its characters there.
Side = Sequence[tuple[str, Places]]
#: As the gold has it: an article as it is called there, start, end.
Raw = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A dispute of the gold. ``grade`` is 2 where it is clear, 1 where it may be argued about, 0
    where one of several readers lists it so. Entries of one ``group`` are one matter."""

    a: Side
    b: Side
    grade: int
    group: str

    def is_told(self, one: Side, other: Side) -> bool:
        """Whether two sides are those of this dispute."""
        return (meet(self.a, one) and meet(self.b, other)) or (
            meet(self.a, other) and meet(self.b, one)
        )

    def is_within(self, articles: AbstractSet[str]) -> bool:
        """Whether both sides are told in ``articles``."""
        return all(any(id in articles for id, _ in side) for side in (self.a, self.b))


def meet(one: Side, other: Side) -> bool:
    """Whether two sides are told at one place."""
    return any(
        article == where and len(p & q) >= SHARED * max(1, min(len(p), len(q)))
        for article, p in one
        for where, q in other
    )


class Library:
    """The articles of a database as the gold calls them; ``texts`` have them as the gold counts
    their characters, by id or address, where the database has them otherwise."""

    def __init__(
        self, articles: Iterable[Article], texts: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self._stored: dict[str, Article] = {}
        #: Articles by all that they are called.
        self.texts: dict[str, Mapping[str, Any]] = {}
        self._given: set[str] = set()
        for article in articles:
            own = {"id": article.id, "title": article.title, "text": article.text}
            for known in _names(article):
                self._stored[known], self.texts[known] = article, own
        for row in texts:
            name = str(row["id"])
            found = self._stored.get(row.get("url") or name) or self._stored.get(name)
            if found:
                self._given.add(found.id)
                for known in (*_names(found), name):
                    self._stored[known], self.texts[known] = found, row
        self._aligned: dict[str, Alignment] = {}

    def read(self, names: Iterable[str] | None) -> frozenset[str]:
        """The articles called ``names``; if the gold does not say which were read, those of which
        the text was given, or all."""
        if names is not None:
            return frozenset(self._stored[name].id for name in names if name in self._stored)
        return frozenset(self._given or (article.id for article in self._stored.values()))

    def gold(self, raw: Iterable[Raw]) -> list[tuple[str, Places]]:
        """Places of the gold, of articles that are here."""
        return [
            (self._stored[name].id, self._alignment(name).gold(((start, end),)))
            for name, start, end in raw
            if name in self._stored
        ]

    def stored(self, article: str, spans: Spans) -> list[tuple[str, Places]]:
        """The place of spans of an article as stored."""
        return [(article, self._alignment(article).stored(spans))]

    def _alignment(self, name: str) -> Alignment:
        article = self._stored[name]
        if article.id not in self._aligned:
            self._aligned[article.id] = Alignment(self.texts[name]["text"], article.text)
        return self._aligned[article.id]


def _names(article: Article) -> Iterator[str]:
    yield article.id
    yield digest(article.text)
    if article.url:
        yield article.url
        yield article.url.rpartition("/")[2]
    if article.origin and "#" in article.origin:
        yield article.origin.rpartition("#")[2]


def entries(path: Path, library: Library) -> tuple[list[Entry], frozenset[str]]:
    """The disputes that the gold in ``path`` has of articles of ``library``, and the articles
    that were read for it. Raises Malformed, EmptyInput where there are none."""
    names = None
    with known_as(f"{path} is no gold of disputes"):
        rows = list(labels.lines(path))
        if listed := [row for row in rows if "reader" in row]:
            found = list(_of_readers(listed, library))
        else:
            found = list(_of_labels(path, rows, library))
            names = [
                name
                for row in rows
                for name in ([str(row["id"])] if "id" in row else [row[side][0] for side in "ab"])
            ]
    if not found:
        raise EmptyInput(f"{path} has no dispute of an article that is in the database")
    return found, library.read(names)


def _of_labels(path: Path, rows: Sequence[Any], library: Library) -> Iterator[Entry]:
    texts = {name: row["text"] for name, row in library.texts.items()}
    found: Iterable[Labelled]
    if rows and "label" in rows[0]:
        found = labels.across(path, texts)
    elif rows and "set" in rows[0]:
        found = labels.gold(path, texts)
    else:
        found = labels.readings(path, library.texts)
    names = {text: name for name, text in texts.items()}
    for each in found:
        clear = nx.Graph(both for both, target in each.disputes.items() if target == 1)
        groups = {
            key: f"{each.id} {number}"
            for number, part in enumerate(nx.connected_components(clear))
            for key in part
        }
        for both, target in each.disputes.items():
            a, b = (
                library.gold(
                    (names[each.texts[k].text], start, end)
                    for start, end in each.texts[k].passages[n].content
                )
                for k, n in both
            )
            group = groups.get(both[0], "") if target == 1 else f"{each.id} {both}"
            yield Entry(a, b, 2 if target == 1 else 1, group)


def _of_readers(rows: Sequence[Mapping[str, Any]], library: Library) -> Iterator[Entry]:
    """What readers listed; of two, what both call clear is clear."""
    reader = min(str(row["reader"]) for row in rows)
    first = [row for row in rows if str(row["reader"]) == reader]
    rest = [row for row in rows if str(row["reader"]) != reader]
    graded: list[tuple[Mapping[str, Any], int]] = []
    matched: list[Mapping[str, Any]] = []
    for row in first:
        same = [other for other in rest if _same(row, other)]
        matched += same
        both = row["clear"] and any(other["clear"] for other in same)
        if not rest:
            graded.append((row, 2 if row["clear"] else 1))
        else:
            graded.append((row, 2 if both else int(bool(same or row["clear"]))))
    graded += [(row, int(bool(row["clear"]))) for row in rest if row not in matched]
    for number, (row, grade) in enumerate(graded):
        a, b = (library.gold(tuple(place) for place in row[side]) for side in "ab")
        if a and b:
            yield Entry(a, b, grade, str(number))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return any(
        _near(one["a"], other[a]) and _near(one["b"], other[b]) for a, b in (("a", "b"), ("b", "a"))
    )


def _near(one: Iterable[Raw], other: Sequence[Raw]) -> bool:
    return any(
        article == where and start - until <= APART and since - end <= APART
        for article, start, end in one
        for where, since, until in other
    )
