"""How a dispute of many claims is told: the surest pair first, each wording once."""

from __future__ import annotations

from typing import Any

import making
import pytest
from conftest import Run, Words, add, extraction

from claims.records import Article, Claim, Dispute, Link, Side, Source
from claims.show import sides
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]


def said(id: str, quote: str, source: str = "mayor", stance: Any = "asserts") -> Claim:
    at = ((int(id), int(id) + 1),)
    return making.claim(f"claim-{id}", source, quote, stance=stance, quote_spans=at)


@pytest.mark.parametrize(
    ("one", "other", "repeats"),
    [
        ("The old bridge is safe", "the old bridge is safe,", True),
        (
            "the old bridge over the Kell is safe today",
            "The old bridge over the Kell is safe",
            True,
        ),
        ("the old bridge over the Kell is safe", "the old bridge over the Kell is not safe", False),
        ("about 12 people were hurt there today", "about 30 people were hurt there today", False),
        ("the bridge is shut", "the bridge is open", False),
        ("the old bridge over the Kell is safe", "a new road was paid for", False),
    ],
)
def test_a_quote_in_almost_the_same_words_is_a_repeat(one: str, other: str, repeats: bool) -> None:
    claims = [said("1", one), said("2", other, "clerk")]
    found = sides.wordings(claims)
    assert [wording.claim for wording in found] == (claims[:1] if repeats else claims)
    assert [claim for wording in found for claim in (wording.claim, *wording.repeats)] == claims


def test_one_who_denies_a_sentence_does_not_repeat_it() -> None:
    claims = [said("1", "the bridge is safe"), said("2", "the bridge is safe", stance="denies")]
    assert len(sides.wordings(claims)) == 2


def test_the_surest_speakers_come_first_and_each_name_once() -> None:
    claims = [said(str(n), f"statement {n}", source) for n, source in enumerate("abcd")]
    names = {"a": "The Post", "b": "Anna Brandt", "c": "the Post", "d": "Clerks"}
    side = Side(tuple(Source(id, names[id], "group") for id in "abcd"), tuple(claims))
    links = tuple(
        Link(claims[n].id, "other", "denial", score) for n, score in ((1, 0.9), (2, 0.8), (3, 0.7))
    )
    dispute = Dispute("id", "topic", "denial", 0.9, "none", "", (), (side,), links)
    assert sides.leading(side, dispute) == claims[1]
    assert sides.names(side, dispute) == ["Anna Brandt", "the Post", "Clerks"]


def test_who_has_a_name_is_told_before_rumours_but_not_before_the_surest() -> None:
    claims = [said(str(n), f"statement {n}", source) for n, source in enumerate("abcd")]
    kinds: dict[str, Any] = {"a": "document", "b": "document", "c": "unnamed", "d": "person"}
    side = Side(tuple(Source(id, f"Source {id}", kinds[id]) for id in "abcd"), tuple(claims))
    links = tuple(Link(claims[n].id, "other", "denial", 0.9 - n / 10) for n in range(4))
    dispute = Dispute("id", "topic", "denial", 0.9, "none", "", (), (side,), links)
    assert sides.names(side, dispute) == ["Source a", "Source d", "Source b", "Source c"]


@pytest.mark.parametrize(
    ("name", "kind", "plural"),
    [
        ("officials in Kessel", "unnamed", True),
        ("Prosecutors", "group", True),
        ("a report on roads", "document", False),
        ("the press", "group", False),
        ("Nils Andersens", "person", False),
    ],
)
def test_several_speak_where_the_name_says_so(name: str, kind: Any, plural: bool) -> None:
    claim = said("1", "a statement", "s")
    side = Side((Source("s", name, kind),), (claim,))
    dispute = Dispute("id", "topic", "denial", 0.9, "none", "", (), (side,), ())
    assert sides.several(side, dispute) is plural


@pytest.fixture
def crowded(filled: Filled) -> tuple[Store, Dispute]:
    """A dispute in which twelve more people deny it, two of them in the same words."""
    store, claims = filled
    links = []
    for n in range(12):
        words = f"reason number{'one' if n < 2 else 'x' * n} speaks against the bridge"
        name = f"Witness {chr(65 + n)}"
        found = extraction(
            Article(f"{name} said {words}.", outlet=f"Paper {n}", published="2031-05-06"),
            Words(name, "said", words, name),
        )
        add(store, found)
        links.append(Link(found.claims[0].id, claims["safe"].id, "conflict", 0.8 - n / 100))
    store.links.put(links)
    return store, store.disputes.get()[0]


def test_a_dispute_of_many_is_told_in_short(crowded: tuple[Store, Dispute], run: Run) -> None:
    _, dispute = crowded
    short = run("show", dispute.id).stdout
    whole = run("show", dispute.id, "--all").stdout
    assert "Also with Elena Marsh" in short
    assert "in almost these words 1 more time: Witness B" in short
    assert "Witness A said" in short and "Witness L" not in short
    for rest in ("3 more statements", "5 more links", "5 more articles"):
        assert f"and {rest}: claims show {dispute.id[:8]} --all" in short, rest
    assert "Witness L said" in whole and "--all" not in whole


def test_review_keeps_the_quotes_on_the_screen(
    crowded: tuple[Store, Dispute], run: Run, monkeypatch: Any
) -> None:
    _, dispute = crowded
    monkeypatch.setattr("claims.cli.keys.pressed", lambda: "q")
    shown = run("review").stdout
    assert "Elena Marsh denies" in shown and "Witness" not in shown
    told = " ".join(shown.split())
    assert "Also 12 statements with Elena Marsh; 13 articles: " in told
    assert f"claims show {dispute.id[:8]} --all" in told
    assert len(shown.splitlines()) < 30


def test_a_long_name_does_not_lose_its_verb(filled: Filled, run: Run, monkeypatch: Any) -> None:
    store, _ = filled
    dispute = store.disputes.get()[0]
    name = "The Provincial Commission for Bridges, Culverts and Ferries"
    with store.transaction():
        store.db.execute("UPDATE sources SET name = ? WHERE name = ?", [name, "Ministry of Works"])
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("show", dispute.id).stdout
    left = " ".join(line[1:38].strip() for line in shown.splitlines() if line.startswith("│"))
    assert f"{name} says" in left


def test_what_the_article_tells_before_is_told_in_brackets(filled: Filled, run: Run) -> None:
    store, claims = filled
    worded = "UPDATE claims SET quote = 'it', wording = '[The bridge is old.] it' WHERE id = ?"
    with store.transaction():
        store.db.execute(worded, [claims["unsafe"].id])
    shown = " ".join(run("list", "--source", "Marsh").stdout.split())
    assert "denied: [The bridge is old.] it" in shown


def test_columns_that_would_be_empty_are_left_out(store: Store, run: Run, monkeypatch: Any) -> None:
    add(store, extraction(Article("Ann said it rains."), Words("Ann", "said", "it rains", "Ann")))
    for width in ("80", "160"):
        monkeypatch.setenv("COLUMNS", width)
        shown = run("list").stdout
        assert "it rains" in shown
        assert "Day" not in shown and "Where" not in shown and "no date" not in shown
        assert "Reversals" not in run("sources").stdout
        shown = run("info", "--articles").stdout
        assert "Claims" in shown and "Outlet" not in shown and "Published" not in shown


def test_an_article_without_a_title_is_called_after_its_file(store: Store, run: Run) -> None:
    origin = "../a/long/way/to/the/folder/of/letters.csv#12"
    article = Article("Ann said it rains.", origin=origin)
    add(store, extraction(article, Words("Ann", "said", "it rains", "Ann")))
    told = run("info", "--articles").stdout
    assert "letters.csv#12" in told and "folder" not in told
    first, second, *_ = run("show", article.id).stdout.splitlines()
    assert first == f"letters.csv#12  {article.id}"
    assert second == origin
