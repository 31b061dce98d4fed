"""Negation of a main clause."""

from __future__ import annotations

import pytest

from claims.compare.polarity import polarity


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("The bridge did not open.", True),
        ("No-one was hurt.", True),
        ("There was no fire and no explosion.", True),
        ("She had not seen the report and did not know of it.", True),
        ("Nobody failed to come.", False),
        ("There was a party at No 10.", False),
        ("There was no party at No 10.", True),
        ("It was not only late.", False),
    ],
)
def test_negations(text: str, negated: bool) -> None:
    assert polarity(text) is negated
