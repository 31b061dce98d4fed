"""What Datasette is told of the tables: titles, labels, descriptions, how to sort."""

from __future__ import annotations

from typing import Any

_HIDDEN = """
    answers compared earlier forgotten former judgements_beside fingerprints fingerprint_bands
    appearances appearance_blocks vectors sightings replies statements settings _sqlite_migrations
""".split()


def metadata(database: str = "claims") -> dict[str, Any]:
    """Metadata for ``datasette DATABASE.db -m``; ``database`` is the file's name without .db."""
    tables: dict[str, dict[str, Any]] = {
        "disputes": {
            "title": "Disputes",
            "description": "A row for each pair of claims that stand against each other, and why. "
            "`claims disputes` gathers the pairs that are about one matter.",
            "sort_desc": "score",
            "facets": ["kind", "status"],
        },
        "claims_with_context": {
            "title": "Claims in context",
            "description": "Who said what, with the text around it.",
            "sort_desc": "day",
            "facets": ["stance", "outlet"],
        },
        "articles": {
            "title": "Articles",
            "label_column": "title",
            "sort_desc": "published",
            "facets": ["outlet", "language"],
            "columns": {
                "published": "ISO date, or date and time",
                "duplicate_of": "the article whose words this one repeats",
                "origin": "the path or address it was read from",
            },
        },
        "claims": {
            "title": "Claims",
            "label_column": "wording",
            "sort_desc": "day",
            "facets": ["stance", "force"],
            "columns": {
                "day": "when it was said, or else published",
                "wording": "the quote, with help in [brackets]",
                "about": "the claim that this one denies",
                "quote_spans": "character offsets into the article's text",
            },
        },
        "sources": {"title": "Sources", "label_column": "name", "sort": "name", "facets": ["kind"]},
        "links": {
            "title": "Links",
            "description": "Two claims and how they stand to each other.",
            "sort_desc": "score",
            "facets": ["kind"],
        },
        "judgements": {"title": "Judgements", "facets": ["verdict", "reviewer"]},
        "corrections": {"title": "Corrections of claims", "facets": ["reviewer"]},
        "rulings": {"title": "Rulings on sources"},
        "opinions": {
            "title": "Second opinions",
            "description": "What language models say of two claims; nobody's judgement.",
            "facets": ["verdict", "model"],
        },
    }
    tables |= {name: {"hidden": True} for name in _HIDDEN}
    return {
        "title": "Claims",
        "description": "Who said what in the news, and who denies it.",
        "databases": {database: {"tables": tables}},
    }
