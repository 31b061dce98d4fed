"""Score what is flagged in articles that two readers read whole.

Where every dispute of an article is listed, recall can be told as well as precision. The gold
(corpus/gold/disputed_*.gold) has digests of the articles, the places of their statements, and
by reader the pairs of them that are disputes and those that are arguable; the texts have to be
there. A flag is *agreed* if both readers list it as a dispute, *listed* if one does, *arguable*
if one calls it that. Pairs that hang together are one dispute: one of them found is it found.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from claims.errors import EmptyInput, Malformed
from claims.evaluate.gold import found_anew
from claims.records import OPPOSING, Article, Claim, Span, digest
from claims.resolve.references import extent

if TYPE_CHECKING:
    from claims.compare.contest import Options

GRADES = ("agreed", "listed", "arguable", "none")
#: A statement is the one of the gold where its place has this much in common with it.
OVERLAP = 0.5

Place = tuple[str, int]  # article, number of the statement


@dataclass(frozen=True, slots=True)
class ReadingsResult:
    """``flags`` has the grade of each flagged pair within an article, the surest first, with
    its score. ``pairs`` and ``disputes`` count what both readers list: found, of how many."""

    articles: int
    flags: tuple[tuple[float, str], ...]
    across: int
    pairs: tuple[int, int]
    disputes: tuple[int, int]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        return {
            "articles": self.articles,
            "flags": [[round(score, 4), grade] for score, grade in self.flags],
            "grades": dict(Counter(grade for _, grade in self.flags)),
            "across": self.across,
            "pairs": list(self.pairs),
            "disputes": list(self.disputes),
        }

    def __str__(self) -> str:
        lines = [f"{self.articles} articles, read whole by two"]
        for depth in (10, 25, len(self.flags)):
            grades = Counter(grade for _, grade in self.flags[:depth])
            told = ", ".join(f"{grade} {grades[grade]}" for grade in GRADES)
            if depth <= len(self.flags):
                lines.append(f"of the surest {depth:<4} {told}")
        lines.append("pairs on which both agree      found {} of {}".format(*self.pairs))
        lines.append("disputes on which both agree   found {} of {}".format(*self.disputes))
        lines.append(f"flags across articles, not read: {self.across}")
        return "\n".join(lines)


def evaluate(
    gold: Path | str,
    *,
    texts: Path | str | None = None,
    db: Path | str | None = None,
    options: Options | None = None,
) -> ReadingsResult:
    """Score a database of these articles, or what an ingest of those in the folder ``texts``
    finds. Raises `EmptyInput` where neither is given or holds none of the articles."""
    rows = {row["id"]: row for row in _rows(Path(gold))}
    found_anew(options, db)
    if db is not None:
        return _measure(rows, Path(db))
    if texts is None:
        raise EmptyInput("say where the articles are: --texts DIR, or -d with a database")
    from claims.read.inputs import read
    from claims.tracker import Tracker

    files = sorted(Path(texts).glob(f"{next(iter(rows.values()))['set']}.*"))
    found = [item for item in read(map(str, files)) if isinstance(item, Article)]
    articles = [replace(a, language="en") for a in found if digest(a.text) in rows]
    if not articles:
        raise EmptyInput(f"{texts} holds none of the articles of {gold}")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "evaluate.db")
        with Tracker(path, options=options, create=True) as tracker:
            tracker.ingest(articles)
        return _measure(rows, path)


def _measure(rows: Mapping[str, Mapping[str, Any]], db: Path) -> ReadingsResult:
    from claims.store import Store

    if not db.is_file():
        raise EmptyInput(f"{db} does not exist; name a database made by claims ingest")
    with Store(db) as store:
        ids = {a.id: key for a in store.articles() if (key := digest(a.text)) in rows}
        claims = {c.id: c for c in store.claims() if c.article in ids}
        links = [link for link in store.links() if link.kind in OPPOSING]
    places = {c.id: _place(c, ids[c.article], rows[ids[c.article]]) for c in claims.values()}
    there = set(ids.values())
    graded = {pair: g for id, row in rows.items() if id in there for pair, g in _grades(row)}
    flags, found, across = [], set(), 0
    for link in sorted(links, key=lambda link: (-link.score, link.id)):
        if link.a not in claims or link.b not in claims:
            continue
        if claims[link.a].article != claims[link.b].article:
            across += 1
            continue
        one, two = places[link.a], places[link.b]
        pair = frozenset({one, two}) if one and two else frozenset()
        flags.append((link.score, graded.get(pair, "none")))
        found.add(pair)
    agreed = [pair for pair, grade in graded.items() if grade == "agreed"]
    quarrels = list(nx.connected_components(nx.Graph([tuple(pair) for pair in agreed])))
    hit = {place for pair in found & set(agreed) for place in pair}
    return ReadingsResult(
        articles=len(ids),
        flags=tuple(flags),
        across=across,
        pairs=(len(found & set(agreed)), len(agreed)),
        disputes=(sum(bool(quarrel & hit) for quarrel in quarrels), len(quarrels)),
    )


def _place(claim: Claim, article: str, row: Mapping[str, Any]) -> Place | None:
    """The statement of the gold that a claim is."""
    span = extent(claim.quote_spans)
    shares = [_common(span, (start, end)) for start, end in row["statements"]]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return (article, best) if best is not None and shares[best] >= OVERLAP else None


def _common(a: Span, b: Span) -> float:
    inside = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, inside) / max(1, max(a[1], b[1]) - min(a[0], b[0]))


def _grades(row: Mapping[str, Any]) -> Iterator[tuple[frozenset[Place], str]]:
    listed: Counter[tuple[int, int]] = Counter()
    arguable: set[tuple[int, int]] = set()
    for reader in row["readers"]:
        listed.update({(i, j) for i, j in reader["disputes"]})
        arguable |= {(i, j) for i, j in reader["arguable"]}
    for i, j in listed.keys() | arguable:
        grade = "agreed" if listed[i, j] > 1 else "listed" if listed[i, j] else "arguable"
        yield frozenset({(row["id"], i), (row["id"], j)}), grade


def _rows(path: Path) -> Sequence[Mapping[str, Any]]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if not all({"id", "set", "statements", "readers"} <= row.keys() for row in rows):
            raise ValueError("it has no readers")
    except (OSError, ValueError, AttributeError) as error:
        raise Malformed(f"{path} is not the gold of articles that were read: {error}") from error
    if not rows:
        raise EmptyInput(f"{path} is empty")
    return rows
