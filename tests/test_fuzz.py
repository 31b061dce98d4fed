"""Odd words and characters raise nothing, and what is found is in the text.

A bounded number of the texts of fuzz.py; ``python -m tests.fuzz --minutes N`` goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import fuzz
import pytest
from conftest import HARBOUR, Words, extraction

from claims.compare.numbers import numbers
from claims.engine import Engine
from claims.read.fetch import _retry_after
from claims.records import Article, Extraction

CASES = 512


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_altered_texts(models: Engine, part: int) -> None:
    numbers = range(part * CASES // 4, (part + 1) * CASES // 4)
    assert list(fuzz.faults([fuzz.altered(0, n) for n in numbers], models)) == []


@pytest.mark.parametrize(
    "text",
    [
        "The old bridge at Velden was safe, according to [1].",
        "[REDACTED] said that the old bridge at Velden was safe.",
        "[1] said no such promise was made, and ( denied that it was.",
        "At least 40 people ³ were hurt, police said. Some ⒈ people were hurt, Ana Holt said.",
        "Ana Holt denied that ① people were hurt. Twenty-³s people were hurt, police said.",
    ],
)
def test_brackets_and_raised_digits(models: Engine, text: str) -> None:
    assert list(fuzz.faults([text, "Some 12 people were hurt, Edo Vance said."], models)) == []


def test_a_raised_digit_is_no_number() -> None:
    assert numbers("some 40 people ³ and ① others were hurt") == {40.0}
    assert _retry_after("²") is None
    assert _retry_after("120") == 120.0


def wrong(found: Extraction) -> Sequence[Extraction]:
    (claim,) = found.claims
    return [
        replace(found, claims=(replace(claim, **change),))
        for change in (
            {"quote": "nobody's words"},
            {"quote_spans": ((0, 10_000),)},
            {"cue_spans": ((9, 3),)},
            {"source": "nobody"},
            {"about": "nothing"},
        )
    ]


def test_what_is_not_so_is_seen() -> None:
    words = Words("the Ministry of Works", "said", "The bridge at Ostrava Falls is safe", "Works")
    found = extraction(Article(HARBOUR), words)
    assert list(fuzz.untrue(found)) == []
    assert all(list(fuzz.untrue(each)) for each in wrong(found))


def test_a_fault_is_told_with_its_place_and_cut_down() -> None:
    class Faulty(Engine):
        def extract(self, articles: Sequence[Article]) -> list[Extraction]:
            if any("Halvik" in article.text for article in articles):
                raise IndexError("nothing there")
            return [Extraction(article, (), ()) for article in articles]

    faulty = Faulty()
    texts = ["It rained in Velden all day.", "It rained in Halvik on a Monday of that year."]
    (fault,) = fuzz.faults(texts, faulty)
    assert fault.what.startswith("IndexError: nothing there at ")
    assert fuzz.shortened(fault, faulty).text.strip() == "Halvik"
