"""Articles are read together after they are written: an interruption in between loses nothing,
and what others do in between is not written over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Judging, Reading

from claims.records import Article
from claims.store.check import faults
from claims.tracker import Tracker

PEOPLE = ("Mara Holt", "Edo Vance", "Ilse Marek", "Ana Lind", "Bo Okan", "Cem Marsh")
WORDS = ("safe", "not safe", "not really safe", "quite safe", "not quite safe", "really safe")
ARTICLES = [
    Article(
        f"{who} said that the old bridge at Velden was {words}.",
        url=f"https://news.example/{number}",
        language="en",
        published="2031-05-02",
    )
    for number, (who, words) in enumerate(zip(PEOPLE, WORDS, strict=True))
]
SAFE, UNSAFE, *_ = ARTICLES
TABLES = ("claims", "sources", "links", "answers", "compared", "statements", "appearances")


class Asked(Judging):
    """A reader that calls ``during`` before it answers."""

    def __init__(self, during: Callable[[], None]) -> None:
        self.during = during

    def across(self, *given: Any) -> Any:
        self.during()
        return super().across(*given)

    def read(self, *given: Any) -> Any:
        self.during()
        return super().read(*given)


def opened(db: Path, during: Callable[[], None] | None = None) -> Tracker:
    engine = Reading()
    engine.reader = Asked(during or (lambda: None))
    return Tracker(db, engine=engine, create=True)  # type: ignore[arg-type]


def content(tracker: Tracker) -> dict[str, list[tuple[object, ...]]]:
    rows = {
        table: sorted(tracker.store.read(f"SELECT * FROM {table}"), key=repr) for table in TABLES
    }
    return {**rows, "links": [(link.id, link) for link in tracker.links()]}


def undisturbed(*changes: Callable[[Tracker], object]) -> dict[str, list[tuple[object, ...]]]:
    tracker = opened(":memory:")  # type: ignore[arg-type]
    for change in changes:
        change(tracker)
    return content(tracker)


def kill() -> None:
    raise KeyboardInterrupt


def shorten(tracker: Tracker) -> None:
    (claim,) = (c for c in tracker.claims() if c.speaker == PEOPLE[0])
    tracker.fix(claim.id, words="old bridge at Velden was safe")


def take_in(tracker: Tracker) -> None:
    tracker.ingest(ARTICLES[:3])


@pytest.mark.parametrize(
    "finish",
    [
        lambda tracker: tracker.ingest([]),
        lambda tracker: tracker.ingest(ARTICLES[:3]),
        lambda tracker: tracker.rescore(),
    ],
)
@pytest.mark.parametrize("last", [take_in, shorten])
def test_what_was_interrupted_is_completed_by_the_next(
    db_path: Path, finish: Callable[[Tracker], object], last: Callable[[Tracker], None]
) -> None:
    steps = [take_in, shorten][: 1 + (last is shorten)]
    whole = undisturbed(*steps)
    with opened(db_path) as tracker:
        for step in steps[:-1]:
            step(tracker)
        tracker.engine.reader.during = kill  # type: ignore[attr-defined]
        with pytest.raises(KeyboardInterrupt):
            last(tracker)
    with opened(db_path) as tracker:
        left = content(tracker)
        assert [left[t] for t in ("claims", "sources")] == [whole[t] for t in ("claims", "sources")]
        assert {id for id, _ in left["links"]} < {id for id, _ in whole["links"]}
        assert list(faults(tracker.store)) == []
        finish(tracker)
        assert content(tracker) == whole


def test_an_interrupted_reading_keeps_what_was_read(
    db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.ingest.linking.AT_A_TIME", 2)
    asked: list[None] = []

    def third() -> None:
        asked.append(None)
        if len(asked) == 3:
            raise KeyboardInterrupt

    with opened(db_path, third) as tracker:
        with pytest.raises(KeyboardInterrupt):
            take_in(tracker)
        assert len(tracker.store.answers.unread()) == 1
        tracker.ingest([])
        assert content(tracker) == undisturbed(take_in)
    assert len(asked) == 4


def test_a_backup_of_what_was_interrupted_is_completed(db_path: Path, tmp_path: Path) -> None:
    from claims.store.backup import KINDS, records

    with opened(db_path, kill) as tracker:
        with pytest.raises(KeyboardInterrupt):
            take_in(tracker)
        told = [
            {"record": kind, **record}
            for kind in KINDS
            for record in records(tracker.store, kind, embeddings=True)
        ]
    import json

    backup = tmp_path / "backup.jsonl"
    backup.write_text("".join(json.dumps(record) + "\n" for record in told))
    with opened(tmp_path / "other.db") as other:
        other.load(backup)
        assert content(other) == undisturbed(take_in)


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_two_trackers_on_one_file_that_write_in_turns(db_path: Path, batch: int) -> None:
    whole = undisturbed(lambda tracker: tracker.ingest(ARTICLES))
    with opened(db_path) as one, opened(db_path) as other:
        for number, article in enumerate(ARTICLES[:4]):
            (one, other)[number % 2].ingest([article])
        one.ingest(ARTICLES[2:5], batch=batch)
        other.ingest(ARTICLES[::-1], batch=batch)
        assert content(one) == content(other) == whole
        other.rescore()
        assert content(one) == whole


@pytest.mark.parametrize(
    "change",
    [
        shorten,
        lambda tracker: tracker.forget([SAFE.id]),
        lambda tracker: tracker.update(SAFE.id, title="Told anew"),
        lambda tracker: tracker.ingest(ARTICLES[3:]),
        lambda tracker: tracker.rescore(),
    ],
)
def test_what_another_does_while_the_reader_is_asked_holds(
    db_path: Path, change: Callable[[Tracker], object]
) -> None:
    changes = [change]

    def meanwhile() -> None:
        if changes:
            with opened(db_path) as other:
                changes.pop()(other)

    with opened(db_path, meanwhile) as tracker:
        take_in(tracker)
        assert content(tracker) == undisturbed(take_in, change)
        assert tracker.store.answers.unread() == []


def test_copies_that_another_writes_meanwhile_are_settled(db_path: Path) -> None:
    """What was planned is planned anew within the transaction, or read first where it must be."""
    filler = " ".join(f"Line {n} of the report is of pier {n * 7}." for n in range(40))
    early, late = (
        Article(
            f"{SAFE.text} {filler}",
            url=f"https://copy.example/{day}",
            language="en",
            published=f"2031-05-0{day}",
        )
        for day in (1, 3)
    )

    class Slow(Reading):
        """Another takes in ``article`` while claims are embedded."""

        article: Article | None = None

        def embed(self, *given: Any) -> Any:
            if self.article is not None:
                article, self.article = self.article, None
                with opened(db_path) as other:
                    other.ingest([article])
            return super().embed(*given)

    for ours, theirs in ((early, late), (late, early)):
        engine = Slow()
        engine.article = theirs
        with Tracker(db_path, engine=engine, create=True) as tracker:  # type: ignore[arg-type]
            tracker.ingest([ours, UNSAFE])
            assert content(tracker) == undisturbed(lambda t: t.ingest([early, late, UNSAFE]))
        for path in db_path.parent.glob("claims.db*"):
            path.unlink()
