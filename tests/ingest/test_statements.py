"""What a reader keeps of statements is read once, kept in the database, and goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Judging, Reading

from claims.reading.answers import Between, Excerpted, Findings
from claims.records import Article, Extraction
from claims.tracker import Tracker


def article(number: int, text: str) -> Article:
    url = f"https://news.example/{number}"
    return Article(text, url=url, language="en", published="2031-05-02")


SAFE = article(1, "Mara Holt said that the old bridge at Velden was safe.")
UNSAFE = article(2, "Edo Vance said that the old bridge at Velden was not safe.")
CLOSED = article(3, "Ilse Marek said that the old bridge at Velden was not really safe.")


class Keeping(Judging):
    """A reader that keeps the words of each statement."""

    name = "keeping"

    def __init__(self) -> None:
        self.given: list[tuple[bytes, ...] | None] = []
        self.made = 0

    def read(self, article: Excerpted) -> Findings:
        return replace(super().read(article), vectors=self._words(article))

    def vectors(self, article: Excerpted) -> tuple[bytes, ...]:
        self.made += 1
        return self._words(article)

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        self.given += [one.vectors, other.vectors]
        assert all(side.vectors == self._words(side) for side in (one, other))
        return super().across(one, other, seeds, most)

    def _words(self, article: Excerpted) -> tuple[bytes, ...]:
        numbers = range(len(article.passages))
        return tuple(self._told(article, number)[0].encode() for number in numbers)


class Engine(Reading):
    """An engine with a reader that keeps; with ``forgetful``, one whose extractions have nothing
    of what it keeps, as those of earlier versions."""

    def __init__(self, forgetful: bool = False) -> None:
        super().__init__()
        self.reader = Keeping()
        self.forgetful = forgetful

    def _extraction(self, article: Article) -> Extraction:
        found = super()._extraction(article)
        if self.forgetful:
            return found
        vectors = {claim.id: claim.quote.encode() for claim in found.claims}
        return replace(found, vectors=vectors, reader="keeping")


def tracker(path: Path, engine: Engine) -> Tracker:
    return Tracker(path, engine=engine, create=True)  # type: ignore[arg-type]


def kept(tracker: Tracker) -> dict[str, bytes]:
    sql = "SELECT quote, vector FROM statements JOIN claims ON claims.id = claim"
    return dict(tracker.store.read(sql))


def test_what_was_kept_is_given_and_nothing_made_again(db_path: Path) -> None:
    engine = Engine()
    with tracker(db_path, engine) as tracked:
        tracked.ingest([SAFE])
        tracked.ingest([UNSAFE])
        assert len(tracked.links()) == 1
        assert all(quote.encode() == vector for quote, vector in kept(tracked).items())
        assert len(kept(tracked)) == 2
    assert (engine.reader.made, len(engine.reader.given)) == (0, 2)


def test_a_database_without_it_gets_it_when_it_is_needed(db_path: Path) -> None:
    engine = Engine(forgetful=True)
    with tracker(db_path, engine) as tracked:
        tracked.ingest([SAFE])
        assert not kept(tracked)
        engine.forgetful = False
        tracked.ingest([UNSAFE])
        assert len(kept(tracked)) == 2
        tracked.ingest([CLOSED])
        assert len(tracked.links()) == 3
    assert engine.reader.made == 1


def test_what_another_reader_kept_is_not_given(db_path: Path) -> None:
    with tracker(db_path, Engine()) as tracked:
        tracked.ingest([SAFE])
        tracked.store.write("UPDATE statements SET reader = 'another', vector = x'00'")
        tracked.ingest([UNSAFE])
        assert all(quote.encode() == vector for quote, vector in kept(tracked).items())


def test_corrected_words_are_read_again(db_path: Path) -> None:
    with tracker(db_path, Engine()) as tracked:
        tracked.ingest([SAFE, UNSAFE])
        (claim,) = (c for c in tracked.claims() if c.speaker == "Mara Holt")
        tracked.fix(claim.id, words="bridge at Velden was safe")
        assert kept(tracked)["bridge at Velden was safe"] == b"bridge at Velden was safe"
        tracked.unfix(claim.id)
        assert set(kept(tracked)) == {c.quote for c in tracked.claims()}


@pytest.mark.parametrize("again", [False, True])
def test_it_goes_with_its_article(db_path: Path, again: bool) -> None:
    with tracker(db_path, Engine()) as tracked:
        tracked.ingest([SAFE, UNSAFE])
        if again:
            tracked.ingest([replace(SAFE, text=SAFE.text.replace("safe", "sound"))])
            assert "the old bridge at Velden was sound" in kept(tracked)
        else:
            tracked.forget([SAFE.id])
        assert "the old bridge at Velden was safe" not in kept(tracked)
        assert tracked.store.read("PRAGMA foreign_key_check") == []
