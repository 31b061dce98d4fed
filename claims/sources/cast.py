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
    ``title`` is not read: people come in by full name in the text.
    """

    def __init__(self, doc: Doc, title: str | None = None, article_key: str | None = None) -> None:
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
            if (
                token.dep_ not in SUBJECTS | {"pobj", "agent", "poss"}
                or token.i in self._figures.at
            ):
                continue
            if token.dep_ == "poss" and not is_role(token):
                continue
            if token.dep_ == "pobj" and token.head.lower_ not in {"to", "by"}:
                continue
            if token.pos_ not in {"NOUN", "PROPN"}:
                continue
            mention = phrases.mention(phrases.noun_phrase(token), token)
            figure = self._of_mention(mention)
            if figure is not None:
                self._figures.site(token, figure)

    # -- looking up ----------------------------------------------------------------------

    def source(self, mention: Mention) -> Source:
        """The source that ``mention`` is, the same for every mention of it in the article."""
        figure = None
        if mention.pronoun:
            figure = self._of_pronoun(mention)
            if figure is None and mention.head in speaking.FIRST_SINGULAR:
                figure = self._made.setdefault(
                    "author", Figure("author", "unnamed", ["the author"])
                )
        if figure is None:
            figure = self._of_mention(mention)
        if figure is None:
            figure = self._plain(mention)
        elif figure.kind == "person" and not figure.roles and not mention.pronoun:
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

    def _of_pronoun(self, mention: Mention) -> Figure | None:
        token = self._token(mention)
        if token is None:
            return None
        if token.lower_ in speaking.FIRST_SINGULAR | speaking.FIRST_PLURAL:
            return self._scene.quoting(token)
        return self._scene.antecedent(token)

    def _token(self, mention: Mention) -> Token | None:
        if not mention.spans:
            return None
        start, end = mention.spans[0]
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return span[0] if span is not None and len(span) else None

    def _of_mention(self, mention: Mention) -> Figure | None:
        if mention.name is None and " " not in mention.text and mention.text[:1].isupper():
            token = self._token(mention)
            there = self._figures.at.get(token.i) if token is not None else None
            if there is not None and there.kind == "person":
                return there
            if self._figures.is_surname(mention.text):
                return self._figures.person(mention.text, mention)
        mistaken = normalise(mention.name or "") in self._figures.mistaken
        if mistaken and mention.name:
            return self._figures.body(clean(mention.name))
        if mention.name and (mention.kind == "person" or names.generation(mention.name)):
            return self._figures.person(mention.name, mention)
        nation = _nation(mention)
        if nation is not None:
            return self._figures.government(nation, clean(mention.name or mention.text))
        name = mention.name if mention.name and not mention.name.islower() else None
        if name and mention.kind in ("organization", "government"):
            as_person = self._figures.named.get(normalise(name))
            if as_person is not None and as_person.kind == "person":
                return as_person
            if self._figures.is_surname(name):  # the pipeline takes "Vale" for a body now and then
                return self._figures.person(name, mention)
            return self._figures.body(clean(name), place=mention.kind == "government")
        if mention.kind in ("unnamed", "organization", "government", "document"):
            described = self._described(mention)
            if described is not None:
                return described
        if mention.pronoun:
            return None
        return self._plain(mention)

    def _described(self, mention: Mention) -> Figure | None:
        """Whom "the secretary" or "the company" means: the last who fits."""
        first = mention.text.split()[0].lower()
        if first not in {"the", "that", "this"} or not mention.spans:
            return None
        here = self._token(mention)
        if mention.number == "plural" or here is None:
            return None
        if mention.affiliation and mention.kind != "unnamed":
            return None
        head = mention.head
        before = sorted((s for s in self._figures.sites if s.token < here.i), key=lambda s: s.token)
        for site in reversed(before):
            figure = site.figure
            alike = figure.kind == mention.kind or figure.kind == "unnamed"
            person = figure.kind == "person" and mention.kind == "unnamed"
            fits = head in figure.heads and (alike or person)
            if fits and _owners(mention.text) <= _told_of(figure):
                return figure
        if mention.role and not mention.affiliation:
            return self._newly_described(mention, here)
        return None

    def _newly_described(self, mention: Mention, here: Token) -> Figure | None:
        """Who is described by a role that the article has not told of anybody."""
        office = mention.head in _PUBLIC_ROLES
        person = self._scene.salient(here, 2 if office else 1)
        if person is None or mention.head in _SHARED_ROLES or (person.roles and not office):
            return None
        apart = mention.gender and person.gender and mention.gender != person.gender
        return None if apart else person

    def _plain(self, mention: Mention) -> Figure:
        """A figure for a phrase that stands for nobody else: a group, or someone unnamed."""
        words = [w for w in mention.text.split() if w.lower() not in {"the", "a", "an"}]
        key = f"{mention.kind} {normalise(' '.join(words))}"
        figure = self._made.get(key)
        if figure is None:
            kind: SourceKind = mention.kind
            if mention.number == "plural" and kind != "document":
                kind = "group"
            elif kind == "person":
                kind = "unnamed"
            figure = self._made[key] = Figure(key, kind, [mention.text])
            figure.plural = mention.number == "plural"
            figure.titled = mention.gender
            self._figures.learn(figure, mention)
            figure.heads.add(mention.head)
        return figure

    def _source(self, figure: Figure) -> Source:
        nameless = _nameless(figure)
        name = figure.names[0] if nameless else self._name(figure)
        aliases = sorted({clean(n) for n in figure.names} - {name})
        role = _commonest(figure.roles)
        affiliation = None
        told = [a for r, a in figure.told if r in (None, role)]  # none of another role
        if told and figure.kind != "government":
            affiliation = self._affiliation(_commonest(told) or "")
        elif figure.kind == "organization":
            affiliation = _country_in(name)
        return Source(
            self._id(figure),
            name,
            "unnamed" if nameless else figure.kind,
            role,
            affiliation,
            tuple(aliases),
        )

    def _name(self, figure: Figure) -> str:
        if figure.country:
            return figure.affiliations[0]
        if figure.kind in ("group", "unnamed", "document"):
            return figure.names[0]
        forms = Counter(clean(n) for n in figure.names)
        if figure.kind != "person":
            # A headline may run on from a name; what is written twice is the name.
            again = [f for f in forms if forms[f] > 1 and not names.is_acronym(f)]
            return names.fullest(again or [f for f in forms if f.count(" ") < 5] or list(forms))
        # "Rip Ada Vale" is a headline, where "Ada Vale" stands as often.
        cut = {f for f in forms for g in forms if f.endswith(f" {g}")
               and len(names.parts(g)) > 1 and forms[g] >= forms[f]}  # fmt: skip
        return names.fullest([f for f in forms if f not in cut])

    def _affiliation(self, text: str) -> str:
        return countries.country(text) or clean(text)

    def _id(self, figure: Figure) -> str:
        return digest("source", self.key, figure.key)


def _owners(text: str) -> set[str]:
    """The words before "'s": another's campaign is another campaign."""
    owner, mark, _ = normalise(text).replace("’", "'").partition("'s ")
    return set(owner.split()) - DETERMINERS if mark else set()


def _told_of(figure: Figure) -> set[str]:
    """The words of its names, roles and what it belongs to."""
    told = " ".join((*figure.names, *figure.roles, *figure.affiliations))
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
