"""People of one surname across articles: who is the same and who only shares the name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from networkx.utils import UnionFind

from claims.extract import speaking
from claims.extract.speaking import words_of
from claims.records import Source, digest
from claims.sources import countries, names

#: How long, in days, "the mayor" or "President Vale" goes on being the same person.
TERM = 3 * 365

#: Roles that many people have at once, which tell little without an affiliation.
_COMMON_ROLES = words_of(
    """official spokesman spokeswoman spokesperson analyst expert professor officer reporter lawyer
    attorney doctor resident activist researcher journalist member economist adviser aide director
    manager executive editor author scientist student teacher witness worker lawmaker man woman
    police candidate agent associate correspondent supporter consultant fellow founder host leader
    representative senator deputy judge strategist columnist commentator"""
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """A source as one article shows it. ``source.id`` is local to that article.

    ``article`` is the article's id, ``published`` its ISO date (or date and time).
    """

    source: Source
    article: str
    published: str | None = None
    outlet: str | None = None


@dataclass(slots=True)
class _Person:
    """Appearances held to be one person, and what they tell."""

    members: list[Appearance] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    nations: set[str] = field(default_factory=set)

    def add(self, appearance: Appearance) -> None:
        source = appearance.source
        self.members.append(appearance)
        self.forms |= {n for n in (source.name, *source.aliases) if len(names.parts(n)) >= 2}
        self.roles |= names.role_heads(source.role)
        self.bodies |= _telling(source.affiliation)
        self.nations |= _nations(source.affiliation)

    def absorb(self, other: _Person) -> None:
        for appearance in other.members:
            self.add(appearance)


def _telling(affiliation: str | None) -> set[str]:
    if not affiliation:
        return set()
    words = set(names.body_words(affiliation))
    return {w for w in words if w not in speaking.BODIES and w not in speaking.ROLE_MODIFIERS}


def _nations(affiliation: str | None) -> set[str]:
    if not affiliation:
        return set()
    found = countries.country(affiliation)
    parts = affiliation.replace("’", "'").split()
    return {
        nation
        for nation in (found, *(countries.country(p.removesuffix("'s")) for p in parts))
        if nation
    }


def join_people(appearances: Sequence[Appearance]) -> dict[str, list[Appearance]]:
    """Global id to the appearances of each person, of all whose surnames are connected."""
    return {i: person.members for i, person in _identified(_people(appearances))}


def _people(appearances: Sequence[Appearance]) -> list[_Person]:
    by_name: dict[tuple[str, ...], list[Appearance]] = defaultdict(list)
    bare: list[Appearance] = []
    for appearance in appearances:
        full = [n for n in (appearance.source.name,) if len(names.parts(n)) >= 2]
        if full:
            by_name[names.parts(full[0])].append(appearance)
        else:
            bare.append(appearance)
    people = [p for key in sorted(by_name) for p in _namesakes(by_name[key])]
    people = _join_forms(_join_forms(people, loose=False), loose=True)
    return _place_bare(people, bare)


def _namesakes(appearances: Sequence[Appearance]) -> list[_Person]:
    """One person, unless roles and countries say that the name is borne by several."""
    told = [a for a in appearances if _nations(a.source.affiliation) and a.source.role]
    untold = [a for a in appearances if a not in told]
    people: list[_Person] = []
    for appearance in sorted(told, key=_rank):
        one = _Person()
        one.add(appearance)
        matches = [p for p in people if not _contradict(p, one)]
        if matches:
            matches[0].add(appearance)
        else:
            people.append(one)
    if not people:
        people.append(_Person())
    biggest = max(people, key=lambda p: (len(p.members), -people.index(p)))
    for appearance in sorted(untold, key=_rank):
        one = _Person()
        one.add(appearance)
        ties = [p for p in people if _agree(p, one)]
        (ties[0] if len(ties) == 1 else biggest).add(appearance)
    return people


def _rank(appearance: Appearance) -> tuple[str, str]:
    return appearance.published or "9999", appearance.source.id


def _contradict(a: _Person, b: _Person) -> bool:
    """Other countries and other roles: two people."""
    nations = bool(a.nations and b.nations and not a.nations & b.nations)
    roles = bool(a.roles and b.roles and not a.roles & b.roles)
    return nations and roles and not a.bodies & b.bodies - a.nations


def _agree(a: _Person, b: _Person) -> bool:
    """A role that few have, or an affiliation, in common, and nothing against it."""
    if a.nations and b.nations and not a.nations & b.nations:
        return False
    shared = a.roles & b.roles
    near = bool(a.bodies & b.bodies) or bool(a.nations & b.nations)
    if shared - _COMMON_ROLES and (near or not (a.bodies and b.bodies)):
        return _within_term(a.members, b.members)
    return bool(shared) and near


def _within_term(a: Iterable[Appearance], b: Iterable[Appearance]) -> bool:
    days = [_day(x.published) for x in a], [_day(x.published) for x in b]
    known = [[d for d in group if d is not None] for group in days]
    if not known[0] or not known[1]:
        return True
    return any(abs((x - y).days) <= TERM for x in known[0] for y in known[1])


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _join_forms(people: list[_Person], loose: bool) -> list[_Person]:
    """Fuller and shorter forms of one name joined, where only one person has them.

    "J. Vale" with a John and a Jane Vale about is left alone.
    """
    sets = UnionFind(range(len(people)))
    near: dict[int, set[int]] = defaultdict(set)
    for group in _sharing_words(people, not loose).values():
        for i, j in combinations(group, 2):
            if j not in near[i] and _forms_fit(people[i], people[j], loose):
                near[i].add(j)
                near[j].add(i)
    for i in sorted(near):
        for j in sorted(near[i]):
            if near[i] | {i} == near[j] | {j}:
                sets.union(i, j)
    joined: dict[int, _Person] = {}
    for i, person in enumerate(people):
        joined.setdefault(sets[i], _Person()).absorb(person)
    return list(joined.values())


def _sharing_words(people: Sequence[_Person], first: bool) -> dict[str, list[int]]:
    """Indices of people whose names share a word that is no first name, and ``first`` too."""
    groups: dict[str, set[int]] = defaultdict(set)
    for i, person in enumerate(people):
        for form in person.forms:
            given = names.parts(form)[0]
            for word in names.surnames(form):
                groups[f"{given} {word}" if first else word].add(i)
    return {word: sorted(group) for word, group in groups.items() if len(group) > 1}


def _forms_fit(a: _Person, b: _Person, loose: bool) -> bool:
    """Whether two names can be one: as they stand, or loosely with a role or body shared."""
    if _contradict(a, b) or (loose and not _agree(a, b)):
        return False
    return any(
        names.parts(x) != names.parts(y) and names.same_person(x, y, loose=loose)
        for x in a.forms
        for y in b.forms
    )


def _place_bare(people: list[_Person], bare: Sequence[Appearance]) -> list[_Person]:
    """Bare surnames to the one bearer whose role or affiliation agrees, else apart."""
    named = list(people)
    apart: dict[tuple[str, ...], _Person] = {}
    for appearance in sorted(bare, key=_rank):
        one = _Person()
        one.add(appearance)
        fits = [p for p in named if _agree(p, one)]
        if len(fits) == 1:
            fits[0].add(appearance)
            continue
        key = _bare_key(appearance)
        apart.setdefault(key, _Person()).add(appearance)
    return [*named, *apart.values()]


def _bare_key(appearance: Appearance) -> tuple[str, ...]:
    source = appearance.source
    surname = names.surname(source.name)
    heads = names.role_heads(source.role)
    nation = sorted(_nations(source.affiliation))
    told = sorted(_telling(source.affiliation))
    if heads and (nation or told or heads - _COMMON_ROLES):
        return (surname, *sorted(heads), *nation, *told)
    return ("alone", source.id)


def _identified(people: Sequence[_Person]) -> list[tuple[str, _Person]]:
    """Ids from kind and name; the second bearer of a name, by date, is counted too."""
    out: list[tuple[str, _Person]] = []
    taken: Counter[str] = Counter()
    for person in sorted(people, key=lambda p: min(_rank(a) for a in p.members)):
        if person.forms:
            key = min(f"{names.parts(f)[0]} {names.surname(f)}" for f in person.forms)
        else:
            first = min(person.members, key=_rank)
            key = ", ".join(_bare_key(first))  # with a comma: "Holt, mayor" is no Holt Mayor
        taken[key] += 1
        parts = [key] if taken[key] == 1 else [key, str(taken[key])]
        out.append((digest("source", "person", *parts), person))
    return out
