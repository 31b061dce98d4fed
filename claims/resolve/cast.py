"""The cast of one article: who its mentions are, and whom its pronouns mean.

Names, titles and roles are clustered into figures; pronouns and descriptions are then
looked up among them (see ``scene``). Written for news, where people come in with full
name and role and go on by surname.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extract import persons, phrases, speaking
from claims.extract.speaking import words_of
from claims.records import Mention, Source, SourceKind, digest, normalise
from claims.resolve import countries, given_names, names
from claims.resolve.scene import Figure, Scene, Site

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BODY_LABELS = frozenset({"ORG"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_SINGULAR_OFFICES = words_of("president king queen pope chancellor premier")
_COMPANIES = words_of("company firm business giant group maker retailer carmaker")
_PUBLIC_ROLES = words_of(
    """nominee candidate president senator governor congressman congresswoman mogul billionaire
    businessman businesswoman star singer actor actress rapper chancellor premier lawmaker pontiff
    tycoon congresswoman mayor incumbent frontrunner"""
)
_PUBLIC = words_of("ministry department agency council court committee party bureau")


class Cast:
    """Everybody who appears in ``doc``.

    ``title`` is the article's headline where it is not part of the text. ``article_key``
    makes the ids of sources local to the article; without it the text serves.
    """

    def __init__(self, doc: Doc, title: str | None = None, article_key: str | None = None) -> None:
        self.doc = doc
        self.key = article_key or digest("text", normalise(doc.text))
        self._figures: dict[str, Figure] = {}
        self._sites: list[Site] = []
        self._by_surname: dict[str, list[Figure]] = {}
        self._made: dict[str, Figure] = {}
        self._at: dict[int, Figure] = {}
        self._mistaken: set[str] = set()
        self._sentence = _sentence_numbers(doc)
        self._quoted = _quoted(doc)
        self._gather_people()
        self._gather_bodies()
        self._scene = Scene(doc, self._sites, self._sentence, self._quoted)
        self._gather_others()
        self._scene = Scene(doc, self._sites, self._sentence, self._quoted)
        self._scene.follow()

    # -- gathering -----------------------------------------------------------------------

    def _gather_people(self) -> None:
        found = sorted([*self._named_people(), *self._unlabelled_people()], key=lambda f: f[0].i)
        for token, mention in sorted(found, key=lambda f: -len(names.parts(f[1].name or ""))):
            if mention.name and len(names.parts(mention.name)) >= 2:
                figure = self._full(mention.name)
                if figure.first < 0 or token.i < figure.first:
                    figure.first = token.i
        for token, mention in found:
            if mention.name and token.i not in self._at:
                figure = self._person(mention.name, mention, token.i)
                self._learn(figure, mention)
                self._site(token, figure)

    def _named_people(self) -> list[tuple[Token, Mention]]:
        """The last word of each person's name in the text, and what the phrase around says."""
        found: list[tuple[Token, Mention]] = []
        known = persons.known_names(self.doc)
        for token in self.doc:
            if token.ent_type_ == "PERSON":
                if token.ent_iob_ != "B":
                    continue
                end = token.i + 1
                while end < len(self.doc) and self.doc[end].ent_iob_ == "I":
                    end += 1
                tokens = persons.person_tokens(list(self.doc[token.i : end]))
            elif token.text in known and persons.is_capitalised(token):
                tokens = persons.person_tokens([token])
            else:
                continue
            if not tokens or self._is_place(persons.text_of(tokens)):
                continue
            mention = _around(tokens)
            if mention.kind == "organization" and mention.name:
                self._mistaken.add(normalise(mention.name))
            found.append((tokens[-1], mention))
        return [f for f in found if normalise(f[1].name or "") not in self._mistaken]

    def _unlabelled_people(self) -> list[tuple[Token, Mention]]:
        """Speakers with a first name whom the pipeline took for a body."""
        found = []
        for ent in self.doc.ents:
            head = ent.root
            if ent.label_ not in ("ORG", "PRODUCT", "WORK_OF_ART") or len(ent) not in (2, 3):
                continue
            speaks = head.dep_ in _SUBJECTS and head.head.lemma_.lower() in speaking.SPEECH
            shaped = all(t.text.isalpha() and t.text.istitle() for t in ent)
            body = any(persons.is_body(t) or persons.is_document(t) for t in ent)
            if speaks and shaped and not body and given_names.gender_of(ent[0].text):
                mention = Mention(
                    ((ent.start_char, ent.end_char),), ent.text, head.lemma_, ent.text
                )
                found.append((ent[-1], replace(mention, kind="person", number="singular")))
        return found

    def _is_place(self, name: str) -> bool:
        single = len(names.parts(name)) == 1
        return single and bool(countries.country(name) or countries.capital(name))

    def _full(self, name: str) -> Figure:
        """The figure of a full name, made if there is none yet under a form of it."""
        key = normalise(name)
        figure = self._figures.get(key)
        if figure is None:
            known = self._by_surname.setdefault(names.surname(name), [])
            fits = (f for f in known if any(names.same_person(name, n) for n in f.names))
            figure = next(fits, None)
            if figure is None:
                guessed = given_names.gender_of(names.parts(name)[0])
                figure = Figure(key, "person", guessed=guessed)
                known.append(figure)
            self._figures[key] = figure
            figure.names.append(name)
        return figure

    def _person(self, name: str, mention: Mention, at: int | None = None) -> Figure:
        """The figure that a person's name means where ``mention`` stands."""
        words = names.parts(name)
        if len(words) >= 2:
            return self._full(name)
        known = self._by_surname.setdefault(names.surname(name), [])
        fits = [f for f in known if self._may_be(f, mention) and not self._too_early(f, at)]
        settled = [f for f in fits if f.first < 0 and len(f.names) > 2]
        if fits:
            figure = max(settled or fits, key=lambda f: (f.last_seen, -known.index(f)))
        elif not known and (given := self._by_given(words[0] if words else "")) is not None:
            figure = given
        else:
            figure = Figure(normalise(f"{name} {mention.role or ''}"), "person")
            known.append(figure)
            self._figures[figure.key] = figure
        figure.names.append(name)
        return figure

    def _may_be(self, figure: Figure, mention: Mention) -> bool:
        """Whether a bare surname can be ``figure``: "President Vale" is not Mrs. Ada Vale."""
        if figure.titled and mention.gender and figure.titled != mention.gender:
            return False
        if mention.gender and figure.guessed and figure.guessed != mention.gender:
            return False
        if mention.role is None or figure.last_seen >= 0:
            return not (
                mention.role and figure.heads and not _heads(mention.role) & figure.heads
                and _heads(mention.role) & _SINGULAR_OFFICES
            )  # fmt: skip
        return bool(_heads(mention.role) & figure.heads) or not figure.heads

    def _too_early(self, figure: Figure, at: int | None) -> bool:
        """Whether a bare surname here comes well before the full name: then it is another's.

        Headlines and first sentences may give the surname alone.
        """
        if at is None or figure.first < 0 or at > figure.first:
            return False
        return self._sentence[at] > 3 and self._sentence[figure.first] > self._sentence[at]

    def _by_given(self, given: str) -> Figure | None:
        holders = {
            id(f): f
            for figures in self._by_surname.values()
            for f in figures
            if any(len(names.parts(n)) > 1 and names.parts(n)[0] == given for n in f.names)
        }
        return next(iter(holders.values())) if len(holders) == 1 else None

    def _learn(self, figure: Figure, mention: Mention) -> None:
        if mention.role:
            figure.roles.append(mention.role)
            figure.heads |= _heads(mention.role)
        if mention.affiliation:
            figure.affiliations.append(mention.affiliation)
        if mention.gender:
            figure.titled = figure.titled or mention.gender

    def _gather_bodies(self) -> None:
        for ent in self.doc.ents:
            mistaken = normalise(ent.text) in self._mistaken
            known = ent.label_ in _BODY_LABELS | _PLACE_LABELS or mistaken
            people = countries.country(ent.text) and not countries.is_name(ent.text)
            if not known or people or ent.root.i in self._at:
                continue
            figure = self._figures.get(normalise(ent.text))
            if figure is None or figure.kind != "person":
                figure = self._body(_clean(ent.text), place=ent.label_ in _PLACE_LABELS)
            self._site(ent.root, figure)

    def _body(self, name: str, place: bool = False) -> Figure:
        nation = countries.country(name) or countries.capital(name)
        if nation and (place or countries.is_name(name)):
            return self._government(nation, name)
        key = " ".join(names.body_words(name))
        figure = self._figures.get("body " + key)
        if figure is None:
            figure = self._expanded(name) or Figure(key, "organization")
            self._figures["body " + key] = figure
        if place and not figure.names and not names.is_acronym(name):
            figure.kind = "government"
        figure.names.append(name)
        last = names.parts(name)[-1:] or ("",)
        figure.heads.add(last[0])
        return figure

    def _expanded(self, name: str) -> Figure | None:
        """The body that an acronym or a shortened name stands for, if there is one alone."""
        bodies = {id(f): f for k, f in self._figures.items() if k.startswith("body ")}
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

    def _government(self, nation: str, name: str) -> Figure:
        key = "country " + nation
        figure = self._figures.get(key)
        if figure is None:
            figure = self._figures[key] = Figure(nation.lower(), "government", country=True)
            figure.affiliations.append(nation)
        figure.names.append(name)
        return figure

    def _gather_others(self) -> None:
        """Unnamed speakers and groups that a pronoun may point back to."""
        for token in self.doc:
            if token.dep_ not in _SUBJECTS | {"pobj", "agent", "poss"} or token.i in self._at:
                continue
            if token.dep_ == "poss" and not persons.is_role(token):
                continue
            if token.dep_ == "pobj" and token.head.lower_ not in {"to", "by"}:
                continue
            if token.pos_ not in {"NOUN", "PROPN"}:
                continue
            mention = phrases.mention(phrases.noun_phrase(token), token)
            figure = self._of_mention(mention)
            if figure is not None:
                self._site(token, figure)

    def _site(self, token: Token, figure: Figure) -> None:
        head = token
        if token.dep_ == "compound" and token.head.ent_type_ == token.ent_type_ == "PERSON":
            head = phrases.climb(token)
        self._at[token.i] = figure
        figure.last_seen = max(figure.last_seen, token.i)
        subject = head.dep_ in _SUBJECTS or token.dep_ in _SUBJECTS
        verb = head.head if head.dep_ in _SUBJECTS else token.head
        speaker = subject and verb.lemma_.lower() in speaking.SPEECH
        if head.dep_ == "pobj" and head.head.lower_ == "to":
            speaker = head.head.head.lower_ == "according"
            subject = subject or speaker
        figure.spoke = figure.spoke or speaker
        self._sites.append(
            Site(token.i, self._sentence[token.i], figure, subject, speaker, self._quoted[token.i])
        )

    # -- looking up ----------------------------------------------------------------------

    def source(self, mention: Mention) -> Source:
        """The source that ``mention`` is, the same for every mention of it in the article."""
        figure = None
        if mention.pronoun:
            figure = self._of_pronoun(mention)
        if figure is None:
            figure = self._of_mention(mention)
        if figure is None:
            figure = self._plain(mention)
        elif not mention.pronoun:
            self._note(figure, mention)
        return self._source(figure)

    def _note(self, figure: Figure, mention: Mention) -> None:
        if figure.kind == "person" and not figure.roles:
            self._learn(figure, mention)

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
            there = self._at.get(token.i) if token is not None else None
            if there is not None and there.kind == "person":
                return there
        mistaken = normalise(mention.name or "") in self._mistaken
        if mistaken and mention.name:
            return self._body(_clean(mention.name))
        if mention.name and mention.kind == "person" and not self._is_place(mention.name):
            return self._standing(mention) or self._person(mention.name, mention)
        nation = self._nation(mention)
        if nation is not None:
            return self._government(nation, _clean(mention.name or mention.text))
        if mention.name and mention.kind in ("organization", "government"):
            as_person = self._standing(mention) or self._figures.get(normalise(mention.name))
            if as_person is not None and as_person.kind == "person":
                return as_person
            return self._body(_clean(mention.name), place=mention.kind == "government")
        if mention.kind in ("unnamed", "organization", "government", "document"):
            described = self._described(mention)
            if described is not None:
                return described
        if mention.pronoun:
            return None
        return self._plain(mention)

    def _standing(self, mention: Mention) -> Figure | None:
        """The person gathered from the very words of ``mention``."""
        surname = names.surname(mention.name or "")
        for start, end in mention.spans:
            span = self.doc.char_span(start, end, alignment_mode="expand")
            for token in span or ():
                figure = self._at.get(token.i)
                if figure is not None and figure.kind == "person":
                    if any(names.surname(n) == surname for n in figure.names):
                        return figure
        return None

    def _nation(self, mention: Mention) -> str | None:
        """The country whose government ``mention`` is ("Baku", "the Azerbaijani side")."""
        if mention.kind not in ("government", "organization", "person"):
            return None
        text = _clean(mention.name or mention.text)
        direct = countries.country(text) if countries.is_name(text) else countries.capital(text)
        if direct:
            return direct
        words = text.split()
        if len(words) > 1 and words[-1].lower() in speaking.GOVERNMENT_BODIES | {"officials"}:
            return countries.country(" ".join(words[:-1]))
        match = re.match(r"(?:government|authorities) of (.+)$", text, re.IGNORECASE)
        return countries.country(match[1]) if match else None

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
        before = [s for s in self._sites if s.token < here.i]
        for site in reversed(before):
            figure = site.figure
            if head in figure.heads and (figure.kind == "person" or figure.kind == mention.kind):
                if not self._elsewhere(mention, figure):
                    return figure
        if head in _PUBLIC_ROLES and not mention.affiliation:
            return self._scene.salient(here, head)
        if head in _COMPANIES:
            counts = Counter(
                id(s.figure) for s in before if s.figure.kind == "organization" and s.figure.names
            )
            for site in reversed(before):
                if counts[id(site.figure)] > 1 and not site.figure.heads & _PUBLIC:
                    return site.figure
        return None

    def _elsewhere(self, mention: Mention, figure: Figure) -> bool:
        """Whether the description gives an affiliation that is not the figure's."""
        if not mention.affiliation or not figure.affiliations:
            return False
        told = set(names.body_words(self._affiliation(mention.affiliation)))
        known = {w for a in figure.affiliations for w in names.body_words(self._affiliation(a))}
        return not told & known

    def _plain(self, mention: Mention) -> Figure:
        """A figure for a phrase that stands for nobody else: a group, or someone unnamed."""
        words = [w for w in mention.text.split() if w.lower() not in {"the", "a", "an"}]
        key = f"{mention.kind} {normalise(' '.join(words))}"
        figure = self._made.get(key)
        if figure is None:
            kind: SourceKind = mention.kind
            if kind in ("organization", "government", "person"):
                kind = "group" if mention.number == "plural" else "unnamed"
            figure = self._made[key] = Figure(key, kind, [mention.text])
            figure.plural = mention.number == "plural"
            figure.titled = mention.gender
            self._learn(figure, mention)
            figure.heads.add(mention.head)
        return figure

    def _source(self, figure: Figure) -> Source:
        name = self._name(figure)
        aliases = sorted({_clean(n) for n in figure.names} - {name})
        role = _commonest(figure.roles)
        affiliation = None
        if figure.kind == "government":
            affiliation = None
        elif figure.affiliations:
            affiliation = self._affiliation(_commonest(figure.affiliations) or "")
        elif figure.kind == "organization":
            affiliation = countries.seat(name) or _country_in(name)
        return Source(
            digest("source", self.key, figure.key),
            name,
            figure.kind,
            role,
            affiliation,
            tuple(aliases),
        )

    def _name(self, figure: Figure) -> str:
        if figure.country:
            return figure.affiliations[0]
        if figure.kind in ("group", "unnamed", "document"):
            return figure.names[0]
        return names.fullest([_clean(n) for n in figure.names])

    def _affiliation(self, text: str) -> str:
        return countries.country(text) or _clean(text)

    def referent(self, start: int, end: int, speaker: Source | None = None) -> str | None:
        """Whom the pronoun or description at these characters means, by name.

        None if unsure. ``speaker`` is who says the stretch: "I" and, outside quotation
        marks, an agreeing "he" are the speaker.
        """
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None or not len(span):
            return None
        token = span[-1] if len(span) > 1 else span[0]
        lower = token.lower_
        if lower in speaking.FIRST_SINGULAR:
            return speaker.name if speaker is not None and speaker.kind == "person" else None
        if lower in speaking.FIRST_PLURAL:
            if speaker is None:
                return None
            return speaker.affiliation or (speaker.name if speaker.named else None)
        if lower in speaking.PRONOUNS:
            figure = self._scene.antecedent(token, sure=True)
        else:
            mention = phrases.mention(list(span), span.root)
            figure = self._described(mention) if mention.name is None else self._of_mention(mention)
        if figure is None or figure.kind in ("unnamed", "group"):
            return None
        return self._name(figure)

    def entities(self, start: int, end: int) -> tuple[str, ...]:
        """Canonical names, in lower case and sorted, of those mentioned in these characters."""
        keys: set[str] = set()
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            return ()
        for site in self._sites:
            if span.start <= site.token < span.end and site.figure.kind != "group":
                if site.figure.kind != "unnamed":
                    keys.add(normalise(self._name(site.figure)))
        for ent in span.ents:
            if ent.label_ == "NORP":
                nation = countries.country(ent.text)
                keys.add(normalise(nation or ent.text))
        for token in span:
            if token.lower_ in speaking.PERSON_PRONOUNS or token.lower_ in speaking.IT_PRONOUNS:
                figure = self._scene.antecedent(token, sure=True)
                if figure is not None and figure.kind not in ("unnamed", "group"):
                    keys.add(normalise(self._name(figure)))
        return tuple(sorted(keys))


def _around(tokens: list[Token]) -> Mention:
    """What the phrase around a name says of its bearer."""
    last = tokens[-1]
    head = phrases.climb(last)
    whole = {t.i: t for t in phrases.noun_phrase(head) if t.sent.start == head.sent.start}
    whole.update({t.i: t for t in (*_leading(tokens[0]), *tokens)})
    name = persons.text_of(tokens)
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


def _heads(role: str) -> set[str]:
    """The words of a role that can stand for it: "minister" of "Foreign Minister"."""
    words = role.lower().replace("-", " ").split()
    return {w for w in words if w in speaking.ROLES} | set(words[-1:])


def _clean(name: str) -> str:
    name = re.sub(r"^(?:the|a|an)\s+", "", " ".join(name.split()), flags=re.IGNORECASE)
    name = name.removesuffix("’s").removesuffix("'s").strip(" ,;:")
    return name.removesuffix(".") if not re.search(r"\b\w\.$", name) else name


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
