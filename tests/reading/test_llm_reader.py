"""A language model as a reader: an article's statements, pairs, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Words, add, bridge, extraction
from talking import Talking, talking

pytest.importorskip("llm")

from claims.engine import Engine, Models
from claims.errors import ModelError, Unreachable
from claims.reading.answers import Between, Excerpted, Findings
from claims.reading.asking import Asker, Limits
from claims.reading.excerpt import Passage
from claims.reading.llm import LanguageModel, agreed
from claims.reading.reply import PairAnswer
from claims.reading.tell import told
from claims.records import Article, Reply
from claims.store import Store

TEXT = "The bridge is safe, the ministry said. Elena Marsh denied that it was safe. So did he."
ARTICLE = Excerpted(
    "Bridge",
    TEXT,
    (
        Passage(((0, 18),), ((20, 32),)),
        Passage(((63, 74),), ((39, 50),)),
        Passage(((76, 82),), ((83, 85),)),
    ),
    id="a1",
)
ROW = {"statement": True, "stance": "asserts", "type": "fact", "who": None, "denies": []}
READ = json.dumps(
    {
        "statements": [
            ROW | {"n": 1},
            ROW | {"n": 2, "stance": "denies", "who": "Elena Marsh", "denies": [1]},
        ],
        "pairs": [{"a": 2, "b": 1, "relation": "dispute", "clear": True}],
    }
)


@pytest.fixture
def server() -> Iterator[Talking]:
    with talking() as server:
        server.will(READ)
        yield server


def reader(server: Talking, *rest: Any) -> LanguageModel:
    return LanguageModel(Asker("some", server.url, limits=Limits(seconds=5, wait=0.01)), *rest)


def test_it_tells_what_the_network_tells(server: Talking) -> None:
    found = reader(server).read(ARTICLE)
    answers = found.told
    assert [answer.statement for answer in answers] == [0.98, 0.98, 0.5]
    assert answers[1].about == ((0, 0.98),)
    assert answers[1].denies == 0.98
    assert found.pairs == {(0, 1): Between(0.98, denied=0.98)}
    assert found.vectors is None


def test_a_name_counts_where_none_is_written(server: Talking) -> None:
    full = json.loads(READ)
    full["statements"].append(ROW | {"n": 3, "who": "Elena Marsh"})
    server.will(json.dumps(full))
    answers = reader(server).read(ARTICLE).told
    assert (answers[1].who, answers[2].who) == ((), (((39, 50), 0.98),))


def test_its_answers_make_claims_and_answers(server: Talking) -> None:
    article = Article(TEXT, title="Bridge", language="en")
    found = told(
        extraction(
            article,
            Words("the ministry", "said", "The bridge is safe", "the ministry"),
            Words("Elena Marsh", "denied", "that it was safe", "Elena Marsh"),
        ),
        reader(server),
    )
    one, other = found.claims
    assert (other.stance, other.about) == ("denies", one.id)
    (answer,) = found.answers
    assert (answer.dispute, answer.denied) == (0.98, 0.98)


def test_a_second_run_asks_nothing(server: Talking, store: Store) -> None:
    first = reader(server, store.opinions).read(ARTICLE)
    again = reader(server, store.opinions)
    assert again.read(ARTICLE) == first
    assert len(server.requests) == 1
    assert (again.tally.asked, again.tally.known) == (0, 1)
    (spent,) = store.opinions.spent()
    assert (spent.model, spent.replies, spent.tokens_in, spent.tokens_out) == ("some", 1, 100, 20)
    reader(server, store.opinions).read(Excerpted("Bridge", TEXT + " No.", ARTICLE.passages))
    assert len(server.requests) == 2


def test_another_model_is_another_answer(server: Talking, store: Store) -> None:
    reader(server, store.opinions).read(ARTICLE)
    LanguageModel(Asker("other", server.url), store.opinions).read(ARTICLE)
    assert len(server.requests) == 2


def test_what_is_not_readable_is_not_kept(server: Talking, store: Store) -> None:
    server.will("I am only a language model", READ)
    first = reader(server, store.opinions)
    found = first.read(ARTICLE)
    assert (found.pairs, first.tally.unanswered) == ({}, 1)
    assert {answer.statement for answer in found.told} == {0.5}
    assert reader(server, store.opinions).read(ARTICLE).pairs


def test_the_packaged_reader_answers_instead(server: Talking) -> None:
    class Packaged:
        name = "packaged"

        def read(self, article: Excerpted) -> Findings:
            return Findings([], {(0, 1): Between(0.3)}, (b"its own",))

        def across(self, *_: object) -> dict[tuple[int, int], Between]:
            return {(0, 0): Between(0.2)}

    server.will("no")
    asked = reader(server, None, Packaged)
    assert asked.read(ARTICLE) == Findings([], {(0, 1): Between(0.3)}), "its vectors are not ours"
    assert asked.across(ARTICLE, ARTICLE, [(0, 1)], 4) == {(0, 0): Between(0.2)}


def test_a_model_that_babbles_is_given_up(server: Talking) -> None:
    server.will("no")
    asked = reader(server)
    asked.read(ARTICLE)
    asked.read(ARTICLE)
    with pytest.raises(Unreachable, match="3 times in a row"):
        asked.read(ARTICLE)


OTHER = Excerpted("Other", "It never was safe, he said. It rained.", (Passage(((0, 17),)),))
MEETING = json.dumps(
    {
        "pairs": [
            {"a": 4, "b": 1, "relation": "dispute", "denies": True, "clear": True},
            {"a": 2, "b": 4, "relation": "echo", "denies": False, "clear": True},
            {"a": 1, "b": 2, "relation": "dispute", "denies": True, "clear": True},
            {"a": 1, "b": 5, "relation": "dispute", "denies": True, "clear": True},
        ]
    }
)


def test_two_articles_are_read_together(server: Talking) -> None:
    server.will(MEETING)
    found = reader(server).across(ARTICLE, OTHER, [(0, 0), (1, 0)], 4)
    assert found == {(0, 0): Between(0.98, denied=0.98), (1, 0): Between(0.04, echo=0.98)}
    assert len(server.requests) == 1  # the second pair stands in the same excerpts
    assert "⟦4: It never was safe :4⟧" in server.asked()


def test_far_parts_are_read_in_excerpts_of_their_own(server: Talking) -> None:
    line = "The ministry said that the bridge was safe and would stay open to all.\n"
    text = line * 200
    passages = tuple(Passage(((at + 22, at + 41),)) for at in range(0, len(text), len(line)))
    long = Excerpted("Long", text, passages)
    server.will(json.dumps({"pairs": []}))
    assert reader(server).across(long, OTHER, [(0, 0), (1, 0), (100, 0), (190, 0)], 2) == {}
    assert len(server.requests) == 2
    assert "⟦1: " in server.asked() and len(server.asked()) < 16_000


def test_what_was_read_together_is_not_asked_about_again(server: Talking) -> None:
    asked = reader(server)
    asked.read(ARTICLE)
    kept = Excerpted("Bridge", TEXT, ARTICLE.passages[1:])  # the first was no statement
    assert asked.across(kept, kept, [(0, 1)], 4) == {}
    assert len(server.requests) == 1


def test_a_verdict_that_flips_is_unsure() -> None:
    dispute, none = PairAnswer("dispute", reason="So."), PairAnswer("none", reason="Not so.")
    assert agreed(dispute, dispute) == ("dispute", "So.")
    assert agreed(dispute, none)[0] == agreed(none, dispute)[0] == "unsure"


def test_what_was_kept_goes_with_its_article(server: Talking, store: Store) -> None:
    article = Article(TEXT, url="https://news.example/1", language="en")
    found = extraction(article, Words("the ministry", "said", "The bridge is safe", "the ministry"))
    add(store, found)
    asked = Excerpted("Bridge", TEXT, ARTICLE.passages, id=article.id)
    reader(server, store.opinions).read(asked)
    store.write("DELETE FROM articles WHERE id = ?", [article.id])
    ((text, tokens),) = store.read("SELECT text, tokens_in FROM replies")
    assert (text, tokens) == ("", 100)  # what it cost is known still


def test_what_was_said_of_a_story_goes_with_any_of_its_articles(store: Store) -> None:
    claims = bridge(store)
    ids = tuple(sorted({claim.article for claim in claims.values()}))
    for number, gone in enumerate(ids):
        told = Reply(f"key {number}", "some", "whole", gone, 40, 2, 1.5, 0, ids, cost=0.5)
        store.opinions.put_reply(told)
        found = store.opinions.reply(told.key)
        assert found is not None and found.articles == ids
        store.write("UPDATE articles SET id = ?, key = ? WHERE id = ?", ["new", "new", gone])
        assert store.opinions.reply(told.key) is None
        store.write("UPDATE articles SET id = ?, key = ? WHERE id = ?", [gone, gone, "new"])
    for number, gone in enumerate(ids, len(ids)):
        told = Reply(f"key {number}", "some", "whole", gone, 40, 2, 1.5, 0, ids, cost=0.5)
        store.opinions.put_reply(told)
        store.write("DELETE FROM articles WHERE id = ?", [gone])
        assert store.opinions.reply(told.key) is None
    assert store.read("SELECT DISTINCT text, article, other FROM replies") == [("", None, None)]
    assert store.opinions.spent()[0].cost == 3.0


def test_an_engine_asks_from_one_process(server: Talking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.engine.MANY", 1)
    engine = Engine(Models(reader="llm:some", base_url=server.url, threads=4))
    assert engine.beside([Article("x" * 100), Article("y" * 100)]) is None
    assert engine.reader.name == "llm:some"
    with pytest.raises(ModelError, match="llm:MODEL"):
        Engine(Models(reader="some")).reader  # noqa: B018
