"""How new claims meet those that are there: sources joined, neighbours found, links written.

The judge is slow, so that nobody should wait for it while the database is held. What is to
be written is therefore worked out inside a transaction, and where this needs verdicts that
are not known yet the transaction is given up, the judge is asked, and all is worked out
again: what another process wrote in between is then seen, and verdicts depend on nothing
but the two texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from claims.known import Cosines, Known, pair
from claims.records import Claim, Link, digest

if TYPE_CHECKING:
    import numpy.typing as npt

    from claims.compare.bench import Answer, Answers, Question
    from claims.compare.contest import Case, Options
    from claims.compare.pairs import Pair
    from claims.engine import Engine
    from claims.store import Store

#: After so many vain attempts, others wait while the judge is asked.
PATIENCE = 6
#: How many verdicts are kept for the next time a pair comes up: 40 MB.
REMEMBERED = 200_000

T = TypeVar("T")


class Wanting(Exception):
    """Something slow that has to be done before a transaction can be finished."""

    def __init__(self, errand: Callable[[], object]) -> None:
        super().__init__("done outside of the transaction")
        self.errand = errand


class Unknown(LookupError):
    """Something that no model has been asked yet."""


class Verdicts:
    """A bench that remembers, and knows nothing else."""

    def __init__(self) -> None:
        self._known: dict[bytes, Answer] = {}

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """As the bench's. Raises Unknown where one was not learned."""
        try:
            return [self._known[_key(question)] for question in questions]
        except KeyError:
            raise Unknown from None

    def learn(self, questions: Sequence[Question], bench: Answers) -> None:
        """Ask ``bench`` what is not known and keep what it says."""
        distinct = {_key(question): question for question in questions}
        missing = [key for key in distinct if key not in self._known]
        found = bench.answers([distinct[key] for key in missing]) if missing else []
        for key, answer in zip(missing, found, strict=True):
            self._known[key] = np.ascontiguousarray(answer, np.float32)

    def shrink(self) -> None:
        """Forget the oldest, if there are too many."""
        for key in list(self._known)[: max(0, len(self._known) - REMEMBERED)]:
            del self._known[key]


class Learning:
    """A bench that asks ``bench`` what ``verdicts`` do not know, and lets them learn it."""

    def __init__(self, verdicts: Verdicts, bench: Answers) -> None:
        self._verdicts = verdicts
        self._bench = bench

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """As the bench's."""
        self._verdicts.learn(questions, self._bench)
        return self._verdicts.answers(questions)


class Comparer:
    """Joins sources and finds the links of claims in ``store``.

    ``options`` says which evidence decides, None for all.
    """

    def __init__(self, store: Store, engine: Engine, options: Options | None = None) -> None:
        self._store = store
        self._engine = engine
        self._options = options
        self._verdicts = Verdicts()
        self._others_wait = False
        self._known: Known | None = None
        #: The claims and the state of the database for which a case is known, and that.
        self._ready: tuple[tuple[str, ...], int, Case] | None = None

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
            self._ready = None
            self._verdicts.shrink()

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
        from claims.compare.contest import Options, prepare

        if not ids:
            return 0
        options = self._options or Options()
        state = (tuple(ids), self._store.version())
        if self._ready is None or self._ready[:2] != state:
            self._ready = (*state, prepare(self._pairs(ids, options), options))
        links = self._decided(self._ready[2], options)
        before = {link.id for link in self._store.links(claims=ids)}
        self._store.drop_links(sorted(before))
        self._store.put_links(links)
        return sum(link.id not in before for link in links)

    def _decided(self, case: Case, options: Options) -> list[Link]:
        """The links of a case. What has to be asked for them, one question after another, is
        asked outside of the transaction."""
        from claims.compare.contest import decided

        try:
            return decided(case, self._verdicts, options)
        except Unknown:
            bench = Learning(self._verdicts, self._engine.bench)
            self.need(lambda: decided(case, bench, options))
            return decided(case, self._verdicts, options)

    # -- pairs ----------------------------------------------------------------------------

    def _pairs(self, ids: Sequence[str], options: Options) -> list[Pair]:
        """The claims near each of these in meaning or in the text, and those they speak of."""
        from claims.compare.gates import SPAN_DAYS

        # The gates let no pair of two sources pass that is farther apart in time.
        cosines = self.known.within(ids, options.near, SPAN_DAYS if options.gates else None)
        cosines |= self._own_words(ids, options.near) | self._named(ids)
        claims = {c.id: c for c in self._store.claims(ids=_ends(cosines, ids))}
        wanted = set(ids)
        about = {pair(*both) for both in self._store.abouts(ids)}
        gaps: dict[tuple[str, str], int] = {}
        contrasts: set[tuple[str, str]] = set()
        articles = self._store.claims_in({claims[i].article for i in ids})
        texts = self._store.texts(articles)
        for article, found in articles.items():
            claims |= {c.id: c for c in found}
            gaps |= _gaps(found, wanted)
            contrasts |= _contrasts(texts[article], found, wanted)
        claims |= {c.id: c for c in self._store.claims(ids=_ends(about, ()) - claims.keys())}
        cosines |= self.known.cosines((gaps.keys() | about) - cosines.keys())
        return self._parties(claims, cosines, gaps, contrasts, texts)

    def _own_words(self, ids: Sequence[str], near: float) -> Cosines:
        """What the sources of these claims said at whatever time: where ``near`` it, or, if
        they can be told from others, not too far from it."""
        from claims.compare.gates import OWN_WORDS

        spoken: dict[str, list[str]] = {}
        for claim in self._store.claims(ids=ids):
            spoken.setdefault(claim.source, []).append(claim.id)
        named = {i for i, s in self._store.sources(spoken.keys()).items() if s.named}
        found: Cosines = {}
        for source, others in self._store.ids_by_source(spoken).items():
            if len(others) > 1:
                least = OWN_WORDS if source in named else near
                found |= self.known.among(spoken[source], others, least)
        return found

    def _named(self, ids: Sequence[str]) -> Cosines:
        """Denials that name somebody's claim ("the union's account of the repairs") and what
        that source said, where either is one of ``ids``."""
        from claims.compare.gates import NAMED
        from claims.compare.owned import meant, owned

        named = {id: n for id, quote in self._store.unanswered().items() if (n := owned(quote))}
        if not named:
            return {}
        new = set(ids)
        fresh = self._store.claims(ids=new - named.keys())
        speakers = self._store.sources({claim.source for claim in fresh})
        found: Cosines = {}
        for id, claim in named.items():
            if id in new:
                owners = self._store.sources_with(max(claim.owner, key=len))
                said = self._store.ids_by_source(i for i, s in owners.items() if meant(claim, s))
                others = [other for of in said.values() for other in of]
            else:
                others = [c.id for c in fresh if meant(claim, speakers[c.source])]
            found |= self.known.among([id], others, NAMED) if others else {}
        return found

    def _parties(
        self,
        claims: dict[str, Claim],
        cosines: Cosines,
        gaps: dict[tuple[str, str], int],
        contrasts: Set[tuple[str, str]],
        texts: dict[str, str],
    ) -> list[Pair]:
        """The pairs of ``cosines``; ``texts`` are those of some of the articles."""
        from claims.compare.pairs import Pair, Party

        told_in = {c.article for c in claims.values()}
        articles = self._store.mastheads(told_in)
        texts = texts | self._store.texts(told_in - texts.keys())
        sources = self._store.sources({c.source for c in claims.values()})
        parties = {
            i: Party(
                c,
                sources[c.source],
                articles[c.article].date,
                articles[c.article].outlet,
                texts[c.article],
            )
            for i, c in claims.items()
        }
        return [
            Pair(parties[a], parties[b], cosine, gaps.get((a, b)), (a, b) in contrasts)
            for (a, b), cosine in sorted(cosines.items())
        ]


def _gaps(claims: Sequence[Claim], ids: set[str]) -> dict[tuple[str, str], int]:
    """How many statements apart the claims of one article stand, where that may matter: near
    each other, or one about the other. Pairs of ids in order."""
    from claims.compare.pairs import NEARBY

    found: dict[tuple[str, str], int] = {}
    for place, one in enumerate(claims):
        for gap, two in enumerate(claims[place + 1 :], 1):
            related = one.about == two.id or two.about == one.id
            if (gap <= 2 * NEARBY or related) and (one.id in ids or two.id in ids):
                found[pair(one.id, two.id)] = gap
    return found


def _contrasts(text: str, claims: Sequence[Claim], ids: set[str]) -> set[tuple[str, str]]:
    """The neighbours that their article sets against each other. Pairs of ids in order."""
    from claims.compare.contrast import contrasted

    return {
        pair(one.id, two.id)
        for one, two in pairwise(claims)
        if (one.id in ids or two.id in ids) and contrasted(text, one, two)
    }


def _ends(pairs: Iterable[tuple[str, str]], ids: Iterable[str]) -> set[str]:
    return {i for both in pairs for i in both} | set(ids)


def _key(question: Question) -> bytes:
    whole = "\x1f".join(question).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=16).digest()
