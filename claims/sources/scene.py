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
        scores = self._scores(pronoun, fits) if fits is not None else {}
        best, figure = max(scores.values(), key=lambda s: s[0], default=(0.0, None))
        return figure if best > 0.12 else None

    def salient(self, token: Token, reach: int) -> Figure | None:
        """The person on stage whom "the nominee" describes for the first time."""
        here = self.sentences[token.i]
        scores: dict[int, tuple[float, Figure]] = {}
        for site in reversed(self.sites[: bisect_left(self._at, token.i)]):
            distance = here - site.sentence
            if distance > reach:
                break
            figure = site.figure
            if figure.kind != "person" or distance == 0:
                continue
            best = scores.get(id(figure), (0.0, figure))[0]
            scores[id(figure)] = (max(best, _weight(site, distance)), figure)
        ranked = sorted(scores.values(), key=lambda s: -s[0])
        if not ranked or (len(ranked) > 1 and ranked[1][0] > 0.75 * ranked[0][0]):
            return None
        return ranked[0][1] if ranked[0][0] > 0.5 else None

    def _scores(self, pronoun: Token, fits: Fit) -> dict[int, tuple[float, Figure]]:
        here = self.sentences[pronoun.i]
        goes_on = pronoun.head.lemma_.lower() in speaking.SPEECH  # with the last speaker
        scores: dict[int, tuple[float, Figure]] = {}
        for site in reversed(self.sites[: bisect_left(self._at, pronoun.i)]):
            distance = here - site.sentence
            if distance > REACH:
                break
            fit = fits(site.figure)
            if fit <= 0:
                continue
            score = fit * _weight(site, distance)
            if goes_on and distance > 0 and site.speaker and not site.quoted:
                score *= 1.35
                goes_on = False
            known = scores.get(id(site.figure), (0.0, site.figure))
            scores[id(site.figure)] = (max(known[0], score), site.figure)
        return scores


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
    if figure.titled is not None:
        return 1.0 if figure.titled == gender else 0.0
    if figure.guessed is not None:
        return 1.0 if figure.guessed == gender else 0.15
    return 0.85


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
