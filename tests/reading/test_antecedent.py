"""Whom a pronoun means: grammar and a reader weighed against each other."""

from __future__ import annotations

import pytest

from claims.reading.antecedent import LEAST, asked, meant

#: Vale is named at 10 and 90, Orr at 50; a reader points to the places with the names.
PLACES = ((10, "vale"), (50, "orr"), (90, "vale"))
VALE, VALE_AGAIN, ORR = (5, 15), (85, 95), (46, 53)


def test_names_of_one_add_up() -> None:
    told = asked([(VALE, 0.4), (VALE_AGAIN, 0.4), (ORR, 0.1)], PLACES, None, None)
    assert told["vale"]["who"] > 0 > told["orr"]["who"]
    assert told["orr"]["other"] == told["vale"]["who"]


def test_a_name_of_nobody_known_is_nobody() -> None:
    assert asked([((200, 210), 0.9)], PLACES, None, None) == {}
    assert meant({}, LEAST) == (None, 0.0)


@pytest.mark.parametrize(
    ("vale", "orr", "found", "before", "who"),
    [
        (0.9, 0.05, "vale", "vale", "vale"),
        (0.95, 0.01, None, "vale", "vale"),
        (0.5, 0.4, "orr", "orr", "orr"),  # what was found counts for more than an unsure reader
        (0.5, 0.4, None, None, None),
        (0.0, 0.0, "orr", None, None),  # found, but the reader points to nobody
    ],
)
def test_who_is_meant(
    vale: float, orr: float, found: str | None, before: str | None, who: str | None
) -> None:
    id, sure = meant(asked([(VALE, vale), (ORR, orr)], PLACES, found, before), LEAST)
    assert id == who
    assert sure >= LEAST if who else sure == 0
