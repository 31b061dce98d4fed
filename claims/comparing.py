"""How new claims meet those that are there: sources joined, neighbours found, links written.

A reader is slow, so that nobody should wait for it while the database is held. What is to
be written is therefore worked out inside a transaction, and where this needs answers that
are not known yet the transaction is given up, the reader is asked, and all is worked out
again: what another process wrote in between is then seen, and answers depend on nothing
but the two texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from claims.known import Cosines, Known
from claims.records import Answer, Article, Claim, digest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from claims.compare.decide import Options
    from claims.compare.pairs import Party
    from claims.engine import Engine
    from claims.reading.answers import Between, Reader
    from claims.store import Store

#: After so many vain attempts, others wait while the reader is asked.
PATIENCE = 6
#: How many answers are kept for the next time a pair comes up.
REMEMBERED = 200_000
#: Two claims of two sources that are farther apart in time are not compared, in days.
SPAN_DAYS = 45
#: Claims of one article that stand farther apart than so many characters may be in no window.
APART = 700

T = TypeVar("T")
Two = tuple[Claim, Claim]


class Wanting(Exception):
    """Something slow that has to be done before a transaction can be finished."""

    def __init__(self, errand: Callable[[], object]) -> None:
        super().__init__("done outside of the transaction")
        self.errand = errand


class Answered:
    """What a reader was asked about pairs of claims: far apart in one article, or of two."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Between] = {}

    def lacking(self, pairs: Iterable[Two]) -> list[Two]:
        """Those of ``pairs`` that have not been asked about."""
        return [two for two in pairs if _key(two) not in self._known]

    def learn(
        self,
        pairs: Sequence[Two],
        articles: Sequence[Article],
        claims: Mapping[str, Sequence[Claim]],
        reader: Reader,
    ) -> None:
        """Ask ``reader`` about ``pairs`` of the ``claims`` (by article) that ``articles`` tell."""
        from claims.reading.tell import excerpted

        given = {article.id: excerpted(article, claims[article.id]) for article in articles}
        number = {claim.id: n for some in claims.values() for n, claim in enumerate(some)}
        for one, other in pairs:
            found = reader.between(
                given[one.article], number[one.id], given[other.article], number[other.id]
            )
            self._known[_key((one, other))] = found

    def answers(self, pairs: Iterable[Two]) -> list[Answer]:
        """What is known of ``pairs``."""
        return [_answer(two, self._known[_key(two)]) for two in pairs]

    def shrink(self) -> None:
        """Forget the oldest, if there are too many."""
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
        for claims in self._store.claims_in(articles).values():
            self.known.drop(claim.id for claim in claims)

    def join(self, touched: Iterable[str] | None) -> set[str]:
        """Join the sources that share a block with those touched (None: all of them).

        Those that people ruled on are joined with them, since a ruling can make one of
        sources that share no block. Returns the claims whose source is another now, or is
        described in other words.
        """
        from claims.resolve.sources import join

        rulings = self._store.rulings()
        if touched is not None and rulings:
            ruled = {i for r in rulings for i in (r.a, r.b, digest("split", r.id)) if i}
            touched = {*touched, *self._store.blocks_of(ruled)}
        appearances = self._store.appearances(sorted(touched) if touched is not None else None)
        return self._store.assign(join(appearances, rulings))

    def link(self, ids: Sequence[str]) -> int:
        """Find anew all links of these claims. Returns how many were not there before."""
        from claims.compare.decide import Options, decided
        from claims.compare.pairs import Pair

        if not ids:
            return 0
        options = self._options or Options()
        answers = {answer.key: answer for answer in self._store.answers(ids)}
        answers |= self._asked(ids, answers.keys(), options.near)
        parties = self._parties({id for key in answers for id in key})
        pairs = [
            Pair.of(answer, parties[answer.a], parties[answer.b])
            for _, answer in sorted(answers.items())
        ]
        links = decided(pairs, options)
        before = {link.id for link in self._store.links(claims=ids)}
        self._store.drop_links(sorted(before))
        self._store.put_links(links)
        return sum(link.id not in before for link in links)

    def _asked(
        self, ids: Sequence[str], known: Set[tuple[str, str]], near: float
    ) -> dict[tuple[str, str], Answer]:
        """What the reader says of claims near these in meaning but not in a text, by the two ids
        in order. It is asked outside of the transaction, and the answers are kept."""
        cosines = self.known.within(ids, near, SPAN_DAYS) | self._own_words(ids, near)
        claims = {c.id: c for c in self._store.claims(ids={i for key in cosines for i in key})}
        days = {id: day for id, (day, _) in self._store.moments(claims).items()}
        wanted = [
            (claims[a], claims[b])
            for a, b in sorted(cosines.keys() - known)
            if comparable(claims[a], claims[b], days[a], days[b])
        ]
        lacking = self._answered.lacking(wanted)
        if lacking:
            told_in = {claim.article for two in lacking for claim in two}
            articles, whole = self._store.articles(told_in), self._store.claims_in(told_in)
            reader = self._engine.reader
            self.need(lambda: self._answered.learn(lacking, articles, whole, reader))
        answers = self._answered.answers(wanted)
        self._store.put_answers(answers)
        return {answer.key: answer for answer in answers}

    def _own_words(self, ids: Sequence[str], near: float) -> Cosines:
        """What the sources of these claims said near them in meaning, at whatever time."""
        spoken: dict[str, list[str]] = {}
        for claim in self._store.claims(ids=ids):
            spoken.setdefault(claim.source, []).append(claim.id)
        named = {i for i, s in self._store.sources(spoken.keys()).items() if s.named}
        found: Cosines = {}
        for source, others in self._store.ids_by_source(named).items():
            if len(others) > 1:
                found |= self.known.among(spoken[source], others, near)
        return found

    def _parties(self, ids: Iterable[str]) -> dict[str, Party]:
        """Claims, by id, with what the decision needs of their surroundings."""
        from claims.compare.pairs import Party

        claims = self._store.claims(ids=ids)
        articles = self._store.mastheads({c.article for c in claims})
        sources = self._store.sources({c.source for c in claims})
        return {
            c.id: Party(c, sources[c.source], articles[c.article].date, articles[c.article].outlet)
            for c in claims
        }


def comparable(one: Claim, other: Claim, day: str | None, then: str | None) -> bool:
    """Whether a reader is asked about two claims that no window holds: both can be in dispute,
    and one source is asked against itself at two times alone."""
    if not (one.disputable and other.disputable) or one.stance == other.stance == "denies":
        return False
    if one.source == other.source:
        return day is not None and then is not None and day != then
    if one.article == other.article:
        first, last = sorted((one, other), key=lambda c: c.quote_spans)
        return last.quote_spans[0][0] - first.quote_spans[-1][1] > APART
    return not (day and then) or abs((_date(day) - _date(then)).days) <= SPAN_DAYS


def _date(day: str) -> date:
    return date.fromisoformat(day[:10])


def _key(two: Two) -> tuple[str, ...]:
    """Of two claims and of the texts that tell them: an id outlives a change of the text."""
    return tuple(part for claim in sorted(two, key=lambda c: c.id) for part in
                 (claim.id, claim.article))  # fmt: skip


def _answer(two: Two, found: Between) -> Answer:
    one, other = two
    return Answer(
        one.id,
        other.id,
        round(found.dispute, 4),
        round(found.echo, 4),
        round(found.denies, 4),
        round(found.denied, 4),
    )
