"""Disputes as the database holds them: by filter, best first.

Links are ranked and filtered before any claim is read whole, so that a list of fifty out of
thousands costs what fifty cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from claims.disputes.dispute import Group, Setting, assemble, groups
from claims.errors import NotFound
from claims.kinds import KINDS
from claims.records import KEPT, OPPOSING, SHOWN, Claim, Dispute, Verdict
from claims.store.articles import Articles
from claims.store.claims import Claims
from claims.store.connection import Connection
from claims.store.filters import Filters
from claims.store.links import Links
from claims.store.sources import Sources

#: Of a claim, as much as filters ask of it one by one: its source and its day.
Glance = tuple[str | None, str | None]
_OPPOSED = f"kind IN {tuple(sorted(OPPOSING))}"


@dataclass
class Contested:
    """The part of the store that puts disputes together."""

    _db: Connection
    articles: Articles
    sources: Sources
    claims: Claims
    links: Links
    _known: tuple[tuple[int, int], dict[float, list[Group]]] | None = None

    def get(self, filters: Filters | None = None) -> list[Dispute]:
        """Disputes that ``filters`` let through: the confirmed first, then by score.

        A dispute passes on source, topic, outlet, article or stance if one of its claims does;
        ``between`` wants the two on opposing sides; a date wants any overlap with it.
        """
        filters = filters or Filters()
        with self._db.snapshot():
            wanted = _Wanted(self, filters)
            ranked = self._ranked(filters, wanted.glances)
            chosen = [group for group in ranked if wanted.lets(group)]
            limit = filters.limit or len(chosen)
            if not filters.between:
                return self._assembled(chosen[:limit])
            return [dispute for dispute in self._assembled(chosen) if wanted.faces(dispute)][:limit]

    def less_likely(self, filters: Filters) -> int:
        """How many disputes ``filters`` would let through that are not shown unless less than
        `claims.records.SHOWN` is asked for."""
        filters = replace(filters, min_score=KEPT, between=None)
        with self._db.snapshot():
            wanted = _Wanted(self, filters)
            ranked = self._ranked(filters, wanted.glances)
            return sum(group.score < SHOWN and wanted.lets(group) for group in ranked)

    def one(self, id: str) -> Dispute | None:
        """The dispute with this id, dismissed or not, or None."""
        with self._db.snapshot():
            found = [group for group in self._kept_or_shown() if group.id == id]
            return next(iter(self._assembled(found[:1])), None)

    def ids(self) -> list[str]:
        """The ids of all disputes, dismissed ones and those less likely included."""
        return list(dict.fromkeys(group.id for group in self._kept_or_shown()))

    def number(self) -> int:
        """How many disputes there are, dismissed ones included."""
        return len(self._everything())

    def undismissed(self) -> int:
        """How many disputes there are that nobody dismissed."""
        return sum(group.status != "dismissed" for group in self._everything())

    def of(self, claims: Iterable[str]) -> list[Dispute]:
        """The disputes that one of ``claims`` is part of, dismissed ones included."""
        with self._db.snapshot():
            wanted = set(claims)
            found = [group for group in self._everything() if not wanted.isdisjoint(group.claims)]
            return self._assembled(found)

    def _kept_or_shown(self) -> list[Group]:
        return [*self._everything(), *self._everything(least=0)]

    def _everything(self, least: float = SHOWN) -> list[Group]:
        """All groups of links as likely as ``least``, dismissed ones included, best first; kept
        until something is written."""
        with self._db.snapshot():
            state = (self._db.version(), self._db.sqlite.total_changes)
            if self._known is None or self._known[0] != state:
                self._known = (state, {})
            known = self._known[1]
            if least not in known:
                known[least] = self._ranked(Filters(all=True, min_score=least), self.glances())
            return known[least]

    def standing(self) -> tuple[Counter[str | None], Counter[str | None]]:
        """In how many disputes each source stands against others, and how many reversals it
        made, without what was dismissed."""
        glances = self.glances()
        disputes: Counter[str | None] = Counter()
        reversals: Counter[str | None] = Counter()
        for group in self._ranked(Filters(), glances):
            against: set[str | None] = set()
            for link in group.opposing:
                ends = {glances[link.a][0], glances[link.b][0]}
                if KINDS[link.kind].own:
                    reversals.update(ends)
                else:
                    against |= ends
            disputes.update(against)
        return disputes, reversals

    def links_to_judge(self, id: str, verdict: Verdict) -> list[str]:
        """The links that a verdict on the dispute ``id`` is about.

        To confirm it, or to be unsure, is to say so of its surest link; to dismiss or reopen
        it, of every link that makes it. Raises NotFound.
        """
        found = self.one(id)
        if found is None:
            raise NotFound(f"no dispute {id}: `claims disputes` lists them")
        opposing = [link.id for link in found.links if link.kind in OPPOSING]
        return opposing[:1] if verdict in ("confirmed", "unsure") else opposing

    def glances(self) -> dict[str, Glance]:
        """Every claim that an opposing link touches."""
        ends = " UNION ".join(f"SELECT {end} FROM links WHERE {_OPPOSED}" for end in "ab")
        sql = f"SELECT id, source, day FROM claims WHERE id IN ({ends})"
        return {id: (source, day) for id, source, day in self._db.read(sql)}

    def _ranked(self, filters: Filters, glances: Mapping[str, Glance]) -> list[Group]:
        """Groups whose status is asked for, best first."""
        days = {id: day for id, (_, day) in glances.items()}
        judgements = self.links.judgements()
        links = self.links.by_id(OPPOSING, least=filters.least)
        ends = dict.fromkeys(end for link in links.values() for end in (link.a, link.b))
        links |= self.links.by_id(["echo"], ends)
        wanted = filters.status
        found = groups(links, judgements, days) if wanted != "dismissed" else []
        if wanted == "dismissed" or (filters.all and wanted is None):
            found += groups(links, judgements, days, dismissed=True)
        return [group for group in found if wanted in (None, group.status)]

    def _assembled(self, chosen: Sequence[Group]) -> list[Dispute]:
        """The disputes of these groups."""
        ids = {id for group in chosen for id in group.claims}
        claims = {claim.id: claim for claim in self.claims.get(ids=ids)}
        sources = self.sources.get({claim.source for claim in claims.values()})
        settings = self._settings(claims.values())
        return [assemble(group, claims, sources, settings) for group in chosen]

    def _settings(self, claims: Collection[Claim]) -> dict[str, Setting]:
        """The day of each claim, and where it is printed, copies of its article included."""
        articles = {claim.article for claim in claims}
        copies = self.articles.copies(articles)
        heads = self.articles.mastheads(articles.union(*copies.values()))
        settings: dict[str, Setting] = {}
        for claim in claims:
            where = (claim.article, *copies.get(claim.article, ()))
            outlets = tuple(name for id in where if (name := heads[id].outlet))
            day = claim.said_on or heads[claim.article].date
            settings[claim.id] = Setting(day, where, outlets)
        return settings


class _Wanted:
    """The conditions of ``filters`` on a group's claims, each looked up once."""

    def __init__(self, store: Contested, filters: Filters) -> None:
        self._filters = filters
        self.glances = store.glances()
        names = [filters.source] if filters.source else []
        names += filters.between or ()
        self._sources = [store.sources.named(name) for name in names]
        f = filters
        plain = Filters(
            topic=f.topic, outlet=f.outlet, article=f.article, stance=f.stance, all=True
        )
        self._claims = store.claims.ids(plain) if plain != Filters(all=True) else None
        self._new = store.links.found_since(f.new_since) if f.new_since else None

    def lets(self, group: Group) -> bool:
        """Whether ``group`` passes, as far as its claims tell one by one."""
        filters = self._filters
        if filters.min_score is not None and group.score < filters.min_score:
            return False
        if filters.kind and all(link.kind != filters.kind for link in group.opposing):
            return False
        if self._claims is not None and self._claims.isdisjoint(group.claims):
            return False
        if self._new is not None and self._new.isdisjoint(link.id for link in group.opposing):
            return False
        glances = [self.glances[id] for id in group.claims]
        speakers = {source for source, _ in glances}
        if any(wanted.isdisjoint(speakers) for wanted in self._sources):
            return False
        return self._in_time(sorted(day for _, day in glances if day))

    def _in_time(self, days: list[str]) -> bool:
        since, until = self._filters.since or "", self._filters.until
        if not days:
            return not (since or until)
        return days[-1] >= since and (not until or days[0][: len(until)] <= until)

    def faces(self, dispute: Dispute) -> bool:
        """Whether the two of ``between`` are on opposing sides of ``dispute``."""
        a, b = self._sources[-2:]
        sides = [{source.id for source in side.sources} for side in dispute.sides]
        return any(
            not a.isdisjoint(one) and not b.isdisjoint(other)
            for one in sides
            for other in sides
            if one is not other
        )
