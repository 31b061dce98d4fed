"""``claims check`` says what is wrong with a database, and mends what can be made again."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from claims.records import Article
from claims.store import Store
from claims.store.check import faults
from claims.tracker import Tracker

TEXTS = (
    "Ana Holt said that it rained in Velden. Bo Lind denied that it rained in Velden.",
    "Cem Ok said that it rained in Velden.",
)


@pytest.fixture
def sound(store: Store, db_path: Path, engine: Any) -> Path:
    """A database of two articles, three claims and a link."""
    tracker = Tracker(store=store)
    tracker.ingest(Article(text, language="en", outlet="Post") for text in TEXTS)
    assert store.links.get()
    store.close()
    return db_path


def spoil(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_a_sound_database(sound: Path, run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Sound: 2 articles and 3 claims." in result.stderr
    assert run("check", "-q").output == ""


def test_what_the_packaged_models_make_is_sound(sample: Path) -> None:
    with Store(sample) as store:
        assert list(faults(store)) == []


NAN = struct.pack("<64f", *[float("nan")] * 64).hex()
DENIAL = "(SELECT id FROM claims WHERE stance = 'denies')"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM claims WHERE stance = 'denies'", "is gone"),
        ("UPDATE articles SET text = replace(text, 'Velden', 'Halvik')", "its quote is not what"),
        ("UPDATE articles SET text = text || ' More.'", "its text or address is not as it was"),
        ("UPDATE articles SET text = text || ' More.'", "is not as it was when they were compared"),
        ("UPDATE claims SET quote = upper(quote)", "its quote is not what its article"),
        ("UPDATE claims SET cue = 'mumbled'", "its words are not as they were taken in"),
        ("UPDATE claims SET quote_spans = '[[1]]'", "the place of its quote cannot be read"),
        (f"UPDATE vectors SET vector = x'0000' WHERE claim = {DENIAL}", "has 2 bytes, the others"),
        (f"UPDATE vectors SET vector = x'{NAN}' WHERE claim = {DENIAL}", "has what is no number"),
        (f"DELETE FROM vectors WHERE claim = {DENIAL}", "has no vector"),
        (f"UPDATE vectors SET model = 'x/y' WHERE claim = {DENIAL}", "'x/y'"),
        (
            "UPDATE links SET id = 'x' WHERE id = (SELECT min(id) FROM links)",
            "link x: is not of the claims it names",
        ),
        ("INSERT INTO sources (id, name, kind) VALUES ('s', 'Di Ba', 'person')", "Di Ba has no"),
        ("UPDATE appearances SET article = 'x'", "refers to what is gone from articles"),
        ("DROP TRIGGER claims_au; UPDATE claims SET wording = 'x'", "search of claims: does not"),
    ],
)
def test_each_fault_is_a_line(sound: Path, run: Run, statement: str, told: str) -> None:
    spoil(sound, *statement.split(";"))
    result = run("check")
    assert result.exit_code == 1
    assert told in result.stdout
    assert all(": " in line for line in result.stdout.splitlines())


SHORT = "UPDATE vectors SET vector = {} WHERE claim = " + DENIAL


@pytest.mark.parametrize(
    "statement",
    [
        SHORT.format("substr(vector, 1, 100)"),
        SHORT.format("zeroblob(255)"),
        SHORT.format("'words'"),
        SHORT.format(f"x'{NAN}'"),
        "UPDATE vectors SET vector = zeroblob(0)",
        "DELETE FROM vectors",
    ],
)
def test_vectors_are_made_anew(sound: Path, run: Run, statement: str) -> None:
    with closing(sqlite3.connect(sound)) as db:
        before = db.execute("SELECT claim, vector FROM vectors ORDER BY 1").fetchall()
    spoil(sound, statement)
    assert "; add --repair" in run("check").stdout
    result = run("check", "--repair")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Made anew: vectors." in result.stderr
    with closing(sqlite3.connect(sound)) as db:
        assert db.execute("SELECT claim, vector FROM vectors ORDER BY 1").fetchall() == before


@pytest.mark.parametrize(
    "value", ["substr(vector, 1, 100)", "zeroblob(255)", "'words'", "zeroblob(0)"]
)
@pytest.mark.parametrize("every", [True, False])
def test_damaged_vectors_end_no_command_in_a_mistake(
    sound: Path, run: Run, written: Path, value: str, every: bool
) -> None:
    spoil(sound, f"UPDATE vectors SET vector = {value}" if every else SHORT.format(value))
    for command in (("search", "rain"), ("ingest", str(written))):
        result = run(*command)
        assert result.exit_code == 1
        assert "has damaged vectors: `claims check --repair`" in result.stderr


def test_only_the_search_is_made_anew(sound: Path, run: Run) -> None:
    spoil(sound, "INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    assert "search of articles: does not fit what there is; add --repair" in run("check").stdout
    result = run("check", "--repair")
    assert result.exit_code == 0
    assert "Made anew: the search of articles." in result.stderr
    spoil(sound, "UPDATE claims SET cue = 'mumbled'")
    before = run("check").stdout
    assert run("check", "--repair").stdout == before


def test_a_damaged_file(sound: Path, run: Run) -> None:
    size = sound.stat().st_size
    with sound.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    result = run("check")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "restore a" in result.output


def test_no_database_and_another_one(run: Run, db_path: Path) -> None:
    assert "does not exist" in run("check").stderr
    assert not db_path.exists()


def test_a_file_that_cannot_be_written_to(sound: Path, run: Run, monkeypatch: Any) -> None:
    def readonly(path: Path, timeout: float) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr("claims.store.connection._connect", readonly)
    result = run("check")
    assert result.exit_code == 1
    assert "search of claims: is not checked" in result.stdout
    assert len(result.stdout.splitlines()) == 2


def test_what_people_corrected_is_sound(sound: Path, run: Run) -> None:
    with Store(sound) as store:
        (holt,) = (claim.id for claim in store.claims.get() if claim.speaker == "Ana Holt")
    assert run("fix", holt, "--words", "it rained", "--source", "Bo Lind").exit_code == 0
    assert "Sound:" in run("check").stderr
    spoil(sound, f"UPDATE claims SET cue = 'sang' WHERE id = '{holt}'")
    assert f"claim {holt}: its words are not as they were" in run("check").stdout
