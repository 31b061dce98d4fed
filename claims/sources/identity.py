"""Sources across articles: which of the people and bodies in many articles are one.

What people decide by hand is kept as rulings, after the judgements of nomenklatura
(https://github.com/opensanctions/nomenklatura): never as edits of the result, so they
survive a new ingest and can be taken back.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from networkx.utils import UnionFind

from claims.extract import speaking
from claims.records import Source, digest
from claims.sources import countries, names
from claims.sources.namesakes import Appearance, join_people

RulingKind = Literal["merge", "split", "rename", "identify"]

_ITEM = re.compile(
    r"(?:https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(q[1-9]\d{0,11})", re.I
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about sources. To undo it, leave it out of the next ``join``.

    ``a`` and ``b`` each refer to a source by an id that ``join`` gave at any time, or by
    an id local to an article (then that one appearance is meant). ``merge``: ``a`` and
    ``b`` are one. ``split``: ``a`` is not ``b``; without ``b``, ``a`` is none of those it
    was joined with. ``rename``: ``a`` is called ``name``. ``identify``: ``name`` is the
    Wikidata id of ``a`` and of all that it is joined with by then. Of two rulings on one pair the
    later in the sequence holds. ``note``, ``reviewer`` and ``made_at`` (ISO date and time)
    are for the record.
    """

    kind: RulingKind
    a: str
    b: str | None = None
    name: str | None = None
    note: str | None = None
    reviewer: str | None = None
    made_at: str | None = None

    @property
    def id(self) -> str:
        """The same for the same decision, whoever made it and when."""
        pair = (self.a, self.b or "")
        ordered = sorted(pair) if self.kind == "merge" else pair
        return digest("ruling", self.kind, *ordered, self.name or "")


def wikidata_id(text: str) -> str | None:
    """``text``, an id ("Q42") or the address of its page, as an id; None if it is neither."""
    match = _ITEM.fullmatch(text.strip())
    return match[1].upper() if match and text.isascii() else None


def blocks(source: Source) -> tuple[str, ...]:
    """Keys of which two sources share at least one if they may be the same, sorted.

    Sources to which ``join`` may give one id share one: what it knows of them at different
    times is then the same.
    Someone unnamed and a group have a key of their own, for they are joined with nobody.
    """
    if not _joinable(source):
        return (f"alone {source.id}",)
    if source.kind == "person":
        forms = _full_names(source) or [source.name]
        words = {word for form in forms for word in names.surnames(form)}
        return tuple(sorted(f"person {word}" for word in words))
    keys = _body_keys(source)
    core = _core(source)
    return tuple(sorted(keys | {f"any {core}"} if core else keys))


def join(appearances: Sequence[Appearance], rulings: Sequence[Ruling] = ()) -> dict[str, Source]:
    """The source behind each appearance: local id to joined source.

    The order of ``appearances`` plays no part. People are joined by full name (short forms
    and initials need a shared role, affiliation or country), and a bare surname joins a
    full name where the role or the affiliation agrees and no second bearer does. Bodies
    are joined by their telling words and acronyms, governments by country, others never.

    An id is made from kind and name (first given name and surname of a person), so that
    more articles leave it alone; it changes only if two sources under different names turn
    out to be one. ``rulings`` take and change these ids as described there.
    """
    unique = {a.source.id: a for a in appearances}
    ordered = [unique[i] for i in sorted(unique)]
    clusters = _Clusters(_automatic(ordered))
    for ruling in rulings:
        clusters.apply(ruling)
    return clusters.sources()


def _joinable(source: Source) -> bool:
    if source.kind == "document":
        return any(word[:1].isupper() for word in source.name.split()[1:])
    if source.kind in ("organization", "government"):
        # "the museum" tells nothing outside its article.
        return any(c.isupper() for c in names.without_article(source.name))
    return source.named


def _full_names(source: Source) -> list[str]:
    forms = (source.name, *source.aliases)
    return sorted({n for n in forms if len(names.parts(n)) >= 2})


def _body_keys(source: Source) -> set[str]:
    """Under what a body is known: its telling words, and any acronym that fits them."""
    if source.kind == "government":
        nation = countries.country(source.name) or countries.capital(source.name)
        return {f"government {names.fold(nation or source.name)}"}
    words = names.body_words(source.name)
    if source.affiliation and _generic(words):
        words = tuple(sorted({*words, *names.body_words(source.affiliation)}))
    keys = {"body " + " ".join(words)}
    for form in (source.name, *source.aliases):
        plain = form.replace(".", "")
        if names.is_acronym(form) and (form == source.name or _abbreviates(plain, source)):
            keys.add(f"body {plain.lower()}")
    return keys


def _abbreviates(acronym: str, source: Source) -> bool:
    return any(names.initials(n) == acronym for n in (source.name, *source.aliases))


def _generic(words: Sequence[str]) -> bool:
    """Whether a name says what a body is and not which: "Foreign Ministry"."""
    return all(w in speaking.BODIES or w in speaking.ROLE_MODIFIERS for w in words)


# -- joining by itself ---------------------------------------------------------------------


def _automatic(appearances: Sequence[Appearance]) -> dict[str, list[Appearance]]:
    """Global id to the appearances joined under it, without rulings."""
    people: list[Appearance] = []
    bodies: list[Appearance] = []
    out: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        source = appearance.source
        if not _joinable(source):
            out[digest("alone", source.id)].append(appearance)
        elif source.kind == "person":
            people.append(appearance)
        else:
            bodies.append(appearance)
    for joined in (
        *(join_people(group) for group in _connected(people)),
        *(_join_bodies(group) for group in _connected(bodies)),
    ):
        for id, members in joined.items():  # added to what is there, so that none is ever lost
            out[id].extend(members)
    return dict(out)


def _join_bodies(group: Sequence[Appearance]) -> dict[str, list[Appearance]]:
    """Bodies of connected names, joined by what they are known under.

    "The Defence Ministry" of no country is one with its like as long as the articles tell
    of one country's at most.
    """
    sets = UnionFind()
    told: set[str] = set()
    for appearance in group:
        keys = sorted(_body_keys(appearance.source))
        sets.union(*keys)
        if _core(appearance.source) and not _bare(appearance.source):
            told.add(keys[0])
    alone = len({sets[key] for key in told}) > 1
    found: dict[str, list[Appearance]] = defaultdict(list)
    known: dict[str, set[str]] = defaultdict(set)
    for appearance in group:
        keys = sorted(_body_keys(appearance.source))
        bare = alone and _bare(appearance.source)
        root = f"alone {appearance.source.id}" if bare else sets[keys[0]]
        found[root].append(appearance)
        known[root].update([root] if bare else keys)
    # The longest key is the name spelled out, which an acronym met later does not change.
    return {digest("source", max(known[r], key=lambda k: (len(k), k))): found[r] for r in found}


def _core(source: Source) -> str | None:
    """What a body is, apart from whose: "defence ministry"."""
    if source.kind != "organization":
        return None
    words = [w for w in names.body_words(source.name) if _generic([w])]
    body = any(w in speaking.BODIES for w in words)
    return " ".join(words) if body and len(words) > 1 else None


def _bare(source: Source) -> bool:
    return not source.affiliation and _generic(names.body_words(source.name))


def _connected(appearances: Sequence[Appearance]) -> list[list[Appearance]]:
    """Those that blocks lead to from one another."""
    sets = UnionFind()
    for appearance in appearances:
        sets.union(*blocks(appearance.source))
    groups: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        groups[sets[blocks(appearance.source)[0]]].append(appearance)
    return [groups[root] for root in sorted(groups)]


# -- rulings -------------------------------------------------------------------------------


class _Clusters:
    """Joined sources while rulings are applied to them."""

    def __init__(self, automatic: dict[str, list[Appearance]]) -> None:
        self._automatic = automatic
        self._members = {i: list(group) for i, group in automatic.items()}
        self._names: dict[str, str] = {}
        self._wikidata: dict[str, str] = {}  # by appearance, so that a split leaves each its own
        self._home = {a.source.id: i for i, group in automatic.items() for a in group}

    def apply(self, ruling: Ruling) -> None:
        if ruling.kind == "merge" and ruling.b is not None:
            self._merge(ruling.a, ruling.b)
        elif ruling.kind == "split":
            self._split(ruling)
        elif ruling.kind == "rename" and ruling.name:
            for i in self._clusters(ruling.a):
                self._names[i] = ruling.name
        elif ruling.kind == "identify" and ruling.name:
            for i in self._clusters(ruling.a):
                for appearance in self._members[i]:
                    self._wikidata[appearance.source.id] = ruling.name

    def _appearances(self, reference: str) -> list[Appearance]:
        """Those that an id means: a local one, one of now, or one from before rulings."""
        home = self._home.get(reference)
        if home is not None:
            return [a for a in self._members[home] if a.source.id == reference]
        return self._members.get(reference) or self._automatic.get(reference, [])

    def _clusters(self, reference: str) -> list[str]:
        return sorted({self._home[a.source.id] for a in self._appearances(reference)})

    def _merge(self, a: str, b: str) -> None:
        first, second = self._clusters(a), self._clusters(b)
        if not first or not second:
            return
        target = first[0]
        for other in {*first, *second} - {target}:
            self._move(self._members.pop(other), target)
            if other in self._names:
                self._names.setdefault(target, self._names.pop(other))

    def _move(self, group: list[Appearance], target: str) -> None:
        self._members.setdefault(target, []).extend(group)
        for appearance in group:
            self._home[appearance.source.id] = target

    def _split(self, ruling: Ruling) -> None:
        taken = {a.source.id for a in self._appearances(ruling.a)}
        other = self._appearances(ruling.b) if ruling.b is not None else None
        keep = {a.source.id for a in other} - taken if other is not None else None
        for i in {self._home[t] for t in taken}:
            members = self._members[i]
            inside = [a for a in members if a.source.id in taken]
            outside = [a for a in members if a.source.id not in taken]
            if keep is not None and not any(a.source.id in keep for a in outside):
                continue
            if outside:
                self._members[i] = outside
                self._move(inside, self._fresh(i, inside, ruling))
            elif ruling.b is None and len(members) > 1:
                self._scatter(i, ruling)

    def _fresh(self, old: str, group: list[Appearance], ruling: Ruling) -> str:
        """An id for what was split off: its automatic one if that is free."""
        own = {i for i, g in self._automatic.items() if any(a in g for a in group)} - {old}
        free = sorted(i for i in own if i not in self._members)
        return free[0] if free else digest("split", ruling.id)

    def _scatter(self, i: str, ruling: Ruling) -> None:
        """Undo the joins of a source: first those by hand, then those by name."""
        members = self._members.pop(i)
        parts: dict[str, list[Appearance]] = defaultdict(list)
        for appearance in members:
            parts[self._born(appearance)].append(appearance)
        if len(parts) == 1:
            parts = {digest("split", ruling.id, a.source.id): [a] for a in members}
        for part, group in parts.items():
            self._move(group, part)

    def _born(self, appearance: Appearance) -> str:
        return next(i for i, g in self._automatic.items() if appearance in g)

    def sources(self) -> dict[str, Source]:
        out: dict[str, Source] = {}
        for i, group in self._members.items():
            joined = _describe(i, group, self._names.get(i))
            ids = {id for a in group if (id := self._wikidata.get(a.source.id))}
            joined = replace(joined, wikidata=" ".join(sorted(ids)) or None)
            out.update({a.source.id: joined for a in group})
        return out


def _describe(id: str, group: Sequence[Appearance], given: str | None) -> Source:
    """One source from all that articles tell of it; what is told most often holds."""
    forms = Counter(a.source.name for a in group)
    kinds = Counter(a.source.kind for a in group)
    full = [form for form in forms if len(names.parts(form)) >= 2] or list(forms)
    # One article's slip of the pen is not what the person is called.
    often = [form for form in full if forms[form] == max(forms[f] for f in full)]
    name = given or names.fullest(sorted(often))
    if given is None and group[0].source.kind == "organization":
        name = min(forms, key=lambda n: (names.is_acronym(n), -forms[n], -len(n), n))
    spellings = {*forms, *(alias for a in group for alias in a.source.aliases)} - {name}
    return Source(
        id,
        name,
        min(kinds, key=lambda k: (-kinds[k], k)),
        _prevailing([a.source.role for a in group]),
        _prevailing([a.source.affiliation for a in group]),
        tuple(sorted(spellings)),
    )


def _prevailing(values: Sequence[str | None]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], -len(v), v)) if counts else None
