"""The figures of one article: its people, bodies and places, each from all forms of its name.

Names are gathered over the whole text before any mention is looked up, so that a surname
in the headline finds the full name below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from claims.extract import person_names, phrases, speaking
from claims.extract.titles import is_suffix
from claims.extract.tokens import is_capitalised, text_of
from claims.records import Mention, SourceKind, normalise
from claims.sources import countries, names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})


@dataclass(slots=True)
class Figure:
    """One person, body, place, group or document of an article, while it is gathered."""

    key: str
    kind: SourceKind
    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    affiliations: list[tuple[str | None, str]] = field(default_factory=list)  # with what role
    titled: Literal["female", "male"] | None = None
    guessed: Literal["female", "male"] | None = None
    plural: bool = False
    heads: set[str] = field(default_factory=set)
    last_seen: int = -1
    spoke: bool = False
    country: str | None = None

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


class Figures:
    """People, bodies and places named in ``doc``, and where they stand.

    ``at`` maps the index of the last word of a name (of a body: its head) to its figure;
    ``sites`` are the same places with their standing in the sentence.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.named: dict[str, Figure] = {}
        self.at: dict[int, Figure] = {}
        self.sites: list[Site] = []
        self.mistaken: set[str] = set()
        self.sentence = _sentence_numbers(doc)
        self.quoted = _quoted(doc)
        self._by_surname: dict[str, list[Figure]] = {}
        self._gather_people()
        self._gather_bodies()

    def _gather_people(self) -> None:
        found = self._named_people()
        for _, mention in sorted(found, key=lambda f: -len(names.parts(f[1].name or ""))):
            if mention.name and len(names.parts(mention.name)) >= 2:
                self._full(mention.name)
            elif mention.name and names.generation(mention.name):
                self.person(mention.name, mention)  # so that "Lowell" is not "Lowell Jr."
        for token, mention in found:
            if mention.name and token.i not in self.at:
                figure = self.person(mention.name, mention)
                self.learn(figure, mention)
                self.site(token, figure)

    def _named_people(self) -> list[tuple[Token, Mention]]:
        """The last word of each person's name in the text, and what the phrase around says."""
        found: list[tuple[Token, Mention]] = []
        for token in self.doc:
            if token.ent_type_ == "PERSON":
                if token.ent_iob_ != "B":
                    continue
                end = token.i + 1
                while end < len(self.doc) and (
                    self.doc[end].ent_iob_ == "I" or is_suffix(self.doc[end].text)
                ):
                    end += 1
                tokens = person_names.person_tokens(list(self.doc[token.i : end]))
            elif person_names.is_known(token) and is_capitalised(token):
                tokens = person_names.person_tokens([token])
            else:
                continue
            if not tokens:
                continue
            mention = _around(tokens)
            if mention.kind == "organization" and mention.name:
                self.mistaken.add(normalise(mention.name))
            found.append((tokens[-1], mention))
        return [f for f in found if normalise(f[1].name or "") not in self.mistaken]

    def _full(self, name: str) -> Figure:
        """The figure of a full name, made if there is none yet under a form of it."""
        key = normalise(name)
        figure = self.named.get(key)
        if figure is None:
            known = self._by_surname.setdefault(names.surname(name), [])
            fits = (f for f in known if any(names.same_person(name, n) for n in f.names))
            figure = next(fits, None)
            if figure is None:
                figure = Figure(key, "person")
                known.append(figure)
            self.named[key] = figure
            figure.names.append(name)
        return figure

    def person(self, name: str, mention: Mention) -> Figure:
        """The figure that a person's name means where ``mention`` stands: a surname alone is of
        whoever the article names most, the last of equals."""
        if len(names.parts(name)) >= 2:
            return self._full(name)
        surnames = self._by_surname.setdefault(names.surname(name), [])
        known = [f for f in surnames if _called(f, name)]
        if known:
            figure = max(known, key=lambda f: (len(f.names), f.last_seen, -known.index(f)))
        else:
            figure = Figure(normalise(f"{name} {mention.role or ''}"), "person")
            surnames.append(figure)
            self.named[figure.key] = figure
        figure.names.append(name)
        return figure

    def is_surname(self, name: str) -> bool:
        """Whether ``name`` is one word by which the article calls a person, and no body more
        often."""
        bearers = self._by_surname.get(names.surname(name), []) if " " not in name else []
        body = self.named.get("body " + " ".join(names.body_words(name)))
        return sum(len(f.names) for f in bearers) > (len(body.names) if body else 0)

    def learn(self, figure: Figure, mention: Mention) -> None:
        if mention.role:
            figure.roles.append(mention.role)
            figure.heads |= names.role_heads(mention.role)
        if mention.affiliation:
            figure.affiliations.append((mention.role, mention.affiliation))
        if mention.gender:
            figure.titled = figure.titled or mention.gender

    def _gather_bodies(self) -> None:
        for ent in self.doc.ents:
            mistaken = normalise(ent.text) in self.mistaken
            known = ent.label_ in _LABELS or mistaken
            people = countries.country(ent.text) and not countries.is_name(ent.text)
            if not known or people or ent.root.i in self.at:
                continue
            figure = self.named.get(normalise(ent.text))
            if figure is None or figure.kind != "person":
                figure = self.body(clean(ent.text), place=ent.label_ in _PLACES)
            self.site(ent.root, figure)

    def body(self, name: str, place: bool = False) -> Figure:
        nation = countries.country(name) or countries.capital(name)
        if nation and (place or countries.is_name(name)):
            return self.government(nation, name)
        key = " ".join(names.body_words(name))
        figure = self.named.get("body " + key)
        if figure is None:
            figure = self._expanded(name) or Figure(key, "organization")
            self.named["body " + key] = figure
        if place and not figure.names and not names.is_acronym(name):
            figure.kind = "government"
        figure.names.append(name)
        words = names.fold(name).split()
        figure.heads.update(words[-1:], (w for w in words if w in speaking.BODIES))
        return figure

    def _expanded(self, name: str) -> Figure | None:
        """The body that an acronym or a shortened name stands for, if there is one alone."""
        bodies = {id(f): f for k, f in self.named.items() if k.startswith("body ")}
        if names.is_acronym(name):
            plain = name.replace(".", "").removeprefix("the ").removeprefix("The ")
            fits = [f for f in bodies.values() if any(names.initials(n) == plain for n in f.names)]
        else:
            words = set(names.body_words(name))
            fits = [
                f
                for f in bodies.values()
                if f.kind == "organization"
                and any(words < set(names.body_words(n)) for n in f.names)
            ]
        return fits[0] if len(fits) == 1 else None

    def government(self, nation: str, name: str) -> Figure:
        key = "country " + nation
        figure = self.named.get(key)
        if figure is None:
            figure = self.named[key] = Figure(nation.lower(), "government", country=nation)
        figure.names.append(name)
        return figure

    def site(self, token: Token, figure: Figure) -> None:
        self.at[token.i] = figure
        figure.last_seen = max(figure.last_seen, token.i)
        subject = token.dep_ in SUBJECTS
        speaker = subject and token.head.lemma_.lower() in speaking.SPEECH
        if token.dep_ == "pobj" and token.head.lower_ == "to":
            speaker = token.head.head.lower_ == "according"
            subject = subject or speaker
        figure.spoke = figure.spoke or speaker
        self.sites.append(
            Site(token.i, self.sentence[token.i], figure, subject, speaker, self.quoted[token.i])
        )


def _called(figure: Figure, surname: str) -> bool:
    """Whether ``surname`` can mean who is known by the names of ``figure``."""
    shortly = {names.generation(n) for n in figure.names if len(names.parts(n)) == 1} - {""}
    apart = shortly and not names.generation(surname)
    return not apart and any(names.bears(n, surname) for n in figure.names)


def _around(tokens: list[Token]) -> Mention:
    """What the phrase around a name says of its bearer."""
    last = tokens[-1]
    until = next((t.i for t in last.children if t.dep_ == "cc"), len(last.doc))  # "A and B"
    whole = {t.i: t for t in phrases.noun_phrase(last) if t.i < until}
    whole.update({t.i: t for t in (*_leading(tokens[0]), *tokens)})
    name = text_of(tokens)
    mention = phrases.mention([whole[i] for i in sorted(whole)], last)
    if mention.name and names.surname(mention.name) == names.surname(name):
        return mention
    alone = phrases.mention(tokens, last)
    return alone if alone.name else replace(alone, name=name, kind="person")


def _leading(first: Token) -> list[Token]:
    """The words before a name that may be title, role and affiliation."""
    out: list[Token] = []
    token = first
    while token.i > first.sent.start and len(out) < 8:
        token = token.nbor(-1)
        if token.pos_ not in {"PROPN", "NOUN", "ADJ", "DET"} and token.tag_ not in {"POS", "PRP$"}:
            break
        out.append(token)
    return out


def clean(name: str) -> str:
    name = re.sub(r"^(?:the|a|an)\s+", "", " ".join(name.split()), flags=re.IGNORECASE)
    name = name.removesuffix("’s").removesuffix("'s").strip(" ,;:")
    return name if re.search(r"\b(?:\w|[JS]r)\.$", name) else name.removesuffix(".")


def _sentence_numbers(doc: Doc) -> list[int]:
    numbers = []
    current = -1
    for token in doc:
        current += bool(token.is_sent_start) or token.i == 0
        numbers.append(current)
    return numbers


def _quoted(doc: Doc) -> list[bool]:
    """For each token whether it stands between quotation marks; a new line closes them."""
    inside = False
    out = []
    for token in doc:
        if "\n" in token.text:
            inside = False
        elif token.text in {"“", "``"} or (token.text == '"' and not inside):
            inside = True
        elif token.text in {"”", "''", '"'}:
            inside = False
        out.append(inside)
    return out
