"""Score what is found in articles of which readers listed every dispute, by places.

The gold has a line for each dispute that a reader listed (`claims.evaluate.places`): who read,
whether it is ``clear``, and in which sentences each side is told. Of two readers, what both call
clear is clear; what one calls clear or both list is listed.

    shown   links by score: how many stand where a dispute is listed
    found   disputes that are clear to both readers of which a link stands, by its score
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from claims.evaluate.places import Entry, Library, entries
from claims.evaluate.result import Result
from claims.reading import labels
from claims.records import KEPT, OPPOSING, SHOWN, Article, Claim
from claims.store import Filters, Store

#: Scores from which on it is told how many are right.
LEVELS = (0.9, 0.8, 0.7, SHOWN, 0.5, 0.4, 0.3, KEPT)


def measure(gold: Path, texts: Path, db: Path) -> Result:
    """Score the links of the database ``db``, in which the articles of ``texts`` were ingested, by
    what the readers of ``gold`` listed. By score: listed, of all shown, clear disputes found."""
    with Store(db) as store:
        library = Library(store.articles.get(), labels.lines(texts))
        listed, read = entries(gold, library)
        claims = {claim.id: claim for claim in store.claims.get(Filters(all=True))}
        links = store.links.get(sorted(OPPOSING), least=0)
    flags: list[tuple[float, bool]] = []
    best = {id(entry): 0.0 for entry in listed if entry.grade == 2}
    for link in links:
        a, b = claims[link.a], claims[link.b]
        if {a.article, b.article} <= read:
            told = graded(a, b, listed, library)
            flags.append((link.score, bool(told) and told[0].grade > 0))
            for entry in told:
                if entry.grade == 2:
                    best[id(entry)] = max(best[id(entry)], link.score)
    by_score = {
        str(level): [
            sum(right for score, right in flags if score >= level),
            sum(score >= level for score, _ in flags),
            sum(score >= level for score in best.values()),
        ]
        for level in LEVELS
    }
    lines = [f"{len(read)} articles, {len(best)} disputes clear to all readers"]
    lines += [
        f"  at {level:>4} and more: {right} of {shown} pairs are listed; {found} found"
        for level, (right, shown, found) in by_score.items()
    ]
    figures = {"articles": len(read), "disputes": len(best), "by_score": by_score}
    return Result(figures, "\n".join(lines))


def graded(one: Claim, other: Claim, listed: Sequence[Entry], library: Library) -> list[Entry]:
    """Those ``listed`` whose sides two claims are, the clearest first."""
    a, b = (library.stored(claim.article, claim.quote_spans) for claim in (one, other))
    return sorted((e for e in listed if e.is_told(a, b)), key=lambda e: -e.grade)


def articles_of(texts: Path) -> Iterator[Article]:
    """The articles of a file of news, to be ingested."""
    for row in labels.lines(texts):
        yield Article(
            row["text"],
            title=row.get("title"),
            url=row.get("url") or f"read:{row['id']}",
            outlet=row.get("outlet"),
            published=row.get("published"),
            language="en",
        )
