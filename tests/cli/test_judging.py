"""``claims judge`` and ``claims review``: what people decide is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run, bridge

from claims.records import Claim, Link
from claims.store import Filters, Store

Filled = tuple[Store, dict[str, Claim]]


def verdicts(store: Store) -> dict[str, str]:
    """Kind of link to verdict."""
    judged = store.links.judgements()
    return {link.kind: judged[link.id].verdict for link in store.links.get() if link.id in judged}


def test_a_dispute_is_confirmed_dismissed_and_reopened(filled: Filled, run: Run) -> None:
    store, _ = filled
    id = store.disputes.get()[0].id
    assert run("judge", id[:6], "confirm", "--reviewer", "ana").exit_code == 0
    assert verdicts(store) == {"denial": "confirmed"}
    assert next(iter(store.links.judgements().values())).reviewer == "ana"
    assert run("judge", id, "dismissed", "--note", "another bridge").exit_code == 0
    assert verdicts(store) == {"denial": "dismissed"}
    assert run("judge", id, "open").exit_code == 0
    assert verdicts(store) == {}


def test_a_link_is_judged_alone(filled: Filled, run: Run) -> None:
    store, claims = filled
    extra = Link(claims["march"].id, claims["safe"].id, "reversal", 0.6)
    store.links.put([extra])
    (dispute,) = store.disputes.get(Filters(kind="reversal"))
    assert run("judge", extra.id, "dismissed").exit_code == 0
    assert verdicts(store) == {"reversal": "dismissed"}
    store.links.judge(extra.id, "none")
    run("judge", dispute.id, "confirmed")
    assert verdicts(store) == {"denial": "confirmed"}, "the surest link"
    run("judge", dispute.id, "dismissed")
    assert verdicts(store) == {"denial": "dismissed", "reversal": "dismissed"}


def test_what_cannot_be_judged(filled: Filled, run: Run) -> None:
    _, claims = filled
    result = run("judge", claims["safe"].id, "confirmed")
    assert result.exit_code == 1
    assert "is a claim: judge a dispute or a link" in result.stderr
    assert run("judge", "zz", "confirmed").exit_code == 1
    assert run("judge", "zz", "perhaps").exit_code == 2


def test_a_judgement_survives_the_next_version(filled: Filled, run: Run) -> None:
    store, _ = filled
    run("judge", store.disputes.get()[0].id, "dismissed")
    bridge(store)  # every article again, and all links
    assert [dispute.kind for dispute in store.disputes.get()] == ["figures"]


@pytest.mark.parametrize(
    ("keys", "expected", "told"),
    [
        ("cd", {"denial": "confirmed", "figures": "dismissed"}, "1 confirmed, 1 dismissed"),
        ("uq", {"denial": "unsure"}, "1 unsure"),
        ("sc", {"figures": "confirmed"}, "1 confirmed"),
        ("q", {}, "nothing"),
        ("x?cq", {"denial": "confirmed"}, "1 confirmed"),
        ("cbdq", {"denial": "dismissed"}, "1 dismissed"),
        ("bss", {}, "nothing"),
        ("", {}, "nothing"),
        ("CD", {"denial": "confirmed", "figures": "dismissed"}, "1 confirmed, 1 dismissed"),
    ],
)
def test_one_key_decides(
    filled: Filled, run: Run, keys: str, expected: dict[str, str], told: str
) -> None:
    store, _ = filled
    result = run("review", input=keys)
    assert result.exit_code == 0, result.output
    assert verdicts(store) == expected
    assert f"Judged: {told}." in result.stderr


def test_a_note_is_taken_before_the_verdict(filled: Filled, run: Run) -> None:
    store, _ = filled
    result = run("review", "--reviewer", "ana", input="nsame bridge, read it twice\ncq")
    assert result.exit_code == 0, result.output
    (judgement,) = store.links.judgements().values()
    assert (judgement.verdict, judgement.note) == ("confirmed", "same bridge, read it twice")
    assert judgement.reviewer == "ana"


def test_a_note_alone_is_kept(filled: Filled, run: Run) -> None:
    store, _ = filled
    run("review", input="nask the ministry\nsq")
    (judgement,) = store.links.judgements().values()
    assert (judgement.verdict, judgement.note) == ("none", "ask the ministry")


def test_review_shows_both_quotes_in_context(filled: Filled, run: Run) -> None:
    shown = run("review", input="q").stdout
    for part in ("1 of 2", "Ministry of Works says", "Elena Marsh denies", "flatly denied"):
        assert part in shown
    assert "I would not send my dog across" in shown, "the sentences around"


def test_review_takes_filters_and_leaves_what_is_judged(filled: Filled, run: Run) -> None:
    store, _ = filled
    assert "1 of 1" in run("review", "--kind", "figures", input="c").stdout
    assert "1 of 1" in run("review", input="u").stdout
    assert "Nothing to review." in run("review").stderr
    assert "1 of 1" in run("review", "--status", "unsure", input="q").stdout
    assert verdicts(store) == {"denial": "unsure", "figures": "confirmed"}


def test_rescoring_finds_the_same_and_keeps_judgements(tmp_path: Path, run: Run) -> None:
    db = str(tmp_path / "news.db")
    story = tmp_path / "story.txt"
    story.write_text(
        "Mara Holt said that the bridge over the Kell had been closed in March. "
        "The council denied that the bridge over the Kell had been closed in March."
    )
    assert run("ingest", "-q", "-d", db, str(story)).exit_code == 0
    before = run("disputes", "-d", db, "--json").output
    (found,) = json.loads(before)
    assert run("judge", "-d", db, found["id"], "confirmed").exit_code == 0
    done = run("rescore", "-d", db)
    assert done.exit_code == 0 and "1 in dispute" in done.output
    (again,) = json.loads(run("disputes", "-d", db, "--json").output)
    assert again == {**found, "status": "confirmed"}
