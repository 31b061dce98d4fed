"""The order in which articles come in, and in what batches, plays no part in what comes out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.ingest.copies import Copies, place
from claims.ingest.signatures import NEAR_COPY, signature, similarity
from claims.records import Article
from claims.store import Filters
from claims.tracker import Tracker

WORDS = ["harbour", "ferry", "bridge", "mill", "council", "snow", "kettle", "basement", "square"]
WORDS += ["hearing", "spring", "paper", "river", "engine", "lantern", "orchard", "quarry", "signal"]
WORDS += ["tunnel", "harvest", "market", "winter", "bakery", "chapel", "meadow", "ladder", "wharf"]
MATTERS = (
    ("the old bridge at Velden was safe", "the old bridge at Velden was not safe"),
    ("two night ferries had left Kessel early", "two night ferries had not left Kessel early"),
    ("Orlestad mills hold enough grain", "Orlestad mills do not hold enough grain"),
)


def filler(seed: int, words: int = 130) -> list[str]:
    """Words that make no claim."""
    chance = random.Random(seed)
    return [chance.choice(WORDS) for _ in range(words)]


def text(sentences: str, seed: int, changed: Sequence[int] = ()) -> str:
    """``sentences`` followed by filler, in which the words at ``changed`` are others."""
    words = filler(seed)
    for at in changed:
        words[at] = f"new{at}"
    return f"{sentences} {' '.join(words)}."


def story(number: int) -> list[Article]:
    """An article, its copies, a chain of copies, versions, and others who say no."""
    one, two, three = ("Mara Holt", "Edo Vance", "Ilse Marek")
    safe = f"{one} said that {MATTERS[number][0]}."
    unsafe = f"{two} said that {MATTERS[number][1]}."
    denied = f"{three} denied that {MATTERS[number][0]}."
    seed, url = 10 * number, f"https://n{number}.example/"
    chain = [range(0), range(0, 8, 4), range(0, 16, 4), range(0, 24, 4)]
    found = [
        Article(text(safe, seed, changed), url=f"{url}chain{step}", outlet=f"Outlet {step}")
        for step, changed in enumerate(chain)
    ]
    found[1] = replace(found[1], published="2031-05-03")
    found[2] = replace(found[2], published="2031-05-02T10:00:00+02:00")
    found[3] = replace(found[3], published="2031-05-02")
    found += [
        Article(text(unsafe, seed + 1), url=f"{url}reply", published="2031-05-04"),
        Article(text(f"{unsafe} {denied}", seed + 1), url=f"{url}wire", published="2031-05-05"),
        Article(text(unsafe, seed + 2), url=f"{url}v", published="2031-05-06"),
        Article(text(denied, seed + 3), url=f"{url}v", published="2031-05-07"),
        Article(text(f"{safe} {denied}", seed), url=f"{url}u"),
        Article(text(denied, seed + 4), url=f"{url}u"),
        Article(text(safe, seed + 4, [3]), url=f"{url}late", published="2031-05-08"),
        Article(text(f"{safe} {denied}", seed, [50]), url=f"{url}w", published="2031-05-01"),
        Article(text(safe, seed + 5), url=f"{url}w", published="2031-05-09"),
    ]
    return [replace(article, language="en") for article in found]


STORIES = [article for number in range(3) for article in story(number)]


def in_turn(articles: Sequence[Article]) -> list[Article]:
    """``articles``, but of those without a date at one address in their own order."""
    undated = [a for a in STORIES if a.url and a.url.endswith("/u")]
    left = {a.url: [b for b in undated if b.url == a.url and b in articles] for a in undated}
    return [left[a.url].pop(0) if a in undated else a for a in articles]


def content(tracker: Tracker) -> dict[str, object]:
    return {
        "articles": {a.id: a for a in tracker.articles()},
        "claims": {c.id: c for c in tracker.claims(Filters(all=True))},
        "sources": {s.id: s for s in tracker.sources()},
        "links": {link.id: link for link in tracker.links()},
        "disputes": {d.id: d for d in tracker.disputes()},
    }


def ingested(articles: Sequence[Article], batch: int = 100) -> Tracker:
    tracker = Tracker(":memory:", engine=Reading())  # type: ignore[arg-type]
    tracker.ingest(articles, batch=batch)
    return tracker


def differing(one: dict[str, object], other: dict[str, object]) -> list[str]:
    return [name for name in one if one[name] != other[name]]


@pytest.fixture(scope="module")
def whole() -> dict[str, object]:
    found = content(ingested(STORIES))
    copies = [a for a in found["articles"].values() if a.duplicate_of]  # type: ignore[attr-defined]
    assert len(copies) >= 6
    assert len(found["links"]) >= 6  # type: ignore[arg-type]
    assert len(found["disputes"]) >= 3  # type: ignore[arg-type]
    return found


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(STORIES), batch=st.sampled_from([1, 2, 7, 20]))
def test_any_order_and_any_batches_give_the_same(
    whole: dict[str, object], order: list[Article], batch: int
) -> None:
    found = content(ingested(in_turn(order), batch))
    assert not differing(found, whole)


def test_backwards_and_by_date_give_the_same(whole: dict[str, object]) -> None:
    for order in (STORIES[::-1], sorted(STORIES, key=place), sorted(STORIES, key=place)[::-1]):
        assert not differing(content(ingested(in_turn(order), 1)), whole)


@settings(max_examples=40, deadline=None)
@given(
    order=st.permutations(range(8)),
    changes=st.lists(st.sets(st.integers(0, 129), max_size=9), min_size=8, max_size=8),
    dates=st.lists(st.sampled_from([None, "2031-05-02", "2031-05-03"]), min_size=8, max_size=8),
)
def test_copies_of_copies_are_the_same_in_any_order(
    order: list[int], changes: list[set[int]], dates: list[str | None]
) -> None:
    articles = [
        Article(text("", 1, sorted(c)), url=f"https://c.example/{n}", published=d, language="en")
        for n, (c, d) in enumerate(zip(changes, dates, strict=True))
    ]
    tracker = ingested([articles[n] for n in order], 1)
    found = {a.id: a.duplicate_of for a in tracker.articles()}
    assert found == {a.id: a.duplicate_of for a in ingested(articles).articles()}
    by_id = {a.id: a for a in articles}
    for copy, original in found.items():
        if original is not None:
            assert found[original] is None
            assert place(by_id[original]) < place(by_id[copy])
            one, two = (signature(by_id[i].text) for i in (copy, original))
            assert similarity(one, two) >= NEAR_COPY


def test_ends_of_a_chain_are_no_copies_of_each_other() -> None:
    """A is like B, B is like C, A is not like C: what is earliest is an original."""
    chain = [range(0), range(0, 12, 4), range(0, 24, 4)]
    a, b, c = (
        Article(text("", 1, list(changed)), url=f"https://c.example/{n}", language="en")
        for n, changed in enumerate(chain)
    )
    likeness = [
        similarity(signature(x.text), signature(y.text)) for x, y in ((a, b), (b, c), (a, c))
    ]
    assert min(likeness[:2]) >= NEAR_COPY > likeness[2]
    for first, second, third in ((a, b, c), (b, a, c), (c, b, a)):
        dated = {
            x.url: replace(x, published=f"2031-05-0{n}")
            for n, x in enumerate((first, second, third), 1)
        }
        for order in ((a, b, c), (c, b, a), (b, c, a)):
            tracker = ingested([dated[x.url] for x in order], 1)
            found = {x.url: x.duplicate_of for x in tracker.articles()}
            if first is b:
                assert found == {b.url: None, a.url: b.id, c.url: b.id}
            else:
                assert found == {first.url: None, b.url: first.id, third.url: None}


def test_what_was_decided_moves_to_the_original_that_came_late() -> None:
    copy = replace(STORIES[0], published="2031-05-03", url="https://late.example/copy")
    early = replace(copy, published="2031-05-01", url="https://late.example/early")
    other = STORIES[4]
    tracker = ingested([copy, other], 1)
    (before,) = tracker.links()
    tracker.judge(before.id, "confirmed", "looked at both")
    found_at = tracker.store.links.found_at([before.id])[before.id]
    tracker.ingest([early])
    assert {a.id: a.duplicate_of for a in tracker.articles()} == {
        early.id: None,
        other.id: None,
        copy.id: early.id,
    }
    (after,) = tracker.links()
    assert after.id != before.id
    assert tracker.store.links.judgements()[after.id].note == "looked at both"
    assert tracker.store.links.found_at([after.id])[after.id] == found_at
    (dispute,) = tracker.disputes()
    assert dispute.status == "confirmed"
    assert set(dispute.articles) == {early.id, copy.id, other.id}


def test_what_a_copy_adds_is_about_the_claims_of_its_original() -> None:
    """A copy's claim that answers words of both is about the original's claim."""

    class Answering(Reading):
        """Every denial is about the claim before it."""

        def extract(self, articles):  # type: ignore[no-untyped-def]
            found = super().extract(articles)
            return [replace(e, claims=tuple(self._about(e.claims))) for e in found]

        def _about(self, claims):  # type: ignore[no-untyped-def]
            for before, claim in zip((None, *claims), claims, strict=False):
                yield replace(claim, about=before.id if claim.stance == "denies" else None)

    original, longer = STORIES[4], STORIES[5]
    for order in ((original, longer), (longer, original)):
        tracker = Tracker(":memory:", engine=Answering())  # type: ignore[arg-type]
        for article in order:
            tracker.ingest([article])
        claims = {c.article: c for c in tracker.claims()}
        assert claims.keys() == {original.id, longer.id}
        assert claims[longer.id].about == claims[original.id].id


def version(number: int, published: str | None) -> Article:
    return Article(
        f"Mara Holt said that {number} people were hurt.",
        url="https://news.example/toll",
        published=published,
        language="en",
    )


@pytest.mark.parametrize("batch", [1, 3])
def test_of_versions_the_latest_published_is_kept_or_else_the_last(batch: int) -> None:
    one, two, three = (version(n, f"2031-05-0{n}") for n in (1, 2, 3))
    for order in ((one, three, two), (three, two, one), (two, one, three)):
        assert [a.id for a in ingested(order, batch).articles()] == [three.id]
    undated = [version(n, None) for n in (1, 2, 3)]
    assert [a.id for a in ingested(undated, batch).articles()] == [undated[-1].id]
    assert [a.id for a in ingested(undated[::-1], batch).articles()] == [undated[0].id]
    same_day = [version(n, "2031-05-01") for n in (1, 2)]
    assert [a.id for a in ingested(same_day, batch).articles()] == [same_day[-1].id]


@pytest.mark.parametrize("first", [1, 3])
def test_an_earlier_version_does_not_come_back(first: int) -> None:
    """A folder with two versions of one address is ingested again, in whatever batches."""
    versions = [version(n, None) for n in (1, 2)]
    tracker = ingested([versions[0], *STORIES[:2], versions[1]], first)
    before = content(tracker)
    for batch in (1, 3, 100):
        report = tracker.ingest([versions[0], *STORIES[:2], versions[1]], batch=batch)
        assert (report.added, report.known, report.outdated) == (0, 3, 1)
        assert not differing(content(tracker), before)
    assert tracker.ingest([replace(versions[0], published="2031-05-03")]).replaced == 1
    assert tracker.ingest([versions[1]]).outdated == 1


def test_an_address_that_goes_back_to_its_earlier_text_is_followed() -> None:
    one, two = (
        replace(version(n, None), fetched_at=f"2031-05-02T1{n}:00:00+00:00") for n in (1, 2)
    )
    for batch in (1, 2):
        assert [a.id for a in ingested((two, one), batch).articles()] == [two.id]
    tracker = ingested((one, two))
    assert tracker.ingest([one]).outdated == 1
    tracker.ingest([replace(one, fetched_at="2031-05-02T20:00:00+00:00")])
    assert [a.id for a in tracker.articles()] == [one.id]


def test_the_beginning_of_an_article_does_not_take_its_place() -> None:
    """A feed's teaser, or what a page shows without a subscription, whatever its date."""
    whole = replace(version(1, "2031-05-02"), text=f"{text('', 1)}\n\nMara Holt said so.")
    for cut, day in (("…", "2031-05-03"), (" [...] Read more", None), ("", "2031-05-01")):
        teaser = replace(whole, text=" ".join(filler(1)[:20]) + cut, published=day)
        for order in ((whole, teaser), (teaser, whole)):
            for batch in (1, 2):
                tracker = ingested(order, batch)
                assert [a.id for a in tracker.articles()] == [whole.id]
                assert tracker.ingest(order).added == 0
    other = replace(whole, text="This article was taken down.", published="2031-05-03")
    assert [a.id for a in ingested((whole, other), 1).articles()] == [other.id]


def test_an_hour_is_compared_in_one_time_zone() -> None:
    early = version(1, "2031-05-02T01:00:00+02:00")
    late = version(2, "2031-05-01T23:30:00+00:00")
    for order in ((early, late), (late, early)):
        assert [a.id for a in ingested(order, 1).articles()] == [late.id]


def test_a_new_version_of_the_original_lets_its_copies_go(tmp_path: Path) -> None:
    first = replace(STORIES[0], published="2031-05-01", url="https://late.example/one")
    copy = replace(first, published="2031-05-02", url="https://late.example/two")
    newer = replace(STORIES[4], published="2031-05-03", url=first.url)
    with Tracker(tmp_path / "claims.db", engine=Reading(), create=True) as tracker:  # type: ignore[arg-type]
        tracker.ingest([first, copy])
        assert {c.article for c in tracker.claims()} == {first.id}
        added = tracker.store.summary.article_rows()
        tracker.ingest([newer])
        assert not any(a.duplicate_of for a in tracker.articles())
        assert {c.article for c in tracker.claims()} == {newer.id, copy.id}
        rows = {row["id"]: row["added_at"] for row in tracker.store.summary.article_rows()}
        assert rows[copy.id] == {row["id"]: row["added_at"] for row in added}[copy.id]


def test_settling_looks_no_further_than_it_must() -> None:
    """A copy of an original changes nothing for the other copies."""
    articles = [
        Article(text("", 1, [n]), url=f"https://c.example/{n}", published=f"2031-05-0{n + 1}")
        for n in range(5)
    ]
    tracker = ingested(articles)
    late = Article(text("", 1, [20]), url="https://c.example/9", published="2031-05-09")
    found = Copies(tracker.store, {late.id: late}, {late.id: signature(late.text)}, ()).settled()
    assert found == {late.id: articles[0].id}
