"""Small questions to tokens: what they spell, and what kind of word they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract import parse, speaking
from claims.extract.speaking import words_of
from claims.records import Spans

if TYPE_CHECKING:
    from spacy.tokens import Token

DETERMINERS = words_of(
    "the a an this that these those its his her their our my your one another any some no both"
)
_NOT_ROLES = words_of(
    """number matter water order paper letter center power computer newspaper quarter summer winter
    october chapter dinner answer offer error factor monitor color floor door behavior labor
    sector terror horror mirror honor favor september november december corner border river
    weather disaster tower shoulder chamber shelter trailer counter danger anger transfer
    liquor motor vector manor harbor minor major prior former latter other after another over
    under never ever however either neither rather whether together further later earlier
    silver super laser poster cluster register user-generated career cancer customer consumer"""
)
_ROLE_ENDINGS = (
    "er", "or", "ist", "ian", "eer", "ster", "man", "woman", "person", "mate", "boy", "girl",
    "smith", "wright", "ologist",
)  # fmt: skip


def text_of(tokens: Sequence[Token]) -> str:
    """The words of ``tokens`` as written, with gaps closed by one space."""
    whole = parse.text_of(tokens[0].doc) if tokens else ""
    return " ".join(" ".join(whole[start:end] for start, end in spans_of(tokens)).split())


def relative_noun(token: Token) -> Token | None:
    """The noun of the relative clause that ``token`` stands in, None if it is in none."""
    clause = token
    while clause.dep_ != "relcl" and clause.head.i != clause.i:
        clause = clause.head
    return clause.head if clause.dep_ == "relcl" else None


def is_capitalised(token: Token) -> bool:
    return bool(token.text[:1].isupper())


def is_role(token: Token) -> bool:
    return token.lower_ in speaking.ROLES or token.lemma_.lower() in speaking.ROLES


def is_body(token: Token) -> bool:
    return token.lower_ in speaking.BODIES or token.lemma_.lower() in speaking.BODIES


def is_document(token: Token) -> bool:
    return token.lower_ in speaking.DOCUMENTS or token.lemma_.lower() in speaking.DOCUMENTS


def spans_of(tokens: Sequence[Token]) -> Spans:
    """Character spans of ``tokens``: one for each unbroken run."""
    spans: list[tuple[int, int]] = []
    last = -2
    for token in tokens:
        end = token.idx + len(token)
        if token.i == last + 1 and spans:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((token.idx, end))
        last = token.i
    return tuple(spans)


def like_role(token: Token) -> bool:
    """A role by its ending, where a role is expected ("songwriter", "cardiologist")."""
    lower = token.lower_
    return (
        token.pos_ in {"NOUN", "PROPN"}
        and len(lower) > 4
        and lower.endswith(_ROLE_ENDINGS)
        and lower not in _NOT_ROLES
        and (not is_capitalised(token) or token.is_sent_start is True)
    )
