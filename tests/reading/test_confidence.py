"""How sure a claim is, of what a reader and the attribution network say."""

from __future__ import annotations

from dataclasses import replace

from claims.reading.answers import TYPES, Told
from claims.reading.confidence import confidence


def types(name: str) -> tuple[float, ...]:
    return tuple(0.94 if each == name else 0.01 for each in TYPES)


NAMED = ("Ms. Venn", "Orla Venn")
SURE = Told(0.99, (1.0, 0.0, 0.0, 0.0), types("fact"), fair=0.99)


def test_each_doubt_lowers_it() -> None:
    sure = confidence(SURE, 0.95, *NAMED)
    assert sure > 0.9
    for doubt in (
        replace(SURE, statement=0.5),
        replace(SURE, fair=0.5),
        replace(SURE, types=types("wish")),
    ):
        assert confidence(doubt, 0.95, *NAMED) < sure
    assert confidence(SURE, 0.3, *NAMED) < sure
    for speaker in ("she", "the mayor"):
        assert confidence(SURE, 0.95, speaker, "Orla Venn") < sure


def test_it_is_a_probability_at_both_ends() -> None:
    nothing = replace(SURE, statement=0.0, fair=0.0, types=types("other"))
    assert 0 < confidence(nothing, 0.0, *NAMED) < 0.1
    assert 0.9 < confidence(replace(SURE, statement=1.0, fair=1.0), 1.0, *NAMED) < 1
