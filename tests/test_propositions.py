"""Quotes made self-contained."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.records import Source, Spans
from claims.resolve.propositions import affirmed, mask, proposition

SPEAKER = Source("s1", "Ilse Brandvold", "person")


class Cast:
    """Resolves what it is told to."""

    def __init__(self, text: str, names: dict[str, str]) -> None:
        self.text = text
        self.names = names

    def referent(self, start: int, end: int, speaker: Source | None = None) -> str | None:
        return self.names.get(self.text[start:end].lower())


def make(text: str, cue: str, lemma: str, quote: str, names: dict[str, str]) -> str:
    (doc,) = parse([text])
    return proposition(doc, at(text, quote), lemma, at(text, cue), SPEAKER, Cast(text, names))


def at(text: str, part: str) -> Spans:
    start = text.index(part)
    return ((start, start + len(part)),)


@pytest.mark.parametrize(
    ("text", "cue", "lemma", "quote", "names", "expected"),
    [
        (
            "Brandvold said that she had signed the order.",
            "said", "say", "that she had signed the order",
            {"she": "Ilse Brandvold"},
            "Ilse Brandvold had signed the order.",
        ),
        (
            "“Their trucks crossed our bridge,” she said.",
            "said", "say", "“Their trucks crossed our bridge,”",
            {"their": "the Verrani army", "our": "Ilse Brandvold"},
            "The Verrani army’s trucks crossed Ilse Brandvold’s bridge.",
        ),
        (
            "“I’ve never seen it, and we don’t pay,” she said.",
            "said", "say", "“I’ve never seen it, and we don’t pay,”",
            {"i": "Ilse Brandvold", "we": "Ilse Brandvold"},
            "Ilse Brandvold has never seen it, and Ilse Brandvold doesn’t pay.",
        ),
        (
            "Brandvold claimed to have met him.",
            "claimed", "claim", "to have met him",
            {},
            "Ilse Brandvold had met him.",
        ),
        (
            "Brandvold claimed to know the valley.",
            "claimed", "claim", "to know the valley",
            {},
            "Ilse Brandvold knows the valley.",
        ),
        (
            "Brandvold denied the rumours of a coup.",
            "denied", "deny", "the rumours of a coup",
            {},
            "There was coup.",
        ),
        (
            "Brandvold denied shelling the village on Monday.",
            "denied", "deny", "shelling the village on Monday",
            {},
            "Ilse Brandvold was shelling the village on Monday.",
        ),
        (
            "Brandvold accused the ministry of hiding the report.",
            "accused", "accuse", "of hiding the report",
            {},
            "The ministry was hiding the report.",
        ),
        (
            "Brandvold accused the army of secretly moving guns.",
            "accused", "accuse", "the army of secretly moving guns",
            {},
            "The army was secretly moving guns.",
        ),
        (
            "Brandvold denied any agreement with the rebels.",
            "denied", "deny", "any agreement with the rebels",
            {},
            "There was agreement with the rebels.",
        ),
        (
            "Brandvold said it was raining.",
            "said", "say", "it was raining",
            {},
            "It was raining.",
        ),
    ],
)  # fmt: skip
def test_a_proposition_stands_alone(
    text: str, cue: str, lemma: str, quote: str, names: dict[str, str], expected: str
) -> None:
    assert make(text, cue, lemma, quote, names) == expected


def test_an_unresolved_pronoun_stays() -> None:
    text = "Brandvold said they had left."
    assert make(text, "said", "say", "they had left", {}) == "They had left."


def test_mask_cuts_holes() -> None:
    assert mask(((0, 10), (20, 30)), ((5, 22),)) == ((0, 5), (22, 30))
    assert mask(((0, 10),), ()) == ((0, 10),)
    assert mask(((0, 10),), ((0, 10),)) == ()


def test_who_is_cited_as_saying_something_says_it() -> None:
    text = "The paper cited Dorn Hale as saying in 1990 that the wall had cracked."
    quote = "Dorn Hale as saying in 1990 that the wall had cracked"
    assert make(text, "cited", "cite", quote, {}) == "The wall had cracked."


def test_what_is_denied_in_every_kind_is_affirmed_in_none() -> None:
    assert affirmed("There was a fine of any kind.") == "There was a fine."
    assert affirmed("There was any sort of deal.") == "There was a sort of deal."


def test_an_accusation_in_a_clause_stays_one() -> None:
    text = "Brandvold charged that members of the council took bribes."
    quote = "that members of the council took bribes"
    assert make(text, "charged", "charge", quote, {}) == "Members of the council took bribes."


def test_two_who_are_accused_are_one_subject() -> None:
    text = "Brandvold accused Mira Teld and the committee of breaking funding laws."
    quote = "Mira Teld and the committee of breaking funding laws"
    assert make(text, "accused", "accuse", quote, {}) == (
        "Mira Teld and the committee was breaking funding laws."
    )


def test_who_was_accused_may_stand_before_the_cue() -> None:
    text = "Dorn Hale was accused of bribing a clerk."
    (doc,) = parse([text])
    spans = at(text, "Dorn Hale") + at(text, "bribing a clerk")
    words = proposition(doc, spans, "accuse", at(text, "was accused of"), None, Cast(text, {}))
    assert words == "Dorn Hale was bribing a clerk."


@pytest.mark.parametrize(
    ("text", "cue", "lemma", "quote", "expected"),
    [
        (
            "Brandvold accused the ministry of war crimes.",
            "accused", "accuse", "the ministry of war crimes",
            "The ministry is guilty of war crimes.",
        ),
        (
            "Villagers blamed the army for the fire.",
            "blamed", "blame", "the army for the fire",
            "The army is to blame for the fire.",
        ),
        (
            "Villagers blamed the army for the attack on the village.",
            "blamed", "blame", "the army for the attack on the village",
            "The army is to blame for the attack on the village.",
        ),
        (
            "Villagers blamed the fire on the army.",
            "blamed", "blame", "the fire on the army",
            "The army is to blame for the fire.",
        ),
        (
            "Brandvold denied ever meeting the envoy.",
            "denied", "deny", "ever meeting the envoy",
            "Ilse Brandvold was meeting the envoy.",
        ),
        (
            "Brandvold said there is no suggestion that the wall fell.",
            "said", "say", "there is no suggestion that the wall fell",
            "There is no suggestion that the wall fell.",
        ),
        (
            "“I'd never met him,” Brandvold said.",
            "said", "say", "I'd never met him",
            "Ilse Brandvold had never met him.",
        ),
    ],
)  # fmt: skip
def test_what_is_not_said_in_a_plain_clause(
    text: str, cue: str, lemma: str, quote: str, expected: str
) -> None:
    assert make(text, cue, lemma, quote, {"i": "Ilse Brandvold"}) == expected
