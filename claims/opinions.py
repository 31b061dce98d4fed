"""A second opinion on what is stored: which pairs are worth asking a language model about, and
what it says of them.

It stands beside the score and changes neither that nor what a person decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from claims.compare.decide import kind_of, opposed, ordered, score_of
from claims.compare.pairs import Pair
from claims.comparing import parties
from claims.reading import prompt as prompts
from claims.reading.llm import agreed
from claims.reading.prompt import Prompt, place
from claims.reading.reply import PairAnswer, WholeAnswer
from claims.reading.tell import excerpted
from claims.records import OPPOSING, Article, Claim, Dispute, Link, Opinion
from claims.spans import covered
from claims.store import Filters

if TYPE_CHECKING:
    from claims.reading.llm import LanguageModel
    from claims.reading.reply import Side
    from claims.store import Store

#: The scores of candidate pairs that are asked about, unless told.
BAND = (0.3, 0.8)
#: So many candidate pairs are looked through, the likeliest first.
MOST = 20_000
#: A dispute's surest pair is worth so much more than its others.
SUREST = 0.5
#: What is told is a claim that is stored where it has this much of its words.
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of claims to ask about, ``a`` the one that speaks against ``b``. ``score`` is what
    the pair has now; ``dispute`` the id of the dispute that it is in, if any."""

    a: Claim
    b: Claim
    score: float
    dispute: str | None = None
    surest: bool = False

    @property
    def link(self) -> str:
        """The id of the link of the two, whether or not there is one."""
        return Link(self.a.id, self.b.id, "conflict", 0.0).id

    @property
    def value(self) -> float:
        """What an answer is worth: most where the score says least."""
        return 1 - abs(2 * self.score - 1) + SUREST * self.surest


@dataclass(frozen=True, slots=True)
class Told:
    """One side of a dispute that a model sees: the claim, if it is one that is stored, or else
    its words; and who says so."""

    claim: Claim | None
    quote: str
    source: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A dispute that a model sees in an article and that is not among those stored. ``lacking``
    is "link" where both sides are stored as claims, else "statement"."""

    article: str
    a: Told
    b: Told
    clear: bool
    why: str

    @property
    def lacking(self) -> str:
        """What is not there."""
        return "link" if self.a.claim and self.b.claim else "statement"


def candidates(
    store: Store, filters: Filters | None = None, band: tuple[float, float] = BAND
) -> list[Candidate]:
    """The pairs that are worth asking about, best first: those of the disputes that ``filters``
    let through, and those that are in none and have a score within ``band``. What a person
    judged is left out, unless a status is asked for."""
    filters = replace(filters or Filters(), limit=None)
    found: dict[str, Candidate] = {}
    judged = {} if filters.status else store.judgements()
    for dispute in store.disputes(filters):
        for each in _of(dispute):
            if each.link not in judged:
                found.setdefault(each.link, each)
    if not (filters.kind or filters.status or filters.new_since):
        for each in _unlinked(store, filters, band):
            if each.link not in judged:
                found.setdefault(each.link, each)
    return sorted(found.values(), key=lambda each: (-each.value, each.link))


def _of(dispute: Dispute) -> Iterator[Candidate]:
    claims = {claim.id: claim for side in dispute.sides for claim in side.claims}
    for number, link in enumerate(link for link in dispute.links if link.kind in OPPOSING):
        if link.a in claims and link.b in claims:
            yield Candidate(claims[link.a], claims[link.b], link.score, dispute.id, number == 0)


def _unlinked(store: Store, filters: Filters, band: tuple[float, float]) -> Iterator[Candidate]:
    """Pairs in no link that a reader was unsure of and that can be in dispute."""
    low, high = max(band[0], filters.min_score), band[1]
    wanted = _wanted(store, filters)
    answers = [
        answer
        for answer in store.likeliest(MOST)
        if wanted is None or not wanted.isdisjoint(answer.key)
    ]
    ends = parties(store, {id for answer in answers for id in answer.key})
    between = [store.sources_named(name) for name in filters.between or ()]
    linked = {link.id for link in store.links(OPPOSING)}
    for answer in answers:
        pair = ordered(Pair.of(answer, ends[answer.a], ends[answer.b]))
        kind = kind_of(pair)
        score = score_of(pair, kind)
        if not (low <= score <= high and opposed(pair, kind)):
            continue
        each = Candidate(pair.a.claim, pair.b.claim, round(score, 4))
        speakers = {each.a.source, each.b.source}
        if each.link not in linked and not any(names.isdisjoint(speakers) for names in between):
            yield each


def _wanted(store: Store, filters: Filters) -> set[str] | None:
    """The claims one of which has to be in a pair; None if any will do."""
    plain = replace(
        filters, kind=None, status=None, new_since=None, min_score=0.0, between=None, all=True
    )
    return None if plain == Filters(all=True) else store.claim_ids(plain)


def asked(store: Store, wanted: Sequence[Candidate]) -> list[Prompt]:
    """What is sent of ``wanted``: of each pair two prompts, one for each order."""
    articles = _articles(store, {c.article for each in wanted for c in (each.a, each.b)})
    found = []
    for each in wanted:
        one, other = (excerpted(articles[c.article], [c]) for c in (each.a, each.b))
        found += [prompts.pair(one, 0, other, 0), prompts.pair(other, 0, one, 0)]
    return found


def opinions(
    store: Store, model: LanguageModel, wanted: Sequence[Candidate], sent: Sequence[Prompt]
) -> Iterator[tuple[Candidate, Opinion | None]]:
    """What ``model`` says of each of ``wanted``, written down as it comes; None where it made
    no answer. ``sent`` is what `asked` gives. Raises Unreachable."""
    halves: dict[int, dict[int, PairAnswer | None]] = {}
    ends = {claim.id for each in wanted for claim in (each.a, each.b)}
    before = {(opinion.link, opinion.model): opinion for opinion in store.opinions(ends)}
    for number, answer in model.answers(sent):
        index, half = divmod(number, 2)
        halves.setdefault(index, {})[half] = answer if isinstance(answer, PairAnswer) else None
        if len(halves[index]) < 2:
            continue
        each, both = wanted[index], halves.pop(index)
        first, second = both[0], both[1]
        if first is None or second is None:
            yield each, None
            continue
        verdict, reason = agreed(first, second)
        today = datetime.now(UTC).date().isoformat()
        opinion = Opinion(each.a.id, each.b.id, model.asker.name, verdict, reason, today)
        known = before.get((opinion.link, opinion.model))
        if known is None or (known.verdict, known.reason) != (verdict, reason):
            store.put_opinion(opinion)
            known = opinion
        yield each, known


def to_read(store: Store, filters: Filters | None = None) -> list[Article]:
    """The articles that are worth reading whole, best first: those in which something is
    denied, then those with most claims; copies are left out."""
    wanted = _wanted(store, replace(filters or Filters(), limit=None))
    claims = store.claims(ids=wanted)
    denials: dict[str, int] = {}
    number: dict[str, int] = {}
    for claim in claims:
        number[claim.article] = number.get(claim.article, 0) + 1
        denials[claim.article] = denials.get(claim.article, 0) + (claim.stance == "denies")
    found = [a for a in _articles(store, number).values() if a.duplicate_of is None]
    return sorted(found, key=lambda a: (-denials[a.id], -number[a.id], a.id))


def whole(store: Store, articles: Iterable[Article]) -> tuple[list[Prompt], list[Article]]:
    """What is sent to have ``articles`` read whole, and the article of each prompt."""
    articles = list(articles)
    claims = store.claims_in(article.id for article in articles)
    sent: list[Prompt] = []
    of: list[Article] = []
    for article in articles:
        parts = prompts.wholes(excerpted(article, claims.get(article.id, ())))
        sent += parts
        of += [article] * len(parts)
    return sent, of


def missed(
    store: Store, model: LanguageModel, sent: Sequence[Prompt], of: Sequence[Article]
) -> Iterator[tuple[Article, list[Missed] | None]]:
    """The disputes that ``model`` sees in each prompt of `whole` and that are not stored; None
    where it made no answer. Raises Unreachable."""
    claims = store.claims_in({article.id for article in of})
    for number, answer in model.answers(sent):
        article = of[number]
        if not isinstance(answer, WholeAnswer):
            yield article, None
            continue
        there = claims.get(article.id, [])
        linked = {link.id for link in store.links(OPPOSING, [claim.id for claim in there])}
        found = []
        for one, other, clear, why in answer.disputes:
            a, b = (_told(side, there, article.text) for side in (one, other))
            if a.claim and b.claim:
                link = Link(a.claim.id, b.claim.id, "conflict", 0.0).id
                if link in linked or a.claim.id == b.claim.id:
                    continue
            found.append(Missed(article.id, a, b, clear, why))
        yield article, found


def _told(side: Side, claims: Sequence[Claim], text: str) -> Told:
    claim = claims[side.number] if side.number is not None else None
    span = place(side.quote, text) if side.quote else None
    if claim is None and span is not None:
        shares = [(covered((span,), each.quote_spans), each) for each in claims]
        share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        claim = best if share >= SAME else None
    quote = side.quote or (claim.quote if claim else "")
    return Told(claim, quote, side.source or (claim.speaker if claim else ""))


def _articles(store: Store, ids: Iterable[str]) -> Mapping[str, Article]:
    return {article.id: article for article in store.articles(ids)}
