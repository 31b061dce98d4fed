"""Sources across articles: which of the people and bodies in many articles are one.

What people decide by hand is kept as rulings, after the judgements of nomenklatura
(https://github.com/opensanctions/nomenklatura): never as edits of the result, so they
survive a new ingest and can be taken back.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from networkx.utils import UnionFind

from claims.extract import speaking
from claims.records import Source, SourceKind, digest
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
        full = [n for n in (source.name, *source.aliases) if len(names.parts(n)) >= 2]
        words = {word for form in full or [source.name] for word in names.surnames(form)}
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
    homes = _Homes(_automatic(ordered))
    for ruling in rulings:
        homes.apply(ruling)
    groups: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in ordered:
        groups[homes.now[appearance.source.id]].append(appearance)
    joined = {i: homes.described(i, group) for i, group in groups.items()}
    return {local: joined[i] for local, i in homes.now.items()}


def _joinable(source: Source) -> bool:
    if source.kind == "document":
        return any(word[:1].isupper() for word in source.name.split()[1:])
    if source.kind in ("organization", "government"):
        # "the museum" tells nothing outside its article.
        return any(c.isupper() for c in names.without_article(source.name))
    return source.named


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


def _automatic(appearances: Sequence[Appearance]) -> dict[str, str]:
    """The id of the joined source by that of each appearance, without rulings."""
    out: dict[str, str] = {}
    for group in _connected(appearances):
        first = group[0].source
        if not _joinable(first):
            out[first.id] = digest("alone", first.id)
            continue
        joined = (join_people if first.kind == "person" else _join_bodies)(group)
        out |= {a.source.id: i for i, members in joined.items() for a in members}
    return out


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
    """Those that blocks lead to from one another; all of a group are people, or none."""
    sets = UnionFind()
    for appearance in appearances:
        sets.union(*blocks(appearance.source))
    groups: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        groups[sets[blocks(appearance.source)[0]]].append(appearance)
    return list(groups.values())


# -- rulings -------------------------------------------------------------------------------


class _Homes:
    """Under which id each appearance is joined ``now``, while rulings are applied; appearances go
    by their local ids."""

    def __init__(self, born: dict[str, str]) -> None:
        self._born, self.now = born, dict(born)
        self._names: dict[str, str] = {}
        self._wikidata: dict[str, str] = {}  # by appearance, so that a split leaves each its own

    def apply(self, ruling: Ruling) -> None:
        meant = self._meant(ruling.a)
        if ruling.kind == "merge" and ruling.b is not None:
            self._merge(meant, self._meant(ruling.b))
        elif ruling.kind == "split":
            self._split(meant, ruling)
        elif ruling.kind == "rename" and ruling.name:
            self._names |= {self.now[a]: ruling.name for a in meant}
        elif ruling.kind == "identify" and ruling.name:
            homes = {self.now[a] for a in meant}
            self._wikidata |= {a: ruling.name for a, i in self.now.items() if i in homes}

    def _meant(self, reference: str) -> set[str]:
        """Those that an id means: a local one, one of now, or one from before rulings."""
        if reference in self.now:
            return {reference}
        return _at(self.now, reference) or _at(self._born, reference)

    def _merge(self, one: set[str], other: set[str]) -> None:
        if not one or not other:
            return
        target = min(self.now[a] for a in one)
        for home in sorted({self.now[a] for a in one | other} - {target}):
            self.now |= dict.fromkeys(_at(self.now, home), target)
            if home in self._names:
                self._names.setdefault(target, self._names.pop(home))

    def _split(self, taken: set[str], ruling: Ruling) -> None:
        keep = self._meant(ruling.b) if ruling.b is not None else None
        for home in sorted({self.now[a] for a in taken}):
            members = _at(self.now, home)
            inside, outside = members & taken, members - taken
            if keep is not None and not outside & keep:
                continue
            if outside:  # its own id for what was split off, if that is free
                free = {self._born[a] for a in inside} - set(self.now.values())
                self.now |= dict.fromkeys(inside, min(free, default=digest("split", ruling.id)))
            elif ruling.b is None and len(members) > 1:
                self._scatter(members, ruling)

    def _scatter(self, members: set[str], ruling: Ruling) -> None:
        """Undo the joins of a source: first those by hand, then those by name."""
        homes = {a: self._born[a] for a in members}
        if len(set(homes.values())) == 1:
            homes = {a: digest("split", ruling.id, a) for a in members}
        self.now |= homes

    def described(self, id: str, group: Sequence[Appearance]) -> Source:
        """One source from all that articles tell of it; what is told most often holds."""
        forms = Counter(a.source.name for a in group)
        kinds = Counter(a.source.kind for a in group)
        kind = min(kinds, key=lambda k: (-kinds[k], k))
        spellings = {*forms, *(alias for a in group for alias in a.source.aliases)}
        ids = {self._wikidata.get(a.source.id, "") for a in group} - {""}
        name = self._names.get(id) or _name(forms, kind)
        return Source(
            id,
            name,
            kind,
            _prevailing(a.source.role for a in group),
            _prevailing(a.source.affiliation for a in group),
            tuple(sorted(spellings - {name})),
            " ".join(sorted(ids)) or None,
        )


def _at(homes: Mapping[str, str], home: str) -> set[str]:
    return {local for local, i in homes.items() if i == home}


def _name(forms: Counter[str], kind: SourceKind) -> str:
    if kind == "organization":
        return min(forms, key=lambda n: (names.is_acronym(n), -forms[n], -len(n), n))
    full = [form for form in forms if len(names.parts(form)) >= 2] or list(forms)
    # One article's slip of the pen is not what the person is called.
    return names.fullest([f for f in full if forms[f] == max(forms[g] for g in full)])


def _prevailing(values: Iterable[str | None]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], -len(v), v)) if counts else None
