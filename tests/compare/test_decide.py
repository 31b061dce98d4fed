"""The decision: who can be a party, which kind a link is, what its score says."""

from __future__ import annotations

from typing import Any

import making
import pytest

from claims.compare.decide import Options, decided
from claims.compare.pairs import Pair, Party
from claims.records import Source


def party(
    name: str,
    words: str,
    *,
    stance: Any = "asserts",
    force: Any = "fact",
    kind: Any = "person",
    article: str = "one",
    at: int = 0,
    day: str | None = "2031-05-02",
    **source: str,
) -> Party:
    claim = making.claim(
        f"{name}-{at}-{article}", name, words, article=article, stance=stance, force=force,
        quote_spans=((at, at + len(words)),), said_on=day,
    )  # fmt: skip
    return Party(claim, Source(name, name, kind, **source))  # type: ignore[arg-type]


OPEN = party("Ada Quill", "the road was open all night")
SHUT = party("Bo Marsh", "we waited at the barrier until dawn", at=90)
DENIAL = party("Bo Marsh", "that is not so", stance="denies", at=90)


def link(a: Party, b: Party, dispute: float = 0.95, **more: float) -> Any:
    found = decided([Pair(a, b, dispute, **more)], Options(floor=0.3))
    return found[0] if found else None


def test_a_denial_speaks_against_what_it_denies() -> None:
    for one, two in ((DENIAL, OPEN), (OPEN, DENIAL)):
        found = link(one, two)
        assert (found.a, found.b) == (DENIAL.claim.id, OPEN.claim.id)
        assert found.kind == "denial"


def test_without_a_denial_it_is_a_conflict_and_the_later_speaks_against() -> None:
    found = link(OPEN, SHUT)
    assert (found.kind, found.a) == ("conflict", SHUT.claim.id)


def test_figures_differ() -> None:
    one = party("Ada Quill", "twelve people were hurt")
    two = party("Bo Marsh", "30 people were hurt", at=90)
    assert link(one, two).kind == "figures"
    assert link(one, party("Bo Marsh", "12 people were hurt", at=90)).kind == "conflict"


def test_a_source_goes_against_itself_on_another_day_alone() -> None:
    earlier = party("Bo Marsh", "the road was open all night", day="2031-05-01")
    assert link(earlier, SHUT).kind == "reversal"
    assert link(party("Bo Marsh", "the road was open all night"), SHUT) is None


@pytest.mark.parametrize("name", ["he", "They", "it", "unattributed", "we"])
def test_a_pronoun_is_no_party(name: str) -> None:
    assert link(OPEN, party(name, "we waited at the barrier until dawn", at=90)) is None


def test_what_nobody_named_says_can_be_denied_and_no_more() -> None:
    rumour = party("unattributed", "the road was open all night")
    assert link(DENIAL, rumour).kind == "denial"
    assert link(DENIAL, party("he", "the road was open all night")) is None
    assert link(rumour, SHUT) is None
    assert link(party("unattributed", "that is not so", stance="denies", at=90), OPEN) is None


@pytest.mark.parametrize("force", ["opinion", "wish", "question", "conditional", "other"])
def test_what_cannot_be_true_or_false_is_not_in_dispute(force: str) -> None:
    assert link(OPEN, party("Bo Marsh", "the road should be shut", force=force, at=90)) is None


def test_one_who_speaks_for_the_other_does_not_dispute_with_him() -> None:
    agent = party("Vera Lamb", "the road was never open", at=90, role="lawyer", affiliation="Quill")
    assert link(OPEN, agent) is None


def test_a_name_of_a_thing_is_not_what_somebody_says() -> None:
    assert link(DENIAL, party("Ada Quill", "the charge")) is None
    assert link(OPEN, party("Bo Marsh", "the road", at=90)) is None


def test_little_is_no_link_and_likeness_an_echo() -> None:
    assert link(OPEN, SHUT, 0.02) is None
    assert link(OPEN, SHUT, 0.02, echo=0.9).kind == "echo"
