"""How sure a claim is, of what a reader and the attribution network say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import making

from claims.reading.answers import TYPES, Told
from claims.reading.confidence import confidence
from claims.records import SURE as SHOWN


def types(name: str) -> tuple[float, ...]:
    return tuple(0.94 if each == name else 0.01 for each in TYPES)


SURE = Told(0.998, (1.0, 0.0, 0.0, 0.0), types("fact"), fair=0.998)
CLAIM = making.claim(
    "c",
    "venn",
    "the mill on the river was closed for a week after the flood of last spring",
    speaker="Ms. Venn",
    confidence=0.99,
)


def sure(answer: Told = SURE, name: str = "Orla Venn", **changes: Any) -> float:
    return confidence(answer, replace(CLAIM, **changes), name)


def test_each_doubt_lowers_it() -> None:
    assert sure() > SHOWN
    for doubt in (
        replace(SURE, statement=0.5),
        replace(SURE, fair=0.5),
        replace(SURE, types=types("wish")),
        replace(SURE, stances=(0.0, 1.0, 0.0, 0.0)),
    ):
        assert sure(doubt) < sure()
    for change in (
        {"confidence": 0.3},
        {"speaker": "she"},
        {"speaker": "the mayor"},
        {"quote": "it was closed"},
        {"quotation": "mixed"},
    ):
        assert sure(**change) < sure()


def test_it_is_a_probability_at_both_ends() -> None:
    nothing = replace(SURE, statement=0.0, fair=0.0, types=types("other"))
    assert 0 < sure(nothing, confidence=0.0) < 0.1
    assert 0.9 < sure(replace(SURE, statement=1.0, fair=1.0), confidence=1.0) < 1
