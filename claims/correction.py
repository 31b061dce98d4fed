"""A correction of one claim, and what an extraction becomes by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from claims.records import Claim, Extraction, Source, Span, Stance


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of the claim ``claim`` (its id, which it keeps).

    None leaves a thing as it was read. ``source`` is who says it, under an id local to the
    article; ``words`` are the span of its words in the article's text, ``quote`` the text there,
    by which they are found in a later version. ``statement`` False: it is none, and is left out
    everywhere. ``note``, ``reviewer`` and ``corrected_at`` (ISO date and time) are for the
    record. ``read`` is the claim as the program read it last, with local sources, and ``answers``
    are the ids of the claims that it took to be about it: `undone` needs them.
    """

    claim: str
    source: Source | None = None
    words: Span | None = None
    quote: str | None = None
    stance: Stance | None = None
    statement: bool = True
    note: str | None = None
    reviewer: str | None = None
    corrected_at: str | None = None
    read: Claim | None = None
    answers: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return self.statement and not (self.source or self.words or self.stance)

    def upon(self, earlier: Correction | None) -> Correction:
        """The two together: what this one does not speak of stays as ``earlier`` has it."""
        if earlier is None:
            return self
        return replace(
            self,
            source=self.source or earlier.source,
            words=self.words or earlier.words,
            quote=self.quote if self.words else earlier.quote,
            stance=self.stance or earlier.stance,
            statement=self.statement and earlier.statement,
            note=self.note or earlier.note,
            reviewer=self.reviewer or earlier.reviewer,
            read=earlier.read,
            answers=earlier.answers,
        )


def amended(claim: Claim, correction: Correction, text: str) -> Claim:
    """``claim`` as ``correction`` has it, in an article of this ``text``."""
    if correction.source is not None:
        claim = replace(claim, source=correction.source.id, confidence=1.0)
    if correction.stance is not None:
        claim = replace(claim, stance=correction.stance)
    where = _place(correction, text)
    if where is not None:
        words = text[slice(*where)]
        claim = replace(claim, quote=words, wording=words, quote_spans=(where,))
    return claim


def corrected(
    extraction: Extraction, corrections: Mapping[str, Correction]
) -> tuple[Extraction, list[Correction]]:
    """``extraction`` as people corrected it, and those of ``corrections`` (by claim) that are
    about it, each with what was read this time. What a reader said of pairs stays as it was."""
    if not corrections.keys() & {claim.id for claim in extraction.claims}:
        return extraction, []
    applied = [
        replace(
            corrections[claim.id],
            read=claim,
            answers=tuple(each.id for each in extraction.claims if each.about == claim.id),
        )
        for claim in extraction.claims
        if claim.id in corrections
    ]
    struck = {each.claim for each in applied if not each.statement}
    claims = []
    for claim in extraction.claims:
        if claim.id in struck:
            continue
        if claim.id in corrections:
            claim = amended(claim, corrections[claim.id], extraction.article.text)
        claims.append(replace(claim, about=None) if claim.about in struck else claim)
    sources = {source.id: source for source in extraction.sources}
    named = {each.source.id: each.source for each in applied if each.source and each.statement}
    whole = replace(extraction, sources=tuple((named | sources).values()), claims=tuple(claims))
    return whole, applied


def _place(correction: Correction, text: str) -> Span | None:
    """Where the corrected words stand in ``text``: where they stood, or else nearest to it."""
    if correction.words is None:
        return None
    start, end = correction.words
    quote = correction.quote
    if quote is None or text[start:end] == quote:
        return correction.words if end <= len(text) else None
    return nearest(quote, text, start)


def nearest(words: str, text: str, near: int) -> Span | None:
    """Where ``words`` stand in ``text``, of several places the one nearest to ``near``."""
    found = [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]
    if not found or not words:
        return None
    start = min(found, key=lambda place: abs(place - near))
    return start, start + len(words)
