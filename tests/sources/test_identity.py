"""Sources across articles: who is joined, under which id, and what people ruled."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.records import Source, SourceKind, digest
from claims.sources.identity import Appearance, Ruling, blocks, join


def seen(
    article: str,
    name: str,
    kind: SourceKind = "person",
    role: str | None = None,
    affiliation: str | None = None,
    published: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Appearance:
    local = digest("local", article, name, kind, role or "")
    return Appearance(Source(local, name, kind, role, affiliation, aliases), article, published)


def groups(*appearances: Appearance, rulings: tuple[Ruling, ...] = ()) -> set[frozenset[str]]:
    """The articles of each joined source; each appearance is from an article of its own."""
    joined = join(appearances, rulings)
    together: dict[str, set[str]] = {}
    for a in appearances:
        together.setdefault(joined[a.source.id].id, set()).add(a.article)
    return {frozenset(articles) for articles in together.values()}


ONE = {frozenset({"a", "b"})}
TWO = {frozenset({"a"}), frozenset({"b"})}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (seen("a", "Clara Lowell"), seen("b", "Clara Lowell")),
        (seen("a", "Clara Lowell"), seen("b", "CLARA LOWELL")),
        (seen("a", "Clara Lowell"), seen("b", "Clara M. Lowell")),
        (seen("a", "Clara Lowell", role="mayor"), seen("b", "Lowell", role="Mayor")),
        (
            seen("a", "Clara Lowell", role="spokeswoman", affiliation="Velmora Airways"),
            seen("b", "Lowell", role="spokeswoman", affiliation="Velmora"),
        ),
        (
            seen("a", "William Harker", role="senator"),
            seen("b", "Bill Harker", role="Senator", affiliation="Portugal"),
        )[:2],
        (
            seen("a", "Mohammed Saleh", role="governor"),
            seen("b", "Mohammad Saleh", role="governor"),
        ),
        (seen("a", "Lowell", role="president"), seen("b", "Lowell", role="President")),
        (seen("a", "José Núñez"), seen("b", "Jose Nunez")),
        (seen("a", "J.P. Harker"), seen("b", "JP Harker")),
    ],
)
def test_one_person(first: Appearance, second: Appearance) -> None:
    if first.source.role == "senator":
        first = seen("a", "William Harker", role="senator", affiliation="Portugal")
    assert groups(first, second) == ONE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (seen("a", "Lowell"), seen("b", "Lowell")),
        (seen("a", "Clara Lowell"), seen("b", "Lowell")),
        (seen("a", "Clara Lowell"), seen("b", "Adam Lowell")),
        (seen("a", "Clara Lowell", role="mayor"), seen("b", "Adam Lowell", role="mayor")),
        (seen("a", "Clara Lowell", role="mayor"), seen("b", "Lowell", role="judge")),
        (seen("a", "Clara Lowell", role="spokeswoman"), seen("b", "Lowell", role="spokesman")),
        (
            seen("a", "Clara Lowell", role="spokeswoman", affiliation="Velmora Airways"),
            seen("b", "Lowell", role="spokeswoman", affiliation="Tarnby Trust"),
        ),
        (
            seen("a", "Clara Lowell", role="Foreign Minister", affiliation="Portugal"),
            seen("b", "Lowell", role="Foreign Minister", affiliation="Uruguay"),
        ),
        (seen("a", "William Harker"), seen("b", "Bill Harker")),
        (seen("a", "Tigran Lowell", role="mayor"), seen("b", "Iran Lowell", role="mayor")),
    ],
)
def test_two_people(first: Appearance, second: Appearance) -> None:
    assert groups(first, second) == TWO


def articles(name: str, count: int, role: str | None = None) -> list[Appearance]:
    return [seen(f"{name} {n}", name, role=role) for n in range(count)]


def test_a_surname_alone_means_who_is_known_to_many_articles() -> None:
    bare = seen("bare", "Lowell")
    known = articles("Clara Lowell", 9)
    for others in ([], articles("Adam Lowell", 1)):
        found = join([bare, *known, *others])
        assert found[bare.source.id] == found[known[0].source.id]
    for others in (articles("Adam Lowell", 2), articles("Clara Lowell Jr.", 2)):
        found = join([bare, *known, *others])
        assert found[bare.source.id] != found[known[0].source.id]


def test_a_surname_with_another_role_is_apart_from_who_is_known() -> None:
    bare = seen("bare", "Lowell", role="judge")
    known = articles("Clara Lowell", 9, role="mayor")
    found = join([bare, *known])
    assert found[bare.source.id] != found[known[0].source.id]


def test_a_surname_and_its_role_mean_who_is_known_among_two() -> None:
    bare = seen("bare", "Lowell", role="mayor")
    known = articles("Clara Lowell", 19, role="mayor")
    found = join([bare, *known, seen("other", "Adam Lowell", role="mayor")])
    assert found[bare.source.id] == found[known[0].source.id]


def test_a_younger_one_has_an_id_of_their_own() -> None:
    elder, younger = seen("a", "Adam Lowell"), seen("b", "Adam Lowell Jr.")
    shortly = seen("c", "Lowell Jr.", role="trustee")
    by = join([elder, younger, shortly])
    assert by[elder.source.id].id == join([elder])[elder.source.id].id
    assert by[younger.source.id].id == join([younger])[younger.source.id].id
    assert len({source.id for source in by.values()}) == 3


def test_an_initial_of_two_people_is_joined_with_neither() -> None:
    people = (
        seen("a", "John Harker", role="mayor"),
        seen("b", "Jane Harker", role="mayor"),
        seen("c", "J. Harker", role="mayor"),
    )
    assert groups(*people) == {frozenset("a"), frozenset("b"), frozenset("c")}


def test_a_surname_that_two_bearers_could_own_is_joined_with_neither() -> None:
    people = (
        seen("a", "Adam Lowell", role="mayor"),
        seen("b", "Clara Lowell", role="mayor"),
        seen("c", "Lowell", role="mayor"),
    )
    assert frozenset("c") in groups(*people)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (seen("a", "Portugal", "government"), seen("b", "Lisbon", "government")),
        (seen("a", "Portugal", "government"), seen("b", "the Portuguese", "government")),
        (
            seen("a", "Portuguese Foreign Ministry", "organization"),
            seen("b", "Foreign Ministry of Portugal", "organization"),
        ),
        (
            seen("a", "Foreign Ministry", "organization", affiliation="Portugal"),
            seen("b", "Portugal’s Foreign Ministry", "organization"),
        ),
        (
            seen("a", "Tarnby Water Agency", "organization", aliases=("TWA",)),
            seen("b", "TWA", "organization"),
        ),
        (seen("a", "Velmora Inc.", "organization"), seen("b", "Velmora", "organization")),
    ],
)
def test_one_body(first: Appearance, second: Appearance) -> None:
    assert groups(first, second) == ONE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (seen("a", "Portugal", "government"), seen("b", "Uruguay", "government")),
        (
            seen("a", "Foreign Ministry", "organization", affiliation="Portugal"),
            seen("b", "Foreign Ministry", "organization", affiliation="Uruguay"),
        ),
        (seen("a", "the museum", "organization"), seen("b", "the museum", "organization")),
        (seen("a", "a spokesman", "unnamed"), seen("b", "a spokesman", "unnamed")),
        (seen("a", "officials", "group"), seen("b", "officials", "group")),
        (seen("a", "the report", "document"), seen("b", "the report", "document")),
        (seen("a", "Lisbon Times", "organization"), seen("b", "Times", "organization")),
        (seen("a", "Portugal", "government"), seen("b", "Portugal Airways", "organization")),
    ],
)
def test_two_bodies(first: Appearance, second: Appearance) -> None:
    assert groups(first, second) == TWO


def test_a_ministry_of_no_country_is_joined_unless_several_countries_have_one() -> None:
    bare = [seen("a", "Defence Ministry", "organization"),
            seen("b", "Defence Ministry", "organization")]  # fmt: skip
    ours = seen("c", "Portuguese Defence Ministry", "organization")
    theirs = seen("d", "Defence Ministry", "organization", affiliation="Uruguay")
    assert groups(*bare) == ONE
    assert frozenset("ab") in groups(*bare, ours)
    assert groups(*bare, ours, theirs) == {frozenset(a) for a in "abcd"}


def test_what_is_known_is_put_together() -> None:
    joined = join(
        [
            seen("a", "Clara Lowell", role="mayor", affiliation="Tarnby", aliases=("Lowell",)),
            seen("b", "Clara M. Lowell"),
            seen("c", "Lowell", role="Mayor", affiliation="Tarnby"),
        ]
    )
    (source,) = set(joined.values())
    assert source.name == "Clara M. Lowell"
    assert source.aliases == ("Clara Lowell", "Lowell")
    assert (source.role, source.affiliation) == ("Mayor", "Tarnby")


def test_an_id_outlives_more_articles() -> None:
    first = [seen("a", "Clara Lowell"), seen("b", "Tarnby Water Agency", "organization")]
    before = join(first)
    more = [
        seen("c", "Clara M. Lowell", role="mayor"),
        seen("d", "Lowell", role="mayor"),
        seen("e", "Adam Lowell"),
        seen("f", "TWA", "organization"),
        seen("g", "Tarnby Water Agency", "organization", aliases=("TWA",)),
    ]
    after = join([*first, *more])
    for appearance in first:
        local = appearance.source.id
        assert before[local].id == after[local].id


POOL = [
    seen(f"{name}{role}{i}", name, "person", role, place, day)
    for i, (name, role, place, day) in enumerate(
        [
            ("Clara Lowell", "mayor", "Tarnby", "2020-01-01"),
            ("Clara M. Lowell", None, None, None),
            ("Lowell", "mayor", "Tarnby", "2021-01-01"),
            ("Lowell", None, None, None),
            ("Adam Lowell", "mayor", None, "2010-01-01"),
            ("A. Lowell", "mayor", None, None),
            ("Adam Lowell", "Foreign Minister", "Portugal", None),
            ("Adam Lowell", "cook", "Uruguay", None),
            ("Bill Harker", "senator", "Tarnby", None),
            ("William Harker", "senator", "Tarnby", None),
            ("Harker", "senator", "Tarnby", None),
        ]
    )
] + [
    seen("g1", "Lisbon", "government"),
    seen("g2", "Portugal", "government"),
    seen("o1", "Tarnby Water Agency", "organization", aliases=("TWA",)),
    seen("o2", "TWA", "organization"),
    seen("u1", "a spokesman", "unnamed"),
]


@settings(max_examples=60, deadline=None)
@given(st.permutations(POOL), st.integers(0, len(POOL)))
def test_order_plays_no_part(order: list[Appearance], size: int) -> None:
    some = order[:size]
    assert join(some) == join(sorted(some, key=lambda a: a.article))


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(POOL), min_size=1))
def test_joining_what_shares_blocks_is_joining_all(some: set[Appearance]) -> None:
    whole = join(list(some))
    start = next(iter(sorted(some, key=lambda a: a.article)))
    inside, keys = [start], set(blocks(start.source))
    while True:
        more = [a for a in some if a not in inside and keys & set(blocks(a.source))]
        if not more:
            break
        inside += more
        keys |= {k for a in more for k in blocks(a.source)}
    assert all(whole[i] == source for i, source in join(inside).items())


def test_each_block_is_shared_by_those_joined() -> None:
    joined = join(POOL)
    for a in POOL:
        for b in POOL:
            if a is not b and joined[a.source.id].id == joined[b.source.id].id:
                reach = set(blocks(a.source))
                for c in POOL:
                    if reach & set(blocks(c.source)):
                        reach |= set(blocks(c.source))
                assert reach & set(blocks(b.source))


# -- rulings -------------------------------------------------------------------------------

CLARA = seen("a", "Clara Lowell")
BARE = seen("b", "Lowell")
ADAM = seen("c", "Adam Lowell")


def global_id(*appearances: Appearance, of: Appearance) -> str:
    return join(appearances)[of.source.id].id


def test_merge_and_its_undoing() -> None:
    everybody = (CLARA, BARE, ADAM)
    a, b = (global_id(*everybody, of=x) for x in (CLARA, BARE))
    merge = Ruling("merge", a, b)
    joined = join(everybody, [merge])
    assert joined[CLARA.source.id] == joined[BARE.source.id]
    assert joined[CLARA.source.id].id == a
    assert joined[CLARA.source.id].name == "Clara Lowell"
    assert joined[ADAM.source.id].id != a
    assert join(everybody, []) == join(everybody)


def test_a_merge_holds_for_later_articles() -> None:
    a, b = (global_id(CLARA, ADAM, of=x) for x in (CLARA, ADAM))
    merge = Ruling("merge", a, b)
    later = [CLARA, ADAM, seen("d", "Adam Lowell"), seen("e", "Clara B. Lowell")]
    assert len({s.id for s in join(later, [merge]).values()}) == 1


def test_split_takes_one_appearance_out() -> None:
    other = seen("d", "Clara Lowell")
    split = Ruling("split", other.source.id)
    joined = join([CLARA, other], [split])
    assert joined[CLARA.source.id].id != joined[other.source.id].id
    assert joined[CLARA.source.id].id == global_id(CLARA, other, of=CLARA)
    assert len({s.id for s in join([CLARA, other]).values()}) == 1


def test_the_later_ruling_on_a_pair_holds() -> None:
    a, b = (global_id(CLARA, ADAM, of=x) for x in (CLARA, ADAM))
    merge, split = Ruling("merge", a, b), Ruling("split", b, a)
    local = Ruling("split", ADAM.source.id)
    assert groups(CLARA, ADAM, rulings=(merge, split)) == {frozenset("a"), frozenset("c")}
    assert groups(CLARA, ADAM, rulings=(merge, local)) == {frozenset("a"), frozenset("c")}
    assert groups(CLARA, ADAM, rulings=(local, merge)) == {frozenset("ac")}


def test_split_of_a_merged_source_gives_its_parts_their_ids_back() -> None:
    a, b = (global_id(CLARA, ADAM, of=x) for x in (CLARA, ADAM))
    joined = join([CLARA, ADAM], [Ruling("merge", a, b), Ruling("split", a)])
    assert (joined[CLARA.source.id].id, joined[ADAM.source.id].id) == (a, b)


def test_rename_keeps_id_and_old_name() -> None:
    a = global_id(CLARA, of=CLARA)
    renamed = join([CLARA], [Ruling("rename", a, name="Clara Lowell-Pike")])[CLARA.source.id]
    assert (renamed.id, renamed.name) == (a, "Clara Lowell-Pike")
    assert "Clara Lowell" in renamed.aliases


def test_rulings_on_the_unknown_change_nothing() -> None:
    rulings = [
        Ruling("merge", "none", "such"),
        Ruling("split", "none"),
        Ruling("rename", "x", name="y"),
    ]
    assert join([CLARA, ADAM], rulings) == join([CLARA, ADAM])


def test_groups_can_be_merged_by_hand() -> None:
    first, second = seen("a", "officials", "group"), seen("b", "officials", "group")
    assert (
        groups(first, second, rulings=(Ruling("merge", first.source.id, second.source.id),)) == ONE
    )


def test_a_ruling_is_the_same_whoever_made_it() -> None:
    assert Ruling("merge", "a", "b").id == Ruling("merge", "b", "a", reviewer="x").id
    assert Ruling("split", "a", "b").id != Ruling("split", "b", "a").id


def test_rulings_hold_in_any_order_of_appearances() -> None:
    a, b = (global_id(*POOL, of=x) for x in (POOL[0], POOL[4]))
    rulings = [Ruling("merge", a, b), Ruling("split", POOL[2].source.id)]
    expected = join(POOL, rulings)
    for seed in range(5):
        order = POOL[:]
        random.Random(seed).shuffle(order)
        assert join(order, rulings) == expected


def test_many_appearances_join_quickly() -> None:
    import time

    many = [seen(str(i), f"Given{i % 700} Surname{i % 900}", role="mayor") for i in range(6000)]
    start = time.process_time()
    join(many)
    assert time.process_time() - start < 10
