"""What the database holds, in names that are known without loading sqlite-utils.

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
"""

from __future__ import annotations

#: The name of our set of migrations in the ``_sqlite_migrations`` table.
MIGRATION_SET = "claims"

#: The migrations this version knows, oldest first; a test holds them to migrations.py.
MIGRATIONS: tuple[str, ...] = (
    "m001_tables",
    "m002_search",
    "m003_views",
    "m004_earlier",
    "m005_unanswered",
    "m006_wording",
    "m007_speakers",
    "m010_forgotten",
    "m011_corrections",
    "m012_verdicts",
    "m013_beside",
    "m014_former",
    "m020_answers",
    "m030_opinions",
    "m031_cost",
    "m034_wikidata",
    "m035_statements",
    "m036_entities",
    "m037_stories",
    "m038_unread",
)
