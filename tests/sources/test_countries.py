"""Countries by name, adjective, people and capital."""

import subprocess
import sys

import pytest

from claims.sources import countries


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Portugal", "Portugal"),
        ("the Portuguese", "Portugal"),
        ("Uruguayan", "Uruguay"),
        ("Uruguayans", "Uruguay"),
        ("Uruguay’s", "Uruguay"),
        ("Republic of Uruguay", "Uruguay"),
        ("the Netherlands", "Netherlands"),
        ("Dutch", "Netherlands"),
        ("British", "United Kingdom"),
        ("Britain", "United Kingdom"),
        ("U.S.", "United States"),
        ("US", "United States"),
        ("American", "United States"),
        ("Saudi", "Saudi Arabia"),
        ("Kazakh", "Kazakhstan"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("Swiss", "Switzerland"),
        ("Danes", "Denmark"),
        ("Indian", "India"),
        ("French", "France"),
        ("Montenegrin", "Montenegro"),
        ("Burmese", "Myanmar"),
    ],
)
def test_names_adjectives_and_peoples(text: str, name: str) -> None:
    assert countries.country(text) == name


@pytest.mark.parametrize("text", ["us", "island", "Island", "polish", "Vale", "", "Atlantis", "in"])
def test_other_words_are_no_country(text: str) -> None:
    assert countries.country(text) is None


@pytest.mark.parametrize(
    ("city", "name"),
    [
        ("Lisbon", "Portugal"),
        ("Montevideo", "Uruguay"),
        ("Kyiv", "Ukraine"),
        ("Kiev", "Ukraine"),
        ("Washington", "United States"),
        ("Brasilia", "Brazil"),
        ("Astana", "Kazakhstan"),
    ],
)
def test_capitals(city: str, name: str) -> None:
    assert countries.capital(city) == name
    assert countries.country(city) is None


def test_almost_all_countries_have_a_capital() -> None:
    import countryinfo

    states = [c for c in countryinfo.all_countries() if (c.population() or 0) > 100_000]
    known = [c for c in states if countries.country(str(c.name()))]
    assert len(known) >= 190
    assert {str(c.name()) for c in states} - {str(c.name()) for c in known} == {
        "Serbia and Montenegro"
    }


def test_the_table_is_read_on_first_use_only() -> None:
    code = (
        "import sys; import claims.sources.countries, claims.sources.identity; "
        "read = {'countryinfo', 'spacy', 'torch', 'nicknames', 'nameparser'}; "
        "assert not read & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
