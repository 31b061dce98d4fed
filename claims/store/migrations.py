"""How the schema came to be, one step after another (sqlite-utils migrations).

A step that was ever released is never edited: a change is a new step, named in schema.py too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlite_utils import Database, Migrations

from claims.store.first_schema import CLAIMS_WITH_CONTEXT, DISPUTES, TABLES
from claims.store.schema import MIGRATION_SET

migrations = Migrations(MIGRATION_SET)


@migrations()
def m001_tables(db: Database) -> None:
    """The tables; in SQL, because sqlite-utils writes neither deferral nor WITHOUT ROWID."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m002_search(db: Database) -> None:
    """Full-text search that triggers keep up to date."""
    for table, columns in (
        ("claims", ["proposition", "quote", "speaker"]),
        ("articles", ["title", "text"]),
    ):
        db.table(table).enable_fts(
            columns, create_triggers=True, tokenize="unicode61 remove_diacritics 2"
        )


@migrations()
def m003_views(db: Database) -> None:
    """What a person reads in Datasette."""
    db.create_view("claims_with_context", CLAIMS_WITH_CONTEXT)
    db.create_view("disputes", DISPUTES)


@migrations()
def m004_earlier(db: Database) -> None:
    """Versions that others took the place of, so that they do not come back."""
    db.execute(
        "CREATE TABLE earlier (article TEXT NOT NULL, published TEXT NOT NULL, "
        "PRIMARY KEY (article, published)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX articles_origin ON articles(origin)")


@migrations()
def m005_unanswered(db: Database) -> None:
    """Denials of which it is not known what they are about are looked through at each ingest."""
    db.execute(
        "CREATE INDEX claims_unanswered ON claims(id) WHERE stance = 'denies' AND about IS NULL"
    )


@migrations()
def m006_wording(db: Database) -> None:
    """A claim is told in the article's own words: ``wording`` takes the place of
    ``proposition``, in the search and in the views too."""
    db.table("claims").disable_fts()
    for view in ("claims_with_context", "disputes"):
        db.execute(f"DROP VIEW {view}")
    db.execute("ALTER TABLE claims RENAME COLUMN proposition TO wording")
    db.table("claims").enable_fts(
        ["wording", "quote", "speaker"],
        create_triggers=True,
        tokenize="unicode61 remove_diacritics 2",
    )
    db.create_view("claims_with_context", CLAIMS_WITH_CONTEXT.replace("proposition", "wording"))
    db.create_view("disputes", DISPUTES.replace("proposition", "wording"))


@migrations()
def m007_speakers(db: Database) -> None:
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


@migrations()
def m010_forgotten(db: Database) -> None:
    """What people took out, so that the next ingest does not bring it back: no words of it."""
    db.execute(
        "CREATE TABLE forgotten (key TEXT PRIMARY KEY, article TEXT NOT NULL, "
        "forgotten_at TEXT NOT NULL) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX forgotten_article ON forgotten(article)")


@migrations()
def m011_corrections(db: Database) -> None:
    """What people corrected in claims, beside what was read."""
    db.execute(
        "CREATE TABLE corrections (claim TEXT PRIMARY KEY, source TEXT, words TEXT, quote TEXT, "
        "stance TEXT, statement INTEGER NOT NULL DEFAULT 1, note TEXT, reviewer TEXT, "
        "corrected_at TEXT, read TEXT, answers TEXT NOT NULL DEFAULT '[]')"
    )


@migrations()
def m012_verdicts(db: Database) -> None:
    """A judgement is one of the four words there are; any other becomes "unsure"."""
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND sql LIKE '%judgements%'"
    views = db.execute(sql).fetchall()
    for name, _ in views:
        db.execute(f"DROP VIEW [{name}]")
    words = "('none', 'confirmed', 'dismissed', 'unsure')"
    db.execute("ALTER TABLE judgements RENAME TO judgements_before")
    db.execute(
        f"CREATE TABLE judgements (link TEXT PRIMARY KEY, verdict TEXT NOT NULL CHECK (verdict IN "
        f"{words}), note TEXT, reviewer TEXT, judged_at TEXT)"
    )
    db.execute(
        f"INSERT INTO judgements SELECT link, iif(verdict IN {words}, verdict, 'unsure'), note, "
        "reviewer, judged_at FROM judgements_before"
    )
    db.execute("DROP TABLE judgements_before")
    for _, view in views:
        db.execute(view)


@migrations()
def m013_beside(db: Database) -> None:
    """Others' judgements of links that somebody here judged."""
    db.execute(
        "CREATE TABLE judgements_beside (link TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict "
        "IN ('none', 'confirmed', 'dismissed', 'unsure')), note TEXT, reviewer TEXT NOT NULL, "
        "judged_at TEXT, PRIMARY KEY (link, reviewer)) WITHOUT ROWID"
    )


@migrations()
def m014_former(db: Database) -> None:
    """Ids that sources had before they were joined with others."""
    db.execute("CREATE TABLE former (id TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID")


@migrations()
def m020_answers(db: Database) -> None:
    """What a reader said of two claims, and which articles it has read together."""
    db.execute(
        "CREATE TABLE answers ("
        "a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "dispute REAL NOT NULL, echo REAL NOT NULL, denies REAL NOT NULL, denied REAL NOT NULL, "
        "PRIMARY KEY (a, b)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX answers_b ON answers(b)")
    db.execute(
        "CREATE TABLE compared ("
        "a TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "b TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "PRIMARY KEY (a, b)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX compared_b ON compared(b)")
    db.execute("DROP INDEX IF EXISTS claims_unanswered")


@migrations()
def m030_opinions(db: Database) -> None:
    """What language models answered, and what they say of two claims. A reply holds words of
    articles: it goes with the article, and when that is replaced."""
    db.execute(
        "CREATE TABLE replies ("
        "key TEXT PRIMARY KEY, model TEXT NOT NULL, ask TEXT NOT NULL, text TEXT NOT NULL, "
        "tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, seconds REAL NOT NULL, "
        "dropped INTEGER NOT NULL DEFAULT 0, article TEXT, other TEXT, asked_at TEXT NOT NULL)"
    )
    for column in ("article", "other"):
        db.execute(f"CREATE INDEX replies_{column} ON replies({column})")
    for name, event in (("deleted", "DELETE"), ("replaced", "UPDATE OF id")):
        changed = " WHEN old.id <> new.id" if name == "replaced" else ""
        db.execute(
            f"CREATE TRIGGER replies_{name} AFTER {event} ON articles{changed} BEGIN "
            "UPDATE replies SET text = '', article = NULL, other = NULL, key = 'gone ' || rowid "
            "WHERE article = old.id OR other = old.id; END"
        )
    db.execute(
        "CREATE TABLE opinions ("
        "link TEXT NOT NULL, "
        "a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "model TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', "
        "said_at TEXT NOT NULL, PRIMARY KEY (link, model))"
    )
    for column in ("a", "b"):
        db.execute(f"CREATE INDEX opinions_{column} ON opinions({column})")


@migrations()
def m031_cost(db: Database) -> None:
    """What an answer cost, at the prices that the user gave; NULL where none were."""
    db.execute("ALTER TABLE replies ADD COLUMN cost REAL")


@migrations()
def m034_wikidata(db: Database) -> None:
    """Who a source is beyond this database, where a person said so."""
    db.execute("ALTER TABLE sources ADD COLUMN wikidata TEXT")


@migrations()
def m035_statements(db: Database) -> None:
    """What a reader keeps of a claim, so that it need not read it again."""
    db.execute(
        "CREATE TABLE statements (claim TEXT PRIMARY KEY "
        "REFERENCES claims(id) ON DELETE CASCADE ON UPDATE CASCADE, "
        "reader TEXT NOT NULL, vector BLOB NOT NULL)"
    )


@migrations()
def m036_entities(db: Database) -> None:
    """What a claim mentions is not kept: nothing looked at it."""
    db.execute("ALTER TABLE claims DROP COLUMN entities")


@migrations()
def m037_stories(db: Database) -> None:
    """A reply about a story goes with any of its articles: ``other`` has the ids of all but the
    first, with a space between."""
    for name, event in (("deleted", "DELETE"), ("replaced", "UPDATE OF id")):
        changed = " WHEN old.id <> new.id" if name == "replaced" else ""
        db.execute(f"DROP TRIGGER replies_{name}")
        db.execute(
            f"CREATE TRIGGER replies_{name} AFTER {event} ON articles{changed} BEGIN "
            "UPDATE replies SET text = '', article = NULL, other = NULL, key = 'gone ' || rowid "
            "WHERE article = old.id "
            "OR rowid IN (SELECT rowid FROM replies WHERE instr(other, old.id)); END"
        )


@migrations()
def m038_unread(db: Database) -> None:
    """Articles that are to be read together and were not yet: an interruption loses none."""
    if "unread" not in db["compared"].columns_dict:
        db.execute("ALTER TABLE compared ADD COLUMN unread INTEGER NOT NULL DEFAULT 0")
        db.execute("CREATE INDEX compared_unread ON compared(a, b) WHERE unread = 1")
