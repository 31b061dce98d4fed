"""Values that nobody can have written are told as damage, and never as a mistake of ours."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Run

COMMANDS = (
    ("disputes", "--json", "-n", "0"),
    ("list", "--all", "--json", "-n", "0"),
    ("sources",),
    ("report", "report.html"),
    ("graph", "--format", "gexf", "-o", "graph.gexf"),
    ("export", "all.jsonl"),
    ("info",),
)
ODD = (
    ("links", "reasons", "'<script>'", "cannot be read"),
    ("links", "reasons", "'[1]'", "cannot be read"),
    ("links", "kind", "'quarrel'", "is no word that there is"),
    ("links", "a", "1e999", None),
    ("links", "score", "'high'", "is no REAL"),
    ("sources", "aliases", "'2031-05-02'", "cannot be read"),
    ("sources", "affiliation", "x'00ff'", "is no TEXT"),
    ("appearances", "aliases", "'{}'", "cannot be read"),
    ("claims", "id", "'-1'", None),
    ("claims", "stance", "'Inf'", "is no word that there is"),
    ("claims", "cue_spans", "'9'", "cannot be read"),
    ("claims", "cue_spans", "'[[1]]'", "cannot be read"),
    ("claims", "quote_spans", "'[[\"a\", 5]]'", None),
    ("claims", "wording", "x'00ff'", "is no TEXT"),
    ("articles", "id", "'[[1]]'", None),
    ("articles", "text", "x'00ff'", "is no TEXT"),
    ("fingerprints", "signature", "'null'", "is no BLOB"),
)


@pytest.mark.parametrize(("table", "column", "value", "told"), ODD)
def test_what_is_odd_is_told_as_damage(
    sample: Path,
    run: Run,
    db_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    column: str,
    value: str,
    told: str | None,
) -> None:
    shutil.copy(sample, db_path)
    monkeypatch.chdir(db_path.parent)
    with closing(sqlite3.connect(db_path)) as db:
        sql = f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE rowid <= 3"
        db.execute(sql)
        db.commit()
    checked = run("check")
    assert checked.exit_code == 1
    assert told is None or f"{column} of {table}: {told} in" in checked.stdout
    for command in COMMANDS:
        result = run(*command)
        assert "mistake in claims" not in result.output, result.output
        assert result.exit_code == 0 or "is damaged (" in result.stderr


def test_a_mistake_on_a_sound_database_is_told_as_one(
    sample: Path, run: Run, db_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise KeyError("nothing")

    shutil.copy(sample, db_path)
    monkeypatch.setattr("claims.store.sources.rows.source", failing)
    result = run("sources")
    assert result.exit_code == 1
    assert "a mistake in claims" in result.stderr
