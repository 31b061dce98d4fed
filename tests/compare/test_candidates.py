"""Which statements of two articles are read together."""

from __future__ import annotations

from dataclasses import replace

from claims.compare.candidates import same_story, seeds
from compare.test_decide import party

ONE = [party("Ada Quill", "the road was open", article="a", at=10).claim]
TWO = [
    party("Bo Marsh", "we waited until dawn", article="b", at=10).claim,
    party("Bo Marsh", "the road was shut", article="b", at=90).claim,
]


def key(i: int, j: int) -> tuple[str, str]:
    a, b = sorted((ONE[i].id, TWO[j].id))
    return a, b


def test_the_nearest_come_first_and_what_is_far_in_meaning_not_at_all() -> None:
    assert seeds(ONE, TWO, {key(0, 0): 0.5, key(0, 1): 0.9}) == [(0, 1), (0, 0)]
    assert seeds(ONE, TWO, {key(0, 0): 0.5, key(0, 1): 0.1}) == [(0, 0)]
    assert seeds(ONE, TWO, {}) == []


def test_what_cannot_be_in_dispute_is_no_seed() -> None:
    wished = [replace(TWO[0], force="wish"), TWO[1]]
    assert seeds(ONE, wished, {key(0, 0): 0.9, key(0, 1): 0.9}) == [(0, 1)]


def test_a_story_is_told_by_its_names() -> None:
    told = "the mayor Orla and her aide Brand met Quill of Velden in Tarn with Marsh and Holt"
    other = "the mayor Orla and her aide Brand left Velden, said Marsh, with Holt and Ilse"
    third = "the coach Emil and his men Skarn, Dorothy, Hale, Arne, Vintner played in Kolven"
    assert same_story(told, other)
    assert not same_story(told, third)
    assert same_story("few names, Orla", told)
