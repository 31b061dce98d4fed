"""No claim is ever without its source: not in the code that joins, not in the schema."""

from __future__ import annotations

import json
import lzma
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Reading, Words, apart, bridge, extraction
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from claims.engine import Engine, Models
from claims.records import Article, Extraction, Source
from claims.sources.identity import blocks, join
from claims.sources.namesakes import Appearance
from claims.store import Filters, Store
from claims.store.migrations import migrations
from claims.tracker import Tracker

CRASH = Path(__file__).parents[3] / "shared" / "data" / "crash.jsonl.xz"

#: Who speaks in each of the made-up articles; some are one person under two spellings, and some
#: are two whose names look alike.
SPEAKERS = (
    "Omar al-Velden",
    "Omar Velden",
    "Bil de Kessel",
    "Bil Kessel",
    "Mara X",
    "Mara Holt",
    "Velden",
    "Omar el-Velden",
)


class Lines(Reading):
    """An engine that reads "NAME|said|words" a line."""

    def _extraction(self, article: Article) -> Extraction:
        lines = [line.split("|") for line in article.text.splitlines()]
        return extraction(
            article,
            *(
                Words(name, cue, quote, name, "denies" if cue == "denied" else "asserts")
                for name, cue, quote in lines
            ),
        )


def articles() -> list[Article]:
    found = []
    for number, name in enumerate(SPEAKERS):
        lines = [
            f"{name}|said|the {number} mills of Orlestad were not safe",
            f"Ilse Marek {number}|denied|Velden's account of the repairs of mill {number}",
            f"{name}|said|the mills of Orlestad hold grain",
        ]
        found.append(
            Article(
                "\n".join(lines),
                url=f"https://n{number}.example/",
                published=f"2031-05-{number + 1:02}",
                language="en",
            )
        )
    return found


def content(tracker: Tracker) -> dict[str, Any]:
    return {
        "articles": {a.id: a for a in tracker.articles()},
        "claims": {c.id: c for c in tracker.claims(Filters(all=True))},
        "sources": {s.id: s for s in tracker.sources()},
        "links": {link.id: link for link in tracker.links()},
    }


def check(tracker: Tracker) -> None:
    store = tracker.store
    assert store.read("PRAGMA foreign_keys") == [(1,)]
    assert store.read("PRAGMA foreign_key_check") == []
    sources = store.sources.get()
    assert all(claim.source in sources for claim in store.claims.get())
    assert all(claim.via in sources for claim in store.claims.get() if claim.via)


def orders(found: Sequence[Article]) -> list[list[Article]]:
    return [[*found], [*found][::-1], sorted(found, key=lambda a: a.id)]


def alike(found: Sequence[Article], engine: Any, batches: Sequence[int], **more: Any) -> Tracker:
    """Ingest ``found`` in three orders and in ``batches``; all give the same."""
    first: Tracker | None = None
    for order in orders(found):
        for batch in batches:
            tracker = Tracker(":memory:", engine=engine, **more)
            tracker.ingest(order, batch=batch)
            check(tracker)
            first = first or tracker
            assert content(tracker) == content(first)
    assert first is not None
    return first


def test_one_person_under_two_spellings_in_any_order() -> None:
    tracker = alike(articles(), Lines(), (1, 5))
    assert len(tracker.claims(Filters(all=True))) == 3 * len(SPEAKERS)
    names = {source.name for source in tracker.sources()}
    assert len([name for name in names if name.startswith("Omar")]) == 1


@pytest.mark.skipif(not CRASH.is_file(), reason="../shared/data is not here")
def test_real_articles_in_any_order() -> None:
    tracker = alike(real(12), Remembering(), (4, 32))
    assert len(tracker.claims(Filters(all=True))) > 100


def real(count: int) -> list[Article]:
    """The shortest articles in which one name is spelled in two ways, and others."""
    with lzma.open(CRASH, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    spelled = ("Bashar Assad", "Bashar al-Assad")
    some = [[f for f in found if word in f["text"]] for word in (*spelled, "denied")]
    chosen: dict[str, Article] = {}
    for group in some:
        for f in sorted(group, key=lambda f: len(f["text"]))[: count // len(some)]:
            chosen[f["url"]] = Article(**f, language="en")
    return list(chosen.values())


class Remembering(Engine):
    """The packaged models, asked once for each article and claim."""

    def __init__(self) -> None:
        super().__init__(Models(threads=1))
        self._read: dict[str, Extraction] = {}

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        new = [article for article in articles if article.id not in self._read]
        self._read |= {found.article.id: found for found in super().extract(new)}
        return [self._read[article.id] for article in articles]

    def beside(self, articles: Sequence[Article]) -> None:
        return None


# -- what joins -----------------------------------------------------------------------------

GIVEN = ("Omar", "O.", "Holt")
MIDDLE = ("", "al-", "de ", "X ")
LAST = ("Velden", "Holt", "X", "Mayor", "Jr.", "Velden-Holt", "al-Velden")
people = st.builds(
    lambda a, b, c, bare: f"{b}{c}" if bare else f"{a} {b}{c}",
    st.sampled_from(GIVEN),
    st.sampled_from(MIDDLE),
    st.sampled_from(LAST),
    st.booleans(),
)
bodies = st.sampled_from(
    ("Velden", "the Ministry of Velden", "Foreign Ministry", "FM", "the mayor", "VM", "Velden Mill")
)
described = st.tuples(
    st.sampled_from(("person", "person", "person", "organization", "government", "document")),
    people,
    st.none() | st.sampled_from(("mayor", "spokesman", "head of Velden Mill")),
    st.none() | st.sampled_from(("France", "Velden", "Foreign Ministry", "Velden Mill")),
    st.lists(people | bodies, max_size=2),
    bodies,
)


@settings(max_examples=800, deadline=None)
@given(st.lists(described, min_size=2, max_size=8))
def test_all_are_joined_and_what_has_one_id_shares_blocks(found: list[Any]) -> None:
    appearances = [
        Appearance(
            Source(f"local {n}", name if kind == "person" else body, kind, role, of, (*aliases,)),
            f"article {n}",
        )
        for n, (kind, name, role, of, aliases, body) in enumerate(found)
    ]
    joined = join(appearances)
    assert joined.keys() == {a.source.id for a in appearances}
    apart: dict[str, Source] = {}
    for group in connected(appearances):
        some = join(group)
        assert not {s.id for s in some.values()} & {s.id for s in apart.values()}
        apart |= some
    assert apart == joined, "batches that share no block give what all at once give"


def connected(appearances: Sequence[Appearance]) -> list[list[Appearance]]:
    groups: list[tuple[set[str], list[Appearance]]] = []
    for appearance in appearances:
        keys, members = set(blocks(appearance.source)), [appearance]
        for other in [g for g in groups if g[0] & keys]:
            keys, members = keys | other[0], members + other[1]
            groups.remove(other)
        groups.append((keys, members))
    return [members for _, members in groups]


# -- the schema -----------------------------------------------------------------------------


def said(number: int = 0) -> Extraction:
    article = Article(f"Ana Holt said it rained {number} times.", url=f"https://x.example/{number}")
    return extraction(article, Words("Ana Holt", "said", f"it rained {number} times", "Ana Holt"))


def test_a_claim_cannot_be_left_without_a_source(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.articles.add(said(), signature=None, bands=(), blocks={})
    assert store.articles.get() == []


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sources",
        "UPDATE claims SET source = 'nobody'",
        "UPDATE claims SET via = 'nobody'",
        "DELETE FROM appearances",
    ],
)
def test_a_source_cannot_be_taken_from_its_claim(store: Store, sql: str) -> None:
    apart(store, said(), {})
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.write(sql)
    assert len(store.sources.get()) == len(store.claims.get()) == 1
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        store.write("UPDATE claims SET source = NULL")


def test_an_older_database_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    older = Database(path)
    migrations().apply(older, stop_before="m007_speakers")
    with Store(tmp_path / "new.db") as store:
        claims = bridge(store)
        tables = ("articles", "appearances", "appearance_blocks", "sources", "claims", "links")
        with older.conn:
            for table in tables:
                known = older[table].columns_dict
                rows = [{k: v for k, v in r.items() if k in known} for r in store.db[table].rows]
                older[table].insert_all(rows)
        before = store.claims.get(), store.disputes.get(), store.claims.search("bridge")
    lost = claims["twelve"].id
    with older.conn:
        older.execute("UPDATE claims SET source = NULL WHERE id = ?", [lost])
        older.execute("DELETE FROM sources WHERE name = 'Tom Okoye'")
        older.execute("UPDATE appearances SET source = NULL WHERE name = 'Tom Okoye'")
    older.close()
    with Store(path) as store:
        assert store.read("PRAGMA foreign_keys") == [(1,)]
        assert store.read("PRAGMA foreign_key_check") == []
        mended = {claim.id: claim for claim in store.claims.get()}
        assert store.sources.get()[mended[lost].source].name == "Tom Okoye"
        assert len(mended) == len(before[0])
        assert len(store.disputes.get()) == len(before[1])
        assert sorted(store.claims.search("bridge")) == sorted(before[2])
        assert store.read("SELECT count(*) FROM claims_with_context") == [(len(mended),)]
        assert store.read("PRAGMA integrity_check") == [("ok",)]
        store.write("INSERT INTO claims_fts(claims_fts) VALUES ('integrity-check')")
        with pytest.raises(sqlite3.IntegrityError):
            store.write("UPDATE claims SET source = NULL")
    with Store(tmp_path / "fresh.db") as fresh, Store(path) as store:
        sql = "SELECT type, name FROM sqlite_master ORDER BY 1, 2"
        assert store.read(sql) == fresh.read(sql)
