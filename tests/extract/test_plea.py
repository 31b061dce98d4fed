"""Pleas, which deny what somebody is charged with."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.extract.plea import pleas
from claims.records import Attribution


def find(text: str, given: list[Attribution] | None = None) -> list[list[str]]:
    (doc,) = parse([text])
    found = [a for a in pleas(doc, given or []) if a not in (given or [])]
    return [[text[s:e] for spans in (a.source, a.cue, a.content) for s, e in spans] for a in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Malone has pleaded not guilty.", ["Mr. Malone", "has pleaded", "not guilty"]),
        ("Orla Venn pleaded innocent on Friday.", ["Orla Venn", "pleaded", "innocent"]),
        ("He was charged with fraud and pleaded not guilty.", ["He", "pleaded", "not guilty"]),
    ],
)
def test_whoever_pleads_denies(text: str, expected: list[str]) -> None:
    assert find(text) == [expected]


@pytest.mark.parametrize("text", ["Mr. Malone pleaded guilty.", "He pleaded with the court."])
def test_other_pleading_is_none(text: str) -> None:
    assert find(text) == []


def test_what_was_found_already_is_left_alone() -> None:
    text = "Mr. Malone has pleaded not guilty."
    assert find(text, [Attribution(((0, 10),), ((11, 22),), ((23, 33),))]) == []
