"""The store: what goes in comes out, a new version replaces the old, judgements stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import HARBOUR, Words, add, apart, bridge, extraction
from sqlite_utils import Database

from claims.errors import ClaimsError, NotFound
from claims.records import Article, Claim, Link
from claims.store import Filters, Store
from claims.store.migrations import migrations

Filled = tuple[Store, dict[str, Claim]]
URL = "https://harbour.example/1"


def said(quote: str, cue: str = "said") -> Words:
    return Words("the Ministry of Works", cue, quote, "Ministry of Works")


@pytest.mark.parametrize("step", ["m002_search", "m006_wording", "m012_verdicts", "m030_opinions"])
def test_a_database_of_any_version_comes_to_be_as_a_new_one(tmp_path: Path, step: str) -> None:
    older = Database(tmp_path / "old.db")
    migrations().apply(older, stop_before=step)
    older.close()
    with Store(tmp_path / "old.db") as old, Store(tmp_path / "new.db") as new:
        sql = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        assert old.read(sql) == new.read(sql)


def test_claims_come_out_as_they_went_in(store: Store) -> None:
    article = Article(HARBOUR, url=URL, outlet="Harbour Times", published="2031-05-02")
    found = extraction(article, said("The bridge at Ostrava Falls is safe"))
    claim = replace(
        found.claims[0],
        said_on="2031-05-01",
        hedged=True,
        confidence=0.75,
        via=found.sources[0].id,
    )
    apart(store, replace(found, claims=(claim,)), {})
    assert store.claims.get() == [claim]
    assert store.articles.get() == [article]
    assert store.articles.get(["nothing"]) == []


def test_an_address_is_known_by_where_it_is_and_where_it_was_read(store: Store) -> None:
    article = Article(HARBOUR, url=URL, origin="https://feed.example/go?to=1")
    store.articles.add(extraction(article), signature=None, bands=(), blocks={})
    assert store.articles.has_address(URL) and store.articles.has_address(
        "https://feed.example/go?to=1"
    )
    assert not store.articles.has_address("https://feed.example/go?to=2")


def test_sources_are_local_until_assigned(filled: Filled) -> None:
    store, claims = filled
    stored = {claim.id: claim for claim in store.claims.get()}
    assert {claims[name].source for name in ("safe", "march")} != {"source-ministry-of-works"}
    assert stored[claims["safe"].id].source == "source-ministry-of-works"
    assert stored[claims["march"].id].source == "source-ministry-of-works"
    assert set(store.sources.get()) == {claim.source for claim in stored.values()}


def test_sources_are_told_as_their_article_shows_them(filled: Filled) -> None:
    store, _ = filled
    shown = {(a.article, a.source.name): a.source for a in store.sources.appearances()}
    joined = {s.id: replace(s, role="of other days") for s in store.sources.get().values()}
    store.sources.assign({s.id: joined[_joined(s.name)] for s in shown.values()})
    assert {store.sources.get()[id].role for _, id in store.sources.told()} == {"of other days"}
    assert set(store.sources.told().values()) == set(shown.values())


def test_assign_tells_whose_source_changed(filled: Filled) -> None:
    store, claims = filled
    appearances = store.sources.appearances()
    same = {a.source.id: store.sources.get()[_joined(a.source.name)] for a in appearances}
    assert store.sources.assign(same) == set()
    moved = {
        id: replace(source, id="other", name="Okoye, T.")
        for id, source in same.items()
        if source.name == "Tom Okoye"
    }
    assert store.sources.assign(moved) == {claims["twelve"].id}
    assert "source-tom-okoye" not in store.sources.get(), "a source without claims vanishes"
    assert store.sources.get()["other"].name == "Okoye, T."


def _joined(name: str) -> str:
    return "source-" + name.lower().replace(" ", "-")


def test_appearances_are_closed_under_shared_blocks(store: Store) -> None:
    shared = {"one": ["a", "b"], "two": ["b", "c"], "three": ["c"], "four": ["d"]}
    for name, blocks in shared.items():
        article = Article(f"Speaker {name} said it rained.", url=f"https://x.example/{name}")
        found = extraction(article, Words(f"Speaker {name}", "said", "it rained", name))
        apart(store, found, {found.sources[0].id: blocks})
    reached = {appearance.source.name for appearance in store.sources.appearances(["a"])}
    assert reached == {"one", "two", "three"}
    assert len(store.sources.appearances()) == 4
    assert store.sources.appearances(["nothing"]) == []


def test_a_new_version_replaces_claims_and_keeps_what_is_still_there(filled: Filled) -> None:
    store, claims = filled
    link = Link(claims["unsafe"].id, claims["safe"].id, "denial", 0.9)
    store.links.judge(link.id, "confirmed", "read both", "ana")
    store.claims.set_about(
        {claims["thirty"].id: claims["safe"].id, claims["march"].id: claims["dog"].id}
    )
    store.vectors.add("m", [claims["safe"].id, claims["dog"].id], np.eye(2))
    old = next(article for article in store.articles.get() if article.url)
    newer = replace(old, text=HARBOUR.split(" “I would")[0] + " More to follow.")
    found = extraction(newer, said("The bridge at Ostrava Falls is safe"))
    assert newer.id != old.id
    assert found.claims[0].id == claims["safe"].id
    add(store, found)
    assert store.articles.by_key([old.key]) == {old.key: newer.id}
    assert store.articles.stored([old.id, newer.id]) == {newer.id}
    kept = {claim.id: claim for claim in store.claims.get()}
    assert claims["unsafe"].id not in kept
    assert claims["dog"].id not in kept
    assert kept[claims["safe"].id].article == newer.id
    assert kept[claims["thirty"].id].about == claims["safe"].id
    assert kept[claims["march"].id].about is None
    assert [each.kind for each in store.links.get()] == ["figures"]
    assert store.vectors.get("m")[0] == []
    assert "source-elena-marsh" not in store.sources.get()
    assert store.links.judgements()[link.id].note == "read both"
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_same_text_again_with_other_facts(filled: Filled) -> None:
    store, claims = filled
    old = next(article for article in store.articles.get() if article.url)
    dated = replace(old, published="2031-05-03", title="Bridge safe")
    add(store, extraction(dated, said("The bridge at Ostrava Falls is safe")))
    assert [article.title for article in store.articles.get([old.id])] == ["Bridge safe"]
    assert len(store.articles.get()) == 3
    assert len(store.claims.get(ids=[claims["safe"].id])) == 1


def test_copies_follow_the_new_version_of_their_original(store: Store) -> None:
    original = Article("It rained in Velden.", url=URL, outlet="Wire")
    copy = Article("It rained in Velden!", outlet="Post", duplicate_of=original.id)
    for article in (original, copy):
        store.articles.add(extraction(article), signature=b"s", bands=["x"], blocks={})
    assert store.articles.near_copies(["x", "y"]) == [(original.id, b"s"), (copy.id, b"s")]
    newer = replace(original, text="It rained in Velden all day.")
    store.articles.add(extraction(newer), signature=b"t", bands=["z"], blocks={})
    assert store.articles.near_copies(["x"]) == [(copy.id, b"s")]
    assert store.articles.copies([newer.id]) == {newer.id: [copy.id]}
    assert store.articles.mastheads([copy.id])[copy.id].duplicate_of == newer.id


def test_vectors_are_read_back_exactly(filled: Filled) -> None:
    store, claims = filled
    ids = [claim.id for claim in claims.values()]
    matrix = np.random.default_rng(7).normal(size=(len(ids), 12)).astype(np.float32)
    store.vectors.add("m", ids, matrix)
    store.vectors.add("other", ids[:1], np.ones((1, 3)))
    found, rows = store.vectors.get("m")
    assert found == ids
    assert rows.dtype == np.float32
    assert np.array_equal(rows, matrix)
    some, part = store.vectors.of("m", [ids[3], "nothing", ids[1]])
    assert some == [ids[3], ids[1]]
    assert np.array_equal(part, matrix[[3, 1]])
    assert store.vectors.get("none")[1].shape[0] == 0
    with pytest.raises(ValueError, match="2 claims, but 1 vectors"):
        store.vectors.add("m", ids[:2], np.ones((1, 12)))


def test_links_are_one_for_two_claims(filled: Filled) -> None:
    store, claims = filled
    a, b = claims["unsafe"].id, claims["safe"].id
    before = store.links.found_at([Link(a, b, "denial", 0).id])
    store.links.put([Link(b, a, "conflict", 0.6, ("negation",), "Both.")])
    assert store.links.get(claims=[a]) == [Link(b, a, "conflict", 0.6, ("negation",), "Both.")]
    assert store.links.found_at(before) == before, "found again is not found anew"
    assert len(store.links.get(kinds=["figures"])) == 1
    assert len(store.links.get(kinds=["figures"], claims=[a])) == 0
    store.links.drop([Link(a, b, "denial", 0).id])
    assert store.links.get(claims=[b]) == []


def test_judgements_can_be_changed_and_taken_back(store: Store) -> None:
    store.links.judge("link", "dismissed", "other bridge", "ana", "2031-05-06T10:00:00Z")
    store.links.judge("link", "confirmed")
    assert store.links.judgements()["link"].verdict == "confirmed"
    store.links.judge("link", "none")
    assert store.links.judgements() == {}


def test_a_transaction_is_written_whole_or_not_at_all(filled: Filled) -> None:
    store, _ = filled
    before = list(store.db.iterdump())
    with pytest.raises(RuntimeError), store.transaction():
        add(store, extraction(Article("Elsewhere it snowed.", url="https://x.example/2")))
        store.links.judge("link", "confirmed")
        raise RuntimeError
    assert list(store.db.iterdump()) == before


def test_lone_surrogates_and_nulls_are_stored(store: Store) -> None:
    article = Article("He said \ud800 \x00 that \U0001f600 it rained.")
    store.articles.add(extraction(article), signature=None, bands=(), blocks={})
    text = store.articles.get()[0].text
    assert text == "He said \ufffd \x00 that \U0001f600 it rained."
    assert len(text) == len(article.text)


def test_meta_is_a_mapping(store: Store) -> None:
    store.meta["embedding"] = "m"
    store.meta["embedding"] = "n"
    assert dict(store.meta) == {"embedding": "n"}
    del store.meta["embedding"]
    with pytest.raises(KeyError):
        store.meta["embedding"]
    with pytest.raises(KeyError):
        del store.meta["embedding"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(), "twelve march thirty safe unsafe"),
        (Filters(all=True), "twelve march thirty safe unsafe dog"),
        (Filters(source="marsh"), "unsafe"),
        (Filters(source="MARSH elena"), "unsafe"),
        (Filters(source="source-elena-marsh", all=True), "unsafe dog"),
        (Filters(source="nobody"), ""),
        (Filters(between=("Marsh", "Okoye")), "twelve unsafe"),
        (Filters(topic="bridge safe"), "safe unsafe"),
        (Filters(topic="bri", until="2031-05-02"), "safe unsafe"),
        (Filters(since="2031-05-04"), "twelve march thirty"),
        (Filters(since="2031-05", until="2031-05"), "twelve march thirty safe unsafe"),
        (Filters(until="2031-05-02"), "safe unsafe"),
        (Filters(since="2032"), ""),
        (Filters(outlet="harbour"), "safe unsafe"),
        (Filters(outlet="100%"), ""),
        (Filters(article=URL), "safe unsafe"),
        (Filters(stance="denies"), "unsafe"),
        (Filters(kind="figures"), "twelve thirty"),
        (Filters(min_score=0.9), "safe unsafe"),
        (Filters(status="none"), "twelve thirty safe unsafe"),
        (Filters(status="confirmed"), ""),
        (Filters(limit=2), "twelve march"),
        (Filters(new_since="9999"), ""),
        (Filters(new_since="2001-01-01"), "twelve march thirty safe unsafe"),
    ],
)
def test_filters(filled: Filled, filters: Filters, names: str) -> None:
    store, claims = filled
    by_id = {claim.id: name for name, claim in claims.items()}
    found = [by_id[claim.id] for claim in store.claims.get(filters)]
    assert found == names.split()
    if not filters.limit:
        assert store.claims.ids(filters) == {claims[name].id for name in names.split()}


def test_search_ranks_by_words(filled: Filled) -> None:
    store, claims = filled
    by_id = {claim.id: name for name, claim in claims.items()}
    assert [by_id[id] for id in store.claims.search("inspected")] == ["march"]
    assert {by_id[id] for id in store.claims.search("ostrava bridge")} == {"safe", "unsafe"}
    assert [by_id[id] for id in store.claims.search("Okoye bridge")] == ["twelve"], (
        "a source by name"
    )
    assert {by_id[id] for id in store.claims.search("Marsh")} == {"unsafe", "dog"}
    assert store.claims.search("") == store.claims.search("“ ” ' * ( ) AND") == []
    assert store.claims.search("zebra") == []
    assert len(store.claims.search("bridge", limit=2)) == 2
    assert store.claims.search("bridge inspected zebra") == []
    assert by_id[store.claims.search("inspected zebra", some=True)[0]] == "march"


def test_find_tells_what_an_id_is(filled: Filled) -> None:
    store, claims = filled
    dispute = store.disputes.get()[0]
    assert store.summary.find(claims["safe"].id[:9]) == ("claim", claims["safe"].id)
    assert store.summary.find(dispute.id) == ("dispute", dispute.id)
    assert store.summary.find(dispute.links[0].id) == ("link", dispute.links[0].id)
    assert store.summary.find("source-elena") == ("source", "source-elena-marsh")
    assert store.summary.find(claims["safe"].article) == ("article", claims["safe"].article)
    for unknown in ("", "zz", "%"):
        with pytest.raises(NotFound):
            store.summary.find(unknown)
    with pytest.raises(NotFound, match="begins 4 ids"):
        store.summary.find("source-")


def test_counts_and_speakers(filled: Filled) -> None:
    store, claims = filled
    counts = store.summary.counts()
    assert counts["articles"] == 3
    assert counts["claims"] == 6
    assert counts["disputes"] == 2
    assert store.summary.period() == ("2031-05-02", "2031-05-05")
    assert store.summary.outlets() == {"Daily Post": 1, "Harbour Times": 1, "Wire Service": 1}
    store.links.put([Link(claims["unsafe"].id, claims["march"].id, "conflict", 0.6)])
    marsh = store.summary.speakers("Marsh")[0]  # of two links of one dispute
    assert (marsh.claims, marsh.disputes, marsh.reversals) == (2, 1, 0)
    for link in store.links.get(kinds=["denial", "conflict"]):
        store.links.judge(link.id, "dismissed")
    assert store.summary.speakers("Marsh")[0].disputes == 0


def test_rulings_keep_their_order(store: Store) -> None:
    from claims.sources.identity import Ruling

    first, second = Ruling("merge", "a", "b"), Ruling("rename", "a", name="Anna")
    for ruling in (first, second, first):
        store.sources.add_ruling(ruling)
    assert store.sources.rulings() == [second, first]
    store.sources.undo_ruling(first.id)
    assert store.sources.rulings() == [second]
    with pytest.raises(ClaimsError, match="no ruling"):
        store.sources.undo_ruling(first.id)


def test_what_claims_mention_goes_from_an_older_database(store: Store, db_path: Path) -> None:
    bridge(store)
    claims = store.claims.get()
    store.write("ALTER TABLE claims ADD COLUMN entities TEXT NOT NULL DEFAULT '[]'")
    store.write("DELETE FROM _sqlite_migrations WHERE name = 'm036_entities'")
    store.close()
    with Store(db_path) as mended:
        assert mended.claims.get() == claims
        columns = [row[0] for row in mended.sqlite.execute("SELECT * FROM claims").description]
        assert "entities" not in columns
