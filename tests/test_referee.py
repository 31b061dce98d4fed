"""The referee: what it is asked, what it makes of it, and the passages it reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_contest import CONTRADICTS, NEITHER, Judge, party

from claims.compare.contest import Options, contest
from claims.compare.pairs import Pair, Party
from claims.compare.passage import passage
from claims.compare.referee import eligible, told
from claims.records import Link

CLOSED = "No vehicle had been let through since Monday"
DROVE = "Two convoys of lorries drove through the pass on Tuesday"


def pair(a: Party, b: Party, cosine: float = 0.4, gap: int | None = 1) -> Pair:
    return Pair(a, b, cosine, gap)


def neighbours(**changes: str) -> Pair:
    return pair(party("Orla", CLOSED, at=0), party("Bram", DROVE, at=40, **changes))  # type: ignore[arg-type]


def links(
    pair: Pair,
    dispute: float,
    verdict: tuple[tuple[float, ...], ...] = CONTRADICTS,
    **options: bool,
) -> list[Link]:
    return contest([pair], Judge(verdict, dispute), Options(**options))


def test_what_no_rule_sees_is_found_where_referee_and_judge_agree() -> None:
    (link,) = links(neighbours(), 0.95)
    assert link.kind == "conflict"
    assert {"reads-as-dispute", "judge-contradiction"} <= set(link.reasons)
    assert links(neighbours(), 0.85) == []
    assert links(neighbours(), 0.95, NEITHER) == []
    assert links(neighbours(), 0.95, referee=False) == []


def test_without_a_negation_or_antonyms_it_finds_nothing() -> None:
    shut = party("Orla", "The road had been shut since Monday")
    assert links(pair(shut, party("Bram", DROVE, at=40)), 0.99) == []


def test_what_the_rules_find_is_weighed() -> None:
    said = party("Orla", "The pass to Quarrytown was open to lorries on Monday")
    negated = party("Bram", "The pass to Quarrytown was not open to lorries on Monday", at=40)
    alone, with_it, against = (
        links(pair(said, negated, 0.8), 0.0, referee=False)[0],
        links(pair(said, negated, 0.8), 0.95)[0],
        links(pair(said, negated, 0.8), 0.1)[0],
    )
    assert against.score < alone.score < with_it.score
    assert "reads-as-dispute" in with_it.reasons
    assert "reads-as-dispute" not in against.reasons


def test_to_what_a_denial_points_it_does_not_know() -> None:
    said = party("Orla", "The pass to Quarrytown was open to lorries on Monday")
    denied = party("Bram", said.claim.wording, stance="denies", at=40, about=said.claim.id)
    scores = {links(pair(said, denied, 1.0), odds)[0].score for odds in (0.1, 0.9)}
    assert len(scores) == 1


def test_the_surer_the_referee_the_higher_the_score() -> None:
    scores = [links(neighbours(), odds)[0].score for odds in (0.91, 0.95, 0.99)]
    assert scores == sorted(scores)
    assert scores[0] < scores[-1] < 1


@pytest.mark.parametrize(
    "case",
    [
        pair(party("Orla", CLOSED), party("Orla", DROVE, at=40)),
        pair(party("Orla", CLOSED), party("Bram", DROVE, at=40), cosine=0.1),
        pair(party("Orla", CLOSED), party("Bram", DROVE, at=40), gap=9),
        pair(party("Orla", CLOSED), party("Bram", DROVE, article="art2"), gap=None),
        pair(party("Orla", CLOSED), party("Bram", DROVE, at=40, force="wish")),
        pair(party("Orla", CLOSED), party("Bram", DROVE, at=40, stance="questions")),
        pair(party("Orla", CLOSED), party("Bram", "Such a thing", at=40, stance="denies")),
        pair(party("Orla", CLOSED, kind="organization"), party("Bram", DROVE, affiliation="Orla")),
    ],
)
def test_it_is_not_asked(case: Pair) -> None:
    assert not eligible(case)


def test_it_is_asked_about_neighbours_on_one_matter() -> None:
    assert eligible(neighbours())


def test_it_reads_the_sentence_with_the_name_of_who_speaks() -> None:
    text = "It rained. But the mayor said the road was open. Nobody drove."
    claim = replace(
        party("Ana Holt", "the road was open").claim,
        speaker_spans=((15, 24),),
        cue_spans=((25, 29),),
        quote_spans=((30, 47),),
    )
    assert text[30:47] == "the road was open"
    assert passage(text, claim) == "But the mayor said the road was open."
    said = Party(claim, party("Ana Holt", CLOSED).source, text=text)
    other = party("Bram", DROVE)
    assert told(pair(said, other)) == (
        f"Bram | {DROVE}",
        "Ana Holt | But the mayor said the road was open.",
    )
