"""What the words around a name tell of its bearer: the title and the role."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.sources.figures import Figures


def role_of(name: str, text: str) -> str | None:
    """The role of whom ``text`` calls ``name``."""
    roles = Figures(next(iter(parse([text])))).named[name.lower()].roles
    return roles[0] if roles else None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Lt. Gov. Clara Lowell opened the bridge.", "Lieutenant Governor"),
        ("Rear Adm. Clara Lowell opened the bridge.", "Rear Admiral"),
        ("Former Sen. Clara Lowell opened the bridge.", "Former Senator"),
        ("Secretary of State Clara Lowell opened the bridge.", "Secretary of State"),
        ("Ayatollah Clara Lowell opened the bridge.", "Ayatollah"),
        ("Dr. Clara Lowell opened the bridge.", None),
        ("After these two weeks President Clara Lowell opened the bridge.", "President"),
        ("Clara Lowell, the mayor, opened the bridge.", "mayor"),
    ],
)
def test_the_role_is_what_stands_at_the_name(text: str, role: str | None) -> None:
    assert role_of("Clara Lowell", text) == role


def test_a_role_behind_another_name_is_not_taken() -> None:
    text = "Chancellor Adam Harker and council speaker Clara Lowell opened the bridge."
    assert role_of("Adam Harker", text) == "Chancellor"
    assert role_of("Clara Lowell", text) == "council speaker"


def test_a_party_is_not_a_person() -> None:
    text = "A spokesman for chairman Clara Lowell, D-Md., said the bridge was open."
    assert set(Figures(next(iter(parse([text])))).named) == {"clara lowell"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Agent Clara Lowell Jr. opened the bridge.", "clara lowell jr."),
        ("Mayor Martin Luther King Jr. opened the bridge.", "martin luther king jr."),
        ("They met Adam Lowell Jr on a bridge.", "adam lowell jr"),
        ("Calling Lowell a liar, she left the bridge.", "lowell"),
        ("Govs. Clara Lowell and Adam Harker opened the bridge.", "clara lowell"),
    ],
)
def test_a_name_is_whole_and_without_titles(text: str, name: str) -> None:
    assert name in Figures(next(iter(parse([text])))).named
