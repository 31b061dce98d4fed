"""Score what is found in articles that readers read whole.

The gold has, of each article, the places of its statements and what readers said of them: which
are none, which deny, who speaks, and every pair in dispute (`claims.reading.labels`). It has no
texts; these have to be there. Only articles that the packaged network has not learned are
measured, unless told otherwise.

    shown       links within an article, by what readers said of the pair: clear, arguable,
                near (looks like a dispute and is none), none, unmarked (a side is no statement
                of the gold)
    found       clear pairs that are linked, and disputes (pairs that hang together) of which
                one is; of links of any score
    denials     precision and recall of the stance "denies"
    statements  share of the claims kept that readers call none, and of statements kept
    sources     share of the claims whose source has the right name, where that is known
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx

from claims.errors import EmptyInput, Malformed
from claims.evaluate import listed
from claims.evaluate.listed import ListedResult
from claims.reading import labels
from claims.reading.labels import Key, Labelled, held_out, is_name_of
from claims.records import KEPT, OPPOSING, SHOWN, Article, Claim, Link, Source
from claims.spans import extent

GRADES = ("clear", "arguable", "near", "none", "unmarked")
#: A claim is the statement of the gold of which it shares this part, both taken together.
OVERLAP = 0.5
#: Scores from which on it is told how many are right.
LEVELS = (0.9, 0.8, 0.7, 0.6, SHOWN, 0.4, 0.3, KEPT)


@dataclass
class ReadingsResult:
    """What was counted; see the module. ``flags`` has (score, grade, kind) of each link, ``pairs``
    and ``disputes`` the score of each that readers call clear, 0 for one that is not linked."""

    articles: int = 0
    flags: list[tuple[float, str, str]] = field(default_factory=list)
    pairs: list[float] = field(default_factory=list)
    disputes: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def share(self, name: str, of: str) -> float:
        """One count in another, 0 where there is none."""
        return self.counts[name] / self.counts[of] if self.counts[of] else 0.0

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        precision, recall = (
            self.share("denials right", "denials told"),
            self.share("denials right", "denials"),
        )
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "articles": self.articles,
            "shown": {
                grade: sum(g == grade and s >= SHOWN for s, g, _ in self.flags) for grade in GRADES
            },
            "by_score": {
                str(level): [
                    sum(g == "clear" for s, g, _ in self.flags if s >= level),
                    sum(g == "arguable" for s, g, _ in self.flags if s >= level),
                    sum(s >= level for s, _, _ in self.flags),
                    sum(score >= level for score in self.disputes),
                ]
                for level in LEVELS
            },
            "pairs": [sum(score >= SHOWN for score in self.pairs), len(self.pairs)],
            "disputes": [sum(score >= SHOWN for score in self.disputes), len(self.disputes)],
            "denials": {
                "precision": round(precision, 3),
                "recall": round(recall, 3),
                "f1": round(f1, 3),
            },
            "statements": {
                "none among the kept": round(self.share("kept none", "kept"), 3),
                "kept": round(self.share("statements kept", "statements"), 3),
            },
            "sources": round(self.share("sources right", "sources"), 3),
        }

    def __str__(self) -> str:
        told = self.to_json()
        shown = ", ".join(f"{grade} {count}" for grade, count in told["shown"].items())
        lines = [f"{self.articles} articles that were not learned", f"shown: {shown}"]
        lines += [
            f"  at {level:>4} and more: {clear} clear and {arguable} arguable of {count}; "
            f"{disputes} clear disputes found"
            for level, (clear, arguable, count, disputes) in told["by_score"].items()
        ]
        lines.append("clear pairs found      {} of {}".format(*told["pairs"]))
        lines.append("clear disputes found   {} of {}".format(*told["disputes"]))
        lines.append(
            "denials                P {precision} R {recall} F1 {f1}".format(**told["denials"])
        )
        lines.append(f"statements             {told['statements']}")
        lines.append(f"sources right          {told['sources']}")
        return "\n".join(lines)


def evaluate(
    gold: Path | str,
    *,
    texts: Path | str | None = None,
    db: Path | str | None = None,
    learned: bool = False,
) -> ReadingsResult | ListedResult:
    """Score an ingest of the articles of ``gold``, whose texts are in the file ``texts``, or the
    database ``db`` that they were ingested in. With ``learned`` those too that the packaged
    network has learned. Gold that tells disputes by their places alone, as of several readers, is
    scored as `claims.evaluate.listed` says. Raises `EmptyInput` where none of the articles is
    there."""
    if texts is None:
        raise EmptyInput("say where the articles are: --texts FILE")
    if any("reader" in row for row in _rows(Path(gold))):
        return _listed(Path(gold), Path(texts), db)
    rows = [row for row in _read(Path(gold), Path(texts)) if learned or held_out(row)]
    if not rows:
        raise EmptyInput(f"{texts} holds none of the articles of {gold}")
    if db is not None:
        return _measure(rows, Path(db))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "evaluate.db")
        ingest(articles_of(rows), path)
        return _measure(rows, path)


def _listed(gold: Path, texts: Path, db: Path | str | None) -> ListedResult:
    if db is not None:
        return listed.evaluate(gold, texts, Path(db))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "evaluate.db")
        ingest(listed.articles_of(texts), path)
        return listed.evaluate(gold, texts, path)


def ingest(articles: Iterable[Article], db: Path) -> None:
    """Have a database made of ``articles``."""
    from claims.tracker import Tracker

    with Tracker(db, create=True) as tracker:
        tracker.ingest(articles)


def _rows(gold: Path) -> Iterator[dict[str, Any]]:
    try:
        yield from labels.lines(gold)
    except (OSError, ValueError) as error:
        raise Malformed(f"{gold} is no file of readings: {error}") from error


def _read(gold: Path, texts: Path) -> list[Labelled]:
    try:
        news = {row["id"]: row for row in labels.lines(texts)}
        return list(labels.readings(gold, news))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Malformed(f"{gold} or {texts} is not what was read: {error}") from error


def articles_of(rows: Sequence[Labelled]) -> Iterator[Article]:
    """The articles of readings, to be ingested."""
    for row in rows:
        (text,) = row.texts
        yield Article(text.text, title=text.title or None, url=f"read:{row.id}", language="en")


def _measure(rows: Sequence[Labelled], db: Path) -> ReadingsResult:
    from claims.store import Filters, Store

    if not db.is_file():
        raise EmptyInput(f"{db} does not exist; name a database made by claims ingest")
    with Store(db) as store:
        by_text = {article.text: article.id for article in store.articles.get()}
        claims: dict[str, list[Claim]] = {}
        for claim in store.claims.get(Filters(all=True)):
            claims.setdefault(claim.article, []).append(claim)
        links = store.links.get(sorted(OPPOSING), least=0)
        sources = store.sources.get()
    found = ReadingsResult()
    for row in rows:
        article = by_text.get(row.texts[0].text)
        if article is not None:
            found.articles += 1
            _score(row, claims.get(article, []), links, sources, found)
    return found


def _score(
    row: Labelled,
    claims: Sequence[Claim],
    links: Sequence[Link],
    sources: Mapping[str, Source],
    found: ReadingsResult,
) -> None:
    places = {claim.id: place(claim, row) for claim in claims}
    linked: dict[tuple[Key, Key], float] = {}
    for link in links:
        if link.a in places and link.b in places:
            one, other = places[link.a], places[link.b]
            grade = "unmarked"
            if one is not None and other is not None:
                both = labels.pair(one, other)
                linked[both] = max(link.score, linked.get(both, 0.0))
                grade = _grade(row, both)
            found.flags.append((link.score, grade, link.kind))
    clear = [both for both, value in row.disputes.items() if value == 1]
    found.pairs += [linked.get(both, 0.0) for both in clear]
    for quarrel in nx.connected_components(nx.Graph(clear)):
        found.disputes.append(max(linked.get(both, 0.0) for both in clear if both[0] in quarrel))
    _count(row, claims, places, sources, found.counts)


def _count(
    row: Labelled,
    claims: Sequence[Claim],
    places: Mapping[str, Key | None],
    sources: Mapping[str, Source],
    counts: Counter[str],
) -> None:
    kept = {places[claim.id]: claim for claim in claims if places[claim.id] is not None}
    counts["denials"] += sum(row.denies.values())
    counts["statements"] += sum(row.statement.values())
    for key, claim in kept.items():
        if key is None or key not in row.statement:
            continue
        counts["kept"] += 1
        counts["kept none"] += not row.statement[key]
        counts["statements kept"] += row.statement[key]
        denial = claim.stance == "denies"
        counts["denials told"] += denial
        counts["denials right"] += denial and row.denies.get(key, False)
        if row.who.get(key):
            counts["sources"] += 1
            name = sources[claim.source].name
            right = row.who[key] or ""
            counts["sources right"] += is_name_of(right, name)


def _grade(row: Labelled, both: tuple[Key, Key]) -> str:
    if both in row.disputes:
        return "clear" if row.disputes[both] == 1 else "arguable"
    return "near" if both in row.near else "none"


def place(claim: Claim, row: Labelled) -> Key | None:
    """The statement of the gold that a claim is."""
    low, high = extent(claim.quote_spans)
    best, share = None, OVERLAP
    for n, passage in enumerate(row.texts[0].passages):
        start, end = extent(passage.content)
        common = max(0, min(high, end) - max(low, start))
        value = common / max(1, max(high, end) - min(low, start))
        if value >= share:
            best, share = (0, n), value
    return best
