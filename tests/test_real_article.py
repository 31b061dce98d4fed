"""A real article, kept outside the repository: what must be found in it, by offsets alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.read import Options, read
from claims.records import OPPOSING, Article, Claim, Link, Source
from claims.store import Filters
from claims.tracker import Tracker

ARTICLE = Path(__file__).parent.parent.parent / "shared/data/karabakh_2022-12-09.txt"

pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not there")

#: Where the quote of each side ends: the denial first.
DISPUTES = {(1556, 1501), (2856, 2811)}
#: The end of a quote, and the stretch of text that names its source in full.
FULL_NAMES = {2856: (2605, 2619), 2561: (2303, 2318), 1556: (1504, 1535)}
RELAYED = (2151, (1984, 2009))  # the end of a quote, who passed it on
SAME_SOURCE = [(1396, 1246), (1501, 1246), (1696, 1556), (686, 622)]


class Found:
    def __init__(self, tracker: Tracker) -> None:
        (self.article,) = tracker.articles()
        self.claims: dict[str, Claim] = {c.id: c for c in tracker.claims(Filters(all=True))}
        self.sources: dict[str, Source] = {s.id: s for s in tracker.sources()}
        self.links: list[Link] = tracker.links()

    def at(self, end: int) -> Claim:
        return next(c for c in self.claims.values() if c.quote_spans[-1][1] == end)

    def pairs(self, opposing: bool) -> set[tuple[int, int]]:
        return {
            (self.claims[link.a].quote_spans[-1][1], self.claims[link.b].quote_spans[-1][1])
            for link in self.links
            if (link.kind in OPPOSING) is opposing
        }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    tracker = Tracker(tmp_path_factory.mktemp("real") / "claims.db", create=True)
    articles = list(read([ARTICLE], Options(published="2022-12-09")))
    assert all(isinstance(article, Article) for article in articles)
    tracker.ingest(articles)  # type: ignore[arg-type]
    return Found(tracker)


def test_both_disputes_are_found_and_nothing_else(found: Found) -> None:
    assert found.pairs(opposing=True) == DISPUTES


@pytest.mark.parametrize("end_of_quote", sorted(FULL_NAMES))
def test_sources_are_called_by_their_full_names(found: Found, end_of_quote: int) -> None:
    start, end = FULL_NAMES[end_of_quote]
    assert found.sources[found.at(end_of_quote).source].name == found.article.text[start:end]


def test_the_relay_is_named(found: Found) -> None:
    quoted, (start, end) = RELAYED
    via = found.at(quoted).via
    assert via is not None
    assert found.sources[via].name == found.article.text[start:end]


@pytest.mark.parametrize(("one", "other"), SAME_SOURCE)
def test_pronouns_and_capitals_lead_to_the_same_source(found: Found, one: int, other: int) -> None:
    assert found.at(one).source == found.at(other).source


def test_every_dispute_has_a_reason_in_words(found: Found) -> None:
    for link in found.links:
        assert link.explanation.endswith(("”", "."))
        assert link.reasons
