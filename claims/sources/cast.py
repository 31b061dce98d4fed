"""The cast of one article: who its mentions are, and whom its pronouns mean.

Names, titles and roles are clustered into figures; pronouns and descriptions are then
looked up among them (see ``scene``). Written for news, where people come in with full
name and role and go on by surname.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from claims.extract import phrases, speaking
from claims.extract.parse import text_of
from claims.extract.speaking import words_of
from claims.extract.tokens import DETERMINERS, is_role
from claims.records import Mention, Source, SourceKind, digest, normalise
from claims.sources import countries, names
from claims.sources.figures import SUBJECTS, Figure, Figures, clean
from claims.sources.scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PUBLIC_ROLES = words_of(
    """nominee candidate president senator governor congressman congresswoman mogul billionaire
    businessman businesswoman star singer actor actress rapper chancellor premier lawmaker pontiff
    tycoon incumbent frontrunner"""
)
_SHARED_ROLES = words_of(
    """minister judge officer spokesman spokeswoman spokesperson official lawyer attorney
    prosecutor witness source police reporter analyst expert"""
)


class Cast:
    """Everybody who appears in ``doc``.

    ``article_key`` makes the ids of sources local to the article; without it the text serves.
    """

    def __init__(self, doc: Doc, article_key: str | None = None) -> None:
        self.doc = doc
        self.key = article_key or digest("text", normalise(text_of(doc)))
        self._figures = Figures(doc)
        self._made: dict[str, Figure] = {}
        # Descriptions such as "the nominee" are looked up in the scene of names alone.
        self._scene = Scene(doc, self._figures)
        self._gather_others()
        self._scene = Scene(doc, self._figures)
        self._scene.follow()

    def _gather_others(self) -> None:
        """Unnamed speakers and groups that a pronoun may point back to."""
        for token in self.doc:
            addressed = token.dep_ == "pobj" and token.head.lower_ in {"to", "by"}
            owner = token.dep_ == "poss" and is_role(token)
            told = token.dep_ in SUBJECTS | {"agent"} or addressed or owner
            if told and token.i not in self._figures.at and token.pos_ in {"NOUN", "PROPN"}:
                mention = phrases.mention(phrases.noun_phrase(token), token)
                figure = self._of_mention(mention)
                if figure is not None:
                    self._figures.site(token, figure)

    # -- looking up ----------------------------------------------------------------------

    def source(self, mention: Mention) -> Source:
        """The source that ``mention`` is, the same for every mention of it in the article."""
        token = self._token(mention)
        figure = self._scene.antecedent(token) if mention.pronoun and token else None
        figure = figure or self._of_mention(mention) or self._plain(mention)
        if figure.kind == "person" and not figure.roles and not mention.pronoun:
            self._figures.learn(figure, mention)
        return self._source(figure)

    def named(self) -> tuple[tuple[Source, ...], tuple[tuple[int, str], ...]]:
        """Everybody whom the article names, and the places of the last words of their names."""
        places = {token: self._ruled(f) for token, f in sorted(self._figures.at.items())}
        figures = {id(figure): figure for figure in places.values()}
        made = {key: self._source(figure) for key, figure in figures.items()}
        sources = {source.id: source for source in made.values() if source.named}
        at = ((self.doc[i].idx, made[id(figure)].id) for i, figure in places.items())
        return tuple(sources.values()), tuple(place for place in at if place[1] in sources)

    def _ruled(self, figure: Figure) -> Figure:
        """The government that a capital or country stands for, if the article speaks of it; else
        ``figure``."""
        name = clean(figure.names[0])
        nation = countries.country(name) or countries.capital(name)
        return self._figures.named.get(f"country {nation}", figure)

    def _token(self, mention: Mention) -> Token | None:
        if not mention.spans:
            return None
        start, end = mention.spans[0]
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return span[0] if span is not None and len(span) else None

    def _of_mention(self, mention: Mention) -> Figure | None:
        if mention.pronoun:
            author = Figure("author", "unnamed", ["the author"])
            first = mention.head in speaking.FIRST_SINGULAR
            return self._made.setdefault("author", author) if first else None
        figures, name = self._figures, mention.name
        capital = " " not in mention.text and mention.text[:1].isupper()
        if name is None and capital and figures.is_surname(mention.text):
            return figures.person(mention.text, mention)
        if name and (mention.kind == "person" or names.generation(name)):
            return figures.person(name, mention)
        nation = _nation(mention)
        if nation is not None:
            return figures.government(nation, clean(name or mention.text))
        if name and not name.islower() and mention.kind in ("organization", "government"):
            as_person = figures.named.get(normalise(name))
            if as_person is not None and as_person.kind == "person":
                return as_person
            if figures.is_surname(name):  # the pipeline takes "Vale" for a body now and then
                return figures.person(name, mention)
            return figures.body(clean(name), place=mention.kind == "government")
        return self._described(mention) or self._plain(mention)

    def _described(self, mention: Mention) -> Figure | None:
        """Whom "the secretary" or "the company" means: the last who fits."""
        first = mention.text.split()[0].lower()
        here = self._token(mention)
        if first not in {"the", "that", "this"} or mention.number == "plural" or here is None:
            return None
        before = (site for site in self._figures.sites if site.token < here.i)
        for site in sorted(before, key=lambda s: s.token, reverse=True):
            figure = site.figure
            alike = figure.kind in (mention.kind, "unnamed")
            person = figure.kind == "person" and mention.kind == "unnamed"
            fits = mention.head in figure.heads and (alike or person)
            if fits and _owners(mention.text) <= _told_of(figure):
                return figure
        if mention.role is None or mention.affiliation or mention.head in _SHARED_ROLES:
            return None
        # A role that the article has not told of anybody is that of the person on stage.
        office = mention.head in _PUBLIC_ROLES
        on_stage = self._scene.salient(here, 2 if office else 1)
        return on_stage if on_stage and (office or not on_stage.roles) else None

    def _plain(self, mention: Mention) -> Figure:
        """A figure for a phrase that stands for nobody else: a group, or someone unnamed."""
        words = [w for w in mention.text.split() if w.lower() not in {"the", "a", "an"}]
        key = f"{mention.kind} {normalise(' '.join(words))}"
        kind: SourceKind = "unnamed" if mention.kind == "person" else mention.kind
        figure = self._made.get(key)
        if figure is None:
            figure = self._made[key] = Figure(key, kind, [mention.text])
            figure.plural = mention.number == "plural"
            self._figures.learn(figure, mention)
            figure.heads.add(mention.head)
        return figure

    def _source(self, figure: Figure) -> Source:
        nameless = _nameless(figure)
        name = figure.names[0] if nameless else _name(figure)
        role = _commonest(figure.roles)
        affiliation = None
        told = [a for r, a in figure.affiliations if r in (None, role)]  # none of another role
        if figure.kind == "organization":
            affiliation = _country_in(name)
        if told and figure.kind != "government":
            commonest = _commonest(told) or ""
            affiliation = countries.country(commonest) or clean(commonest)
        return Source(
            digest("source", self.key, figure.key),
            name,
            "unnamed" if nameless else figure.kind,
            role,
            affiliation,
            tuple(sorted({clean(n) for n in figure.names} - {name})),
        )


def _name(figure: Figure) -> str:
    if figure.country:
        return figure.country
    if figure.kind in ("group", "unnamed", "document"):
        return figure.names[0]
    forms = Counter(clean(n) for n in figure.names)
    if figure.kind == "person":
        return names.fullest(list(forms))
    # A headline may run on from a name; what is written twice is the name.
    again = [f for f in forms if forms[f] > 1 and not names.is_acronym(f)]
    return names.fullest(again or list(forms))


def _owners(text: str) -> set[str]:
    """The words before "'s": another's campaign is another campaign."""
    owner, mark, _ = normalise(text).replace("’", "'").partition("'s ")
    return set(owner.split()) - DETERMINERS if mark else set()


def _told_of(figure: Figure) -> set[str]:
    """The words of its names, roles and what it belongs to."""
    bodies = (affiliation for _, affiliation in figure.affiliations)
    told = " ".join((*figure.names, *figure.roles, *bodies))
    return set(normalise(told).replace("’", "'").replace("'s", "").split())


def _nameless(figure: Figure) -> bool:
    """Whether it is a body that the article calls by no name: "the company"."""
    body = figure.kind in ("organization", "government") and not figure.country
    return body and all(clean(name).islower() for name in figure.names)


def _nation(mention: Mention) -> str | None:
    """The country whose government ``mention`` is: "Lisbon", "the Portuguese side"."""
    if mention.kind not in ("government", "organization"):
        return None
    text = clean(mention.name or mention.text)
    front, _, last = text.rpartition(" ")
    if last.lower() in speaking.GOVERNMENT_BODIES | {"officials"}:
        return countries.country(front)
    return countries.country(text) or countries.capital(text)


def _commonest(values: list[str]) -> str | None:
    """The most frequent, of equals the longest."""
    counts = Counter(values)
    return min(counts, key=lambda v: (-counts[v], -len(v), v)) if counts else None


def _country_in(name: str) -> str | None:
    for word in name.replace("’", "'").split():
        nation = countries.country(word.removesuffix("'s"))
        if nation:
            return nation
    return None
