"""Claims: by filter, by id, by their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from claims.records import SHOWN, SURE, Claim, Extraction
from claims.store import rows
from claims.store.connection import AMONG, Connection, either, listed
from claims.store.filters import Filters
from claims.store.sources import Sources, fold

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Claims:
    """The part of the store that finds claims, and writes them."""

    _db: Connection
    _sources: Sources

    def get(self, filters: Filters | None = None, ids: Iterable[str] | None = None) -> list[Claim]:
        """Claims that ``filters`` let through, of ``ids`` if given.

        The latest day comes first, claims without one last; inside an article, as written.
        Without filters, every claim of ``ids``, or every claim.
        """
        where, parameters = self._conditions(filters, ids)
        sql = f"""
            SELECT {rows.CLAIM} FROM claims JOIN articles ON articles.id = claims.article
            WHERE {where}
            ORDER BY claims.day DESC, articles.rowid,
              json_extract(claims.quote_spans, '$[0][0]'), claims.id
        """
        if filters is not None and filters.limit:
            sql += f" LIMIT {int(filters.limit)}"
        return [rows.claim(row) for row in self._db.read(sql, parameters)]

    def in_articles(self, articles: Iterable[str]) -> dict[str, list[Claim]]:
        """{article: its claims in the order of the text}, for those of ``articles`` with any."""
        sql = f"""
            SELECT {rows.CLAIM} FROM claims WHERE claims.article {AMONG}
            ORDER BY claims.article, json_extract(claims.quote_spans, '$[0][0]'), claims.id
        """
        found: dict[str, list[Claim]] = {}
        for row in self._db.read(sql, [listed(articles)]):
            claim = rows.claim(row)
            found.setdefault(claim.article, []).append(claim)
        return found

    def abouts(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """(claim, the claim it is about) where either is one of ``ids``."""
        found = either("SELECT id, about FROM claims", "id about")
        sql = f"SELECT id, about FROM ({found}) WHERE about IS NOT NULL ORDER BY 1, 2"
        return [(id, about) for id, about in self._db.read(sql, [listed(ids)] * 2)]

    def moments(self, ids: Iterable[str]) -> dict[str, tuple[str | None, bool]]:
        """{claim: its day, and whether it can be a side of a dispute}, for those of ``ids``
        that are stored."""
        sql = f"""
            SELECT id, day, force IN ('fact', 'prediction') AND stance <> 'questions'
            FROM claims WHERE id {AMONG}
        """
        found = self._db.read(sql, [listed(ids)])
        return {id: (day, bool(disputable)) for id, day, disputable in found}

    def ids(self, filters: Filters) -> set[str]:
        """The ids of the claims that ``filters`` let through, whatever their limit."""
        where, parameters = self._conditions(filters)
        sql = f"""
            SELECT claims.id FROM claims JOIN articles ON articles.id = claims.article
            WHERE {where}
        """
        return {id for (id,) in self._db.read(sql, parameters)}

    def _conditions(
        self, filters: Filters | None, ids: Iterable[str] | None = None
    ) -> tuple[str, list[str]]:
        """A condition on claims and articles in SQL, with its parameters."""
        conditions: list[str] = ["1"]
        parameters: list[str] = []

        def need(condition: str, *values: str) -> None:
            conditions.append(condition)
            parameters.extend(values)

        if ids is not None:
            need(f"claims.id {AMONG}", listed(ids))
        if filters is not None:
            self._narrow(filters, need)
        return " AND ".join(conditions), parameters

    def _narrow(self, filters: Filters, need: Callable[..., None]) -> None:
        """Tell ``need`` the conditions that ``filters`` set, in SQL, each with its parameters."""
        if not filters.all:
            need(
                "claims.force IN ('fact', 'prediction') AND claims.speaker <> '' "
                "AND claims.confidence >= CAST(? AS REAL)",
                str(SURE),
            )
        for names in ([filters.source] if filters.source else [], filters.between or ()):
            if names:
                ids = set().union(*(self._sources.named(name) for name in names))
                need(f"claims.source {AMONG}", listed(ids))
        for condition, value in (
            (f"claims.id {AMONG}", filters.topic and listed(self.search(filters.topic))),
            ("claims.day >= ?", filters.since),
            ("claims.day < ? || '~'", filters.until),  # a month takes in its last day
            ("claims.stance = ?", filters.stance),
            ("articles.outlet LIKE '%' || ? || '%' ESCAPE '\\'", _escaped(filters.outlet)),
            ("articles.added_at >= ?", filters.new_since),
        ):
            if value:
                need(condition, value)
        if filters.article:
            where = "(articles.id LIKE ? ESCAPE '\\' OR ? IN (articles.url, articles.origin))"
            need(where, f"{_escaped(filters.article)}%", filters.article)
        if filters.kind or filters.status or filters.min_score is not None:
            need(*_in_links(filters))

    def articles(self, claims: Iterable[str]) -> dict[str, str]:
        """{claim: the article that tells it}, for those of ``claims`` that are stored."""
        return dict(self._db.among("SELECT id, article FROM claims WHERE id", claims))

    def crowded(self, claims: Iterable[str], most: int) -> dict[str, str]:
        """{claim: its article} for all claims of the articles that tell any of ``claims`` and
        more than ``most`` in all."""
        sql = f"""
            SELECT id, article FROM claims WHERE article IN (
                SELECT article FROM claims WHERE article IN (
                    SELECT article FROM claims WHERE id {AMONG}
                ) GROUP BY article HAVING count(*) > ?
            )
        """
        return dict(self._db.read(sql, [listed(claims), most]))

    def as_written(self, id: str) -> Claim | None:
        """The claim with the sources local to its article, or None."""
        sql = f"SELECT {rows.CLAIM}, appearance, via_appearance FROM claims WHERE id = ?"
        for *row, source, via in self._db.read(sql, [id]):
            return replace(rows.claim(row), source=source or "", via=via)
        return None

    def set_about(self, about: Mapping[str, str | None]) -> None:
        """Say which claim a denial, echo or question means: claim id to claim id or None."""
        sql = "UPDATE claims SET about = ? WHERE id = ?"
        self._db.write_all(sql, [(target, id) for id, target in about.items()])

    def add(self, extraction: Extraction) -> None:
        """Write the claims of ``extraction``, over earlier ones of the same ids."""
        day = extraction.article.date
        found = [rows.claim_values(claim, day) for claim in extraction.claims]
        self._db.insert("claims", found, over=["id"])

    def rewrite(
        self, claim: Claim, extraction: Extraction, blocks: Mapping[str, Sequence[str]]
    ) -> None:
        """Write ``claim``, with local sources, over what is stored; ``extraction`` has its
        article and those of its sources that are not stored, ``blocks`` their keys. ``assign``
        gives these their joined ones in the same transaction, which cannot end before."""
        with self._db.transaction():
            self._sources.add_appearances(extraction, blocks)
            self.add(Extraction(extraction.article, (), (claim,)))
            joined = "coalesce((SELECT source FROM appearances WHERE appearances.id = {0}), {0})"
            self._db.write(
                f"UPDATE claims SET source = {joined.format('appearance')}, "
                f"via = {joined.format('via_appearance')} WHERE id = ?",
                [claim.id],
            )

    def strike(self, id: str) -> None:
        """Take a claim out, with its links and vectors; its source stays if others need it."""
        with self._db.transaction():
            ends = self._db.read("SELECT source, via FROM claims WHERE id = ?", [id])
            self._db.write("DELETE FROM claims WHERE id = ?", [id])
            self._sources.drop_silent({source for row in ends for source in row if source})

    def search(self, text: str, limit: int | None = None, *, some: bool = False) -> list[str]:
        """Ids of claims in which all words of ``text`` are, best first (FTS5, bm25).

        A word also counts where a name of the claim's source has it; such claims come after
        the others. The last word may be the beginning of one. With ``some``, claims that have
        only some of the words come last.
        """
        words = list(dict.fromkeys(_WORD.findall(text)))
        if not words:
            return []
        found = self._matching(" ".join(_quoted(words)))
        naming = {word: ids for word in words if (ids := self._sources_with(word))}
        if naming:
            rest = _quoted([word for word in words if word not in naming])
            speakers = listed(set.intersection(*naming.values()))
            found += self._matching(" ".join(rest), speakers)
        if some and len(words) > 1:
            found += self._matching(" OR ".join(_quoted(words)))
        return list(dict.fromkeys(found))[:limit]

    def _matching(self, query: str, speakers: str | None = None) -> list[str]:
        """Ids of claims that match ``query`` and are by ``speakers`` (JSON), best first."""
        by, parameters = "1", [query] if query else []
        if speakers:
            by = f"claims.source {AMONG}"
            parameters.append(speakers)
        sql = f"""
            SELECT claims.id FROM claims_fts JOIN claims ON claims.rowid = claims_fts.rowid
            WHERE claims_fts MATCH ? AND {by} ORDER BY bm25(claims_fts), claims.id
        """
        if not query:
            sql = f"SELECT id FROM claims WHERE {by} ORDER BY day DESC, id"
        return [id for (id,) in self._db.read(sql, parameters)]

    def _sources_with(self, word: str) -> set[str]:
        """Ids of the sources that have ``word`` in a name or alias."""
        sql = """
            SELECT id, name, aliases FROM sources
            WHERE name LIKE '%' || ?1 || '%' OR aliases LIKE '%' || ?1 || '%'
              OR name || aliases GLOB '*[^ -~]*' OR instr(aliases, '\\u')
        """  # SQLite takes no accents off: what has a letter beyond ASCII is compared below
        folded = fold(word)
        return {
            id
            for id, name, aliases in self._db.read(sql, [folded])
            if any(folded in _WORD.findall(fold(n)) for n in (name, *rows.strings(aliases)))
        }


def _quoted(words: list[str]) -> list[str]:
    """``words`` as FTS5 takes them literally, the last as the beginning of one."""
    quoted = [f'"{word}"' for word in words]
    return [*quoted[:-1], quoted[-1] + "*"] if quoted else []


def _in_links(filters: Filters) -> tuple[str, ...]:
    """The condition that a claim is in an opposing link such as ``filters`` ask for."""
    parameters = [str(SHOWN if filters.min_score is None else filters.min_score)]
    wanted = "(links.score >= CAST(? AS REAL) OR judgements.verdict <> 'none')"
    if filters.kind:
        parameters.append(filters.kind)
        wanted += " AND links.kind = ?"
    else:
        wanted += " AND links.kind <> 'echo'"
    if filters.status:
        parameters.append(filters.status)
        wanted += " AND coalesce(judgements.verdict, 'none') = ?"
    elif not filters.all:
        wanted += " AND coalesce(judgements.verdict, 'none') <> 'dismissed'"
    tables = "links LEFT JOIN judgements ON judgements.link = links.id"
    ends = " UNION ".join(f"SELECT links.{end} FROM {tables} WHERE {wanted}" for end in "ab")
    return (f"claims.id IN ({ends})", *parameters, *parameters)


def _escaped(text: str | None) -> str:
    return re.sub(r"([%_\\])", r"\\\1", text or "")
