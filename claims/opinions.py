"""A second opinion on what is stored: which pairs are worth asking a language model about, and
what it says of them.

It stands beside the score and changes neither that nor what a person decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, product
from typing import TYPE_CHECKING

from claims.compare.decide import kind_of, opposed, ordered, score_of
from claims.compare.pairs import Pair
from claims.compare.stories import stories
from claims.ingest.linking import parties
from claims.reading import prompt as prompts
from claims.reading.llm import agreed
from claims.reading.prompt import STORY, TOKEN, Prompt, place
from claims.reading.reply import PairAnswer, WholeAnswer
from claims.reading.tell import excerpted
from claims.records import OPPOSING, Article, Claim, Dispute, Opinion, Span, link_id
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
        return link_id(self.a.id, self.b.id)

    @property
    def value(self) -> float:
        """What an answer is worth: most where the score says least."""
        return 1 - abs(2 * self.score - 1) + SUREST * self.surest


@dataclass(frozen=True, slots=True)
class Place:
    """Where a side is told: in which article, where in its text, and in which claim that is
    stored; None where the statement was not found."""

    article: str
    span: Span
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Told:
    """One side of a dispute that a model sees: its words, who says so, and all the places where
    it is told, first that of the words."""

    quote: str
    source: str
    places: tuple[Place, ...]

    @property
    def claim(self) -> Claim | None:
        """The claim that is stored of it, if there is one."""
        return next((place.claim for place in self.places if place.claim), None)


@dataclass(frozen=True, slots=True)
class Seen:
    """A dispute that a model sees in articles; one that is not ``clear`` may be argued about.
    ``lacking`` is what is not stored of it: "" if it is there, "link" where both sides are
    claims, else "statement"."""

    a: Told
    b: Told
    kind: str
    clear: bool
    why: str
    lacking: str


def candidates(
    store: Store,
    filters: Filters | None = None,
    band: tuple[float, float] = BAND,
    *,
    judged: bool = False,
) -> list[Candidate]:
    """The pairs that are worth asking about, best first: those of the disputes that ``filters``
    let through, and those that are in none and have a score within ``band``. What a person
    judged is left out, unless a status is asked for or ``judged`` is set."""
    filters = replace(filters or Filters(), limit=None)
    known = {} if filters.status or judged else store.links.judgements()
    apart = not (filters.kind or filters.status or filters.new_since)
    unlinked = _unlinked(store, filters, band) if apart else ()
    found: dict[str, Candidate] = {}
    for each in chain(*map(_of, store.disputes.get(filters)), unlinked):
        if each.link not in known:
            found.setdefault(each.link, each)
    return sorted(found.values(), key=lambda each: (-each.value, each.link))


def _of(dispute: Dispute) -> Iterator[Candidate]:
    claims = {claim.id: claim for side in dispute.sides for claim in side.claims}
    for number, link in enumerate(link for link in dispute.links if link.kind in OPPOSING):
        if link.a in claims and link.b in claims:
            yield Candidate(claims[link.a], claims[link.b], link.score, dispute.id, number == 0)


def _unlinked(store: Store, filters: Filters, band: tuple[float, float]) -> Iterator[Candidate]:
    """Pairs in no link that a reader was unsure of and that can be in dispute."""
    low, high = max(band[0], filters.min_score or 0.0), band[1]
    wanted = _wanted(store, filters)
    answers = [
        answer
        for answer in store.answers.likeliest(MOST)
        if wanted is None or not wanted.isdisjoint(answer.key)
    ]
    ends = parties(store, {id for answer in answers for id in answer.key})
    between = [store.sources.named(name) for name in filters.between or ()]
    linked = {link.id for link in store.links.get(OPPOSING)}
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
        filters, kind=None, status=None, new_since=None, min_score=None, between=None, all=True
    )
    return None if plain == Filters(all=True) else store.claims.ids(plain)


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
    ends = {claim.id for each in wanted for claim in (each.a, each.b)}
    before = {(opinion.link, opinion.model): opinion for opinion in store.opinions.get(ends)}
    for each, found in verdicts(model, wanted, sent):
        if found is None:
            yield each, None
            continue
        today = datetime.now(UTC).date().isoformat()
        opinion = Opinion(each.a.id, each.b.id, model.asker.name, *found, today)
        known = before.get((opinion.link, opinion.model))
        if known is None or (known.verdict, known.reason) != found:
            store.opinions.put(opinion)
            known = opinion
        yield each, known


def verdicts(
    model: LanguageModel, wanted: Sequence[Candidate], sent: Sequence[Prompt]
) -> Iterator[tuple[Candidate, tuple[str, str] | None]]:
    """The verdict of ``model`` on each of ``wanted`` and its reason, as it comes; None where it
    made no answer. ``sent`` is what `asked` gives. Raises Unreachable."""
    halves: dict[int, dict[int, PairAnswer | None]] = {}
    for number, answer in model.answers(sent):
        index, half = divmod(number, 2)
        halves.setdefault(index, {})[half] = answer if isinstance(answer, PairAnswer) else None
        if len(halves[index]) == 2:
            first, second = (halves[index][half] for half in (0, 1))
            yield wanted[index], agreed(first, second) if first and second else None
            del halves[index]


def to_read(store: Store, filters: Filters | None = None) -> list[Article]:
    """The articles that are worth reading whole, best first: those in which something is
    denied, then those with most claims; copies are left out."""
    wanted = _wanted(store, replace(filters or Filters(), limit=None))
    claims = store.claims.get(ids=wanted)
    number = Counter(claim.article for claim in claims)
    denials = Counter(claim.article for claim in claims if claim.stance == "denies")
    found = [a for a in _articles(store, number).values() if a.duplicate_of is None]
    return sorted(found, key=lambda a: (-denials[a.id], -number[a.id], a.id))


def whole(store: Store, articles: Sequence[Article], tokens: int = STORY) -> list[Prompt]:
    """What is sent to have ``articles`` read whole, those of one story together, as far as they
    have no more than so many tokens."""
    room = tokens * TOKEN
    compared = store.answers.compared(article.id for article in articles)
    found = []
    for story in stories(articles, compared, room):
        found += prompts.wholes([excerpted(article, ()) for article in story], room)
    return found


def seen(
    store: Store, model: LanguageModel, sent: Sequence[Prompt]
) -> Iterator[tuple[Prompt, list[Seen] | None]]:
    """The disputes that ``model`` sees in each prompt of `whole`, each once; None where it made
    no answer. Raises Unreachable."""
    ids = {id for prompt in sent for id in prompt.articles}
    texts = {id: excerpted(article, ()).text for id, article in _articles(store, ids).items()}
    claims = store.claims.in_articles(ids)
    against = _Against(store)
    known: set[frozenset[str | tuple[str, Span]]] = set()
    for number, answer in model.answers(sent):
        prompt = sent[number]
        if not isinstance(answer, WholeAnswer):
            yield prompt, None
            continue
        found = []
        for listed in answer.disputes:
            a, b = (_told(side, prompt, texts, claims) for side in (listed.a, listed.b))
            b = _without(b, a.claim)  # told in the denial, it is no claim of its own
            both = frozenset(_name(side) for side in (a, b) if side.places)
            if len(both) == 2 and both not in known:
                known.add(both)
                lacking = against.lacking(a, b)
                found.append(Seen(a, b, listed.kind, listed.clear, listed.why, lacking))
        yield prompt, found


class _Against:
    """Which claims stand on which side of the disputes that are stored."""

    def __init__(self, store: Store) -> None:
        self._sides: dict[str, dict[str, int]] = {}
        for dispute in store.disputes.get(Filters(all=True)):
            for number, side in enumerate(dispute.sides):
                for claim in side.claims:
                    self._sides.setdefault(claim.id, {})[dispute.id] = number
        self._linked = {link.id for link in store.links.get(OPPOSING)}

    def lacking(self, a: Told, b: Told) -> str:
        """See `Seen`."""
        if a.claim is None or b.claim is None:
            return "statement"
        claims = ([p.claim.id for p in side.places if p.claim] for side in (a, b))
        return "" if any(self._there(one, other) for one, other in product(*claims)) else "link"

    def _there(self, a: str, b: str) -> bool:
        one, other = self._sides.get(a, {}), self._sides.get(b, {})
        apart = any(one[dispute] != other[dispute] for dispute in one.keys() & other.keys())
        return apart or link_id(a, b) in self._linked


def _told(
    side: Side, prompt: Prompt, texts: Mapping[str, str], claims: Mapping[str, Sequence[Claim]]
) -> Told:
    """``side``, told of the articles of ``prompt``."""
    places = (_place(quote, prompt, texts, claims) for quote in side.quotes)
    told = Told(side.quotes[0], side.source, tuple(dict.fromkeys(filter(None, places))))
    return replace(told, source=side.source or (told.claim.speaker if told.claim else ""))


def _place(
    quote: str, prompt: Prompt, texts: Mapping[str, str], claims: Mapping[str, Sequence[Claim]]
) -> Place | None:
    """Where ``quote`` stands in the articles of ``prompt``, and in which of their claims: the
    shortest of those that have most of it."""
    for article, (start, end) in zip(prompt.articles, prompt.spans, strict=True):
        found = place(quote, texts[article][start:end])
        if found:
            span = (found[0] + start, found[1] + start)
            shares = (
                (covered((span,), c.quote_spans), -_size(c), c) for c in claims.get(article, ())
            )
            share, _, best = max(shares, key=lambda each: each[:2], default=(0.0, 0, None))
            return Place(article, span, best if share >= SAME else None)
    return None


def _without(side: Told, claim: Claim | None) -> Told:
    places = (replace(p, claim=None) if p.claim == claim else p for p in side.places)
    return replace(side, places=tuple(places))


def _name(side: Told) -> str | tuple[str, Span]:
    """What tells ``side`` from others."""
    return side.claim.id if side.claim else (side.places[0].article, side.places[0].span)


def _size(claim: Claim) -> int:
    return sum(end - start for start, end in claim.quote_spans)


def _articles(store: Store, ids: Iterable[str]) -> Mapping[str, Article]:
    return {article.id: article for article in store.articles.get(ids)}
