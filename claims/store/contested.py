"""Disputes as the database holds them: by filter, best first.

Links are ranked and filtered before any claim is read whole, so that a list of fifty out of
thousands costs what fifty cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from claims.disputes.dispute import Group, Setting, assemble, groups
from claims.errors import NotFound
from claims.kinds import KINDS
from claims.records import KEPT, OPPOSING, SHOWN, Claim, Dispute, Judgement, Link, Verdict
from claims.store import rows
from claims.store.articles import Articles
from claims.store.claims import Claims
from claims.store.connection import AMONG, Connection, listed
from claims.store.filters import Filters
from claims.store.links import LIKELY, Links
from claims.store.sources import Sources

#: Of a claim, as much as filters ask of it one by one: its source and its day.
_Glance = tuple[str | None, str | None]
_OPPOSED = f"kind IN {tuple(sorted(OPPOSING))}"


@dataclass
class Contested:
    """The part of the store that puts disputes together."""

    _db: Connection
    _articles: Articles
    _sources: Sources
    _claims: Claims
    _links: Links
    _kept: tuple[tuple[int, int], dict[float, list[Group]]] | None = None

    def get(self, filters: Filters | None = None) -> list[Dispute]:
        """Disputes that ``filters`` let through: the confirmed first, then by score.

        A dispute passes on source, topic, outlet, article or stance if one of its claims does;
        ``between`` wants the two on opposing sides; a date wants any overlap with it.
        """
        with self._db.snapshot():
            filters = filters or Filters()
            judgements = self._links.judgements()
            glances = self._glances()
            ranked = self._ranked(filters, judgements, glances)
            wanted = _Wanted(self._sources, self._claims, self._links, filters, glances)
            limit = filters.limit or len(ranked)
            chosen = [group for group in ranked if wanted.lets(group)]
            if not filters.between:
                return self._assembled(chosen[:limit])
            return [dispute for dispute in self._assembled(chosen) if wanted.faces(dispute)][:limit]

    def less_likely(self, filters: Filters) -> int:
        """How many disputes ``filters`` would let through that are not shown unless less than
        `claims.records.SHOWN` is asked for."""
        with self._db.snapshot():
            filters = replace(filters, min_score=KEPT, between=None)
            glances = self._glances()
            wanted = _Wanted(self._sources, self._claims, self._links, filters, glances)
            ranked = self._ranked(filters, self._links.judgements(), glances)
            return sum(group.score < SHOWN and wanted.lets(group) for group in ranked)

    def one(self, id: str) -> Dispute | None:
        """The dispute with this id, dismissed or not, or None."""
        with self._db.snapshot():
            every = [*self._everything(), *self._everything(least=0)]
            found = [group for group in every if group.id == id]
            return next(iter(self._assembled(found[:1])), None)

    def ids(self) -> list[str]:
        """The ids of all disputes, dismissed ones and those less likely included."""
        every = [*self._everything(), *self._everything(least=0)]
        return list(dict.fromkeys(group.id for group in every))

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
            links = self._reached(wanted)
            links |= self._echoes(links.values())
            days = self._days({end for link in links.values() for end in (link.a, link.b)})
            judgements = self._links.judgements()
            found = groups(links, judgements, days) + groups(
                links, judgements, days, dismissed=True
            )
            return self._assembled(
                [group for group in found if not wanted.isdisjoint(group.claims)]
            )

    def _reached(self, claims: set[str]) -> dict[str, Link]:
        """The opposing links that lead from ``claims`` to others, and so on, by id."""
        found: dict[str, Link] = {}
        seen, ahead = set(claims), set(claims)
        while ahead:
            links = self._links.get(OPPOSING, ahead)
            found |= {link.id: link for link in links}
            ahead = {end for link in links for end in (link.a, link.b)} - seen
            seen |= ahead
        return found

    def _days(self, claims: Iterable[str]) -> dict[str, str | None]:
        sql = f"SELECT id, day FROM claims WHERE id {AMONG}"
        return dict(self._db.read(sql, [listed(claims)]))

    def _everything(self, least: float = SHOWN) -> list[Group]:
        """All groups of links as likely as ``least``, dismissed ones included, best first; kept
        until something is written."""
        with self._db.snapshot():
            state = (self._db.version(), self._db.sqlite.total_changes)
            if self._kept is None or self._kept[0] != state:
                self._kept = (state, {})
            kept = self._kept[1]
            if least not in kept:
                wide = Filters(all=True, min_score=least)
                kept[least] = self._ranked(wide, self._links.judgements(), self._glances())
            return kept[least]

    def standing(self) -> tuple[Counter[str | None], Counter[str | None]]:
        """In how many disputes each source stands against others, and how many reversals it
        made, without what was dismissed."""
        glances = self._glances()
        disputes: Counter[str | None] = Counter()
        reversals: Counter[str | None] = Counter()
        for group in self._ranked(Filters(), self._links.judgements(), glances):
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

    def _glances(self) -> dict[str, _Glance]:
        """Every claim that an opposing link touches."""
        sql = f"""
            SELECT id, source, day FROM claims
            WHERE id IN (SELECT a FROM links WHERE {_OPPOSED}
                         UNION SELECT b FROM links WHERE {_OPPOSED})
        """
        return {id: (source, day) for id, source, day in self._db.read(sql)}

    def _ranked(
        self,
        filters: Filters,
        judgements: Mapping[str, Judgement],
        glances: Mapping[str, _Glance],
    ) -> list[Group]:
        """Groups whose status is asked for, best first."""
        days = {id: day for id, (_, day) in glances.items()}
        links = self._opposing(filters.least)
        links |= self._echoes(links.values())
        live = groups(links, judgements, days) if filters.status != "dismissed" else []
        if filters.status == "dismissed" or (filters.all and filters.status is None):
            live += groups(links, judgements, days, dismissed=True)
        if filters.status is not None:
            live = [group for group in live if group.status == filters.status]
        return live

    def _opposing(self, least: float) -> dict[str, Link]:
        """Every opposing link as likely as ``least``, by id."""
        sql = f"SELECT id, {rows.LINK} FROM links WHERE {_OPPOSED} AND {LIKELY}"
        return {row[0]: rows.link(row[1:]) for row in self._db.read(sql, [str(least)])}

    def _echoes(self, links: Iterable[Link]) -> dict[str, Link]:
        """The echoes of the claims that ``links`` join, by id."""
        ends = dict.fromkeys(end for link in links for end in (link.a, link.b))
        return {link.id: link for link in self._links.get(["echo"], ends)}

    def _assembled(self, chosen: Iterable[Group]) -> list[Dispute]:
        """The disputes of these groups."""
        chosen = list(chosen)
        ids = {id for group in chosen for id in group.claims}
        claims = {claim.id: claim for claim in self._claims.get(ids=ids)}
        sources = self._sources.get({claim.source for claim in claims.values()})
        settings = self._settings(claims.values())
        return [assemble(group, claims, sources, settings) for group in chosen]

    def _settings(self, claims: Iterable[Claim]) -> dict[str, Setting]:
        """The day of each claim, and where it is printed, copies of its article included."""
        claims = list(claims)
        articles = {claim.article for claim in claims}
        copies = self._articles.copies(articles)
        heads = self._articles.mastheads(articles.union(*copies.values()))
        settings: dict[str, Setting] = {}
        for claim in claims:
            where = (claim.article, *copies.get(claim.article, ()))
            settings[claim.id] = Setting(
                day=claim.said_on or heads[claim.article].date,
                articles=where,
                outlets=tuple(name for id in where if (name := heads[id].outlet)),
            )
        return settings


class _Wanted:
    """The conditions of ``filters`` on a group's claims, each looked up once."""

    def __init__(
        self,
        sources: Sources,
        claims: Claims,
        links: Links,
        filters: Filters,
        glances: Mapping[str, _Glance],
    ) -> None:
        self._filters = filters
        self._glances = glances
        names = [filters.source] if filters.source else []
        self._sources = [sources.named(name) for name in (*names, *(filters.between or ()))]
        plain = Filters(
            topic=filters.topic,
            outlet=filters.outlet,
            article=filters.article,
            stance=filters.stance,
            all=True,
        )
        self._claims: set[str] | None = None
        if plain != Filters(all=True):
            self._claims = claims.ids(plain)
        self._new: set[str] | None = None
        if filters.new_since:
            self._new = links.found_since(filters.new_since)

    def lets(self, group: Group) -> bool:
        """Whether ``group`` passes, as far as its claims tell one by one."""
        filters = self._filters
        if filters.min_score is not None and group.score < filters.min_score:
            return False
        if filters.kind and all(link.kind != filters.kind for link in group.opposing):
            return False
        ids = group.claims
        if self._claims is not None and self._claims.isdisjoint(ids):
            return False
        if self._new is not None and self._new.isdisjoint(link.id for link in group.opposing):
            return False
        glances = [self._glances[id] for id in ids]
        speakers = {source for source, _ in glances}
        if any(wanted.isdisjoint(speakers) for wanted in self._sources):
            return False
        return self._in_time(sorted(day for _, day in glances if day))

    def _in_time(self, days: list[str]) -> bool:
        filters = self._filters
        if not (filters.since or filters.until):
            return True
        if not days:
            return False
        until = filters.until
        return (not filters.since or days[-1] >= filters.since) and (
            not until or days[0][: len(until)] <= until
        )

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
