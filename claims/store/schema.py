"""What the database holds, and how the first version made it.

articles        one row a text; ``duplicate_of`` points to the text it repeats
earlier         versions of articles that others took the place of
forgotten       what was taken out for good: digests and a date, nothing of the text
fingerprints    MinHash signatures of articles, and their bands: near copies share a band
appearances     a source as one article shows it, and its blocks: the same source in
                another article shares at least one
sources         appearances joined across articles
former          ids that sources had, and the source that each is now
claims          what an article attributes to a source
vectors         embeddings of claims, little-endian float32, a row for each model
answers         what a reader said of two claims
statements      what a reader keeps of claims, to find which to read together
compared        articles that a reader has read together, or (``unread``) is to read
links           two claims and how they stand to each other
sightings       when a link was first found; outlives the link
judgements      what a person decided about a link; outlives the link
judgements_beside    what others decided about the same links: imported, and not in force
corrections     what a person corrected in a claim; outlives the claim
rulings         what a person decided about sources
replies         what language models answered, kept so that nothing is asked twice
opinions        what a language model says of two claims; no judgement
settings        names of models and other facts about the whole database
claims_fts, articles_fts     full-text indexes
disputes, claims_with_context    views for people

The SQL below is that of the first migrations, never changed: `claims.store.migrations` makes of
it what there is now.
"""

from __future__ import annotations

TABLES = """
CREATE TABLE articles (
  id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE,
  title TEXT, outlet TEXT, author TEXT, published TEXT, url TEXT, language TEXT,
  origin TEXT, fetched_at TEXT, added_at TEXT NOT NULL,
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
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
  role TEXT, affiliation TEXT, aliases TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX sources_name ON sources(name);

CREATE TABLE appearances (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE ON UPDATE CASCADE,
  source TEXT REFERENCES sources(id) ON DELETE SET NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL,
  role TEXT, affiliation TEXT, aliases TEXT NOT NULL DEFAULT '[]'
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
  speaker TEXT NOT NULL, stance TEXT NOT NULL, force TEXT NOT NULL,
  cue TEXT NOT NULL, cue_lemma TEXT NOT NULL,
  quotation TEXT NOT NULL, quote TEXT NOT NULL, proposition TEXT NOT NULL,
  day TEXT, said_on TEXT, hedged INTEGER NOT NULL DEFAULT 0, confidence REAL NOT NULL DEFAULT 1.0,
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
  model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (claim, model)
);

CREATE TABLE links (
  id TEXT PRIMARY KEY,
  a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
  kind TEXT NOT NULL, score REAL NOT NULL,
  reasons TEXT NOT NULL DEFAULT '[]', explanation TEXT NOT NULL DEFAULT ''
);
CREATE INDEX links_a ON links(a);
CREATE INDEX links_b ON links(b);
CREATE INDEX links_kind ON links(kind, score);

CREATE TABLE sightings (link TEXT PRIMARY KEY, found_at TEXT NOT NULL);
CREATE TABLE judgements (
  link TEXT PRIMARY KEY, verdict TEXT NOT NULL, note TEXT, reviewer TEXT, judged_at TEXT
);
CREATE TABLE rulings (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, a TEXT NOT NULL,
  b TEXT, name TEXT, note TEXT, reviewer TEXT, made_at TEXT
);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
"""

#: What a person reads in Datasette.
VIEWS = """
CREATE VIEW claims_with_context AS
SELECT
  claims.id AS claim, claims.day, sources.name AS source_name,
  claims.speaker, claims.stance, claims.cue, claims.quote, claims.proposition,
  substr(
    articles.text,
    max(1, coalesce(json_extract(claims.quote_spans, '$[0][0]'), 0) - 199),
    400 + coalesce(json_extract(claims.quote_spans, '$[#-1][1]'), 0)
        - coalesce(json_extract(claims.quote_spans, '$[0][0]'), 0)
  ) AS context,
  articles.title AS article_title, articles.outlet, articles.published, articles.url,
  claims.source AS source, claims.article AS article
FROM claims
JOIN articles ON articles.id = claims.article
LEFT JOIN sources ON sources.id = claims.source;

CREATE VIEW disputes AS
SELECT
  links.id AS link, links.kind, round(links.score, 3) AS score,
  CASE coalesce(judgements.verdict, 'none')
    WHEN 'none' THEN 'open' ELSE judgements.verdict END AS status,
  source_b.name AS said_by, b.proposition AS said, b.quote AS said_quote,
  b.day AS said_day, article_b.outlet AS said_in,
  source_a.name AS against_by, a.stance AS against_stance,
  a.proposition AS against, a.quote AS against_quote,
  a.day AS against_day, article_a.outlet AS against_in,
  links.explanation, links.reasons, judgements.note, sightings.found_at,
  links.b AS said_claim, links.a AS against_claim
FROM links
JOIN claims AS a ON a.id = links.a
JOIN claims AS b ON b.id = links.b
JOIN articles AS article_a ON article_a.id = a.article
JOIN articles AS article_b ON article_b.id = b.article
LEFT JOIN sources AS source_a ON source_a.id = a.source
LEFT JOIN sources AS source_b ON source_b.id = b.source
LEFT JOIN judgements ON judgements.link = links.id
LEFT JOIN sightings ON sightings.link = links.id
WHERE links.kind <> 'echo';
"""
