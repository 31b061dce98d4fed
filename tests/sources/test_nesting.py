"""Statements inside statements."""

from __future__ import annotations

from claims.records import Attribution, Cue, Source, Span, Stance, Statement
from claims.sources.nesting import Layer, layers


def person(name: str) -> Source:
    return Source(name.lower(), name, "person")


def statement(
    text: str, cue: str, content: str, lemma: str, stance: Stance = "asserts"
) -> Statement:
    def at(part: str) -> Span:
        start = text.index(part)
        return start, start + len(part)

    return Statement(Attribution((), (at(cue),), (at(content),)), Cue(cue, lemma, stance), None)


def nest(text: str, *found: tuple[Statement, Source | None]) -> list[Layer]:
    statements = [s for s, _ in found]
    return layers(text, statements, [source for _, source in found])


def test_the_relay_of_a_statement_becomes_its_via() -> None:
    text = "According to the ministry, Orla told him that the bridge is mined."
    (only,) = nest(
        text,
        (statement(text, "According to", "Orla told him that the bridge is mined", "according to"),
         person("ministry")),
        (statement(text, "told", "that the bridge is mined", "tell"), person("Orla")),
    )  # fmt: skip
    assert only.source == person("Orla")
    assert only.via == person("ministry")


def test_standing_by_a_claim_is_one_claim() -> None:
    text = "Orla stood by her claim that the bridge is mined."
    (only,) = nest(
        text,
        (statement(text, "stood by", "her claim that the bridge is mined", "stand by"),
         person("Orla")),
        (statement(text, "claim", "that the bridge is mined", "claim"), person("Orla")),
    )  # fmt: skip
    assert [text[s:e] for s, e in only.content] == ["her claim that the bridge is mined"]


def test_rejecting_a_claim_is_two_claims() -> None:
    text = "Bram rejected her claim that the bridge is mined."
    outer, inner = nest(
        text,
        (statement(text, "rejected", "her claim that the bridge is mined", "reject", "denies"),
         person("Bram")),
        (statement(text, "claim", "that the bridge is mined", "claim"), person("Orla")),
    )  # fmt: skip
    assert (outer.source, inner.source) == (person("Bram"), person("Orla"))
    assert outer.via is inner.via is None


def test_a_report_with_words_of_its_own_is_kept_beside_what_it_relays() -> None:
    text = "The ministry said roads were closed since Monday and that Orla warned of mines."
    outer, inner = nest(
        text,
        (statement(text, "said", text[18:-1], "say"), person("ministry")),
        (statement(text, "warned of", "mines", "warn"), person("Orla")),
    )
    assert outer.source == person("ministry")
    assert inner.via == person("ministry")


def test_who_denies_having_said_something_does_not_deny_that_it_is_so() -> None:
    text = "Bram denied that he had told staff that the bridge is mined."
    (only,) = nest(
        text,
        (statement(text, "denied", "that he had told staff that the bridge is mined", "deny",
                   "denies"), person("Bram")),
        (statement(text, "told", "that the bridge is mined", "tell"), person("Bram")),
    )  # fmt: skip
    assert [text[s:e] for s, e in only.content] == [
        "that he had told staff that the bridge is mined"
    ]
