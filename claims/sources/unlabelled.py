"""People whom the pipeline took for a body or a place: "Bradley Podrick" under FAC, and so
"Podrick" under GPE wherever he speaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract import speaking
from claims.extract.tokens import is_body, is_capitalised, is_document
from claims.records import Mention
from claims.sources import countries, given_names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
#: Labels under which a name may be a person's only if he speaks by his surname elsewhere.
_PLACES = frozenset({"FAC", "GPE", "LOC", "NORP"})
_MISTAKEN = _PLACES | {"ORG", "PRODUCT", "WORK_OF_ART"}


def unlabelled(doc: Doc) -> list[tuple[Token, Mention]]:
    """The last word and the mention of each who has a first name and speaks, and of the same
    surname alone."""
    found: list[tuple[Token, Mention]] = []
    surnames: set[str] = set()
    for ent in doc.ents:
        if ent.label_ not in _MISTAKEN or len(ent) not in (2, 3) or not _shaped(ent):
            continue
        alone = _alone(ent[-1])
        by_surname = any(_speaks(token) for token in alone)
        if not (by_surname or (_speaks(ent.root) and ent.label_ not in _PLACES)):
            continue
        found.append((ent[-1], _mention(ent)))
        if by_surname and ent[-1].text not in surnames:
            surnames.add(ent[-1].text)
            found += [(token, _mention(doc[token.i : token.i + 1])) for token in alone]
    return found


def _shaped(ent: Span) -> bool:
    """Whether this is built like a person's name."""
    words = all(t.text.isalpha() and t.text.istitle() for t in ent)
    body = any(is_body(t) or is_document(t) for t in ent)
    named = given_names.gender_of(ent[0].text) is not None
    return words and named and not body and not countries.country(ent[-1].text)


def _alone(surname: Token) -> list[Token]:
    """Where the surname stands without another name beside it, and is not known for a person's."""
    return [
        t
        for t in surname.doc
        if t.text == surname.text
        and t.ent_type_ != "PERSON"
        and not any(
            is_capitalised(n) and n.pos_ == "PROPN"
            for n in (t.nbor(-1) if t.i else t, t.nbor(1) if t.i + 1 < len(t.doc) else t)
            if n.i != t.i
        )
    ]


def _speaks(token: Token) -> bool:
    return token.dep_ in _SUBJECTS and token.head.lemma_.lower() in speaking.SPEECH


def _mention(span: Span) -> Mention:
    told = Mention(((span.start_char, span.end_char),), span.text, span.root.lemma_, span.text)
    return replace(told, kind="person", number="singular")
