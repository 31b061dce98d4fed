"""Reported speech inside reported speech."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.extract.relayed import relayed
from claims.records import Attribution


def find(text: str, source: str, cue: str, content: str) -> list[str]:
    def at(part: str) -> tuple[tuple[int, int], ...]:
        start = text.index(part)
        return ((start, start + len(part)),)

    (doc,) = parse([text])
    outer = Attribution(at(source), at(cue), at(content))
    found = [a for a in relayed(doc, [outer]) if a is not outer]
    return [text[s:e] for a in found for part in (a.source, a.cue, a.content) for s, e in part]


def test_what_a_ministry_says_that_somebody_said() -> None:
    text = "According to the ministry, Orla Venn told him that the bridge is “heavily mined.”"
    content = "Orla Venn told him that the bridge is “heavily mined.”"
    assert find(text, "the ministry", "According to", content) == [
        "Orla Venn",
        "told",
        "that the bridge is “heavily mined.”",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "the bridge is mined",
        "Orla Venn did not say that the bridge is mined",
        "Orla Venn knows the bridge",
        "Orla Venn hopes that the bridge will hold",
    ],
)
def test_other_contents_are_left_alone(content: str) -> None:
    assert find(f"The ministry said {content}.", "The ministry", "said", content) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "Velcor's accusation that its reporters had lied",
            ["Velcor", "accusation", "its reporters had lied"],
        ),
        (
            "accusations by Velcor that reporters had lied about it",
            ["Velcor", "accusations", "reporters had lied about it"],
        ),
        ("the claim that Velcor made", []),
        ("their claim that the fire had spread", []),
        ("Velcor's report on the fire", []),
    ],
)
def test_a_claim_that_is_named_with_its_owner(content: str, expected: list[str]) -> None:
    assert find(f"The university rejected {content}.", "The", "rejected", content) == expected


def test_a_run_of_what_another_statement_says_is_not_of_this_one() -> None:
    text = "A film shows that Holt stopped, contradicting the guard’s claim that he fled."

    def at(*parts: str) -> tuple[tuple[int, int], ...]:
        return tuple((text.index(part), text.index(part) + len(part)) for part in parts)

    (doc,) = parse([text])
    film = Attribution(at("A film"), at("shows"), at("that Holt stopped", "the guard’s claim"))
    other = Attribution(at("A film"), at("contradicting"), at("the guard’s claim that he fled"))
    first, *_ = relayed(doc, [film, other])
    assert first.content == at("that Holt stopped")
