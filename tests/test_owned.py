"""Denials that say whose claim they deny and what it is about."""

from __future__ import annotations

import pytest
from test_contest import NEITHER, Judge, party

from claims.compare.contest import Options, contest
from claims.compare.owned import meant, names_claim, owned
from claims.compare.pairs import Pair
from claims.records import Source

ACCOUNT = "the weavers’ union’s account of the repairs as “a fabrication”"
SAID = "The repairs were put off three times to save money."


@pytest.mark.parametrize(
    ("quote", "owner", "topic"),
    [
        (ACCOUNT, {"weav", "union"}, {"repair"}),
        ("the Norrian minister's assertion about the minutes", {"norri", "minis"}, {"minut"}),
        ("claims by the bakers that wages rose", {"bak"}, {"wag", "ros"}),
    ],
)
def test_whose_claim_and_about_what(quote: str, owner: set[str], topic: set[str]) -> None:
    found = owned(quote)
    assert found is not None
    assert found.owner == owner
    assert found.topic >= topic


@pytest.mark.parametrize(
    "quote", ["the allegations", "Mr Holt's claim", "the mill’s new roof", "that it had rained", ""]
)
def test_words_that_do_not_say_both(quote: str) -> None:
    assert owned(quote) is None


def test_an_owner_is_known_by_name_role_or_country() -> None:
    found = owned("the Norrian minister's assertion about the minutes")
    assert found is not None
    assert meant(found, Source("1", "Ada Quill", "person", "Foreign Minister", "Norria"))
    assert not meant(found, Source("2", "Ada Quill", "person", "Foreign Minister", "Tarn"))


def denial(day: str = "2031-05-09", about: str | None = None):  # type: ignore[no-untyped-def]
    return party("Osk", ACCOUNT, stance="denies", article="art2", day=day, about=about)


def test_the_claim_is_found_in_another_article() -> None:
    said = party("Weavers' Union", SAID, day="2031-05-02", kind="organization")
    (link,) = contest([Pair(said, denial(), 0.3)], Judge(NEITHER), Options())
    assert link.kind == "denial"
    assert "names-claim" in link.reasons


@pytest.mark.parametrize(
    ("said_on", "words"),
    [("2031-05-10", SAID), ("2031-01-02", SAID), ("2031-05-02", "Wages rose by a tenth.")],
    ids=["said later", "said long before", "about another thing"],
)
def test_not_what_was_said_at_another_time_or_of_another_thing(said_on: str, words: str) -> None:
    said = party("Weavers' Union", words, day=said_on, kind="organization")
    assert not names_claim(Pair(denial(), said, 0.25))


def test_what_its_own_article_answers_is_not_looked_for_elsewhere() -> None:
    said = party("Weavers' Union", SAID, day="2031-05-02", kind="organization")
    assert not names_claim(Pair(denial(about="another"), said, 0.3))
