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

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx

from claims.errors import EmptyInput
from claims.evaluate import listed
from claims.evaluate.result import Result, database, ingested, known_as, share
from claims.reading import labels
from claims.reading.labels import Key, Labelled, held_out, is_name_of
from claims.records import KEPT, OPPOSING, SHOWN, Article, Claim, Link, Source
from claims.spans import extent
from claims.store import Filters, Store

GRADES = ("clear", "arguable", "near", "none", "unmarked")
#: A claim is the statement of the gold of which it shares this part, both taken together.
OVERLAP = 0.5
#: Scores from which on it is told how many are right.
LEVELS = (0.9, 0.8, 0.7, 0.6, SHOWN, 0.4, 0.3, KEPT)


def evaluate(
    gold: Path | str, *, texts: Path | str | None = None, db: Path | str | None = None
) -> Result:
    """Score an ingest of the articles of ``gold``, whose texts are in the file ``texts``, or the
    database ``db`` that they were ingested in. Gold that tells disputes by their places alone, as
    of several readers, is scored as `claims.evaluate.listed` says. Raises `EmptyInput` where none
    of the articles is there, Malformed for files of another form."""
    if texts is None:
        raise EmptyInput("say where the articles are: --texts FILE")
    gold, texts = Path(gold), Path(texts)
    articles: Iterable[Article]
    with known_as(f"{gold} or {texts} is not what was read"):
        if any("reader" in row for row in labels.lines(gold)):
            articles, measure = listed.articles_of(texts), partial(listed.measure, gold, texts)
        else:
            news = {row["id"]: row for row in labels.lines(texts)}
            rows = [row for row in labels.readings(gold, news) if held_out(row)]
            if not rows:
                raise EmptyInput(f"{texts} holds none of the articles of {gold}")
            articles, measure = articles_of(rows), partial(_measure, rows)
    return ingested(articles, measure) if db is None else measure(database(db))


def articles_of(rows: Iterable[Labelled]) -> Iterator[Article]:
    """The articles of readings, to be ingested."""
    for row in rows:
        (text,) = row.texts
        yield Article(text.text, title=text.title or None, url=f"read:{row.id}", language="en")


def _measure(rows: Sequence[Labelled], db: Path) -> Result:
    flags: list[tuple[float, str]] = []  # of each link its score and grade
    pairs: list[float] = []  # the score of each clear one, 0 for one that is not linked
    disputes: list[float] = []
    counts: Counter[str] = Counter()
    with Store(db) as store:
        by_text = {article.text: article.id for article in store.articles.get()}
        links = store.links.get(sorted(OPPOSING), least=0)
        sources = store.sources.get()
        for row in rows:
            article = by_text.get(row.texts[0].text)
            if article is None:
                continue
            claims = store.claims.get(Filters(all=True, article=article))
            places = {claim.id: place(claim, row) for claim in claims}
            linked = list(_linked(links, places))
            flags += [(score, _grade(row, both)) for score, both in linked]
            clear = {
                both: max((score for score, other in linked if other == both), default=0.0)
                for both, value in row.disputes.items()
                if value == 1
            }
            pairs += clear.values()
            disputes += [
                max(score for both, score in clear.items() if both[0] in quarrel)
                for quarrel in nx.connected_components(nx.Graph(list(clear)))
            ]
            kept = {key: claim for claim in claims if (key := places[claim.id]) is not None}
            counts["articles"] += 1
            counts.update(_counts(row, kept, sources))
    told = _told(flags, pairs, disputes, counts)
    return Result(told, "\n".join(_printed(told)))


def _linked(
    links: Iterable[Link], places: Mapping[str, Key | None]
) -> Iterator[tuple[float, tuple[Key, Key] | None]]:
    """Of the links between claims that have ``places``: the score, and the pair of statements of
    the gold; None where a side is none."""
    for link in links:
        if link.a in places and link.b in places:
            one, other = places[link.a], places[link.b]
            yield link.score, None if one is None or other is None else labels.pair(one, other)


def _grade(row: Labelled, both: tuple[Key, Key] | None) -> str:
    if both is None:
        return "unmarked"
    if both in row.disputes:
        return "clear" if row.disputes[both] == 1 else "arguable"
    return "near" if both in row.near else "none"


def _counts(
    row: Labelled, kept: Mapping[Key, Claim], sources: Mapping[str, Source]
) -> Counter[str]:
    """What is right of the claims that are statements of the gold."""
    kept = {key: claim for key, claim in kept.items() if key in row.statement}
    counts = Counter(
        {
            "kept": len(kept),
            "denials": sum(row.denies.values()),
            "statements": sum(row.statement.values()),
        }
    )
    for key, claim in kept.items():
        denial = claim.stance == "denies"
        counts["statements kept"] += row.statement[key]
        counts["denials told"] += denial
        counts["denials right"] += denial and row.denies.get(key, False)
        if right := row.who.get(key):
            counts["sources"] += 1
            counts["sources right"] += is_name_of(right, sources[claim.source].name)
    return counts


def _told(
    flags: Sequence[tuple[float, str]],
    pairs: Sequence[float],
    disputes: Sequence[float],
    counts: Counter[str],
) -> dict[str, Any]:
    precision = share(counts["denials right"], counts["denials told"])
    recall = share(counts["denials right"], counts["denials"])
    none = share(counts["kept"] - counts["statements kept"], counts["kept"])

    def found(scores: Iterable[float], level: float) -> int:
        return sum(score >= level for score in scores)

    def graded(grade: str, level: float) -> int:
        return found((score for score, known in flags if known == grade), level)

    return {
        "articles": counts["articles"],
        "shown": {grade: graded(grade, SHOWN) for grade in GRADES},
        "by_score": {
            str(level): [
                graded("clear", level),
                graded("arguable", level),
                found((score for score, _ in flags), level),
                found(disputes, level),
            ]
            for level in LEVELS
        },
        "pairs": [found(pairs, SHOWN), len(pairs)],
        "disputes": [found(disputes, SHOWN), len(disputes)],
        "denials": {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(share(2 * precision * recall, precision + recall), 3),
        },
        "statements": {
            "none among the kept": round(none, 3),
            "kept": round(share(counts["statements kept"], counts["statements"]), 3),
        },
        "sources": round(share(counts["sources right"], counts["sources"]), 3),
    }


def _printed(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['articles']} articles that were not learned"
    yield "shown: " + ", ".join(f"{grade} {count}" for grade, count in told["shown"].items())
    for level, (clear, arguable, count, disputes) in told["by_score"].items():
        yield (
            f"  at {level:>4} and more: {clear} clear and {arguable} arguable of {count}; "
            f"{disputes} clear disputes found"
        )
    yield "clear pairs found      {} of {}".format(*told["pairs"])
    yield "clear disputes found   {} of {}".format(*told["disputes"])
    yield "denials                P {precision} R {recall} F1 {f1}".format(**told["denials"])
    yield f"statements             {told['statements']}"
    yield f"sources right          {told['sources']}"


def place(claim: Claim, row: Labelled) -> Key | None:
    """The statement of the gold that a claim is."""
    low, high = extent(claim.quote_spans)
    best, most = None, OVERLAP
    for n, passage in enumerate(row.texts[0].passages):
        start, end = extent(passage.content)
        common = max(0, min(high, end) - max(low, start))
        value = common / max(1, max(high, end) - min(low, start))
        if value >= most:
            best, most = (0, n), value
    return best
