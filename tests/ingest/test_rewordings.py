"""A judgement on words that an update of the article changed a little is kept, and says so."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Run

from claims.ingest.rewordings import EARLIER
from claims.records import Article
from claims.store import Store
from claims.tracker import Tracker

FIRST = "Ana Holt said that the old bridge at Velden was closed to 30 lorries on Monday."
OTHER = "Bo Lind denied that the old bridge at Velden was closed to 30 lorries on Monday."
SLIGHTLY = FIRST.replace("on Monday", "on Monday night")
OLD = "the old bridge at Velden was closed to 30 lorries on Monday"


def article(text: str, day: int) -> Article:
    return Article(text, url="https://post.example/1", published=f"2031-05-{day:02}", language="en")


@pytest.fixture
def judged(store: Store, engine: Any) -> tuple[Tracker, str]:
    """A tracker, and the link that a person has confirmed there."""
    tracker = Tracker(store=store)
    other = Article(OTHER, outlet="Courier", published="2031-05-01", language="en")
    tracker.ingest([article(FIRST, 1), other])
    (link,) = store.links.get()
    store.links.judge(link.id, "confirmed", "the mayor said so", "anna", "2031-05-02T08:00:00Z")
    return tracker, link.id


def test_it_is_kept_and_says_so(judged: tuple[Tracker, str], run: Run) -> None:
    tracker, before = judged
    tracker.ingest([article(SLIGHTLY, 3)])
    (link,) = tracker.store.links.get()
    assert link.id != before
    judgement = tracker.store.links.judgements()[link.id]
    assert (judgement.verdict, judgement.reviewer) == ("confirmed", "anna")
    assert judgement.judged_at == "2031-05-02T08:00:00Z"
    assert judgement.note == f"{EARLIER}: “{OLD}”; the mayor said so"
    (dispute,) = tracker.store.disputes.get()
    assert dispute.status == "confirmed"
    shown = " ".join(run("show", dispute.id).stdout.split())
    assert "confirmed by anna" in shown
    assert EARLIER in shown


def test_a_second_change_keeps_the_words_that_were_judged(judged: tuple[Tracker, str]) -> None:
    tracker, before = judged
    tracker.ingest([article(SLIGHTLY, 3)])
    tracker.ingest([article(SLIGHTLY.replace("at Velden", "in Velden"), 4)])
    (link,) = tracker.store.links.get()
    assert (
        tracker.store.links.judgements()[link.id].note == f"{EARLIER}: “{OLD}”; the mayor said so"
    )
    tracker.ingest([article(FIRST + " So it is.", 5)])  # the first words are back
    (link,) = tracker.store.links.get()
    assert link.id == before
    assert tracker.store.links.judgements()[link.id].note == "the mayor said so"


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("was closed", "was not closed"),
        FIRST.replace("30", "300"),
        SLIGHTLY.replace("Ana Holt", "Cem Okan"),
        FIRST.replace("said", "denied"),
        "Ana Holt said that the council of Velden will look at the bridge and its 30 lorries.",
    ],
)
def test_other_words_are_not_judged(judged: tuple[Tracker, str], text: str) -> None:
    tracker, before = judged
    tracker.ingest([article(text, 3)])
    assert all(
        link.id not in tracker.store.links.judgements() for link in tracker.store.links.get()
    )
    assert set(tracker.store.links.judgements()) == {before}


def test_a_judgement_of_its_own_goes_before(judged: tuple[Tracker, str]) -> None:
    tracker, _ = judged
    (link,) = tracker.store.links.get()
    tracker.ingest([article(SLIGHTLY, 3)])
    (later,) = tracker.store.links.get()
    tracker.judge(later.id, "dismissed", "on second thoughts")
    tracker.store.links.judge(link.id, "confirmed")
    tracker.ingest([article(FIRST, 4)])
    tracker.ingest([article(SLIGHTLY + " So it is.", 5)])
    verdicts = {id: j.verdict for id, j in tracker.store.links.judgements().items()}
    assert verdicts == {link.id: "confirmed", later.id: "dismissed"}
