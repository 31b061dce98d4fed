"""Links of a low score: kept, and shown where less is asked for or a person judged them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from claims.records import KEPT, SHOWN, Claim, Link
from claims.store import Filters, Store

Filled = tuple[Store, dict[str, Claim]]

WEAK = 0.4


@pytest.fixture
def weak(filled: Filled) -> Link:
    """A link between a claim of one dispute and a claim of the other."""
    store, claims = filled
    link = Link(claims["twelve"].id, claims["safe"].id, "conflict", WEAK, (), "They differ.")
    store.links.put([link])
    return link


def test_it_makes_no_dispute_by_itself(filled: Filled, weak: Link) -> None:
    store, _ = filled
    assert KEPT < WEAK < SHOWN
    assert weak not in store.links.get()
    assert weak in store.links.get(least=0)
    joined = {link for dispute in store.disputes.get() for link in dispute.links}
    assert weak not in joined
    assert store.summary.counts()["links"] == len(store.links.get())
    assert store.summary.counts()["disputes"] == len(store.disputes.get(Filters(all=True)))


def test_it_is_shown_where_less_is_asked_for(filled: Filled, weak: Link, run: Run) -> None:
    store, _ = filled
    (mine,) = [d for d in store.disputes.get(Filters(min_score=0.3)) if weak in d.links]
    shown = json.loads(run("disputes", "--min-score", "0.3", "--json").stdout)
    assert mine.id in [each["id"] for each in shown]
    assert run("show", mine.id).exit_code == run("show", weak.id).exit_code == 0
    told = run("disputes")
    assert "less likely" not in told.stdout
    store.links.drop([link.id for link in store.links.get()])
    assert "1 less likely one is not shown: --min-score 0.25" in run("disputes").stderr
    assert "less likely" not in run("disputes", "--min-score", "0.3").stderr


def test_what_is_asked_for_above_holds_together_as_ever(filled: Filled, weak: Link) -> None:
    store, _ = filled
    above = store.disputes.get(Filters(min_score=0.9))
    assert [d.id for d in above] == [d.id for d in store.disputes.get() if d.score >= 0.9]


def test_what_a_person_judged_is_shown_as_judged(filled: Filled, weak: Link, run: Run) -> None:
    store, _ = filled
    assert run("judge", weak.id, "confirmed").exit_code == 0
    (dispute,) = store.disputes.get(Filters(status="confirmed"))
    assert weak in dispute.links
    assert run("judge", weak.id, "dismissed").exit_code == 0
    assert weak in store.disputes.get(Filters(status="dismissed"))[0].links
    assert weak not in {link for each in store.disputes.get() for link in each.links}


def test_claims_are_listed_by_the_same_scores(filled: Filled, weak: Link) -> None:
    store, claims = filled
    store.links.drop([link.id for link in store.links.get()])
    assert store.claims.ids(Filters(kind="conflict")) == set()
    ends = {claims["twelve"].id, claims["safe"].id}
    assert store.claims.ids(Filters(kind="conflict", min_score=0.3)) == ends


def test_a_report_follows(filled: Filled, weak: Link, run: Run, tmp_path: Path) -> None:
    store, _ = filled
    store.links.drop([link.id for link in store.links.get()])
    file = tmp_path / "report.html"
    for options in (["--min-score", "0.3"], []):
        assert run("report", str(file), *options).exit_code == 0
        assert (weak.explanation in file.read_text("utf-8")) == bool(options)
