"""Names compared: which of their words count, and who shares a name with an elder."""

from __future__ import annotations

import pytest

from claims.sources import names


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Al Lowell", ("al", "lowell")),
        ("Van Harker", ("van", "harker")),
        ("van Harker", ("van harker",)),
        ("Bo Vander Lowell", ("bo", "vander lowell")),
        ("Ana de la Cruz", ("ana", "de la cruz")),
        ("President Lowell", ("lowell",)),
        ("Lt. Gov. Clara Lowell", ("clara", "lowell")),
        ("Clara Lowell, Ph.D.", ("clara", "lowell")),
        ("Adam Lowell Jr.", ("adam", "lowell")),
        ("JOSÉ NÚÑEZ", ("jose", "nunez")),
        ("Queen", ("queen",)),
        ("", ("",)),
    ],
)
def test_the_words_of_a_name(name: str, parts: tuple[str, ...]) -> None:
    assert names.parts(name) == parts


@pytest.mark.parametrize("name", ["Adam Lowell Jr.", "Adam Lowell Jr", "Adam Lowell III"])
def test_a_younger_one_is_not_the_elder(name: str) -> None:
    assert not names.same_person("Adam Lowell", name)
    assert names.same_person(name, name.replace("Adam", "Adam B."))
    assert not names.bears("Adam Lowell", name.removeprefix("Adam "))
    assert names.bears(name, "Lowell")
    assert not names.bears(name.removeprefix("Adam "), "Lowell")


def test_an_elder_is_told_by_the_plain_name() -> None:
    assert names.same_person("Adam Lowell", "Adam Lowell Sr.")
