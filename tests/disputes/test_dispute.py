"""Disputes: which claims one joins, on which sides they stand, what it is called."""

from __future__ import annotations

import random
from dataclasses import replace

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.disputes.dispute import Setting, find_disputes, topic
from claims.records import OPPOSING, Claim, Dispute, Judgement, Link, LinkKind, Source, Stance


def claim(id: str, source: str, wording: str = "", stance: Stance = "asserts") -> Claim:
    given = {"article": f"article-{id}", "stance": stance, "quote_spans": ()}
    return making.claim(id, source, wording, wording=wording or f"What {id} says", **given)


def sources(*names: str) -> dict[str, Source]:
    return {name: Source(name, name.title(), "person") for name in names}


def sides(dispute: Dispute) -> list[list[str]]:
    return [[claim.id for claim in side.claims] for side in dispute.sides]


def test_a_denial_has_what_was_said_first() -> None:
    claims = [claim("a", "marsh", stance="denies"), claim("b", "works", "The bridge is safe.")]
    link = Link("a", "b", "denial", 0.9, ("explicit-denial",), "Marsh denies it.")
    (dispute,) = find_disputes([link], claims, sources("marsh", "works"))
    assert sides(dispute) == [["b"], ["a"]]
    assert [side.sources[0].name for side in dispute.sides] == ["Works", "Marsh"]
    assert dispute.topic == "“The bridge is safe”"
    assert (dispute.kind, dispute.score, dispute.status) == ("denial", 0.9, "none")
    assert (dispute.explanation, dispute.reasons) == ("Marsh denies it.", ("explicit-denial",))


def test_allies_are_not_put_apart_by_one_link_among_many() -> None:
    claims = [claim(id, id) for id in "abcxyz"]
    links = [Link(one, two, "denial", 0.9) for one in "xyz" for two in "abc"]
    links.append(Link("x", "y", "conflict", 0.4))
    (dispute,) = find_disputes(links, claims, sources(*"abcxyz"))
    assert [sorted(side) for side in sides(dispute)] == [["a", "b", "c"], ["x", "y", "z"]]


@pytest.mark.parametrize("kind", ["conflict", "figures", "reversal"])
@pytest.mark.parametrize("ends", ["ab", "ba"])
def test_what_was_said_first_comes_first_whichever_end_the_link_names(
    kind: LinkKind, ends: str
) -> None:
    other = "works" if kind == "reversal" else "marsh"
    claims = [claim("a", "works", "Nobody was hurt."), claim("b", other, "Forty were hurt.")]
    settings = {"a": Setting("2031-05-02"), "b": Setting("2031-05-09")}
    link = Link(ends[0], ends[1], kind, 0.9)
    (dispute,) = find_disputes([link], claims, sources("works", "marsh"), settings=settings)
    assert sides(dispute) == [["a"], ["b"]]
    assert dispute.topic == "“Nobody was hurt”"


def test_on_one_day_what_stands_first_in_the_article_comes_first() -> None:
    first = replace(claim("b", "works", "Nobody was hurt."), article="x", quote_spans=((10, 20),))
    then = replace(claim("a", "marsh", "Forty were hurt."), article="x", quote_spans=((40, 60),))
    (dispute,) = find_disputes([Link("a", "b", "conflict", 0.9)], [then, first], {})
    assert sides(dispute) == [["b"], ["a"]]


def test_echoes_alone_are_no_dispute() -> None:
    claims = [claim("a", "marsh"), claim("b", "works")]
    assert find_disputes([Link("a", "b", "echo", 0.9)], claims, {}) == []


def test_links_in_a_row_are_one_dispute() -> None:
    claims = [claim(id, f"s{id}") for id in "abcd"]
    links = [
        Link("a", "b", "conflict", 0.9),
        Link("b", "c", "conflict", 0.8),
        Link("d", "a", "echo", 0.7),
    ]
    (dispute,) = find_disputes(links, claims, {})
    assert sides(dispute) == [["a", "c"], ["b"]], "who opposes my opponent is on my side"
    assert len(dispute.links) == 2, "an echo from outside joins nothing"


def test_an_echo_puts_its_claims_on_one_side() -> None:
    claims = [claim(id, f"s{id}") for id in "abcd"]
    links = [
        Link("a", "b", "conflict", 0.9),
        Link("c", "d", "conflict", 0.8),
        Link("a", "d", "conflict", 0.3),
        Link("b", "d", "echo", 0.9),
    ]
    (dispute,) = find_disputes(links, claims, {})
    assert sides(dispute) == [["a", "c"], ["b", "d"]]
    assert dispute.links[-1].kind == "echo"


def test_what_one_source_says_stands_together() -> None:
    claims = [claim("a", "marsh"), claim("b", "works"), claim("c", "works"), claim("d", "okoye")]
    links = [Link("a", "b", "conflict", 0.9), Link("c", "d", "conflict", 0.6)]
    assert len(find_disputes(links, claims, {})) == 2, "one source does not join two matters"
    joined = [*links, Link("a", "c", "figures", 0.5)]
    (dispute,) = find_disputes(joined, claims, {})
    assert sides(dispute) == [["a", "d"], ["b", "c"]]


def test_a_reversal_sets_a_source_against_itself() -> None:
    claims = [claim("a", "works"), claim("b", "works")]
    (dispute,) = find_disputes([Link("a", "b", "reversal", 0.8)], claims, sources("works"))
    assert sides(dispute) == [["a"], ["b"]]
    assert [side.sources[0].id for side in dispute.sides] == ["works", "works"]


def test_three_tolls_are_three_sides() -> None:
    claims = [claim(id, f"s{id}") for id in "abc"]
    links = [
        Link("a", "b", "figures", 0.9),
        Link("b", "c", "figures", 0.8),
        Link("a", "c", "figures", 0.7),
    ]
    (dispute,) = find_disputes(links, claims, {})
    assert sorted(sides(dispute)) == [["a"], ["b"], ["c"]]


def test_the_two_sides_of_the_surest_link_come_first() -> None:
    claims = [claim(id, f"s{id}") for id in "abc"]
    links = [
        Link("a", "c", "figures", 0.9),
        Link("a", "b", "figures", 0.8),
        Link("b", "c", "figures", 0.7),
    ]
    (dispute,) = find_disputes(links, claims, {})
    assert sides(dispute) == [["a"], ["c"], ["b"]]


def test_dismissed_links_do_not_join() -> None:
    claims = [claim(id, f"s{id}") for id in "abc"]
    links = [Link("a", "b", "conflict", 0.9), Link("b", "c", "conflict", 0.8)]
    judged = {links[0].id: Judgement(links[0].id, "dismissed")}
    (dispute,) = find_disputes(links, claims, {}, judged)
    assert sorted(map(sorted, sides(dispute))) == [["b"], ["c"]]
    (gone,) = find_disputes(links, claims, {}, judged, dismissed=True)
    assert (sorted(map(sorted, sides(gone))), gone.status) == ([["a"], ["b"]], "dismissed")


def test_the_confirmed_come_first() -> None:
    claims = [claim(id, f"s{id}") for id in "abcdef"]
    links = [
        Link("a", "b", "conflict", 0.9),
        Link("c", "d", "conflict", 0.4),
        Link("e", "f", "conflict", 0.6),
    ]
    judged = {
        links[1].id: Judgement(links[1].id, "confirmed"),
        links[2].id: Judgement(links[2].id, "unsure"),
    }
    found = find_disputes(links, claims, {}, judged)
    assert [dispute.status for dispute in found] == ["confirmed", "none", "unsure"]


def test_dates_and_outlets_take_in_copies() -> None:
    claims = [claim("a", "marsh"), claim("b", "works")]
    settings = {
        "a": Setting("2031-05-04", ("one", "two"), ("Wire", "Post")),
        "b": Setting("2031-05-02", ("three",), ("Wire",)),
    }
    (dispute,) = find_disputes([Link("a", "b", "denial", 0.9)], claims, {}, None, settings)
    assert (dispute.first_date, dispute.last_date) == ("2031-05-02", "2031-05-04")
    assert dispute.articles == ("one", "two", "three")
    assert dispute.outlets == ("Wire", "Post")


def test_a_dispute_keeps_its_id_when_later_articles_join() -> None:
    claims = [claim(id, f"s{id}") for id in "abcdef"]
    settings = {id: Setting(f"2031-05-0{day}") for day, id in enumerate("abcdef", start=1)}
    links = [Link("a", "b", "conflict", 0.5)]
    (before,) = find_disputes(links, claims, {}, None, settings)
    for id in "cdef":
        links.append(Link("a", id, "conflict", 0.9))
        (after,) = find_disputes(links, claims, {}, None, settings)
        assert after.id == before.id


@pytest.mark.parametrize(
    ("words", "width", "expected"),
    [
        ("The bridge is safe.", 90, "The bridge is safe"),
        ("“The bridge\n is   safe.”", 90, "The bridge is safe"),
        ("The bridge at Ostrava Falls is safe", 21, "The bridge at…"),
        ("a" * 30, 10, "a" * 10 + "…"),
        ("“We left because a boy told us to,”", 90, "We left because a boy told us to"),
        ("that it lists the heron as “on loan.”", 90, "it lists the heron as ‘on loan.’"),
        ("“It is safe,” … “I looked at it.”", 90, "‘It is safe,’ … ‘I looked at it.’"),
        ("‘The bridge.’", 90, "The bridge"),
        ("It closed at 11:15 p.m.", 90, "It closed at 11:15 p.m."),
    ],
)
def test_topic(words: str, width: int, expected: str) -> None:
    assert topic(claim("a", "marsh", words), width) == f"“{expected}”"


@pytest.mark.parametrize(
    ("text", "lemma", "expected"),
    [
        ("accused | Tessa of theft.", "accuse", "accused Tessa of theft"),
        ("called | the report “a shameless lie.”", "call", "called the report ‘a shameless lie.’"),
        ("was accused of | taking the heron", "accuse", "was accused of taking the heron"),
        ("alleged | that Tessa took the heron", "allege", "Tessa took the heron"),
        ("said | Tessa took the heron", "say", "Tessa took the heron"),
        ("the allegations, | the heron was taken", "allegation", "the heron was taken"),
    ],
)
def test_a_topic_does_not_begin_in_the_middle(text: str, lemma: str, expected: str) -> None:
    cue, words = text.split(" | ")
    apart = 6 if cue.endswith(",") else 1
    made = replace(
        claim("a", "marsh", words),
        cue=cue,
        cue_lemma=lemma,
        cue_spans=((10, 20),),
        quote_spans=((20 + apart, 20 + apart + len(words)),),
    )
    assert topic(made) == f"“{expected}”"


KINDS: list[LinkKind] = ["denial", "conflict", "figures", "reversal", "echo"]
links_among = st.lists(
    st.builds(
        Link,
        a=st.sampled_from("abcdefgh"),
        b=st.sampled_from("abcdefgh"),
        kind=st.sampled_from(KINDS),
        score=st.sampled_from([0.2, 0.5, 0.9]),
    ).filter(lambda link: link.a != link.b),
    max_size=14,
    unique_by=lambda link: link.id,
)


@given(links_among, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(
    links: list[Link], chance: random.Random
) -> None:
    claims = [claim(id, f"s{number % 5}") for number, id in enumerate("abcdefgh")]
    settings = {id: Setting(f"2031-05-0{number % 4 + 1}") for number, id in enumerate("abcdefgh")}
    before = find_disputes(links, claims, {}, None, settings)
    shuffled_links, shuffled_claims = links[:], claims[:]
    chance.shuffle(shuffled_links)
    chance.shuffle(shuffled_claims)
    assert find_disputes(shuffled_links, shuffled_claims, {}, None, settings) == before


@given(links_among)
def test_each_opposing_link_makes_one_dispute_and_its_claims_stand_on_one_side(
    links: list[Link],
) -> None:
    claims = [claim(id, f"s{number % 5}") for number, id in enumerate("abcdefgh")]
    found = find_disputes(links, claims, {})
    made = [link.id for d in found for link in d.links if link.kind in OPPOSING]
    assert sorted(made) == sorted({link.id for link in links if link.kind in OPPOSING})
    assert len({dispute.id for dispute in found}) == len(found)
    for dispute in found:
        opposing = [link for link in dispute.links if link.kind in OPPOSING]
        assert dispute.score == max(link.score for link in opposing)
        placed = [claim.id for side in dispute.sides for claim in side.claims]
        assert sorted(placed) == sorted({id for link in opposing for id in (link.a, link.b)})
