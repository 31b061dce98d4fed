"""Articles that are read together, or one that is read anew: what a reader says of them.

It depends on nothing but the texts and where their claims stand in them, so that what was said
outside of a transaction holds as long as these are what they were.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claims.compare.candidates import SEED, WINDOWS, seeds
from claims.reading.answers import Encoder
from claims.reading.tell import answer_of, excerpted, reread, worth_keeping
from claims.records import Answer, Article, Claim, Extraction

if TYPE_CHECKING:
    from claims.reading.answers import Excerpted, Reader
    from claims.store import Store
    from claims.vectors.stored import Known

#: The ids of two articles in order; twice the same is one that is read anew.
Both = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """An article with the claims that are stored of it."""

    article: Article
    claims: Sequence[Claim]

    @property
    def state(self) -> Hashable:
        """What answers depend on: people may correct the words of claims."""
        words = tuple((claim.id, claim.quote_spans) for claim in self.claims)
        return self.article.id, self.article.title, self.article.published, words


def told(store: Store, pairs: Iterable[Both]) -> dict[str, Told]:
    """The articles of ``pairs`` as they are stored, by id, in the order they came in."""
    wanted = {id for both in pairs for id in both}
    claims = store.claims.in_articles(wanted)
    return {a.id: Told(a, claims.get(a.id, ())) for a in store.articles.get(wanted)}


class Meetings:
    """What ``reader`` says of ``pairs`` of articles as they are ``told`` now; ``known`` has the
    vectors of their claims. ``made`` is what it keeps of claims where this was not there, by
    article and claim."""

    def __init__(self, store: Store, reader: Reader, known: Known, pairs: Sequence[Both]) -> None:
        self._reader = reader
        self._known = known
        self._sides: dict[str, Excerpted] = {}
        self.answers: dict[Both, Sequence[Answer]] = {}
        self.made: dict[str, Mapping[str, bytes]] = {}
        with store.snapshot():
            self.told = told(store, pairs)
            self.pairs = [both for both in pairs if self.told.keys() >= set(both)]
            claims = (claim.id for each in self.told.values() for claim in each.claims)
            self._kept = store.answers.vectors(reader.name, claims)

    def ask(self, both: Both) -> None:
        """Find what there is to say of a pair."""
        a, b = both
        self.answers[both] = self._alone(a) if a == b else self._together(a, b)

    def _alone(self, id: str) -> Sequence[Answer]:
        each = self.told[id]
        whole = reread(Extraction(each.article, (), tuple(each.claims)), self._reader)
        self.made[id] = whole.vectors
        self._kept |= whole.vectors
        return whole.answers

    def _together(self, a: str, b: str) -> Sequence[Answer]:
        one, other = self.told[a].claims, self.told[b].claims
        cosines = self._known.among([c.id for c in one], [c.id for c in other], SEED)
        around = seeds(one, other, cosines)
        if not around:
            return ()
        found = self._reader.across(self._side(a), self._side(b), around, WINDOWS)
        return [
            answer_of(one[i], other[j], between)
            for (i, j), between in sorted(found.items())
            if worth_keeping(between)
        ]

    def _side(self, id: str) -> Excerpted:
        if id not in self._sides:
            claims = self.told[id].claims
            side = excerpted(self.told[id].article, claims, self._kept)
            if side.vectors is None and isinstance(self._reader, Encoder):
                vectors = self._reader.vectors(side)
                self.made[id] = dict(zip((c.id for c in claims), vectors, strict=True))
                side = replace(side, vectors=vectors)
            self._sides[id] = side
        return self._sides[id]
