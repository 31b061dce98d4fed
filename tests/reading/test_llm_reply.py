"""Answers of language models, read with patience and believed in nothing."""

from __future__ import annotations

import json

import pytest

from claims.errors import Unanswered
from claims.reading.answers import STANCES, Excerpted
from claims.reading.excerpt import Passage
from claims.reading.prompt import pair, readings, wholes
from claims.reading.reply import PairAnswer, answer, article, checked, whole
from claims.reading.reply import pair as told_of_pair

TEXT = "The bridge is safe, the ministry said. Elena Marsh denied that the bridge was safe."
ARTICLE = Excerpted(
    "Bridge", TEXT, (Passage(((0, 18),), ((20, 32),)), Passage(((63, 82),), ((39, 50),)))
)
PAIR = pair(ARTICLE, 0, ARTICLE, 1)
(READING,) = readings(ARTICLE)
(WHOLE,) = wholes([ARTICLE])
GOOD = {
    "verdict": "dispute",
    "denial": 2,
    "reason": "Marsh denies it.",
    "quote_1": "The bridge is safe",
    "quote_2": "the bridge was safe",
}
PLAIN = json.dumps(GOOD)
ECHO = json.dumps(PAIR.schema)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"```json\n{PLAIN}\n```",
        f'<think>Is it {{safe}}? I first say {{"verdict": "none"}}.</think>\n{PLAIN}',
        f"Let me think. {{x}} The answer:\n\n{PLAIN}\n\nI hope this helps!",
        f"{ECHO}\n{PLAIN}",
        json.dumps({**PAIR.schema, "properties": GOOD}),
        '{"verdict": "none", "reason": "first thought"}' + PLAIN,
        PLAIN.replace('"dispute"', '" Dispute "'),
    ],
)
def test_the_answer_is_found_in_what_stands_around_it(text: str) -> None:
    assert told_of_pair(PAIR, text) == PairAnswer(
        "dispute", 2, "Marsh denies it.", ("The bridge is safe", "the bridge was safe")
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot help with that.",
        PLAIN[:-20],
        ECHO,
        '["dispute"]',
        '{"verdict": "confirmed"}',
        '{"verdict": 1}',
        "{" * 5_000,
        '{"a":' * 3_000,
    ],
)
def test_what_holds_no_answer_is_none(text: str) -> None:
    with pytest.raises(Unanswered):
        checked(PAIR, text)


def test_only_an_answer_after_the_thinking_counts_if_there_is_one() -> None:
    assert answer('{"verdict": "echo"} </think> {"verdict": "none"}', {"verdict": str}) == {
        "verdict": "none"
    }


def test_words_that_are_not_in_the_text_are_thrown_away_and_counted() -> None:
    invented = GOOD | {
        "quote_1": "The bridge is perfectly safe",
        "reason": "Marsh said “the bridge will fall down”.",
        "denial": 7,
    }
    assert told_of_pair(PAIR, json.dumps(invented)) == PairAnswer(
        "dispute", 0, "", ("", "the bridge was safe"), dropped=2
    )
    kept = told_of_pair(PAIR, json.dumps(GOOD | {"reason": "“the bridge was safe” is denied\x1b."}))
    assert kept.reason == "“the bridge was safe” is denied ."


def test_an_article_told_statement_by_statement() -> None:
    row = {"statement": True, "stance": "asserts", "type": "fact", "who": None, "denies": []}
    said = {
        "statements": [
            row | {"n": 1, "statement": False, "type": "opinion"},
            row | {"n": 2, "stance": "denies", "who": "Elena Marsh", "denies": [1, 2, 44]},
            row | {"n": 3},
            row | {"n": True},
            "nothing",
        ],
        "pairs": [
            {"a": 2, "b": 1, "relation": "dispute", "clear": True},
            {"a": 2, "b": 9, "relation": "dispute", "clear": True},
            {"a": 2, "b": 2, "relation": "dispute", "clear": True},
            {"a": 1, "b": 2, "relation": "supports", "clear": True},
        ],
    }
    found = article(READING, json.dumps(said))
    assert found.told[0].statement < 0.1
    assert found.told[1].stances[STANCES.index("denies")] == 0.98
    assert found.told[1].about == ((0, 0.98),)
    assert found.told[1].who == (((39, 50), 0.98),)
    between = found.pairs[0, 1]
    assert (between.dispute, between.denies, between.denied) == (0.98, 0.0, 0.98)
    assert (set(found.told), set(found.pairs), found.dropped) == ({0, 1}, {(0, 1)}, 4)


def test_a_denial_of_one_statement_may_be_a_dispute() -> None:
    said = {"statements": [{"n": 2, "stance": "denies", "denies": [1]}], "pairs": []}
    between = article(READING, json.dumps(said)).pairs[0, 1]
    assert (between.dispute, between.denies, between.denied) == (0.6, 0.0, 0.98)


def test_a_name_that_the_article_does_not_have_names_nobody() -> None:
    said = {"statements": [{"n": 1, "who": "Prime Minister Bloggs"}], "pairs": []}
    found = article(READING, json.dumps(said))
    assert (found.told[0].who, found.dropped) == ((), 1)


def test_disputes_of_articles_read_whole() -> None:
    side = {"quotes": ["the bridge was safe"], "source": "Elena Marsh"}
    known = {"quotes": ["nobody said this", "The bridge is safe"], "source": "the ministry"}
    lost = {"quotes": ["nobody said this"], "source": "x"}
    told = {"a": side, "b": known, "kind": "denial", "grade": "clear", "why": "Denied."}
    none = [{"a": side, "b": lost}, {"a": known, "b": known}, told | {"grade": "none"}, "x"]
    rest = {"a": known, "b": side, "kind": "quarrel", "grade": "arguable"}
    found = whole(WHOLE, json.dumps({"disputes": [told, *none, rest]}))
    listed, other = found.disputes
    assert (listed.a.quotes, listed.a.source) == (("the bridge was safe",), "Elena Marsh")
    assert (listed.b.quotes, listed.kind) == (("The bridge is safe",), "denial")
    assert (listed.clear, listed.why) == (True, "Denied.")
    assert (other.clear, other.kind, other.why) == (False, "", "")
    assert found.dropped == 6


@pytest.mark.parametrize("grade", [None, True, "certain"])
def test_what_is_not_called_clear_may_be_argued_about(grade: object) -> None:
    sides = {"a": {"quotes": ["The bridge is safe"]}, "b": {"quotes": ["the bridge was safe"]}}
    (listed,) = whole(WHOLE, json.dumps({"disputes": [sides | {"grade": grade}]})).disputes
    assert not listed.clear


def test_of_a_side_four_quotes_count_each_once() -> None:
    words = ["is safe", "is safe", "Elena Marsh", "the bridge", "the ministry said"]
    sides = {"a": {"quotes": words}, "b": {"quotes": "the bridge was safe"}}
    said = [sides, sides | {"b": {"quotes": ["the bridge was safe"]}}]
    (listed,) = whole(WHOLE, json.dumps({"disputes": said})).disputes
    assert listed.a.quotes == ("is safe", "Elena Marsh", "the bridge")
