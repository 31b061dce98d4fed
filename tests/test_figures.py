"""Figures of two texts: which exclude each other, and which only differ."""

from __future__ import annotations

import pytest

from claims.compare.figures import another_place, different_things, disagree, other_figures


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("At least 30 people were killed in the blast.", "Twelve people were killed in the blast."),
        ("Dozens of miners were killed.", "Four miners were killed."),
        ("The bridge cost 40 million crowns.", "The bridge cost 65 million crowns."),
        ("The tunnel is 12 kilometres long.", "The tunnel is 19 kilometres long."),
        ("The repair of the pier cost $5 million.", "The repair of the pier cost $8.2 million."),
        ("A million people marched in Tarn.", "Some 400,000 people marched in Tarn."),
        ("The output rose 5% to 40,000 barrels.", "The output rose 5% to 90,000 barrels."),
        ("No-one was killed in the blast.", "Nine people were killed in the blast."),
        ("Growth of the town was 5.1 percent.", "Growth of the town was 5.9 percent."),
    ],
)
def test_figures_that_exclude_each_other(one: str, two: str) -> None:
    assert disagree(one, two) is not None
    assert disagree(two, one) is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("At least 30 people were killed in the blast.", "34 people were killed in the blast."),
        ("The watch will cost $349.", "The watch will cost $350."),
        ("The Sport model will cost $349.", "The Edition model will cost $4,999."),
        ("Four people were killed in Velden.", "Nine people were killed in Osley."),
        ("Four people were killed on Monday.", "Nine people were killed on Friday."),
        (
            "Some 44 percent of respondents chose Vane.",
            "Some 31 percent of those polled chose Vane.",
        ),
        ("Twelve soldiers were killed.", "Thirty civilians were killed."),
        ("The bridge is long.", "The bridge cost 40 million crowns."),
        ("The repair cost more than $5 million.", "The repair cost $8 million."),
        ("The repair cost up to US$50,000.", "The repair cost US$20,000."),
        ("Inflation is between 5% and 8%.", "Inflation is 6.5%."),
        ("The repair cost $5 million to $8 million.", "The repair cost $7 million."),
        ("Growth of the town was 5 percent.", "Growth of the town was 5.2 percent."),
        ("Thirty people were killed.", "45,000 people have been killed since the war began."),
        ("Twelve people were killed.", "Forty people have been killed in the past two weeks."),
    ],
)
def test_figures_that_only_differ(one: str, two: str) -> None:
    assert disagree(one, two) is None


def test_each_names_what_the_other_does_not() -> None:
    assert different_things("Orla, the pilot, had flown far.", "Bram, the steward, had not.")
    assert not different_things("The pilot Orla had flown far.", "The pilot had not flown far.")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The plain watch costs $349.", "The golden one costs $4,999.", True),
        ("2,053 were killed by June.", "4,000 were killed by August.", True),
        ("It opened in 2014.", "It opened in 2015.", False),
        ("It has 30 rooms.", "It has 30 rooms and 12 baths.", False),
        ("It has rooms.", "It has 30 rooms.", False),
    ],
)
def test_numbers_of_which_none_is_in_both(a: str, b: str, expected: bool) -> None:
    assert other_figures(a, b) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The ferry at Orle was empty.", "The ferry at Brun was empty.", True),
        ("The ferry at Orle was empty.", "The ferry was not empty at Brun.", True),
        ("The ferry at Orle was empty.", "The ferry at Orle was not empty.", False),
        ("The ferry at Orle was empty.", "Orle's ferry in Brunland was empty.", False),
        ("The ferry at Orle was empty.", "The ferry was empty.", False),
        ("Three men fell ill in Orle.", "In Brunland nobody has the fever.", False),
    ],
)
def test_the_like_of_two_places(a: str, b: str, expected: bool) -> None:
    assert another_place(a, b) is expected
    assert another_place(b, a) is expected
