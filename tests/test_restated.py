"""The claim that a denial takes up in words of its own."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.records import Spans
from claims.resolve.references import Candidate
from claims.resolve.restated import restated

AGENT = "both clubs have agreed a fee of 31 million"


def find(denied: str, *said: str, source: str = "agent", stance: str = "asserts") -> int | None:
    text = " ".join(f"The agent said {each}." for each in said) + f" The club denied {denied}."
    (doc,) = parse([text])

    def at(part: str) -> Spans:
        start = text.index(part)
        return ((start, start + len(part)),)

    def candidate(place: int, words: str, who: str, how: str) -> Candidate:
        return Candidate(place, place, "say", how, who, at(words), frozenset(), True)  # type: ignore[arg-type]

    candidates = [candidate(n, each, source, stance) for n, each in enumerate(said)]
    here = candidate(len(said), denied, "club", "denies")
    return restated(doc, at(denied), "club", [*candidates, here], here)


def test_the_words_are_taken_up_again() -> None:
    assert find("that any fee had been agreed", AGENT) == 0
    assert find("that any fee had been agreed", "the player was tired", AGENT) == 1
    assert find("that there was any fine", "the court had fined the dairy") == 0


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        ("that the player was hurt", AGENT),
        ("any role in the fire", "the fire broke out at night"),
        ("that a fee had been agreed", "no fee has been agreed"),
        ("that the rebel leader was dead", "an aide to the rebel leader was hit"),
    ],
    ids=["another matter", "a word in common", "negated too", "all but what is said"],
)
def test_another_matter_and_what_is_negated_is_not_meant(denied: str, said: str) -> None:
    assert find(denied, said) is None


def test_a_source_does_not_deny_its_own_words_nor_another_denial() -> None:
    assert find("that any fee had been agreed", AGENT, source="club") is None
    assert find("that any fee had been agreed", AGENT, stance="denies") is None
