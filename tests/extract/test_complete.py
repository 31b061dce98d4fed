"""Words that the model left out of the middle of a content."""

from __future__ import annotations

import pytest

from claims.extract.complete import complete
from claims.extract.parse import parse
from claims.records import Attribution


def spliced(text: str, cue: str, *content: str) -> str:
    def at(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    (doc,) = parse([text])
    (whole,) = complete(doc, [Attribution((), (at(cue),), tuple(map(at, content)))])
    return " … ".join(text[s:e] for s, e in whole.content)


def test_words_left_out_in_the_middle_are_put_back() -> None:
    text = "Venn noted the pact would open the port, but the customs must close before they sail."
    parts = "the pact would open the port, but the", "they sail"
    assert spliced(text, "noted", *parts) == text[len("Venn noted ") : -1]


def test_an_aside_another_sentence_and_the_cue_stay_out() -> None:
    text = "Venn said the pact, long in the making, was dead."
    assert spliced(text, "said", "the pact", "was dead") == "the pact … was dead"
    text = "“The pact is dead,” Venn said of the talks. “It was never signed.”"
    parts = "“The pact is dead,”", "“It was never signed.”"
    assert spliced(text, "said", *parts) == " … ".join(parts)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        (
            "Venn said his deputies were on board, then left.",
            "his deputies were on",
            "his deputies were on board",
        ),
        (
            "Venn said the crew had met before the port's office was raided by the police.",
            "the crew had met before the",
            "the crew had met before the port's office was raided by the police",
        ),
        (
            "Venn denied any dealings with the ministry, and left.",
            "any dealings with the",
            "any dealings with the ministry",
        ),
        (
            "The harbour has been taking in water for weeks, Venn said.",
            "been taking in water for weeks",
            "The harbour has been taking in water for weeks",
        ),
    ],
)
def test_a_content_goes_on_to_the_end_of_its_phrase(text: str, part: str, whole: str) -> None:
    cue = "denied" if "denied" in text else "said"
    assert spliced(text, cue, part) == whole


def test_what_stands_behind_a_comma_or_a_mark_is_not_added() -> None:
    text = "Venn said the pact was dead, citing three officials."
    assert spliced(text, "said", "the pact was dead") == "the pact was dead"
    text = "Venn called it “a dead pact” in Tallow."
    assert spliced(text, "called", "it “a dead pact”") == "it “a dead pact”"


def test_a_run_that_tells_nothing_goes() -> None:
    text = "“The pact is dead,” Venn said with a shrug."
    assert spliced(text, "said", "“The pact is dead,”", "a") == "“The pact is dead,”"


def test_a_mark_that_ends_the_paragraph_before_is_not_of_it() -> None:
    text = 'Orr called it "a lawful sale."\n\n"It was never for sale," said Venn.'
    part = '"\n\n"It was never for sale,"'
    assert spliced(text, "said", part) == '"It was never for sale,"'


def test_what_others_say_of_a_claim_is_not_of_it() -> None:
    text = 'Orr said that claims by the ministry that Venn had sold the pact were "groundless."'
    part = 'that Venn had sold the pact were "groundless."'
    assert spliced(text, "claims", part) == "that Venn had sold the pact"
    text = "The claim that Venn had sold the pact was denied."
    assert (
        spliced(text, "The claim", "that Venn had sold the pact") == "that Venn had sold the pact"
    )
