"""How new claims meet those that are there: sources joined, neighbours found, links written.

A reader is slow, so that nobody should wait for it while the database is held. What is to
be written is therefore worked out inside a transaction, and where this needs answers that
are not known yet the transaction is given up, the reader is asked, and all is worked out
again: what another process wrote in between is then seen, and answers depend on nothing
but the two texts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from claims.compare.candidates import MEETING, WINDOWS
from claims.extract.bounds import CROWDED
from claims.reading.answers import Encoder
from claims.reading.tell import answer_of, excerpted, reread, worth_keeping
from claims.records import SHOWN, Answer, Article, Claim, Extraction, Link, digest
from claims.vectors.stored import Cosines, Known, pair

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from claims.compare.decide import Options
    from claims.compare.pairs import Party
    from claims.engine import Engine
    from claims.reading.answers import Excerpted, Reader
    from claims.store import Store

#: After so many vain attempts, others wait while the reader is asked.
PATIENCE = 6
#: Of how many pairs of articles the answers are kept for when they come up again.
REMEMBERED = 20_000
#: Articles that are farther apart in time are not read together, in days.
SPAN_DAYS = 45

#: Least cosine of the words of two claims that say the same.
ECHO = 0.8

T = TypeVar("T")


class Wanting(Exception):
    """Something slow that has to be done before a transaction can be finished."""

    def __init__(self, errand: Callable[[], object]) -> None:
        super().__init__("done outside of the transaction")
        self.errand = errand


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two articles with their claims, and around which pairs of these, by number, they are read
    together."""

    one: Article
    other: Article
    claims: tuple[Sequence[Claim], Sequence[Claim]]
    seeds: Sequence[tuple[int, int]]

    @property
    def key(self) -> tuple[str, str]:
        """The ids of the articles, which change with their texts."""
        return self.one.id, self.other.id


class Answered:
    """What a reader was asked about the claims of two articles."""

    def __init__(self) -> None:
        self._known: dict[Hashable, list[Answer]] = {}
        self._read: dict[Hashable, Extraction] = {}

    def learn(
        self, meetings: Iterable[Meeting], reader: Reader, kept: dict[str, bytes]
    ) -> dict[str, bytes]:
        """Ask ``reader`` about ``meetings``; ``kept`` is what it keeps of claims, by id. Returns
        what it had to make for want of it."""
        sides: dict[Hashable, Excerpted] = {}
        made: dict[str, bytes] = {}

        def side(article: Article, claims: Sequence[Claim]) -> Excerpted:
            key = _marked(article, claims)
            if key not in sides:
                sides[key] = excerpted(article, claims, kept)
                if sides[key].vectors is None and isinstance(reader, Encoder):
                    vectors = reader.vectors(sides[key])
                    made.update(zip((c.id for c in claims), vectors, strict=True))
                    sides[key] = replace(sides[key], vectors=vectors)
            return sides[key]

        for meeting in meetings:
            one, other = meeting.claims
            here, there = side(meeting.one, one), side(meeting.other, other)
            found = reader.across(here, there, meeting.seeds, WINDOWS)
            self._known[_key(meeting)] = [
                answer_of(one[i], other[j], between)
                for (i, j), between in sorted(found.items())
                if worth_keeping(between)
            ]
        return made

    def lacking(self, meetings: Iterable[Meeting]) -> list[Meeting]:
        """Those of ``meetings`` that have not been asked about."""
        return [m for m in meetings if m.seeds and _key(m) not in self._known]

    def answers(self, meeting: Meeting) -> list[Answer]:
        """What is known of ``meeting``."""
        return self._known[_key(meeting)] if meeting.seeds else []

    def learn_whole(self, article: Article, claims: Sequence[Claim], reader: Reader) -> None:
        """Have ``reader`` read an article with ``claims``, all that it has."""
        whole = Extraction(article, (), tuple(claims))
        self._read[_marked(article, claims)] = reread(whole, reader)

    def whole(self, article: Article, claims: Sequence[Claim]) -> Extraction | None:
        """An article as it was read with ``claims``; None if it was not."""
        return self._read.get(_marked(article, claims))

    def shrink(self) -> None:
        """Forget the oldest, if there are too many."""
        self._read.clear()
        for key in list(self._known)[: max(0, len(self._known) - REMEMBERED)]:
            del self._known[key]


class Comparer:
    """Joins sources and finds the links of claims in ``store``.

    ``options`` says which evidence decides, None for all.
    """

    def __init__(self, store: Store, engine: Engine, options: Options | None = None) -> None:
        self._store = store
        self._engine = engine
        self._options = options
        self._answered = Answered()
        self._others_wait = False
        self._known: Known | None = None

    # -- transactions ---------------------------------------------------------------------

    def write(self, work: Callable[[], T]) -> T:
        """Do ``work``, which writes and calls ``link`` and ``need``, in one transaction.

        ``work`` may be called several times; what it wrote before the last is undone.
        """
        try:
            for _ in range(PATIENCE):
                try:
                    return self._attempt(work)
                except Wanting as wanting:
                    wanting.errand()
            self._others_wait = True
            return self._attempt(work)
        finally:
            self._others_wait = False
            self._answered.shrink()

    def need(self, errand: Callable[[], object]) -> None:
        """Give up this attempt, do ``errand``, which takes long, and try again."""
        if not self._others_wait:
            raise Wanting(errand)
        errand()

    def _attempt(self, work: Callable[[], T]) -> T:
        self.known.mark()
        try:
            with self._store.transaction():
                return work()
        except Wanting:
            self.known.undo()
            raise
        except BaseException:
            self.known.forget()
            raise

    @property
    def known(self) -> Known:
        """The vectors of all claims."""
        if self._known is None:
            self._known = Known(self._store, self._engine.embedding_name)
        return self._known

    # -- what the work consists of --------------------------------------------------------

    def add(self, claims: Sequence[Claim], vectors: npt.NDArray[np.float32]) -> None:
        """Write the vectors of ``claims``, which are new or have lost theirs."""
        if claims:
            self.known.add([claim.id for claim in claims], vectors)

    def drop(self, articles: Iterable[str]) -> None:
        """Take note that the claims of ``articles`` are about to lose their vectors."""
        for claims in self._store.claims.in_articles(articles).values():
            self.known.drop(claim.id for claim in claims)

    def join(self, touched: Iterable[str] | None) -> set[str]:
        """Join the sources that share a block with those touched (None: all of them).

        Those that people ruled on are joined with them, since a ruling can make one of
        sources that share no block. Returns the claims whose source is another now, or is
        described in other words.
        """
        from claims.sources.identity import join

        rulings = self._store.sources.rulings()
        if touched is not None and rulings:
            ruled = {i for r in rulings for i in (r.a, r.b, digest("split", r.id)) if i}
            touched = {*touched, *self._store.sources.blocks_of(ruled)}
        appearances = self._store.sources.appearances(
            sorted(touched) if touched is not None else None
        )
        return self._store.sources.assign(join(appearances, rulings))

    def link(self, ids: Sequence[str]) -> int:
        """Find anew all links of these claims. Returns how many were not there before."""
        from claims.compare.decide import decided
        from claims.compare.pairs import Pair

        if not ids:
            return 0
        near = self.known.within(ids, MEETING, SPAN_DAYS, self._store.claims.crowded(ids, CROWDED))
        self._read_together(near)
        answers = self._store.answers.get(ids)
        ends = parties(self._store, {id for answer in answers for id in answer.key})
        pairs = [Pair.of(answer, ends[answer.a], ends[answer.b]) for answer in answers]
        links = decided(pairs, self._options)
        linked = {link.id for link in links}
        links += [link for link in self._echoes(near) if link.id not in linked]
        before = {link.id for link in self._store.links.get(claims=ids, least=0)}
        self._store.links.drop(sorted(before))
        self._store.links.put(links)
        return sum(link.score >= SHOWN and link.id not in before for link in links)

    def read_anew(self, article: Article) -> list[str]:
        """Have ``article`` read again, the words of whose claims are others now: what was said
        of them before goes. Returns the ids of its claims, which are to be linked."""
        self._store.answers.drop(article.id)
        claims = self._store.claims.in_articles([article.id]).get(article.id, [])
        whole = self._answered.whole(article, claims)
        if whole is None:
            reader = self._engine.reader
            self.need(lambda: self._answered.learn_whole(article, claims, reader))
            whole = self._answered.whole(article, claims)
        if whole is not None:
            self._store.answers.keep(whole)
        return [claim.id for claim in claims]

    def _echoes(self, near: Cosines) -> list[Link]:
        """Of claims ``near`` each other, those of two sources in nearly the same words."""
        from claims.compare.decide import echo
        from claims.compare.pairs import Pair

        alike = {key: cosine for key, cosine in sorted(near.items()) if cosine >= ECHO}
        told = parties(self._store, {id for key in alike for id in key})
        pairs = (Pair(told[a], told[b], 0.0, round(c, 4)) for (a, b), c in alike.items())
        return [link for pair in pairs if (link := echo(pair)) is not None]

    def _read_together(self, near: Cosines) -> None:
        """Have the articles of claims ``near`` each other read together where they tell one
        story, and keep the answers. The reader is asked outside of the transaction."""
        meetings = self._meetings(near)
        lacking = self._answered.lacking(meetings)
        if lacking:
            told = {claim.id for m in lacking for claims in m.claims for claim in claims}
            kept = self._store.answers.vectors(self._engine.reader.name, told)
            self.need(lambda: self._ask(lacking, kept))
        for meeting in meetings:
            self._store.answers.put(self._answered.answers(meeting))
        self._store.answers.add_compared(meeting.key for meeting in meetings)

    def _ask(self, meetings: Sequence[Meeting], kept: dict[str, bytes]) -> None:
        """Have ``meetings`` read, with what the reader ``kept`` of their claims."""
        reader = self._engine.reader
        made = self._answered.learn(meetings, reader, kept)
        self._store.answers.put_vectors(reader.name, made)

    def _meetings(self, near: Cosines) -> list[Meeting]:
        """The articles of claims ``near`` each other that are to be read together, and were
        not."""
        from claims.compare.candidates import SEED, same_story, seeds

        told_in = self._store.claims.articles(id for key in near for id in key)
        days = self._store.claims.moments(id for key in near for id in key)
        pairs = {
            pair(told_in[a], told_in[b])
            for a, b in near
            if told_in[a] != told_in[b] and not _too_late(days[a][0], days[b][0])
        }
        pairs -= self._store.answers.compared({id for key in pairs for id in key})
        wanted = {id for key in pairs for id in key}
        articles = {article.id: article for article in self._store.articles.get(wanted)}
        claims = self._store.claims.in_articles(wanted)
        found = []
        for one, other in sorted(pairs):
            if not same_story(articles[one].text, articles[other].text):
                continue
            mine, theirs = claims[one], claims[other]
            cosines = self.known.among([c.id for c in mine], [c.id for c in theirs], SEED)
            around = seeds(mine, theirs, cosines)
            found.append(Meeting(articles[one], articles[other], (mine, theirs), around))
        return found


def parties(store: Store, ids: Iterable[str]) -> dict[str, Party]:
    """Claims, by id, with what the decision needs of their surroundings."""
    from claims.compare.pairs import Party

    claims = store.claims.get(ids=ids)
    articles = store.articles.mastheads({c.article for c in claims})
    sources = store.sources.get({c.source for c in claims})
    return {
        c.id: Party(c, sources[c.source], articles[c.article].date, articles[c.article].outlet)
        for c in claims
    }


def _too_late(day: str | None, then: str | None) -> bool:
    """Whether two days are known and too far apart."""
    if not (day and then):
        return False
    return abs((date.fromisoformat(day[:10]) - date.fromisoformat(then[:10])).days) > SPAN_DAYS


def _key(meeting: Meeting) -> Hashable:
    """Of the two texts and the claims that are stored of them."""
    one, other = meeting.claims
    return _marked(meeting.one, one), _marked(meeting.other, other)


def _marked(article: Article, claims: Iterable[Claim]) -> Hashable:
    """Of a text with its claims, whose words people may correct."""
    told = article.id, article.title, article.published
    return told, tuple((claim.id, claim.quote_spans) for claim in claims)
