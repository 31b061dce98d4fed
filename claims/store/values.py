"""Values that nothing of ours can have written: of another type than their column, words that are
none of those there are, and JSON that cannot be read or holds something else.

SQLite takes any value in any column.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from claims.kinds import KINDS
from claims.records import Force, Quotation, SourceKind, Stance, Verdict

if TYPE_CHECKING:
    from claims.store.connection import Connection

_TYPES = {
    "TEXT": ["text"],
    "INTEGER": ["integer"],
    "REAL": ["real", "integer"],
    "BLOB": ["blob"],
}
#: The words that a column may hold.
_WORDS = {
    ("sources", "kind"): get_args(SourceKind),
    ("appearances", "kind"): get_args(SourceKind),
    ("claims", "stance"): get_args(Stance),
    ("claims", "force"): get_args(Force),
    ("claims", "quotation"): get_args(Quotation),
    ("links", "kind"): tuple(KINDS),
    ("judgements", "verdict"): get_args(Verdict),
}
_NAMES = "EXISTS (SELECT 1 FROM json_each({0}) WHERE type <> 'text')"
_PLACES = """EXISTS (SELECT 1 FROM json_each({0}) WHERE CASE type WHEN 'array' THEN
    json_array_length(value) <> 2 OR json_type(value, '$[0]') <> 'integer'
    OR json_type(value, '$[1]') <> 'integer' ELSE 1 END)"""
#: What must not be so of an array in JSON.
_ARRAYS = {
    ("sources", "aliases"): _NAMES,
    ("appearances", "aliases"): _NAMES,
    ("links", "reasons"): _NAMES,
    ("corrections", "answers"): _NAMES,
    ("claims", "speaker_spans"): _PLACES,
    ("claims", "cue_spans"): _PLACES,
}
_ARRAY = """CASE WHEN typeof({0}) <> 'text' THEN 0 WHEN NOT json_valid({0}) THEN 1
    WHEN json_type({0}) <> 'array' THEN 1 ELSE {1} END"""
#: Vectors are looked at by their lengths, as the places of quotes are by their words.
_ELSEWHERE = ("vectors", "vector")


def strange(db: Connection) -> Iterator[tuple[str, str]]:
    """The columns with such values, and what is wrong with how many."""
    tables = """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'
        AND name NOT LIKE '%sqlite\\_%' ESCAPE '\\' ORDER BY name
    """
    for (table,) in db.read(tables):
        for _, column, declared, *_ in db.read(f'PRAGMA table_info("{table}")'):
            for what, condition, parameters in _conditions(table, column, declared):
                sql = f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL AND {condition}'
                ((rows,),) = db.read(sql, parameters)
                if rows:
                    yield f"{column} of {table}", f"{what} in {rows:,} of its rows"


def _conditions(table: str, column: str, declared: str) -> Iterator[tuple[str, str, list[str]]]:
    """What can be wrong with a value, the condition that it is, and its parameters."""
    among = "(SELECT value FROM json_each(?))"
    if declared in _TYPES and (table, column) != _ELSEWHERE:
        condition = f'typeof("{column}") NOT IN {among}'
        yield f"is no {declared}", condition, [json.dumps(_TYPES[declared])]
    if words := _WORDS.get((table, column)):
        yield "is no word that there is", f'"{column}" NOT IN {among}', [json.dumps(words)]
    if array := _ARRAYS.get((table, column)):
        quoted = f'"{column}"'
        yield "cannot be read", _ARRAY.format(quoted, array.format(quoted)), []
