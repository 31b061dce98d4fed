"""What a reader says of an article's claims, put into the claims.

Marks that are no statement go; stance and type are the reader's; a denial points to what it
denies. Whom a pronoun means is weighed (`claims.reading.antecedent`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from claims.extract.clutter import readable
from claims.extract.lead import worded
from claims.reading.answers import STANCES, TYPES, Between, Excerpted, Findings, Reader, Told
from claims.reading.antecedent import LEAST, NAMELESS, asked, meant
from claims.reading.confidence import PRONOUNS, confidence, words
from claims.reading.excerpt import Passage
from claims.reading.target import denied
from claims.records import (
    Answer,
    Article,
    Claim,
    Extraction,
    Force,
    Source,
    Spans,
    Stance,
    digest,
)

#: Least probability of a statement, of a denial, and of another stance than asserting.
STATEMENT, DENIAL, OTHER_STANCE = 0.5, 0.5, 0.5
#: What tells a son from his father.
GENERATIONS = frozenset({"jr", "sr"})
#: Words that name nobody.
_SMALL = frozenset({"the", "a", "an", "of", "and", "for", "in", "on", "its", "his", "her", "their"})
#: Pairs of which less is said are not kept.
DISPUTE, ECHO = 0.05, 0.3


def excerpted(
    article: Article, claims: Sequence[Claim], kept: Mapping[str, bytes] | None = None
) -> Excerpted:
    """``article`` as a reader is given it; ``kept`` are its vectors by claim, for all or none."""
    passages = tuple(Passage(c.quote_spans, c.speaker_spans, c.cue_spans) for c in claims)
    text = readable(article.text)
    whole = kept is not None and all(c.id in kept for c in claims)
    vectors = tuple(kept[c.id] for c in claims) if kept and whole else None
    return Excerpted(article.title or "", text, passages, article.date or "", article.id, vectors)


def told(extraction: Extraction, reader: Reader) -> Extraction:
    """``extraction`` with what ``reader`` says of it."""
    article, claims = extraction.article, extraction.claims
    found = reader.read(excerpted(article, claims))
    answers = found.told
    kept = [n for n, answer in enumerate(answers) if _is_claim(extraction, claims[n], answer)]
    cast = Cast(extraction)
    whole = [_claim(claims[n], answers[n], cast) for n in kept]
    whole = _pointed(dict(zip(kept, whole, strict=True)), found, cast.sources)
    used = {id for claim in whole for id in (claim.source, claim.via) if id}
    sources = tuple(cast.sources[id] for id in sorted(used))
    bare = Extraction(article, sources, tuple(whole), notes=extraction.notes)
    return _with(bare, reader, found, claims, kept)


def reread(extraction: Extraction, reader: Reader) -> Extraction:
    """``extraction`` with what ``reader`` says of the pairs of its claims alone, all that its
    article is to have."""
    claims = extraction.claims
    found = reader.read(excerpted(extraction.article, claims))
    return _with(extraction, reader, found, claims, range(len(claims)))


def _with(
    extraction: Extraction,
    reader: Reader,
    found: Findings,
    claims: Sequence[Claim],
    kept: Sequence[int],
) -> Extraction:
    """``extraction`` with what was ``found`` of the pairs of those of ``claims`` that are
    ``kept``."""
    return replace(
        extraction,
        answers=tuple(_answers(claims, kept, found.pairs)),
        vectors={claims[n].id: found.vectors[n] for n in kept} if found.vectors else {},
        reader=reader.name,
    )


def _is_claim(extraction: Extraction, claim: Claim, answer: Told) -> bool:
    """Whether it is a statement, and of words that tell nothing by themselves a denial."""
    told = claim.id not in extraction.bare or stance(answer) == "denies"
    return told and answer.statement >= STATEMENT


def _claim(claim: Claim, answer: Told, cast: Cast) -> Claim:
    source, his = cast.source(claim, answer)
    sure = confidence(answer, claim, cast.sources[source].name)
    return replace(
        claim,
        source=source,
        stance=stance(answer),
        force=force(answer),
        confidence=round(min(sure, his), 4),
        wording=worded(cast.text, claim),
    )


def stance(answer: Told) -> Stance:
    """The stance of a statement; an assertion where no other is likely."""
    if answer.denies >= DENIAL:
        return "denies"
    best = max(range(len(STANCES)), key=answer.stances.__getitem__)
    sure = answer.stances[best] >= OTHER_STANCE
    return STANCES[best] if sure and STANCES[best] != "denies" else "asserts"


def force(answer: Told) -> Force:
    """The likeliest type of a statement."""
    return TYPES[max(range(len(TYPES)), key=answer.types.__getitem__)]


def _pointed(
    claims: Mapping[int, Claim], found: Findings, sources: Mapping[str, Source]
) -> list[Claim]:
    """``claims``, by their numbers in ``found``, the denials with what they deny."""
    beside: dict[int, set[int]] = defaultdict(set)
    for i, j in found.pairs:
        beside[i].add(j)
        beside[j].add(i)
    about = {
        n: denied(n, claims, found.told, sources, beside[n].union(dict(found.told[n].about)))
        for n, claim in claims.items()
        if claim.stance == "denies"
    }
    return [replace(claim, about=about.get(n)) for n, claim in claims.items()]


def _answers(
    claims: Sequence[Claim], kept: Sequence[int], pairs: Mapping[tuple[int, int], Between]
) -> list[Answer]:
    there = set(kept)
    return [
        answer_of(claims[i], claims[j], between)
        for (i, j), between in sorted(pairs.items())
        if i in there and j in there and worth_keeping(between)
    ]


def worth_keeping(between: Between) -> bool:
    """Whether a pair may come to be linked."""
    return between.dispute >= DISPUTE or between.echo >= ECHO


def answer_of(one: Claim, other: Claim, between: Between) -> Answer:
    """What is kept of a pair."""
    return Answer(
        one.id,
        other.id,
        round(between.dispute, 4),
        round(between.echo, 4),
        round(between.denies, 4),
        round(between.denied, 4),
    )


class Cast:
    """Who speaks in an article: the sources of its claims, and all whom it names."""

    def __init__(self, extraction: Extraction) -> None:
        self.sources = {s.id: s for s in (*extraction.figures, *extraction.sources)}
        self.text = readable(extraction.article.text)
        self._article = extraction.article
        self._places = extraction.places
        self._before: str | None = None

    def source(self, claim: Claim, answer: Told) -> tuple[str, float]:
        """The id of who says ``claim``, the next in the article, and the probability that a
        pronoun or a description means this one, 1 where a name is written: as it was found where
        the article writes the name, or who is surely meant; else as the article writes it."""
        found = self._source(claim, answer)
        self._before = found[0]
        return found

    def _source(self, claim: Claim, answer: Told) -> tuple[str, float]:
        now = self.sources[claim.source]
        if GENERATIONS & (words(claim.speaker) - words(now.name)):  # the son is not the father
            return self._as_written(claim), 1.0
        may = self.asked(claim, answer)
        if may is None:
            return claim.source, 1.0
        least = LEAST if now.named or claim.speaker.lower() in PRONOUNS else NAMELESS
        id, sure = meant(may, least)
        if id is not None:
            return id, sure
        return (self._as_written(claim) if now.named else now.id), 1.0

    def asked(self, claim: Claim, answer: Told) -> dict[str, dict[str, float]] | None:
        """Who may be meant by the speaker of ``claim`` (`claims.reading.antecedent`); None where
        the article writes a name, or nobody."""
        now = self.sources[claim.source]
        if not claim.speaker or (now.named and _called(now) & words(claim.speaker)):
            return None
        elsewhere = [place for place in self._places if not _within(place[0], claim.speaker_spans)]
        return asked(answer.who, elsewhere, now.id if now.named else None, self._before)

    def _as_written(self, claim: Claim) -> str:
        """A source that is called what the article calls it here, and joined with no other."""
        place = str(claim.speaker_spans)
        id = digest("source", self._article.key, claim.speaker, place)
        self.sources[id] = Source(id, claim.speaker, "unnamed")
        return id


def _called(source: Source) -> set[str]:
    """The words of its names, any of which alone can stand for it: of a person the surname."""
    names = (source.name, *source.aliases)
    if source.kind == "person":
        return set(source.surnames)
    return {word for name in names for word in words(name)} - _SMALL


def _within(place: int, spans: Spans) -> bool:
    return any(start <= place < end for start, end in spans)
