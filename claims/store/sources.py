"""Sources: as each article shows them, as joined across articles, and what people ruled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import NotFound
from claims.records import Extraction, Source
from claims.store import rows
from claims.store.connection import AMONG, Connection, listed

if TYPE_CHECKING:
    from claims.sources.identity import Ruling
    from claims.sources.namesakes import Appearance

#: So many digits of an id stand for it.
_SHORT = 8


@dataclass(frozen=True)
class Sources:
    """The part of the store that knows who speaks."""

    _db: Connection

    def get(self, ids: Iterable[str] | None = None) -> dict[str, Source]:
        """Joined sources by id, in the order of these: those of ``ids``, or all."""
        where, wanted = ("1", []) if ids is None else (f"id {AMONG}", [listed(ids)])
        sql = f"SELECT {rows.SOURCE} FROM sources WHERE {where} ORDER BY id"
        return {row[0]: rows.source(row) for row in self._db.read(sql, wanted)}

    def named(self, name: str) -> set[str]:
        """Ids of the sources that ``name`` may mean.

        An id, eight digits of one or more, or a whole name or alias if there is one; else every
        source of which one name or alias contains all words of ``name``, or words that begin
        with them.
        """
        wanted = fold(name)
        exact: set[str] = set()
        partial: set[str] = set()
        for id, full, aliases in self._db.read("SELECT id, name, aliases FROM sources"):
            names = [fold(each) for each in (full, *rows.strings(aliases))]
            if wanted in names or (len(name) >= _SHORT and id.startswith(name)):
                exact.add(id)
            elif any(_covers(each, wanted) for each in names):
                partial.add(id)
        if not (exact or partial) and (present := self.present(name)):
            return {present}
        return exact or partial

    def one(self, text: str) -> str:
        """The id of the one source that ``text`` names, or the appearance with that very id.

        ``text`` is an id, the beginning of one, or a name. Raises NotFound.
        """
        if self._db.read("SELECT 1 FROM appearances WHERE id = ?", [text]):
            return text
        known = self.get()
        found = {id for id in known if text and id.startswith(text)} or self.named(text)
        if len(found) == 1:
            return found.pop()
        if not found:
            raise NotFound(f"no source is called {text!r}: `claims sources` lists them")
        some = ", ".join(sorted(f"{known[id].name} ({id[:8]})" for id in found)[:4])
        raise NotFound(f"{text!r} may be any of {len(found)} sources, such as {some}: give an id")

    def known(self, id: str) -> bool:
        """Whether ``id`` is that of a source, of one as an article shows it, or was once."""
        sql = "SELECT 1 FROM appearances WHERE id = ?1 OR source = ?1"
        return isinstance(id, str) and bool(self._db.read(sql, [id]) or self.present(id))

    def appearances(self, blocks: Iterable[str] | None = None) -> list[Appearance]:
        """Sources as articles show them: all, or those connected to ``blocks``.

        Connected are those that have one of ``blocks``, those that share any block with
        these, and so on, so that joining them gives what joining everything would.
        """
        from claims.sources.namesakes import Appearance

        where, wanted = "1", []
        if blocks is not None:
            where, wanted = f"shown.id {AMONG}", [listed(self._connected(blocks))]
        columns = rows.columns(Source, "shown").removesuffix(", shown.wikidata")
        sql = f"""
            SELECT {columns}, articles.id, articles.published, articles.outlet
            FROM appearances AS shown JOIN articles ON articles.id = shown.article
            WHERE {where} ORDER BY shown.id
        """
        return [Appearance(rows.source(row[:6]), *row[6:]) for row in self._db.read(sql, wanted)]

    def told(self) -> dict[tuple[str, str], Source]:
        """Sources as articles show them, by the ids of the article and of what they are joined to;
        of several in one article one of whom a role is told."""
        sql = f"""
            SELECT article, source, {rows.SHOWN} FROM appearances
            WHERE source IS NOT NULL ORDER BY role IS NOT NULL, id
        """
        return {(row[0], row[1]): rows.source(row[2:]) for row in self._db.read(sql)}

    def _connected(self, blocks: Iterable[str]) -> set[str]:
        """Ids of the appearances that ``blocks`` lead to, through any number of others."""
        sharing = f"SELECT DISTINCT appearance FROM appearance_blocks WHERE block {AMONG}"
        blocks_of = f"SELECT DISTINCT block FROM appearance_blocks WHERE appearance {AMONG}"
        seen_blocks: set[str] = set()
        seen: set[str] = set()
        ahead = set(blocks)
        while ahead:
            seen_blocks |= ahead
            reached = {id for (id,) in self._db.read(sharing, [listed(ahead)])} - seen
            seen |= reached
            found = self._db.read(blocks_of, [listed(reached)])
            ahead = {block for (block,) in found} - seen_blocks
        return seen

    def blocks_of(self, sources: Iterable[str]) -> set[str]:
        """The blocks of the appearances of ``sources``, which are global or local ids, and of
        all appearances joined with one of these."""
        sql = """
            WITH named AS (SELECT value FROM json_each(?)),
            speakers AS (
              SELECT source FROM appearances
              WHERE id IN (SELECT value FROM named) OR source IN (SELECT value FROM named)
            )
            SELECT DISTINCT block FROM appearance_blocks
            WHERE appearance IN (
              SELECT id FROM appearances WHERE source IN (SELECT source FROM speakers)
              UNION SELECT value FROM named
            )
        """
        return {block for (block,) in self._db.read(sql, [listed(sources)])}

    def blocks_in(self, articles: Iterable[str]) -> set[str]:
        """The blocks of the sources that ``articles`` show."""
        sql = f"""
            SELECT DISTINCT block FROM appearance_blocks JOIN appearances
            ON appearances.id = appearance_blocks.appearance
            WHERE appearances.article {AMONG}
        """
        return {block for (block,) in self._db.read(sql, [listed(articles)])}

    def assign(self, sources: Mapping[str, Source]) -> set[str]:
        """Give local sources their joined ones. Returns the ids of the claims whose source is
        another now, or is told otherwise: comparisons look at names, kind, role, affiliation.

        ``sources`` maps local ids to joined sources. Sources without claims vanish.
        """
        with self._db.transaction():
            stored = self.get({source.id for source in sources.values()})
            told = {id: _telling(source) for id, source in stored.items()}
            new = {s.id: s for s in sources.values() if stored.get(s.id) != s}
            self.put(new.values())
            shown = self._db.among("SELECT id, source FROM appearances WHERE id", sources)
            before: dict[str, str | None] = dict(shown)
            sql = "SELECT id, appearance, source FROM claims WHERE appearance"
            changed = {
                id
                for id, appearance, source in self._db.among(sql, sources)
                if sources[appearance].id != source
                or told.get(source) != _telling(sources[appearance])
            }
            for table, column, key in (
                ("appearances", "source", "id"),
                ("claims", "source", "appearance"),
                ("claims", "via", "via_appearance"),
            ):
                self._db.write_all(
                    f"UPDATE {table} SET {column} = ?1 WHERE {key} = ?2 AND {column} IS NOT ?1",
                    [(s.id, id) for id, s in sources.items() if before.get(id) != s.id],
                )
            left = {id for id in before.values() if id}
            self.drop_silent(left | new.keys())
            now = {old: sources[local].id for local, old in before.items() if old}
            self._remember({old: new for old, new in now.items() if old != new})
        return changed

    def _remember(self, moved: Mapping[str, str]) -> None:
        """Keep what has become of sources that are gone: old id to new."""
        gone = moved.keys() - self.get(moved).keys() if moved else ()
        found = [{"id": old, "source": moved[old]} for old in gone]
        self._db.insert("former", found, "INSERT OR REPLACE")

    def present(self, id: str) -> str | None:
        """The id now of the source that ``id``, or the one id that begins so, meant once."""
        seen: set[str] = set()
        while id and id not in seen:
            seen.add(id)
            if self.get([id]):
                return id
            begun = self._db.beginning("former", id, most=2)
            if not begun or (len(begun) > 1 and begun[0] != id):
                return None
            ((id,),) = self._db.read("SELECT source FROM former WHERE id = ?", begun[:1])
        return None

    def add_appearances(self, extraction: Extraction, blocks: Mapping[str, Sequence[str]]) -> None:
        """Write the sources of ``extraction``, with the blocking ``blocks`` of each."""
        article = {"article": extraction.article.id}  # worked out anew whenever it is asked for
        self._db.insert("appearances", [rows.shown_values(s) | article for s in extraction.sources])
        found = [{"block": each, "appearance": id} for id, keys in blocks.items() for each in keys]
        self._db.insert("appearance_blocks", found, "INSERT OR IGNORE")

    def appearances_in(self, article: str) -> dict[str, tuple[Source, str | None]]:
        """The sources as ``article`` shows them, by local id, each with the joined one's id."""
        sql = f"SELECT {rows.SHOWN}, source FROM appearances WHERE article = ? ORDER BY id"
        return {row[0]: (rows.source(row[:6]), row[6]) for row in self._db.read(sql, [article])}

    def drop_silent(self, sources: set[str]) -> None:
        """Take out those of ``sources`` that no claim has, as source or as via."""
        sql = f"""
            DELETE FROM sources WHERE id {AMONG}
            AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.source = sources.id)
            AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.via = sources.id)
        """
        self._db.write(sql, [listed(sources)])

    def put(self, sources: Iterable[Source]) -> None:
        """Write joined sources, over earlier ones of the same ids, in the order of these."""
        found = [rows.values(source) for source in sorted(sources, key=lambda each: each.id)]
        self._db.insert("sources", found, over=["id"])

    def rulings(self) -> list[Ruling]:
        """What people decided about sources, in the order in which they did."""
        from claims.sources.identity import Ruling

        sql = f"SELECT {rows.columns(Ruling)} FROM rulings ORDER BY number"
        return [Ruling(*row) for row in self._db.read(sql)]

    def add_ruling(self, ruling: Ruling) -> None:
        """Keep ``ruling`` as the latest; the same ruling given before moves to the end."""
        with self._db.transaction():
            self._db.write("DELETE FROM rulings WHERE id = ?", [ruling.id])
            self._db.insert("rulings", [{"id": ruling.id, **rows.values(ruling)}])

    def undo_ruling(self, id: str) -> None:
        """Take a ruling back. Raises NotFound."""
        if not self._db.write("DELETE FROM rulings WHERE id = ?", [id]):
            raise NotFound(f"no ruling {id}: `claims sources rulings` lists them")


def _telling(source: Source) -> tuple[object, ...]:
    return source.name, source.kind, source.role, source.affiliation, source.aliases


def fold(text: str) -> str:
    """``text`` as names are compared: no accents, no case, one space between words."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _covers(name: str, wanted: str) -> bool:
    words = name.split()
    return bool(wanted) and all(
        any(word.startswith(part) for word in words) for part in wanted.split()
    )
