"""Figures that a source gives without a clause, and two such side by side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.engine import Engine
from claims.extract.measured import measured
from claims.extract.parse import parse
from claims.records import Article, Claim, Spans
from claims.tracker import Tracker


def found(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of the figures in ``text``."""
    (doc,) = parse([text])

    def words(spans: Spans) -> str:
        return " … ".join(text[start:end] for start, end in spans)

    return [(words(a.source), words(a.cue), words(a.content)) for a in measured(doc, [])]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("The ministry put the number of dead at 19.", "The ministry", "the number of dead at 19"),
        ("Police placed the crowd at about 5,000.", "Police", "the crowd at about 5,000"),
        ("Orle Mutual values the heron at 14 million crowns.", "Orle Mutual",
         "the heron at 14 million crowns"),
        ("The line gave the number of passengers as 380.", "The line",
         "the number of passengers as 380"),
        ("The toll was put at 48 by the hospital.", "the hospital", "The toll … at 48"),
        ("The union pegged the cost of repairs at 3 million crowns.", "The union",
         "the cost of repairs at 3 million crowns"),
        ("The ministry, which puts the toll at 40, was silent.", "The ministry", "the toll at 40"),
    ],
)  # fmt: skip
def test_a_figure_has_a_source_and_a_thing(text: str, source: str, content: str) -> None:
    ((who, _, what),) = found(text)
    assert (who, what) == (source, content)


@pytest.mark.parametrize(
    "text",
    [
        "She put the box at the door of number 12.",
        "He set the record straight at 19.",
        "Mr Orr reported for work at 6 in the morning.",
        "They put the kettle on at 8.",
        "The number of dead was put at 19.",
    ],
)
def test_what_gives_no_figure_or_has_no_source_is_left_out(text: str) -> None:
    assert found(text) == []


def test_what_the_model_has_found_is_not_found_twice() -> None:
    (doc,) = parse(["The ministry put the number of dead at 19."])
    once = measured(doc, [])
    assert measured(doc, once) == once


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def figures(engine: Engine, text: str) -> list[tuple[str, str]]:
    with Tracker(":memory:", engine=engine) as tracker:
        tracker.ingest([Article(text, language="en", published="2031-05-02")])
        claims: dict[str, Claim] = {claim.id: claim for claim in tracker.claims()}
        return [
            (claims[link.b].quote, claims[link.a].quote)
            for link in tracker.links()
            if link.kind == "figures"
        ]
