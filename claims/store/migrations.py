"""How the schema came to be, one step after another (sqlite-utils migrations).

A step that was ever released is never edited: a change is a new step, named in schema.py too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlite_utils import Database, Migrations

from claims.store.schema import MIGRATION_SET

migrations = Migrations(MIGRATION_SET)

_TABLES = """
CREATE TABLE articles (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  title TEXT,
  outlet TEXT,
  author TEXT,
  published TEXT,
  url TEXT,
  language TEXT,
  origin TEXT,
  fetched_at TEXT,
  added_at TEXT NOT NULL,
  duplicate_of TEXT REFERENCES articles(id) ON DELETE SET NULL ON UPDATE CASCADE,
  text TEXT NOT NULL
);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_outlet ON articles(outlet);
CREATE INDEX articles_duplicate_of ON articles(duplicate_of);
CREATE INDEX articles_url ON articles(url);

CREATE TABLE fingerprints (
  article TEXT PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  signature BLOB NOT NULL
);
CREATE TABLE fingerprint_bands (
  band TEXT NOT NULL,
  article TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE INDEX fingerprint_bands_article ON fingerprint_bands(article);

CREATE TABLE sources (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT,
  affiliation TEXT,
  aliases TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX sources_name ON sources(name);

CREATE TABLE appearances (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  source TEXT REFERENCES sources(id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT,
  affiliation TEXT,
  aliases TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX appearances_article ON appearances(article);
CREATE INDEX appearances_source ON appearances(source);
CREATE TABLE appearance_blocks (
  block TEXT NOT NULL,
  appearance TEXT NOT NULL REFERENCES appearances(id) ON DELETE CASCADE,
  PRIMARY KEY (block, appearance)
) WITHOUT ROWID;
CREATE INDEX appearance_blocks_appearance ON appearance_blocks(appearance);

CREATE TABLE claims (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  source TEXT REFERENCES sources(id) ON DELETE SET NULL,
  via TEXT REFERENCES sources(id) ON DELETE SET NULL,
  appearance TEXT REFERENCES appearances(id) ON DELETE SET NULL,
  via_appearance TEXT REFERENCES appearances(id) ON DELETE SET NULL,
  speaker TEXT NOT NULL,
  stance TEXT NOT NULL,
  force TEXT NOT NULL,
  cue TEXT NOT NULL,
  cue_lemma TEXT NOT NULL,
  quotation TEXT NOT NULL,
  quote TEXT NOT NULL,
  proposition TEXT NOT NULL,
  day TEXT,
  said_on TEXT,
  hedged INTEGER NOT NULL DEFAULT 0,
  confidence REAL NOT NULL DEFAULT 1.0,
  about TEXT REFERENCES claims(id) ON DELETE SET NULL,
  entities TEXT NOT NULL DEFAULT '[]',
  speaker_spans TEXT NOT NULL DEFAULT '[]',
  cue_spans TEXT NOT NULL DEFAULT '[]',
  quote_spans TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX claims_article ON claims(article);
CREATE INDEX claims_source ON claims(source);
CREATE INDEX claims_via ON claims(via);
CREATE INDEX claims_appearance ON claims(appearance);
CREATE INDEX claims_via_appearance ON claims(via_appearance);
CREATE INDEX claims_about ON claims(about);
CREATE INDEX claims_day ON claims(day);

CREATE TABLE vectors (
  claim TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  model TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (claim, model)
);

CREATE TABLE links (
  id TEXT PRIMARY KEY,
  a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  score REAL NOT NULL,
  reasons TEXT NOT NULL DEFAULT '[]',
  explanation TEXT NOT NULL DEFAULT ''
);
CREATE INDEX links_a ON links(a);
CREATE INDEX links_b ON links(b);
CREATE INDEX links_kind ON links(kind, score);

CREATE TABLE sightings (
  link TEXT PRIMARY KEY,
  found_at TEXT NOT NULL
);

CREATE TABLE judgements (
  link TEXT PRIMARY KEY,
  verdict TEXT NOT NULL,
  note TEXT,
  reviewer TEXT,
  judged_at TEXT
);

CREATE TABLE rulings (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT,
  name TEXT,
  note TEXT,
  reviewer TEXT,
  made_at TEXT
);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT
);
"""

_CLAIMS_WITH_CONTEXT = """
SELECT
  claims.id AS claim,
  claims.day,
  sources.name AS source_name,
  claims.speaker,
  claims.stance,
  claims.cue,
  claims.quote,
  claims.proposition,
  substr(
    articles.text,
    max(1, coalesce(json_extract(claims.quote_spans, '$[0][0]'), 0) - 199),
    400 + coalesce(json_extract(claims.quote_spans, '$[#-1][1]'), 0)
        - coalesce(json_extract(claims.quote_spans, '$[0][0]'), 0)
  ) AS context,
  articles.title AS article_title,
  articles.outlet,
  articles.published,
  articles.url,
  claims.source AS source,
  claims.article AS article
FROM claims
JOIN articles ON articles.id = claims.article
LEFT JOIN sources ON sources.id = claims.source
"""

_DISPUTES = """
SELECT
  links.id AS link,
  links.kind,
  round(links.score, 3) AS score,
  CASE coalesce(judgements.verdict, 'none')
    WHEN 'none' THEN 'open' ELSE judgements.verdict END AS status,
  source_b.name AS said_by,
  b.proposition AS said,
  b.quote AS said_quote,
  b.day AS said_day,
  article_b.outlet AS said_in,
  source_a.name AS against_by,
  a.stance AS against_stance,
  a.proposition AS against,
  a.quote AS against_quote,
  a.day AS against_day,
  article_a.outlet AS against_in,
  links.explanation,
  links.reasons,
  judgements.note,
  sightings.found_at,
  links.b AS said_claim,
  links.a AS against_claim
FROM links
JOIN claims AS a ON a.id = links.a
JOIN claims AS b ON b.id = links.b
JOIN articles AS article_a ON article_a.id = a.article
JOIN articles AS article_b ON article_b.id = b.article
LEFT JOIN sources AS source_a ON source_a.id = a.source
LEFT JOIN sources AS source_b ON source_b.id = b.source
LEFT JOIN judgements ON judgements.link = links.id
LEFT JOIN sightings ON sightings.link = links.id
WHERE links.kind <> 'echo'
"""


@migrations()
def m001_tables(db: Database) -> None:
    """The tables; in SQL, because sqlite-utils writes neither deferral nor WITHOUT ROWID."""
    for statement in _TABLES.split(";\n"):
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
    db.create_view("claims_with_context", _CLAIMS_WITH_CONTEXT)
    db.create_view("disputes", _DISPUTES)


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
    db.create_view("claims_with_context", _CLAIMS_WITH_CONTEXT.replace("proposition", "wording"))
    db.create_view("disputes", _DISPUTES.replace("proposition", "wording"))


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
