"""Score what is found in articles of which readers listed every dispute, by places.

The gold has a line for each dispute that a reader listed (`claims.evaluate.places`): who read,
whether it is ``clear``, and in which sentences each side is told. Of two readers, what both call
clear is clear; what one calls clear or both list is listed.

    shown   links by score: how many stand where a dispute is listed
    found   disputes that are clear to both readers of which a link stands, by its score
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.errors import EmptyInput
from claims.evaluate.places import Entry, Library, entries
from claims.reading import labels
from claims.records import KEPT, OPPOSING, SHOWN, Article, Claim
from claims.store import Filters, Store

#: Scores from which on it is told how many are right.
LEVELS = (0.9, 0.8, 0.7, SHOWN, 0.5, 0.4, 0.3, KEPT)


@dataclass
class ListedResult:
    """What was counted: ``flags`` has (score, whether it is listed) of each link, ``disputes`` the
    score of each clear one, 0 where it has no link."""

    articles: int = 0
    flags: list[tuple[float, bool]] = field(default_factory=list)
    disputes: list[float] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``; by score: listed, of all shown, clear
        disputes found."""
        return {
            "articles": self.articles,
            "disputes": len(self.disputes),
            "by_score": {
                str(level): [
                    sum(listed for score, listed in self.flags if score >= level),
                    sum(score >= level for score, _ in self.flags),
                    sum(score >= level for score in self.disputes),
                ]
                for level in LEVELS
            },
        }

    def __str__(self) -> str:
        told = self.to_json()
        lines = [f"{self.articles} articles, {len(self.disputes)} disputes clear to all readers"]
        lines += [
            f"  at {level:>4} and more: {listed} of {shown} pairs are listed; {found} found"
            for level, (listed, shown, found) in told["by_score"].items()
        ]
        return "\n".join(lines)


def graded(one: Claim, other: Claim, listed: Sequence[Entry], library: Library) -> list[Entry]:
    """Those ``listed`` whose sides two claims are, the clearest first."""
    a, b = (library.stored(claim.article, claim.quote_spans) for claim in (one, other))
    return sorted((e for e in listed if e.is_told(a, b)), key=lambda e: -e.grade)


def evaluate(gold: Path, texts: Path, db: Path) -> ListedResult:
    """Score the links of the database ``db``, in which the articles of ``texts`` were ingested, by
    what the readers of ``gold`` listed."""
    if not db.is_file():
        raise EmptyInput(f"{db} does not exist; name a database made by claims ingest")
    with Store(db) as store:
        library = Library(store.articles.get(), labels.lines(texts))
        listed, read = entries(gold, library)
        claims = {claim.id: claim for claim in store.claims.get(Filters(all=True))}
        links = store.links.get(sorted(OPPOSING), least=0)
    found = ListedResult(len(read))
    best = {id(entry): 0.0 for entry in listed if entry.grade == 2}
    for link in links:
        if not {claims[link.a].article, claims[link.b].article} <= read:
            continue
        told = graded(claims[link.a], claims[link.b], listed, library)
        found.flags.append((link.score, bool(told) and told[0].grade > 0))
        for entry in told:
            if entry.grade == 2:
                best[id(entry)] = max(best[id(entry)], link.score)
    found.disputes = list(best.values())
    return found


def articles_of(texts: Path) -> list[Article]:
    """The articles of a file of news, to be ingested."""
    return [
        Article(
            row["text"],
            title=row.get("title"),
            url=row.get("url") or f"read:{row['id']}",
            outlet=row.get("outlet"),
            published=row.get("published"),
            language="en",
        )
        for row in labels.lines(texts)
    ]
