"""Copies: which article repeats which, and what a copy adds to its original.

Articles stand in a fixed order: by publication, those without a date last, then by id. Going
through them in this order, an article is a copy if it nearly repeats an earlier one that is
no copy itself; of several, it is a copy of the one that it is most like. So every copy is
like its original, a chain of small changes does not make one article of its ends, and the
order in which articles come in plays no part.

Of a copy only the claims are kept whose words its original does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from claims.ingest.signatures import NEAR_COPY, bands, similarity
from claims.ingest.versions import moment
from claims.records import Article, Claim, Extraction, normalise

if TYPE_CHECKING:
    from claims.store import Masthead, Store

Place = tuple[bool, str, str]


def place(article: Article | Masthead) -> Place:
    """Where an article stands in the order described above."""
    published = article.published
    return published is None, moment(published) if published else "", article.id


class Copies:
    """Who is whose copy once ``fresh`` are stored and ``replaced`` (ids) are gone.

    ``fresh`` and ``signatures`` (of `claims.ingest.signatures`) are by id.
    """

    def __init__(
        self,
        store: Store,
        fresh: Mapping[str, Article],
        signatures: Mapping[str, bytes],
        replaced: Iterable[str],
    ) -> None:
        self._store = store
        self._fresh = fresh
        self._replaced = set(replaced)
        self._signatures = dict(signatures)
        self._heads: dict[str, Masthead] = {}
        self._decided: dict[str, str | None] = {}
        self._banded: dict[str, list[str]] = {}
        for id in fresh:
            for band in bands(signatures[id]):
                self._banded.setdefault(band, []).append(id)

    def settled(self) -> dict[str, str | None]:
        """{id: its original, None if it is one} of the fresh, and of stored ones that change."""
        orphans = {id for ids in self._store.articles.copies(self._replaced).values() for id in ids}
        orphans -= self._replaced
        self._meet(orphans)
        self._signatures |= self._store.articles.signatures(orphans)
        ahead = [(self._place(id), id) for id in (*self._fresh, *orphans)]
        heapify(ahead)
        while ahead:
            here, id = heappop(ahead)
            if id in self._decided:
                continue
            near = self._near(id)
            earlier = [
                (-likeness, self._place(other), other)
                for other, likeness in near.items()
                if self._place(other) < here and self._original(other) is None
            ]
            original = min(earlier)[2] if earlier else None
            stood_alone = id not in self._fresh and self._heads[id].duplicate_of is None
            self._decided[id] = original
            for other in near:
                if self._place(other) > here and (
                    not stood_alone if original is None else self._original(other) == id
                ):
                    heappush(ahead, (self._place(other), other))
        return {
            id: original
            for id, original in self._decided.items()
            if id in self._fresh or self._heads[id].duplicate_of != original
        }

    def _original(self, id: str) -> str | None:
        known = self._heads[id].duplicate_of if id in self._heads else None
        return self._decided.get(id, known)

    def _place(self, id: str) -> Place:
        return place(self._fresh[id] if id in self._fresh else self._heads[id])

    def _meet(self, ids: Iterable[str]) -> None:
        self._heads |= self._store.articles.mastheads(set(ids) - self._heads.keys())

    def _near(self, id: str) -> dict[str, float]:
        """The near copies of an article, stored or fresh, and how like it they are."""
        own = self._signatures.get(id)
        if own is None:
            return {}
        mine = bands(own)
        found = dict(self._store.articles.near_copies(mine))
        found |= {i: self._signatures[i] for band in mine for i in self._banded.get(band, ())}
        near = {
            i: similarity(own, other)
            for i, other in found.items()
            if i != id and (i in self._fresh or i not in self._replaced)
        }
        near = {i: likeness for i, likeness in near.items() if likeness >= NEAR_COPY}
        self._signatures |= {i: found[i] for i in near}
        self._meet(near.keys() - self._fresh.keys())
        return near


def only_new_words(copy: Extraction, original: str, claims: Sequence[Claim]) -> Extraction:
    """Of ``copy`` the claims whose words the text ``original`` does not have.

    What they say of claims left out, they say of the same ones among ``claims``, those of
    the original.
    """
    words = normalise(original)
    text = copy.article.text
    kept = [
        claim
        for claim in copy.claims
        if any(normalise(text[start:end]) not in words for start, end in claim.quote_spans)
    ]
    ids = {claim.id for claim in kept}
    same = counterparts([claim for claim in copy.claims if claim.id not in ids], claims)
    kept = [
        claim
        if claim.about is None or claim.about in ids
        else replace(claim, about=same.get(claim.about))
        for claim in kept
    ]
    used = {c.source for c in kept} | {c.via for c in kept}
    sources = tuple(s for s in copy.sources if s.id in used)
    answers = tuple(a for a in copy.answers if a.a in ids and a.b in ids)
    return replace(copy, sources=sources, claims=tuple(kept), answers=answers)


def counterparts(claims: Iterable[Claim], others: Iterable[Claim]) -> dict[str, str]:
    """{claim: the other with the same cue and quote, or else the only one with its quote}, ids."""
    worded: dict[tuple[str, str], list[str]] = {}
    quoted: dict[str, list[str]] = {}
    for other in sorted(others, key=_in_text):
        quote = normalise(other.quote)
        worded.setdefault((normalise(other.cue), quote), []).append(other.id)
        quoted.setdefault(quote, []).append(other.id)
    found: dict[str, str] = {}
    for claim in sorted(claims, key=_in_text):
        quote = normalise(claim.quote)
        exact = worded.get((normalise(claim.cue), quote))
        if exact:
            found[claim.id] = exact.pop(0) if len(exact) > 1 else exact[0]
        elif len(quoted.get(quote, ())) == 1:
            found[claim.id] = quoted[quote][0]
    return found


def _in_text(claim: Claim) -> tuple[object, ...]:
    return claim.quote_spans, claim.cue_spans, claim.id
