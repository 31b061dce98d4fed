"""Who is on stage at a point of an article: the antecedent of a pronoun.

A simplified ranking by recency, grammatical role and agreement, in the line of Lappin and
Leass (1994), with what news adds: "he said" goes on with the last speaker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from claims.extract import speaking
from claims.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How many sentences back an antecedent may stand.
REACH = 6


@dataclass(slots=True)
class Figure:
    """One person, body, place, group or document of an article, while it is gathered."""

    key: str
    kind: SourceKind
    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    titled: Literal["female", "male"] | None = None
    guessed: Literal["female", "male"] | None = None
    plural: bool = False
    heads: set[str] = field(default_factory=set)

    @property
    def gender(self) -> Literal["female", "male"] | None:
        return self.titled or self.guessed


@dataclass(frozen=True, slots=True)
class Site:
    """One place where a figure is named: token index, sentence and standing in it."""

    token: int
    sentence: int
    figure: Figure
    subject: bool
    speaker: bool
    quoted: bool


class Scene:
    """The sites of an article in order, and the search back through them."""

    def __init__(self, doc: Doc, sites: Sequence[Site], sentences: Sequence[int]) -> None:
        self.doc = doc
        self.sites = sorted(sites, key=lambda s: s.token)
        self._at = [s.token for s in self.sites]
        self.sentences = sentences

    def antecedent(self, pronoun: Token, sure: bool = False) -> Figure | None:
        """Whom ``pronoun`` means; with ``sure``, None unless one candidate stands out."""
        fits = _agreement(pronoun)
        if fits is None:
            return None
        here = self.sentences[pronoun.i]
        scores: dict[int, float] = {}
        figures: dict[int, Figure] = {}
        last_speaker = True
        for site in reversed(self.sites[: bisect_left(self._at, pronoun.i)]):
            distance = here - site.sentence
            if distance > REACH:
                break
            fit = fits(site.figure)
            if fit <= 0 or (distance == 0 and _bound(pronoun, self.doc[site.token])):
                continue
            score = fit * _weight(site, distance, pronoun)
            if site.speaker and not site.quoted and last_speaker and distance > 0:
                score *= 1.6
                last_speaker = False
            key = id(site.figure)
            figures[key] = site.figure
            scores[key] = max(scores.get(key, 0.0), score)
        if not scores:
            return None
        ranked = sorted(scores, key=lambda k: -scores[k])
        best = ranked[0]
        if sure:
            runner_up = scores[ranked[1]] if len(ranked) > 1 else 0.0
            if scores[best] < 0.35 or runner_up > 0.7 * scores[best]:
                return None
        return figures[best] if scores[best] > 0.05 else None


def _weight(site: Site, distance: int, pronoun: Token) -> float:
    """How prominent a site is, seen from ``distance`` sentences later."""
    weight = 1.0 if site.subject else 0.55
    if site.quoted and distance > 0:
        weight *= 0.4
    if distance == 0 and not site.subject:
        weight *= 0.8
    return weight * 0.72**distance


def _bound(pronoun: Token, candidate: Token) -> bool:
    """Whether grammar forbids it: two arguments of one verb are two people."""
    if pronoun.dep_ == "poss":
        return candidate in pronoun.head.subtree
    if candidate.dep_ in {"poss", "compound"}:
        return False
    a = pronoun.head if pronoun.dep_ != "pobj" else pronoun.head.head
    b = candidate.head if candidate.dep_ != "pobj" else candidate.head.head
    return a.i == b.i and a.pos_ in {"VERB", "AUX"}


def _agreement(pronoun: Token):  # type: ignore[no-untyped-def]
    lower = pronoun.lower_
    gender = speaking.PERSON_PRONOUNS.get(lower)
    if gender is not None:
        return lambda figure: _as_person(figure, gender)
    if lower in speaking.IT_PRONOUNS:
        return _as_body
    return _as_group if lower in speaking.THEY_PRONOUNS else None


def _as_person(figure: Figure, gender: str) -> float:
    if figure.plural or figure.kind not in ("person", "unnamed"):
        return 0.0
    if figure.titled is not None:
        return 1.0 if figure.titled == gender else 0.0
    if figure.guessed is not None:
        return 1.0 if figure.guessed == gender else 0.15
    return 0.8


def _as_body(figure: Figure) -> float:
    if figure.plural:
        return 0.0
    return {"organization": 1.0, "government": 1.0, "document": 0.6}.get(figure.kind, 0.0)


def _as_group(figure: Figure) -> float:
    if figure.kind == "group" or figure.plural:
        return 1.0
    return {"organization": 0.5, "government": 0.35}.get(figure.kind, 0.0)
