"""The two claims that the explanation speaks of come first, in every output."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from conftest import Run, Words, add, bridge, extraction
from synthetic import world

from claims.disputes.dispute import find_disputes
from claims.records import OPPOSING, Article, Claim, Dispute, Judgement, Link
from claims.show import notebook, sides
from claims.store import Store


def first_two(dispute: Dispute) -> set[str]:
    """The ids of the first claim of the first two sides."""
    return {side.claims[0].id for side in dispute.sides[:2]}


@pytest.fixture
def many(store: Store) -> tuple[Store, dict[str, Claim], Dispute]:
    """A dispute of nineteen links, most of them of earlier claims than its surest."""
    claims = bridge(store)
    links = []
    for n in range(9):
        against, beside = f"Witness {chr(65 + n)}", f"Clerk {chr(65 + n)}"
        text = f"{against} said reason {'x' * n} speaks against it. {beside} said case {'y' * n}."
        found = extraction(
            Article(text, outlet=f"Paper {n}", published=f"2031-04-0{n + 1}"),
            Words(against, "said", f"reason {'x' * n} speaks against it", against),
            Words(beside, "said", f"case {'y' * n}", beside),
        )
        add(store, found)
        one, other = found.claims
        links.append(Link(one.id, claims["safe"].id, "conflict", 0.8 - n / 100, (), f"Link {n}."))
        links.append(
            Link(other.id, claims["unsafe"].id, "conflict", 0.7 - n / 100, (), f"And {n}.")
        )
    store.links.put(links)
    return store, claims, store.disputes.get()[0]


Many = tuple[Store, dict[str, Claim], Dispute]


def test_of_a_dispute_of_many_links(many: Many, run: Run, monkeypatch: Any) -> None:
    store, claims, dispute = many
    assert len(dispute.links) == 19 and len(dispute.sides) == 2
    pair = [claims["safe"], claims["unsafe"]]
    assert dispute.explanation.startswith("Elena Marsh denies what the Ministry")
    assert [side.claims[0].id for side in dispute.sides] == [claim.id for claim in pair]
    assert [sides.leading(side, dispute).id for side in dispute.sides] == [c.id for c in pair]
    rest = [store.articles.texts([c.article])[c.article] for c in dispute.sides[1].claims[1:]]
    assert [text[:9] for text in rest] == [f"Witness {chr(65 + n)}" for n in range(9)]

    told = json.loads(run("disputes", "--json").stdout)[0]
    assert [side["claims"][0]["id"] for side in told["sides"]] == [claim.id for claim in pair]
    assert [side["sources"][0] for side in told["sides"]] == ["Ministry of Works", "Elena Marsh"]
    row = run("disputes", "--tsv", "-n", "1").stdout.splitlines()[1].split("\t")
    assert row[7].startswith("Ministry of Works;") and row[9].startswith("Elena Marsh;")
    assert row[8].startswith("Ministry of Works said: The bridge")
    assert row[10].startswith("Elena Marsh flatly denied: the bridge was safe | ")
    assert row[10].endswith(" | and 4 more")

    for width in ("80", "160"):
        monkeypatch.setenv("COLUMNS", width)
        table = " ".join(run("disputes").stdout.split())
        assert re.search(r"Ministry of Works, .*Elena Marsh, ", table)
        shown = run("show", dispute.id).stdout.split("Why")[0]
        assert "Ministry of Works says" in shown and "Elena Marsh denies" in shown
        assert "Witness" not in shown and "Clerk" not in shown
    page = run("report", "-").stdout
    figures = re.findall(r'<div class="side".*?<b>(.*?)</b>', page, re.DOTALL)
    assert figures[:2] == ["Ministry of Works", "Elena Marsh"]
    columns = re.findall(r'min-width:0"><div[^>]*><b>(.*?)</b>', notebook.dispute(dispute).text)
    assert columns == ["Ministry of Works", "Elena Marsh"]


def test_what_a_person_confirmed_is_the_pair(many: Many) -> None:
    store, _, dispute = many
    chosen = dispute.links[7]
    store.links.judge(chosen.id, "confirmed")
    found = store.disputes.get()[0]
    assert (found.id, found.status) == (dispute.id, "confirmed")
    assert (found.explanation, found.score) == (chosen.explanation, chosen.score)
    assert first_two(found) == {chosen.a, chosen.b}


def test_of_one_source_against_itself_that_is_no_reversal(store: Store) -> None:
    """Such as two sources that were merged after their claims were linked."""
    claims = bridge(store)
    store.links.put([Link(claims["march"].id, claims["safe"].id, "conflict", 0.99, (), "Works.")])
    (found, *_) = store.disputes.get()
    assert found.explanation == "Works."
    assert first_two(found) == {claims["march"].id, claims["safe"].id}


@pytest.mark.parametrize("seed", range(20))
def test_of_any_links(seed: int) -> None:
    made = world(10)
    chance = random.Random(seed)
    claims = list(made.claims)[:14]
    kinds = [*sorted(OPPOSING), "echo", "conflict"]
    links = {}
    for _ in range(40):
        a, b = chance.sample(claims, 2)
        kind: Any = chance.choice(kinds)
        link = Link(a.id, b.id, kind, chance.random(), (), f"{a.id} {b.id}")
        links.setdefault(link.id, link)
    judged = {id: Judgement(id, chance.choice(["confirmed", "unsure", "dismissed"]))
              for id in chance.sample(sorted(links), 8)}  # fmt: skip
    found = find_disputes(links.values(), claims, {s.id: s for s in made.sources}, judged)
    assert found
    for dispute in found:
        assert first_two(dispute) == set(dispute.explanation.split())
        for side in dispute.sides[:2]:
            assert sides.leading(side, dispute) == side.claims[0]
