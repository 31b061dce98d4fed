"""Links between claims, and what people decided about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from claims.errors import ClaimsError, require_words
from claims.records import SHOWN, Judgement, Link, LinkKind, Verdict
from claims.store import rows
from claims.store.connection import AMONG, Connection, either, listed, now

#: Whether a link has a score or was judged.
LIKELY = "(score >= CAST(? AS REAL) OR id IN (SELECT link FROM judgements WHERE verdict <> 'none'))"
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Links:
    """The part of the store that knows how claims stand to each other."""

    _db: Connection

    def put(self, links: Iterable[Link]) -> None:
        """Write links, over earlier ones of the same claims."""
        found = [{"id": link.id, **rows.values(link), "score": float(link.score)} for link in links]
        moment = now()
        first = [{"link": link["id"], "found_at": moment} for link in found]
        with self._db.transaction():
            self._db.insert("links", found, over=["id"])
            self._db.insert("sightings", first, "INSERT OR IGNORE")

    def drop(self, ids: Iterable[str]) -> None:
        """Take links out; their judgements stay."""
        sql = f"DELETE FROM links WHERE id {AMONG}"
        self._db.write(sql, [listed(ids)])

    def get(
        self,
        kinds: Iterable[LinkKind] | None = None,
        claims: Iterable[str] | None = None,
        least: float = SHOWN,
    ) -> list[Link]:
        """Links of ``kinds`` that touch one of ``claims``; None means any. Ordered by id.

        With a score of ``least`` and more, or judged by a person; 0 means all that are kept.
        """
        return list(self.by_id(kinds, claims, least).values())

    def by_id(
        self,
        kinds: Iterable[LinkKind] | None = None,
        claims: Iterable[str] | None = None,
        least: float = SHOWN,
    ) -> dict[str, Link]:
        """The same by their ids, which need not be worked out."""
        wanted, parameters = LIKELY, [str(least)]
        if kinds is not None:
            wanted += f" AND kind {AMONG}"
            parameters.append(listed(kinds))
        if claims is not None:
            wanted += f" AND id IN ({either('SELECT id FROM links', 'a b')})"
            parameters += [listed(claims)] * 2
        sql = f"SELECT id, {rows.LINK} FROM links WHERE {wanted} ORDER BY id"
        return {row[0]: rows.link(row[1:]) for row in self._db.read(sql, parameters)}

    def found_at(self, ids: Iterable[str]) -> dict[str, str]:
        """When each of the links ``ids`` was first found: ISO date and time, UTC."""
        return dict(self._db.among("SELECT link, found_at FROM sightings WHERE link", ids))

    def found_since(self, moment: str) -> set[str]:
        """Ids of the links that were first found at ``moment`` (ISO, UTC) or later."""
        sql = "SELECT link FROM sightings WHERE found_at >= ?"
        return {id for (id,) in self._db.read(sql, [moment])}

    def judge(
        self,
        link: str,
        verdict: Verdict,
        note: str | None = None,
        reviewer: str | None = None,
        judged_at: str | None = None,
    ) -> Judgement:
        """Keep what a person decided about ``link``; ``none`` takes an earlier verdict back.

        Raises ClaimsError for a verdict that is none, or a note that is no words.
        """
        if verdict not in VERDICTS:
            raise ClaimsError(f"{verdict!r} is no verdict: say {', '.join(VERDICTS)}")
        require_words(note=note, reviewer=reviewer, judged_at=judged_at)
        judgement = Judgement(link, verdict, note, reviewer, judged_at or now()[:19] + "Z")
        if verdict == "none" and note is None:
            self._db.write("DELETE FROM judgements WHERE link = ?", [link])
        else:
            self._db.insert("judgements", [rows.values(judgement)], over=["link"])
        return judgement

    def move_judgements(self, claims: Mapping[str, str]) -> None:
        """Where a claim gives way to another (old id to new), what people decided about its
        links holds for the other's, and these were found when the old ones were."""
        moved = []
        for link in self.get(claims=claims, least=0):
            new = replace(link, a=claims.get(link.a, link.a), b=claims.get(link.b, link.b))
            moved.append((new.id, link.id))
        with self._db.transaction():
            self._db.write_all("UPDATE OR IGNORE judgements SET link = ? WHERE link = ?", moved)
            self._db.write_all(
                """
                INSERT INTO sightings (link, found_at)
                SELECT ?, found_at FROM sightings WHERE link = ?
                ON CONFLICT (link) DO UPDATE SET found_at = min(found_at, excluded.found_at)
                """,
                moved,
            )

    def judgements(self) -> dict[str, Judgement]:
        """What people decided, by the id of the link; also of links that are gone."""
        sql = f"SELECT {rows.JUDGEMENT} FROM judgements ORDER BY link"
        return {row[0]: Judgement(*row) for row in self._db.read(sql)}

    def judgements_beside(self) -> list[Judgement]:
        """What others decided of links that somebody here had decided about."""
        sql = f"SELECT {rows.JUDGEMENT} FROM judgements_beside ORDER BY link, reviewer"
        found = [Judgement(*row) for row in self._db.read(sql)]
        return [replace(each, reviewer=each.reviewer or None) for each in found]

    def conflicts(self) -> list[tuple[Judgement, Judgement]]:
        """The judgements that hold, each with one of somebody else that says otherwise."""
        holding = self.judgements()
        pairs = [(holding.get(other.link), other) for other in self.judgements_beside()]
        return [
            (one, other)
            for one, other in pairs
            if one is not None and "none" != one.verdict != other.verdict != "none"
        ]
