"""Who is on stage at a point of an article: the antecedent of a pronoun.

A simplified ranking by recency, grammatical role and agreement, in the line of Lappin and
Leass (1994), with what news adds: "he said" goes on with the last speaker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING

from claims.extract import speaking
from claims.sources.figures import SUBJECTS, Figure, Figures, Site

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How many sentences back an antecedent may stand.
REACH = 6

Fit = Callable[[Figure], float]


class Scene:
    """The sites of an article in order, and the search back through them."""

    def __init__(self, doc: Doc, figures: Figures) -> None:
        self.doc = doc
        self.sites = sorted(figures.sites, key=lambda s: s.token)
        self._at = [s.token for s in self.sites]
        self.sentences = figures.sentence
        self.quoted = figures.quoted

    def follow(self) -> None:
        """Pronouns are sites too: "he said" keeps a speaker on stage."""
        for token in self.doc:
            subject = token.dep_ in SUBJECTS and token.lower_ in {"he", "she"}
            figure = self.antecedent(token) if subject and not self.quoted[token.i] else None
            if figure is not None:
                if figure.gender is None and figure.kind == "person":
                    figure.guessed = speaking.PERSON_PRONOUNS[token.lower_]
                speaks = token.head.lemma_.lower() in speaking.SPEECH
                site = Site(token.i, self.sentences[token.i], figure, True, speaks, False)
                where = bisect_left(self._at, token.i)
                self.sites.insert(where, site)
                self._at.insert(where, token.i)

    def antecedent(self, pronoun: Token) -> Figure | None:
        """Whom ``pronoun`` means."""
        fits = _agreement(pronoun)
        speaks = pronoun.head.lemma_.lower() in speaking.SPEECH
        return self._best(pronoun, fits, 0.12, goes_on=speaks) if fits else None

    def salient(self, token: Token, reach: int) -> Figure | None:
        """The person on stage whom "the nominee" describes for the first time, in the sentences
        before."""
        return self._best(token, lambda figure: figure.kind == "person", 0.5, reach, 1)

    def _best(
        self,
        token: Token,
        fits: Fit,
        least: float,
        reach: int = REACH,
        nearest: int = 0,
        goes_on: bool = False,
    ) -> Figure | None:
        """The most prominent figure that fits, from ``reach`` to ``nearest`` sentences before
        ``token``, above all the last speaker if ``token`` ``goes_on``; of equals the last."""
        best = None
        for site in reversed(self.sites[: bisect_left(self._at, token.i)]):
            distance = self.sentences[token.i] - site.sentence
            if distance > reach:
                break
            score = fits(site.figure) * _weight(site, distance)
            if score and goes_on and distance > 0 and site.speaker and not site.quoted:
                score *= 1.35
                goes_on = False
            if distance >= nearest and score > least:
                best, least = site.figure, score
        return best


def _weight(site: Site, distance: int) -> float:
    """How prominent a site is, seen from ``distance`` sentences later."""
    weight = 1.0 if site.subject else 0.55
    if site.quoted and distance > 0:
        weight *= 0.4
    if distance == 0 and not site.subject:
        weight *= 0.8
    return weight * 0.72**distance


def _agreement(pronoun: Token) -> Fit | None:
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
    if figure.kind == "unnamed" and not figure.roles:
        return 0.0
    return 0.85 if figure.gender is None else float(figure.gender == gender)


def _as_body(figure: Figure) -> float:
    if figure.plural:
        return 0.0
    if figure.kind == "government" and not figure.country:
        return 0.9 if figure.spoke else 0.3
    return {"organization": 1.0, "government": 1.0, "document": 0.9}.get(figure.kind, 0.0)


def _as_group(figure: Figure) -> float:
    if figure.kind == "group" or figure.plural:
        return 1.0
    if figure.kind == "government" and not figure.country:
        return 0.3 if figure.spoke else 0.0
    return {"organization": 0.5, "government": 0.35}.get(figure.kind, 0.0)
