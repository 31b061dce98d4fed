"""Matters: which links make one dispute, and which only touch it."""

from __future__ import annotations

import random
from itertools import product

from claims.disputes.matters import matters
from claims.records import Link


def denials(*pairs: str, score: float = 0.9) -> list[Link]:
    return [Link(pair[0], pair[1], "denial", score) for pair in pairs]


def crowd(sayers: str, deniers: str, score: float = 0.9) -> list[Link]:
    """Every denier speaks against every sayer."""
    return denials(*("".join(pair) for pair in product(deniers, sayers)), score=score)


def found(links: list[Link], echoes: list[Link] | None = None) -> list[str]:
    """The claims of each matter."""
    return [
        "".join(sorted({end for link in matter for end in (link.a, link.b)}))
        for matter in matters(links, echoes or [])
    ]


def test_links_that_share_claims_are_one_matter() -> None:
    assert found(denials("ab", "ac", "dc")) == ["abcd"]
    assert found(denials("ab", "cd")) == ["ab", "cd"]


def test_one_link_between_two_crowds_does_not_make_them_one() -> None:
    links = [*crowd("abc", "de"), *crowd("uvw", "xy"), *denials("du", score=0.4)]
    assert found(links) == ["abcde", "uvwxy", "du"]


def test_links_between_half_of_the_smaller_crowd_do() -> None:
    links = [*crowd("abcf", "de"), *crowd("uvw", "xy"), *denials("du", "dv", "aw", score=0.4)]
    assert found(links) == ["abcdefuvwxy"]


def test_echoes_hold_together() -> None:
    links = [*crowd("abcf", "de"), *crowd("uvw", "xy"), *denials("du", score=0.4)]
    repeats = [Link(a, b, "echo", 0.9) for a, b in ("va", "xd", "wa")]
    assert found(links, repeats) == ["abcdefuvwxy"]


def test_links_between_two_crowds_are_one_matter_where_they_share_a_claim() -> None:
    links = [*crowd("abcf", "de"), *crowd("uvwz", "xy"), *denials("du", "ax", score=0.4)]
    assert found(links) == ["abcdef", "uvwxyz", "du", "ax"]
    links = [*crowd("abcf", "de"), *crowd("uvwz", "xy"), *denials("du", "dv", score=0.4)]
    assert found(links) == ["abcdef", "uvwxyz", "duv"]


def test_no_links_make_no_matter() -> None:
    assert matters([], [Link("a", "b", "echo", 0.9)]) == []


def test_every_link_is_in_one_matter_whatever_the_echoes_order() -> None:
    chance = random.Random(4)
    names = "abcdefghijklmnop"
    links = [Link(*chance.sample(names, 2), "conflict", 1 - place / 100) for place in range(40)]
    echoes = [Link(*chance.sample(names, 2), "echo", 0.9) for _ in range(10)]
    first = matters(links, echoes)
    chance.shuffle(echoes)
    assert matters(links, echoes) == first
    assert sorted(map(id, links)) == sorted(id(link) for matter in first for link in matter)
