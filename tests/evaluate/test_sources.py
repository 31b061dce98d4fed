"""Scoring who is who."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.evaluate.sources import Mention, b_cubed, evaluate, pairwise, score
from claims.records import digest

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
DATA = Path(__file__).parents[3] / "shared" / "data"


def mention(article: str, start: int, source: str, kind: str = "person") -> Mention:
    return Mention(article, frozenset(range(start, start + 5)), source, kind, f"{source}{start}")


TRUTH = [mention("x", 0, "A"), mention("x", 10, "A"), mention("y", 0, "A"), mention("y", 10, "B")]


def test_the_same_clusters_under_other_names_are_right() -> None:
    found = [mention(m.article, min(m.places), m.source * 2) for m in TRUTH]
    scores = score("test", TRUTH, found)
    assert scores["pairwise"] == scores["b3"] == scores["across"] == (1, 1, 1)
    assert scores["found"] == scores["mentions"] == 4
    assert not scores["merged"] and not scores["split"] and scores["kind"] == 1


def test_a_source_in_pieces_costs_recall() -> None:
    found = [mention(m.article, min(m.places), m.source + m.article) for m in TRUTH]
    scores = score("test", TRUTH, found)
    assert scores["pairwise"][:2] == (1, pytest.approx(1 / 3))
    assert scores["across"] == (1, 0, 0)
    assert scores["split"] == [[["Ax0", "Ax10"], ["Ay0"]]] and not scores["merged"]


def test_two_sources_taken_for_one_cost_precision() -> None:
    found = [mention(m.article, min(m.places), "one") for m in TRUTH]
    scores = score("test", TRUTH, found)
    assert scores["pairwise"][:2] == (pytest.approx(3 / 6), 1)
    assert scores["b3"][0] == pytest.approx((3 * 3 / 4 + 1 / 4) / 4)
    assert len(scores["merged"]) == 1


def test_mentions_that_were_not_found_do_not_count() -> None:
    scores = score("test", TRUTH, [mention("x", 0, "A"), mention("x", 30, "C")])
    assert (scores["found"], scores["mentions"]) == (1, 4)


def test_part_of_a_phrase_is_the_phrase_and_a_brush_is_not() -> None:
    long = Mention("x", frozenset(range(40)), "A", "person")
    inside = Mention("x", frozenset(range(3)), "A", "person")
    beside = Mention("x", frozenset(range(38, 80)), "A", "person")
    assert score("test", [long], [inside])["found"] == 1
    assert score("test", [long], [beside])["found"] == 0


def test_nothing_found_is_no_mistake() -> None:
    assert pairwise([], [], across=False) == (1, 1, 1)
    assert b_cubed([], []) == (1, 1, 1)


def test_gold_of_articles_elsewhere_holds_no_words() -> None:
    rows = [json.loads(line) for line in (GOLD / "sources_real.gold").read_text().splitlines()]
    assert [row["set"] for row in rows].count("polnear_dev") == 12
    assert [row["set"] for row in rows].count("fnc1_train_bodies") == 8
    for row in rows:
        assert set(row) == {"set", "id", "clusters", "kinds"}
        assert len(row["id"]) == len(digest("")) and int(row["id"], 16) >= 0
        assert len(row["clusters"]) == len(row["kinds"])
        assert all(start < end for cluster in row["clusters"] for start, end in cluster)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="needs the collections that the gold is for")
def test_sources_of_real_articles_are_told_apart() -> None:
    parts = evaluate(GOLD, texts=DATA).told["parts"]
    assert {part["name"] for part in parts} == {"corpus", "polnear_dev", "fnc1_train_bodies"}
    assert all(part["pairwise"][0] >= 0.9 and part["b3"][2] >= 0.85 for part in parts)
