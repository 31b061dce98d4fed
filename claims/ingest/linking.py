"""How new claims meet those that are there: sources joined, neighbours found, links written.

A reader is slow, so that nobody should wait for it while the database is held. Which articles
it is to read is therefore written down with what makes that necessary, and `catch_up` asks it
afterwards (`claims.ingest.meetings`): an interruption in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from claims.compare.candidates import MEETING, same_story
from claims.errors import mistake
from claims.extract.bounds import CROWDED
from claims.ingest.meetings import Both, Meetings, told
from claims.records import SHOWN, Article, Claim, Link, digest
from claims.vectors.stored import Cosines, Known, pair

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from claims.compare.decide import Options
    from claims.compare.pairs import Party
    from claims.engine import Engine
    from claims.store import Store

#: Who is told of an article that ends in a mistake of ours.
Failed = Callable[[Article, Exception], None]
#: Articles that are farther apart in time are not read together, in days.
SPAN_DAYS = 45
#: Least cosine of the words of two claims that say the same.
ECHO = 0.8
#: After how many pairs of articles what a reader said is written.
AT_A_TIME = 64


class Comparer:
    """Joins sources and finds the links of claims in ``store``.

    ``options`` says which evidence decides, None for all; ``known`` are the vectors of all claims.
    """

    def __init__(self, store: Store, engine: Engine, options: Options | None = None) -> None:
        self._store = store
        self._engine = engine
        self._options = options
        self.known = Known(store, engine.embedding_name)
        self._noted: set[Both] = set()
        self._failed: set[Both] = set()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written inside is, or nothing."""
        try:
            with self._store.transaction():
                yield
        except BaseException:
            self.known.forget()
            raise

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
        """Find anew all links of these claims, as far as a reader has read their articles
        together; the others are noted. Returns how many were not there before."""
        from claims.compare.decide import decided
        from claims.compare.pairs import Pair

        if not ids:
            return 0
        near = self.known.within(ids, MEETING, SPAN_DAYS, self._store.claims.crowded(ids, CROWDED))
        self._note(self._meetings(near))
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

    def read_anew(self, article: str) -> list[str]:
        """Note that ``article`` is to be read again, the words of whose claims are others now:
        what was said of them before goes. Returns the ids of its claims, which are to be
        linked."""
        self._store.answers.drop(article)
        self._note([(article, article)])
        return [c.id for c in self._store.claims.in_articles([article]).get(article, ())]

    def catch_up(self, failed: Failed | None = None, *, everything: bool = False) -> int:
        """Have read what was noted here, or with ``everything`` all that was, perhaps by one who
        was interrupted; outside of any transaction. ``failed`` is told of an article that ends
        in a mistake of ours. Returns how many links are new."""
        if everything:
            self._noted.update(self._store.answers.unread())
        new = 0
        while pairs := self._left(failed):
            for start in range(0, len(pairs), AT_A_TIME):
                meetings = self._asked(pairs[start : start + AT_A_TIME], failed)
                with self._store.transaction():
                    new += self._write(meetings)
        self._noted.clear()
        return new

    def _left(self, failed: Failed | None) -> list[Both]:
        """The pairs that were noted and nobody has read yet."""
        wanted = self._noted - self._failed if failed else self._noted
        articles = {id for both in wanted for id in both}
        return [both for both in self._store.answers.unread(articles) if both in wanted]

    def _asked(self, pairs: Sequence[Both], failed: Failed | None) -> Meetings:
        """What the reader says of ``pairs``; one that ends in a mistake is told of once."""
        meetings = Meetings(self._store, self._engine.reader, self.known, pairs)
        for both in meetings.pairs:
            try:
                meetings.ask(both)
            except Exception as error:
                if failed is None or not mistake(error):
                    raise
                self._failed.add(both)
                came_last = next(id for id in reversed(meetings.told) if id in both)
                failed(meetings.told[came_last].article, error)
        return meetings

    def _note(self, pairs: Collection[Both]) -> None:
        self._noted.update(pairs)
        self._store.answers.note(pairs)

    def _write(self, meetings: Meetings) -> int:
        """Write what the reader said of articles that nobody has changed since, unless another
        has written it. Returns how many links are new."""
        answers = self._store.answers
        now = told(self._store, meetings.answers)
        same = {id for id, each in now.items() if each.state == meetings.told[id].state}
        done = [p for p in answers.unread(now) if p in meetings.answers and same.issuperset(p)]
        for id in same & meetings.made.keys():
            answers.put_vectors(self._engine.reader.name, meetings.made[id])
        answers.put(answer for both in done for answer in meetings.answers[both])
        answers.add_compared(done)
        ids = [claim.id for id in sorted({a for a, _ in done}) for claim in now[id].claims]
        return self.link(ids)

    def _echoes(self, near: Cosines) -> list[Link]:
        """Of claims ``near`` each other, those of two sources in nearly the same words; whose
        articles are still to be read may be in dispute."""
        from claims.compare.decide import echo
        from claims.compare.pairs import Pair

        alike = {key: cosine for key, cosine in sorted(near.items()) if cosine >= ECHO}
        told_in = self._store.claims.articles(id for key in alike for id in key)
        unread = set(self._store.answers.unread(set(told_in.values())))
        alike = {k: c for k, c in alike.items() if pair(*map(told_in.__getitem__, k)) not in unread}
        ends = parties(self._store, {id for key in alike for id in key})
        pairs = (Pair(ends[a], ends[b], 0.0, round(c, 4)) for (a, b), c in alike.items())
        return [link for pair in pairs if (link := echo(pair)) is not None]

    def _meetings(self, near: Cosines) -> set[Both]:
        """The articles of claims ``near`` each other that tell one story, and were not noted
        or read together."""
        told_in = self._store.claims.articles(id for key in near for id in key)
        days = self._store.claims.moments(id for key in near for id in key)
        pairs = {
            pair(told_in[a], told_in[b])
            for a, b in near
            if told_in[a] != told_in[b] and not _too_late(days[a][0], days[b][0])
        }
        pairs -= self._store.answers.compared({id for key in pairs for id in key})
        texts = self._store.articles.texts({id for key in pairs for id in key})
        return {(one, other) for one, other in pairs if same_story(texts[one], texts[other])}


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
