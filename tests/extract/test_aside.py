"""Denials told in passing, behind a comma or a dash."""

from __future__ import annotations

import pytest

from claims.extract.aside import asides
from claims.extract.parse import parse
from claims.records import Attribution, Spans


def find(text: str, source: str, cue: str, content: str) -> tuple[list[str], list[list[str]]]:
    """The content that is left of an attribution, and the parts of each aside found."""

    def at(part: str) -> Spans:
        start = text.index(part)
        return ((start, start + len(part)),)

    (doc,) = parse([text])
    outer = Attribution(at(source), at(cue), at(content))
    first, *rest = asides(doc, [outer])
    words = [[text[s:e] for spans in (a.source, a.cue, a.content) for s, e in spans] for a in rest]
    return [text[s:e] for s, e in first.content], words


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (
            ", an allegation he has repeatedly denied",
            ["he", "has repeatedly denied", "an allegation"],
        ),
        (", a charge Dravenia denies", ["Dravenia", "denies", "a charge"]),
        (", a claim rejected by the observers", ["the observers", "rejected", "a claim"]),
        (
            " - a figure that the ministry has disputed",
            ["the ministry", "has disputed", "a figure"],
        ),
    ],
)
def test_an_aside_is_a_denial_of_its_own(tail: str, expected: list[str]) -> None:
    text = f"Prosecutors say Holt took money from the firm{tail}."
    left, found = find(text, "Prosecutors", "say", f"Holt took money from the firm{tail}")
    assert found == [expected]
    assert left == ["Holt took money from the firm"]


@pytest.mark.parametrize(
    "tail",
    [
        ", a point she made twice",
        ", a figure that analysts expect to grow",
        ", a report said",
        ", the story of his life",
    ],
)
def test_other_asides_are_left_alone(tail: str) -> None:
    text = f"The mayor said the pier was safe{tail}."
    left, found = find(text, "The mayor", "said", f"the pier was safe{tail}")
    assert found == []
    assert left == [f"the pier was safe{tail}"]


def test_an_aside_takes_the_place_of_what_stands_beside_its_cue() -> None:
    text = "Aides say Holt wants a seat -- something he denied to me as absurd."
    (doc,) = parse([text])

    def at(part: str) -> Spans:
        return ((text.index(part), text.index(part) + len(part)),)

    (found,) = asides(doc, [Attribution(at("he"), at("denied"), at("to me as absurd"))])
    parts = [text[s:e] for s, e in (*found.source, *found.cue, *found.content)]
    assert parts == ["he", "denied", "something"]
