"""People of one surname across articles: who is the same and who only shares the name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from networkx.utils import UnionFind

from claims.extract import speaking
from claims.records import Source, digest
from claims.sources import countries, names

#: In how many articles somebody is named in full, and how many of all that name a bearer of the
#: surname, before the surname alone means them.
KNOWN, SHARE = 3, 0.9


@dataclass(frozen=True, slots=True)
class Appearance:
    """A source as one article shows it. ``source.id`` is local to that article.

    ``article`` is the article's id, ``published`` its ISO date (or date and time).
    """

    source: Source
    article: str
    published: str | None = None
    outlet: str | None = None


class _Person:
    """Appearances held to be one person, and what they tell."""

    def __init__(self, members: Iterable[Appearance] = ()) -> None:
        self.members: list[Appearance] = []
        self.forms: set[str] = set()
        self.roles: set[str] = set()
        self.bodies: set[str] = set()
        self.add(members)

    def add(self, members: Iterable[Appearance]) -> None:
        for appearance in members:
            source = appearance.source
            self.members.append(appearance)
            self.forms |= {n for n in (source.name, *source.aliases) if len(names.parts(n)) >= 2}
            self.roles |= names.role_heads(source.role)
            self.bodies |= _telling(source.affiliation)


def _telling(affiliation: str | None) -> set[str]:
    if not affiliation:
        return set()
    words = {*names.body_words(affiliation), names.fold(countries.country(affiliation) or "")}
    return words - speaking.BODIES - speaking.ROLE_MODIFIERS - {""}


def join_people(appearances: Sequence[Appearance]) -> dict[str, list[Appearance]]:
    """Global id to the appearances of each person, of all whose surnames are connected. Ids are
    from kind and name; the second bearer of a name, by date, is counted too."""
    out: dict[str, list[Appearance]] = {}
    taken: Counter[str] = Counter()
    for person in sorted(_people(appearances), key=lambda p: min(_rank(a) for a in p.members)):
        if person.forms:
            key = min(
                f"{names.parts(f)[0]} {names.surname(f)} {names.generation(f)}".rstrip()
                for f in person.forms
            )
        else:
            first = min(person.members, key=_rank)
            key = ", ".join(_bare_key(first))  # with a comma: "Holt, mayor" is no Holt Mayor
        taken[key] += 1
        parts = [key] if taken[key] == 1 else [key, str(taken[key])]
        out[digest("source", "person", *parts)] = person.members
    return out


def _people(appearances: Sequence[Appearance]) -> list[_Person]:
    by_name: dict[tuple[str, ...], list[Appearance]] = defaultdict(list)
    bare: list[Appearance] = []
    for appearance in appearances:
        name = appearance.source.name
        parts = names.parts(name)
        if len(parts) >= 2:
            by_name[(*parts, names.generation(name))].append(appearance)
        else:
            bare.append(appearance)
    people = [_Person(by_name[key]) for key in sorted(by_name)]
    people = _join_forms(_join_forms(people, loose=False), loose=True)
    return _place_bare(people, bare)


def _rank(appearance: Appearance) -> tuple[str, str]:
    return appearance.published or "9999", appearance.source.id


def _agree(a: _Person, b: _Person) -> bool:
    """A role in common, and no other affiliation."""
    return bool(a.roles & b.roles) and (not (a.bodies and b.bodies) or bool(a.bodies & b.bodies))


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
    for i in near:
        for j in near[i]:
            if near[i] | {i} == near[j] | {j}:
                sets.union(i, j)
    joined: dict[int, _Person] = {}
    for i, person in enumerate(people):
        joined.setdefault(sets[i], _Person()).add(person.members)
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
    if loose and not _agree(a, b):
        return False
    return any(
        names.parts(x) != names.parts(y) and names.same_person(x, y, loose=loose)
        for x in a.forms
        for y in b.forms
    )


def _place_bare(people: list[_Person], bare: Sequence[Appearance]) -> list[_Person]:
    """Bare surnames to the bearer that they can mean, else apart."""
    apart: dict[tuple[str, ...], _Person] = {}
    owners = [(appearance, _owner(people, appearance)) for appearance in bare]
    for appearance, owner in sorted(owners, key=lambda pair: _rank(pair[0])):
        if owner is None:
            owner = apart.setdefault(_bare_key(appearance), _Person())
        owner.add([appearance])
    return [*people, *apart.values()]


def _owner(people: Sequence[_Person], bare: Appearance) -> _Person | None:
    """Whom a surname means: the one bearer whose role agrees; or who is known to many articles,
    where no other role is told and hardly anybody else bears it."""
    one = _Person([bare])
    bearers = [p for p in people if any(names.bears(f, bare.source.name) for f in p.forms)]
    fits = [p for p in bearers if _agree(p, one)]
    if one.roles and len(fits) < 2:
        return fits[0] if fits else None
    known = {id(p): len({a.article for a in p.members}) for p in bearers}
    first = max(fits if one.roles else bearers, key=lambda p: known[id(p)], default=None)
    if first is None or known[id(first)] < max(KNOWN, SHARE * sum(known.values())):
        return None
    return None if one.bodies and first.bodies and not one.bodies & first.bodies else first


def _bare_key(appearance: Appearance) -> tuple[str, ...]:
    source = appearance.source
    surname = names.surname(source.name)
    heads = names.role_heads(source.role)
    if heads:
        return (surname, *sorted(heads), *sorted(_telling(source.affiliation)))
    return ("alone", source.id)
