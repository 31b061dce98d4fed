"""How the schema came to be, one step after another (sqlite-utils migrations).

What a step that was ever released comes to is never changed: a change is a new step, at the end.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from claims.store.schema import TABLES, VIEWS

if TYPE_CHECKING:  # it takes most of a second, and few databases have to be changed
    from sqlite_utils import Database, Migrations

#: The name of our set of migrations in the ``_sqlite_migrations`` table.
MIGRATION_SET = "claims"
_VERDICT = "verdict IN ('none', 'confirmed', 'dismissed', 'unsure')"


def migrations() -> Migrations:
    """All steps, to be applied to a database of sqlite-utils."""
    from sqlite_utils import Migrations

    found = Migrations(MIGRATION_SET)
    for name, step in STEPS.items():
        run = partial(_run, script=step) if isinstance(step, str) else step
        found(name=name)(run)  # type: ignore[type-var]  # it asks for a name beside
    return found


def _run(db: Database, script: str) -> None:
    """Execute the statements of ``script``, each of which ends a line; in one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def _search(db: Database, table: str, columns: list[str]) -> None:
    """Full-text search that triggers keep up to date."""
    db.table(table).enable_fts(
        columns, create_triggers=True, tokenize="unicode61 remove_diacritics 2"
    )


def _m002_search(db: Database) -> None:
    _search(db, "claims", ["proposition", "quote", "speaker"])
    _search(db, "articles", ["title", "text"])


def _m006_wording(db: Database) -> None:
    """A claim is told in the article's own words: ``wording`` takes the place of
    ``proposition``, in the search too; SQLite changes the views."""
    db.table("claims").disable_fts()
    db.execute("ALTER TABLE claims RENAME COLUMN proposition TO wording")
    _search(db, "claims", ["wording", "quote", "speaker"])


def _m007_speakers(db: Database) -> None:
    """No claim is without its source when a transaction ends.

    Claims that an earlier version left without one get their article's own source for it; the
    next ingest of an article with the same name joins it with others, as ``rescore`` does.
    """
    for column, appearance in (("source", "appearance"), ("via", "via_appearance")):
        lost = f"SELECT {appearance} FROM claims WHERE {column} IS NULL"
        columns = "id, name, kind, role, affiliation, aliases"
        db.execute(
            f"INSERT OR IGNORE INTO sources ({columns}) "
            f"SELECT {columns} FROM appearances WHERE id IN ({lost})"
        )
        db.execute(f"UPDATE appearances SET source = id WHERE source IS NULL AND id IN ({lost})")
        db.execute(f"UPDATE claims SET {column} = {appearance} WHERE {column} IS NULL")
    _reblock(db)
    _remake(db, "claims", _bound)


def _bound(sql: str) -> str:
    """The claims table with references to sources that are checked when a transaction ends."""
    for column in ("source", "via", "appearance", "via_appearance"):
        must = " NOT NULL" if column == "source" else ""
        loose = rf"(?<!\w)(\W?{column}\W?\s+TEXT)(\s+REFERENCES[^,]*?)\s+ON DELETE SET NULL"
        sql, found = re.subn(loose, rf"\1{must}\2", sql)
        assert found == 1, column
    return sql


def _reblock(db: Database) -> None:
    """Write the blocks of all people again: theirs have surnames without particles now."""
    people = db.execute(
        "SELECT id, name, kind, role, affiliation, aliases FROM appearances WHERE kind = 'person'"
    ).fetchall()
    if not people:
        return
    from claims.sources.identity import blocks
    from claims.store.rows import source

    for row in people:
        for block in blocks(source(row)):
            sql = "INSERT OR IGNORE INTO appearance_blocks (block, appearance) VALUES (?, ?)"
            db.execute(sql, [block, row[0]])


def _remake(db: Database, table: str, changed: Callable[[str], str]) -> None:
    """Make ``table`` anew by the statement that ``changed`` makes of its own, with its rows
    (full-text search knows them by number), indexes and triggers."""
    sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    ((own,),) = db.execute(sql, [table]).fetchall()
    views = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall()
    sql = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql <> ''"
    belonging = db.execute(sql, [table]).fetchall()
    columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})"))
    for name, _ in views:
        db.execute(f'DROP VIEW "{name}"')
    db.execute(re.sub(rf"\b{table}\b", f"{table}_new", changed(own), count=1))
    db.execute(f"INSERT INTO {table}_new (rowid, {columns}) SELECT rowid, {columns} FROM {table}")
    db.execute(f"DROP TABLE {table}")
    db.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
    for (statement,) in (*belonging, *((made,) for _, made in views)):
        db.execute(statement)


def _m012_verdicts(db: Database) -> None:
    """A judgement is one of the four words there are; any other becomes "unsure"."""
    db.execute(f"UPDATE judgements SET verdict = 'unsure' WHERE NOT {_VERDICT}")
    loose = "verdict TEXT NOT NULL"
    _remake(db, "judgements", lambda sql: sql.replace(loose, f"{loose} CHECK ({_VERDICT})"))


def _m038_unread(db: Database) -> None:
    """Articles that are to be read together and were not yet: an interruption loses none."""
    if "unread" not in db["compared"].columns_dict:
        db.execute("ALTER TABLE compared ADD COLUMN unread INTEGER NOT NULL DEFAULT 0")
        db.execute("CREATE INDEX compared_unread ON compared(a, b) WHERE unread = 1")


#: The steps, oldest first, by the names under which a database remembers them.
STEPS: dict[str, str | Callable[[Database], None]] = {
    "m001_tables": TABLES,
    "m002_search": _m002_search,
    "m003_views": VIEWS,
    # Versions that others took the place of, so that they do not come back.
    "m004_earlier": """
CREATE TABLE earlier (
  article TEXT NOT NULL, published TEXT NOT NULL, PRIMARY KEY (article, published)
) WITHOUT ROWID;
CREATE INDEX articles_origin ON articles(origin);
""",
    "m005_unanswered": """
CREATE INDEX claims_unanswered ON claims(id) WHERE stance = 'denies' AND about IS NULL;
""",
    "m006_wording": _m006_wording,
    "m007_speakers": _m007_speakers,
    # What people took out, so that the next ingest does not bring it back: no words of it.
    "m010_forgotten": """
CREATE TABLE forgotten (
  key TEXT PRIMARY KEY, article TEXT NOT NULL, forgotten_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX forgotten_article ON forgotten(article);
""",
    # What people corrected in claims, beside what was read.
    "m011_corrections": """
CREATE TABLE corrections (
  claim TEXT PRIMARY KEY, source TEXT, words TEXT, quote TEXT, stance TEXT,
  statement INTEGER NOT NULL DEFAULT 1, note TEXT, reviewer TEXT, corrected_at TEXT, read TEXT,
  answers TEXT NOT NULL DEFAULT '[]'
);
""",
    "m012_verdicts": _m012_verdicts,
    # Others' judgements of links that somebody here judged.
    "m013_beside": f"""
CREATE TABLE judgements_beside (
  link TEXT NOT NULL, verdict TEXT NOT NULL CHECK ({_VERDICT}), note TEXT,
  reviewer TEXT NOT NULL, judged_at TEXT, PRIMARY KEY (link, reviewer)
) WITHOUT ROWID;
""",
    # Ids that sources had before they were joined with others.
    "m014_former": """
CREATE TABLE former (id TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID;
""",
    # What a reader said of two claims, and which articles it has read together.
    "m020_answers": """
CREATE TABLE answers (
  a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE,
  b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE,
  dispute REAL NOT NULL, echo REAL NOT NULL, denies REAL NOT NULL, denied REAL NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX answers_b ON answers(b);
CREATE TABLE compared (
  a TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  b TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX compared_b ON compared(b);
DROP INDEX IF EXISTS claims_unanswered;
""",
    # What language models answered, and what they say of two claims.
    "m030_opinions": """
CREATE TABLE replies (
  key TEXT PRIMARY KEY, model TEXT NOT NULL, ask TEXT NOT NULL, text TEXT NOT NULL,
  tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, seconds REAL NOT NULL,
  dropped INTEGER NOT NULL DEFAULT 0, article TEXT, other TEXT, asked_at TEXT NOT NULL
);
CREATE INDEX replies_article ON replies(article);
CREATE INDEX replies_other ON replies(other);
CREATE TABLE opinions (
  link TEXT NOT NULL,
  a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE,
  b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE,
  model TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  said_at TEXT NOT NULL, PRIMARY KEY (link, model)
);
CREATE INDEX opinions_a ON opinions(a);
CREATE INDEX opinions_b ON opinions(b);
""",
    # What an answer cost, at the prices that the user gave; NULL where none were.
    "m031_cost": "ALTER TABLE replies ADD COLUMN cost REAL;",
    # Who a source is beyond this database, where a person said so.
    "m034_wikidata": "ALTER TABLE sources ADD COLUMN wikidata TEXT;",
    # What a reader keeps of a claim, so that it need not read it again.
    "m035_statements": """
CREATE TABLE statements (
  claim TEXT PRIMARY KEY REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE,
  reader TEXT NOT NULL, vector BLOB NOT NULL
);
""",
    # What a claim mentions is not kept: nothing looked at it.
    "m036_entities": "ALTER TABLE claims DROP COLUMN entities;",
    # A reply holds words of articles: it goes with any of them, and when that is replaced.
    # ``other`` has the ids of all but the first, with a space between.
    "m037_stories": "".join(
        f"""
DROP TRIGGER IF EXISTS replies_{name};
CREATE TRIGGER replies_{name} AFTER {event} BEGIN
  UPDATE replies SET text = '', article = NULL, other = NULL, key = 'gone ' || rowid
  WHERE article = old.id OR rowid IN (SELECT rowid FROM replies WHERE instr(other, old.id));
END;
"""
        for name, event in (
            ("deleted", "DELETE ON articles"),
            ("replaced", "UPDATE OF id ON articles WHEN old.id <> new.id"),
        )
    ),
    "m038_unread": _m038_unread,
}
