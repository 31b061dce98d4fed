"""The vocabulary: the frozen records that the steps pass to one another.

Every offset in this module counts characters (Unicode code points) of ``Article.text``; a
span is a half-open ``(start, end)`` pair, and several spans are sorted and do not overlap.
Dates are ISO 8601 strings (``2022-12-09``), so that they sort and store as they are.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from claims.kinds import OPPOSING as OPPOSING
from claims.kinds import LinkKind as LinkKind

Span = tuple[int, int]
Spans = tuple[Span, ...]

SourceKind = Literal["person", "organization", "government", "group", "document", "unnamed"]
Stance = Literal["asserts", "denies", "echoes", "questions"]
Quotation = Literal["direct", "indirect", "mixed"]
Force = Literal["fact", "prediction", "opinion", "wish", "question", "conditional", "other"]
Verdict = Literal["none", "confirmed", "dismissed", "unsure"]


def digest(*parts: str) -> str:
    """Sixteen hexadecimal digits that identify ``parts`` on every machine and run."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def normalise(text: str) -> str:
    """``text`` as it counts for identity: NFKC, one space between words, lower case."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).lower()


@lru_cache(maxsize=64)
def _article_id(text: str, where: str) -> str:
    """Kept for the articles in hand: every claim of an article asks for it."""
    return digest("article", normalise(text), where)


#: The name of the source of claims for which an article names nobody.
UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class Article:
    """One published text, whole and unchanged, with what is known of where it comes from.

    ``url`` is canonical where the material states it. ``published`` is an ISO date, or an
    ISO date and time. ``duplicate_of`` is the id of the article whose words this one
    repeats. ``origin`` is the path or address it was read from. ``language`` is an ISO 639-1
    code. ``fetched_at`` is set for material from the network alone, so that a folder
    ingested twice gives the same database.
    """

    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    origin: str | None = None
    fetched_at: str | None = None
    duplicate_of: str | None = None

    @property
    def id(self) -> str:
        """The words and where they appeared: one text in two outlets is two articles."""
        return _article_id(self.text, self.url or self.outlet or "")

    @property
    def key(self) -> str:
        """What stays when the text is updated: its address, or else its words."""
        return digest("url", self.url) if self.url else self.id

    @property
    def date(self) -> str | None:
        """The day of publication, ``YYYY-MM-DD``."""
        return self.published[:10] if self.published else None

    @property
    def label(self) -> str:
        """What it is called in a message."""
        where = self.url or self.origin or self.id
        return f"{self.title} ({where})" if self.title else where


@dataclass(frozen=True, slots=True)
class Attribution:
    """What an attribution model finds: who (``source``) said (``cue``) what (``content``).

    The three parts of PARC 3.0 and PolNeAR, as spans of the article text. ``source`` is
    empty where the article names nobody. ``score`` is how sure the model is of all three, 0 to 1.
    """

    source: Spans
    cue: Spans
    content: Spans
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Mention:
    """One phrase of an article that names or points to a source.

    ``text`` is the phrase as written; ``name`` its naming core without title and role
    ("Armen Grigorian"), or None for a pronoun or description. ``head`` is the lemma of its
    head word. ``number`` and ``gender`` are None where the phrase does not tell.
    """

    spans: Spans
    text: str
    head: str
    name: str | None = None
    kind: SourceKind = "unnamed"
    role: str | None = None
    affiliation: str | None = None
    pronoun: bool = False
    number: Literal["singular", "plural"] | None = None
    gender: Literal["female", "male"] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One who speaks. ``name`` is the fullest form seen; ``aliases`` are the others.
    ``wikidata`` is what a person filled in: "Q42", or "Q42 Q1" where sources of two ids were
    merged.

    Inside one article a source is what its mentions resolve to; across articles such
    sources are joined under one id.
    """

    id: str
    name: str
    kind: SourceKind
    role: str | None = None
    affiliation: str | None = None
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None

    @property
    def surnames(self) -> frozenset[str]:
        """The last words of its names, in small letters: what it may be called alone."""
        last = (name.split()[-1:] for name in (self.name, *self.aliases))
        return frozenset(word.strip(".,’'\"").casefold() for words in last for word in words)

    @property
    def named(self) -> bool:
        """Whether it can be told from others: "Baku" can, "a spokesman" cannot."""
        return self.kind not in ("unnamed", "group")

    @property
    def nobody(self) -> bool:
        """Whether it stands for none: the article names nobody ("is accused of fraud")."""
        return self.name.lower() == UNATTRIBUTED


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue read in its sentence: its words, lemma and stance, by which nested statements are told
    apart. ``hedged`` is set for "reportedly said", "might deny".
    """

    text: str
    lemma: str
    stance: Stance = "asserts"
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution as extract/ understands it, before anything is resolved.

    ``speaker`` is None where the article names nobody.
    """

    attribution: Attribution
    cue: Cue
    speaker: Mention | None
    quotation: Quotation = "indirect"
    said_on: str | None = None


#: Claims of less confidence are left out of a list unless all are asked for. Of 320 above it that
#: editors read, 303 were right in all: a statement, its source, its words (28 November 2026); of
#: 827 below, 630.
SURE = 0.93
#: Links of less than this make disputes only where less is asked for or a person judged them; of
#: less than the other none is kept.
SHOWN, KEPT = 0.55, 0.25


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that an article attributes to a source.

    ``source`` and ``via`` are source ids; ``speaker`` is the phrase as written. ``quote`` is
    verbatim: the text under ``quote_spans``, runs joined by " … ". ``wording`` is the quote,
    and in front of it, in square brackets, what the article tells before, where the quote may
    hang on that. A denial's words are the denier's. ``about`` is the id of the claim that this
    one denies. ``confidence`` is the probability that it is a statement, of this source, and in
    words that begin and end where the statement does; ``said_on`` is an ISO date.
    """

    id: str
    article: str
    source: str
    speaker: str
    cue: str
    cue_lemma: str
    stance: Stance
    force: Force
    quotation: Quotation
    quote: str
    wording: str
    speaker_spans: Spans
    cue_spans: Spans
    quote_spans: Spans
    about: str | None = None
    said_on: str | None = None
    via: str | None = None
    hedged: bool = False
    confidence: float = 1.0

    @property
    def disputable(self) -> bool:
        """Whether it can be true or false, and so be in dispute."""
        return self.force in ("fact", "prediction")


def claim_id(article: Article, cue: str, quote: str, occurrence: int = 0) -> str:
    """The id of a claim: kept when the article at an address is updated around it."""
    return digest("claim", article.key, normalise(cue), normalise(quote), str(occurrence))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader says of two claims, ``a`` and ``b`` by id: the probabilities that they are
    in dispute, that one echoes the other, that ``a`` denies what ``b`` says and ``b`` what ``a``
    says."""

    a: str
    b: str
    dispute: float
    echo: float = 0.0
    denies: float = 0.0
    denied: float = 0.0

    @property
    def key(self) -> tuple[str, str]:
        """The two ids in order."""
        return (self.a, self.b) if self.a < self.b else (self.b, self.a)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article gives: its claims, its sources under ids local to the article, and what
    a reader says of pairs of its claims. ``notes`` are lines on what was left out of it;
    ``vectors`` are what the reader of the name ``reader`` keeps of claims, by their ids; ``bare``
    are claims whose words tell nothing by themselves ("the report"): they stay if they deny.
    ``figures`` are those whom the article names, speakers or not, and ``places`` where it does:
    of each name the offset of its last word in the text, and the id of whose it is."""

    article: Article
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    answers: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()
    vectors: Mapping[str, bytes] = field(default_factory=dict)
    reader: str = ""
    bare: frozenset[str] = frozenset()
    figures: tuple[Source, ...] = ()
    places: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims and how they stand to each other. ``a`` and ``b`` are claim ids, ``a`` the
    one that speaks against (or echoes) ``b``; for symmetric kinds the earlier comes first.

    ``score`` is the calibrated probability that the link is right. ``reasons`` are short
    stable codes, ``explanation`` one sentence for people.
    """

    a: str
    b: str
    kind: LinkKind
    score: float
    reasons: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def id(self) -> str:
        """Stable across runs, re-scoring and order, so that a judgement survives them."""
        return link_id(self.a, self.b)


def link_id(a: str, b: str) -> str:
    """The id of the link of two claims, in either order, whether or not there is one."""
    return digest("link", *sorted((a, b)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about a link."""

    link: str
    verdict: Verdict
    note: str | None = None
    reviewer: str | None = None
    judged_at: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """Sources of a dispute that say the same, with their claims."""

    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Claims joined by opposing links: what is disputed, by whom, and why we think so."""

    id: str
    topic: str
    kind: LinkKind
    score: float
    status: Verdict
    explanation: str
    reasons: tuple[str, ...]
    sides: tuple[Side, ...]
    links: tuple[Link, ...]
    first_date: str | None = None
    last_date: str | None = None
    articles: tuple[str, ...] = field(default=())
    outlets: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Reply:
    """What a language model answered to one prompt, kept by ``key`` so that it is asked once.

    ``ask`` says what about, ``text`` is the answer as it came, ``dropped`` how many of its
    numbers and quotes were thrown away. ``articles`` are the ids of those that were read.
    """

    key: str
    model: str
    ask: str
    text: str
    tokens_in: int
    tokens_out: int
    seconds: float
    dropped: int = 0
    articles: tuple[str, ...] = ()
    asked_at: str | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a language model says of two claims, ``a`` and ``b`` by id: never what a person
    decided. ``verdict`` is one of dispute, echo, none, and unsure, which it also is where the
    answer changed with the order of the two."""

    a: str
    b: str
    model: str
    verdict: str
    reason: str = ""
    said_at: str | None = None

    @property
    def link(self) -> str:
        """The id of the link of the two, whether or not there is one."""
        return link_id(self.a, self.b)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a language model has been asked so far: answers, tokens, seconds; ``cost`` is that
    of the ``priced`` answers, those for which prices were given."""

    model: str
    replies: int
    opinions: int
    tokens_in: int
    tokens_out: int
    seconds: float
    cost: float | None = None
    priced: int = 0
