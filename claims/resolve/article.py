"""One article: its statements become claims with sources, propositions and references."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claims.extract.cues import denial_scope
from claims.extract.parse import text_of
from claims.records import (
    UNATTRIBUTED,
    Article,
    Attribution,
    Claim,
    Extraction,
    Source,
    Spans,
    Statement,
    claim_id,
    digest,
    normalise,
)
from claims.resolve.cast import Cast
from claims.resolve.denied import Denied
from claims.resolve.nesting import Layer, layers
from claims.resolve.pointing import points_back, stands_alone
from claims.resolve.propositions import Referents, affirmed, proposition
from claims.resolve.references import Candidate, target
from claims.resolve.restated import restated

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Characters of a content that may come before the phrase that points out of it.
LEAD_IN = 30


@dataclass(frozen=True, slots=True)
class _Draft:
    """A claim in the making: what it says, and which draft it is about."""

    layer: Layer
    scope: Spans
    entities: tuple[str, ...]
    words: str
    about: int | None


def resolve(article: Article, doc: Doc, statements: Sequence[Statement]) -> Extraction:
    """The claims of one article and the sources, local to it, that make them."""
    cast = Cast(doc, title=article.title, article_key=article.key)
    speakers = [cast.source(s.speaker) if s.speaker else None for s in statements]
    relays = [cast.source(s.via) if s.via else None for s in statements]
    found = layers(article.text, statements, speakers, relays)
    drafts = _drafts(doc, cast, found)
    nobody = Source(digest("source", article.key, UNATTRIBUTED), UNATTRIBUTED, "unnamed")
    claims = _claims(article, drafts, nobody)
    used = {claim.source for claim in claims} | {claim.via for claim in claims if claim.via}
    known = {s.id: s for s in (*speakers, *relays, nobody) if s is not None}
    return Extraction(article, tuple(known[i] for i in sorted(used)), tuple(claims))


def _drafts(doc: Doc, cast: Cast, found: Sequence[Layer]) -> list[_Draft]:
    sentences = [sentence.start_char for sentence in doc.sents]
    scopes = [_scope(doc, layer) for layer in found]
    mentioned = [
        tuple(sorted({key for span in layer.content for key in cast.entities(*span)}))
        for layer in found
    ]
    candidates = [
        Candidate(
            position,
            bisect_right(sentences, layer.cue_spans[0][0]),
            layer.cue.lemma,
            layer.cue.stance,
            layer.source.id if layer.source else None,
            layer.content,
            frozenset(entities),
            layer.cue.force in ("fact", "prediction"),
            _words_of(layer.source),
            layer.cue.force == "prediction",
        )
        for position, (layer, entities) in enumerate(zip(found, mentioned, strict=True))
    ]
    abouts = [
        layer.about
        if layer.about is not None
        else _pointed(doc, cast, layer, scope, candidates, here)
        for here, layer, scope in zip(candidates, found, scopes, strict=True)
    ]
    own = [_own_words(doc, cast, layer, scope) for layer, scope in zip(found, scopes, strict=True)]
    for place, layer in enumerate(found):
        if layer.about is not None:  # one clause, under a claim that is named and denied
            inner = found[layer.about]
            cue = replace(layer.cue, lemma=inner.cue.lemma)
            claimed = replace(layer, source=inner.source, cue=cue, cue_spans=inner.cue_spans)
            own[place] = own[layer.about] = _own_words(
                doc, Denied(doc, cast, layer), claimed, scopes[place]
            )
    drafts: list[_Draft] = []
    for here, layer, scope, about in zip(candidates, found, scopes, abouts, strict=True):
        words, entities = own[here.position], mentioned[here.position]
        if about is not None and points_back(doc, scope) and not stands_alone(doc, scope):
            said_before = about < here.position
            words = drafts[about].words if said_before else own[about]
            entities = drafts[about].entities if said_before else mentioned[about]
        drafts.append(_Draft(layer, scope, entities, words, about))
    return drafts


def _pointed(
    doc: Doc,
    cast: Cast,
    layer: Layer,
    scope: Spans,
    candidates: Sequence[Candidate],
    here: Candidate,
) -> int | None:
    """The draft that a denial, an echo or a doubt points to by a phrase alone, or that a denial
    restates."""
    if layer.cue.stance == "asserts":
        return None
    if not points_back(doc, scope):
        if layer.cue.stance != "denies" or layer.cue.force != "fact":
            return None
        own = layer.source.id if layer.source else None
        return restated(doc, scope, own, candidates, here)
    if _led_in(doc, layer.content, scope):
        return None  # “They say X. It is all lies”: what is meant stands in the same quotation
    source = layer.source
    return target(
        doc,
        scope,
        layer.cue.stance,
        source.id if source else None,
        _identity(source),
        candidates,
        here,
        cast.whose,
    )


def _led_in(doc: Doc, content: Spans, scope: Spans) -> bool:
    """Whether so much of a content comes before a phrase that this may stand for it. “There is
    no truth whatsoever to | these claims” says nothing else before the noun."""
    before, noun = text_of(doc)[content[0][0] : scope[0][0]], text_of(doc)[slice(*scope[0])].lower()
    if len(before) <= LEAD_IN:
        return False
    if len(scope) == 1 and noun.startswith(("the ", "these ", "those ", "such ")):
        opens = before.rstrip(' “"\n').endswith((".", "!", "?")) and noun.endswith("s")
        return not (opens or _LEADING_IN.match(before))
    return True


#: What is said before the noun of “there is absolutely no truth whatsoever to the reports”.
_LEADING_IN = re.compile(
    r"\W*(?:[\w’'-]+\W{1,3}){0,7}(?:no|any|not) (?:[\w’'-]+ ){0,3}"
    r"(?:truth|basis|foundation|merit|substance)(?: whatsoever| at all)? (?:to|in|for|behind) $",
    re.IGNORECASE,
)


def _own_words(doc: Doc, cast: Referents, layer: Layer, scope: Spans) -> str:
    words = proposition(doc, scope, layer.cue.lemma, layer.cue_spans, layer.source, cast)
    return affirmed(words) if layer.cue.stance == "denies" else words


def _identity(source: Source | None) -> frozenset[str]:
    """The entity keys under which a claim may speak of this source."""
    if source is None or not source.named:
        return frozenset({source.affiliation.lower()} if source and source.affiliation else ())
    names = (source.name, source.affiliation or "", *source.aliases)
    return frozenset(name.lower() for name in names if name)


def _words_of(source: Source | None) -> frozenset[str]:
    """The words by which a phrase may call this source."""
    if source is None:
        return frozenset()
    names = (source.name, source.role or "", source.affiliation or "", *source.aliases)
    words = (word for name in names for word in name.split())
    return frozenset(word.lower() for word in words if len(word) > 3 or word.isupper())


def _scope(doc: Doc, layer: Layer) -> Spans:
    """What is denied, for a denial; the content otherwise."""
    if layer.cue.stance != "denies" or layer.about is not None:
        return layer.content
    attribution = layer.statement.attribution
    narrowed = Attribution(attribution.source, layer.cue_spans, layer.content, attribution.score)
    return denial_scope(doc, narrowed) or layer.content


def _claims(article: Article, drafts: Sequence[_Draft], nobody: Source) -> list[Claim]:
    seen: Counter[tuple[str, str]] = Counter()
    ids: list[str] = []
    for draft in drafts:
        cue, quote = _words(article.text, draft.layer.cue_spans), _quote(article, draft)
        same = normalise(cue), normalise(quote)  # which is what the id is made of
        ids.append(claim_id(article, cue, quote, seen[same]))
        seen[same] += 1
    claims = []
    for own, draft in zip(ids, drafts, strict=True):
        layer, statement = draft.layer, draft.layer.statement
        claims.append(
            Claim(
                id=own,
                article=article.id,
                source=(layer.source or nobody).id,
                speaker=statement.speaker.text if statement.speaker else "",
                cue=_words(article.text, layer.cue_spans),
                cue_lemma=layer.cue.lemma,
                stance=layer.cue.stance,
                force=layer.cue.force,
                quotation=statement.quotation,
                quote=_quote(article, draft),
                proposition=draft.words,
                speaker_spans=statement.speaker.spans if statement.speaker else (),
                cue_spans=layer.cue_spans,
                quote_spans=layer.content,
                about=ids[draft.about] if draft.about is not None else None,
                said_on=statement.said_on,
                via=layer.via.id if layer.via else None,
                hedged=layer.cue.hedged,
                confidence=round(statement.attribution.score, 4),
                entities=draft.entities,
            )
        )
    return claims


def _quote(article: Article, draft: _Draft) -> str:
    return _words(article.text, draft.layer.content)


def _words(text: str, spans: Spans) -> str:
    """The text under ``spans`` as written, runs joined by an ellipsis."""
    return " … ".join(text[start:end] for start, end in spans)
