"""Links between claims, and what people decided about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from claims.errors import ClaimsError, require_words
from claims.records import SHOWN, Judgement, Link, LinkKind, Verdict
from claims.store import rows
from claims.store.among import AMONG, listed
from claims.store.connection import Connection, now

#: Whether a link has a score or was judged.
LIKELY = "(score >= CAST(? AS REAL) OR id IN (SELECT link FROM judgements WHERE verdict <> 'none'))"
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Links:
    """The part of the store that knows how claims stand to each other."""

    _db: Connection

    def put(self, links: Iterable[Link]) -> None:
        """Write links, over earlier ones of the same claims."""
        links = list(links)
        with self._db.transaction():
            self._db.write_all(
                """
                INSERT INTO links (id, a, b, kind, score, reasons, explanation)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET a = excluded.a, b = excluded.b,
                  kind = excluded.kind, score = excluded.score, reasons = excluded.reasons,
                  explanation = excluded.explanation
                """,
                [
                    (
                        link.id,
                        link.a,
                        link.b,
                        link.kind,
                        float(link.score),
                        rows.dump(link.reasons),
                        link.explanation,
                    )
                    for link in links
                ],
            )
            moment = now()
            self._db.write_all(
                "INSERT OR IGNORE INTO sightings (link, found_at) VALUES (?, ?)",
                [(link.id, moment) for link in links],
            )

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
        conditions: list[str] = [LIKELY]
        parameters: list[str] = [str(least)]
        if kinds is not None:
            conditions.append(f"kind {AMONG}")
            parameters.append(listed(kinds))
        if claims is not None:
            conditions.append(
                f"id IN (SELECT id FROM links WHERE a {AMONG} "
                f"UNION SELECT id FROM links WHERE b {AMONG})"
            )
            parameters += [listed(claims)] * 2
        sql = f"SELECT {rows.LINK_COLUMNS} FROM links WHERE {' AND '.join(conditions)} ORDER BY id"
        return [rows.link(row) for row in self._db.read(sql, parameters)]

    def found_at(self, ids: Iterable[str]) -> dict[str, str]:
        """When each of the links ``ids`` was first found: ISO date and time, UTC."""
        sql = f"SELECT link, found_at FROM sightings WHERE link {AMONG}"
        return dict(self._db.read(sql, [listed(ids)]))

    def found_since(self, moment: str) -> set[str]:
        """Ids of the links that were first found at ``moment`` (ISO, UTC) or later."""
        return {
            id
            for (id,) in self._db.read("SELECT link FROM sightings WHERE found_at >= ?", [moment])
        }

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
            return judgement
        self._db.write(
            f"INSERT INTO judgements ({rows.JUDGEMENT_COLUMNS}) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (link) DO UPDATE SET verdict = excluded.verdict, note = excluded.note, "
            "reviewer = excluded.reviewer, judged_at = excluded.judged_at",
            [link, verdict, note, reviewer, judgement.judged_at],
        )
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
        sql = f"SELECT {rows.JUDGEMENT_COLUMNS} FROM judgements ORDER BY link"
        return {row[0]: rows.judgement(row) for row in self._db.read(sql)}

    def judgements_beside(self) -> list[Judgement]:
        """What others decided of links that somebody here had decided about."""
        sql = f"SELECT {rows.JUDGEMENT_COLUMNS} FROM judgements_beside ORDER BY link, reviewer"
        found = [rows.judgement(row) for row in self._db.read(sql)]
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
