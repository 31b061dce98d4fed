"""One article: its statements become claims with sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract.parse import tokens_of
from claims.records import (
    UNATTRIBUTED,
    Article,
    Claim,
    Extraction,
    Source,
    Statement,
    claim_id,
    digest,
    normalise,
)
from claims.sources.cast import Cast
from claims.sources.nesting import Layer, layers
from claims.spans import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: What the parser names the second of two: "called the bill | a gimmick".
_CALLED = frozenset({"oprd", "attr", "acomp", "ccomp"})


def resolve(article: Article, doc: Doc, statements: Sequence[Statement]) -> Extraction:
    """The claims of one article and the sources, local to it, that make them."""
    cast = Cast(doc, article.key)
    speakers = [cast.source(s.speaker) if s.speaker else None for s in statements]
    found = layers(article.text, statements, speakers)
    nobody = Source(digest("source", article.key, UNATTRIBUTED), UNATTRIBUTED, "unnamed")
    ids = _ids(article, found)
    claims = tuple(
        _claim(article, cast, id, layer, ids, nobody) for id, layer in zip(ids, found, strict=True)
    )
    used = {claim.source for claim in claims} | {claim.via for claim in claims if claim.via}
    known = {s.id: s for s in (*speakers, nobody) if s is not None}
    bare = frozenset(id for id, layer in zip(ids, found, strict=True) if not _told(doc, layer))
    figures, places = cast.named()
    sources = tuple(known[i] for i in sorted(used))
    return Extraction(article, sources, claims, bare=bare, figures=figures, places=places)


def _told(doc: Doc, layer: Layer) -> bool:
    """Whether its words tell something by themselves, as "the report" does not; "him of theft"
    does, where "of" hangs on the cue."""
    tokens = tokens_of(doc, layer.content)
    hung = any(token.dep_ == "prep" and token.head not in tokens for token in tokens[1:])
    return layer.statement.quotation != "indirect" or hung or any(map(_tells, tokens))


def _tells(token: Token) -> bool:
    """Whether it is a verb, a name, a number, or what something is called: without any, words are
    no statement; "that it was" is none."""
    if token.pos_ in ("VERB", "PROPN") or token.like_num or token.is_digit:
        return True
    return token.dep_ in _CALLED or token.lower_ == "as"


def _ids(article: Article, found: Sequence[Layer]) -> list[str]:
    seen: Counter[tuple[str, str]] = Counter()
    ids: list[str] = []
    for layer in found:
        cue, quote = words(article.text, layer.cue_spans), words(article.text, layer.content)
        same = normalise(cue), normalise(quote)  # which is what the id is made of
        ids.append(claim_id(article, cue, quote, seen[same]))
        seen[same] += 1
    return ids


def _claim(
    article: Article, cast: Cast, id: str, layer: Layer, ids: Sequence[str], nobody: Source
) -> Claim:
    statement = layer.statement
    quote = words(article.text, layer.content)
    return Claim(
        id=id,
        article=article.id,
        source=(layer.source or nobody).id,
        speaker=statement.speaker.text if statement.speaker else "",
        cue=words(article.text, layer.cue_spans),
        cue_lemma=statement.cue.lemma,
        stance=statement.cue.stance,
        force="fact",
        quotation=statement.quotation,
        quote=quote,
        wording=quote,
        speaker_spans=statement.speaker.spans if statement.speaker else (),
        cue_spans=layer.cue_spans,
        quote_spans=layer.content,
        said_on=statement.said_on,
        via=layer.via.id if layer.via else None,
        hedged=statement.cue.hedged,
        confidence=round(statement.attribution.score, 4),
    )
