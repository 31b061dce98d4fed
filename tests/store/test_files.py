"""The database file: what it may be, what it may not be, and what a crash leaves of it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from conftest import Words, add, extraction

from claims.errors import LockedDatabase, NewerDatabase, NotADatabase, StoreError
from claims.records import Article
from claims.store import Store

FORK = multiprocessing.get_context("fork")


def weather(number: int) -> Article:
    return Article(f"Clerk {number} said it rained.", url=f"https://x.example/{number}")


def put(store: Store, number: int) -> None:
    found = extraction(weather(number), Words(f"Clerk {number}", "said", "it rained", "Clerk"))
    add(store, found)


def test_a_new_file_is_made(db_path: Path) -> None:
    with Store(db_path) as store:
        assert store.summary.counts()["articles"] == 0
    assert db_path.read_bytes().startswith(b"SQLite format 3")


def test_an_empty_file_is_a_new_database(db_path: Path) -> None:
    db_path.touch()
    with Store(db_path) as store:
        assert store.claims.get() == []


def test_reading_needs_a_database(db_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist: run `claims ingest` first"):
        Store(db_path, create=False)
    assert not db_path.exists()


def test_memory_is_a_database_too() -> None:
    with Store(":memory:") as store:
        put(store, 1)
        assert len(store.claims.get()) == 1


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a directory"):
        Store(tmp_path)
    with pytest.raises(StoreError, match="create it first"):
        Store(tmp_path / "none" / "claims.db")


@pytest.mark.parametrize("content", [b"not a database at all, " * 100, b"x"])
def test_another_kind_of_file(db_path: Path, content: bytes) -> None:
    db_path.write_bytes(content)
    with pytest.raises(NotADatabase, match="is not an SQLite database"):
        Store(db_path)
    assert db_path.read_bytes() == content


def test_a_database_of_something_else(db_path: Path) -> None:
    with sqlite3.connect(db_path) as other:
        other.execute("CREATE TABLE birds (name)")
    other.close()
    with pytest.raises(NotADatabase, match="of something else"):
        Store(db_path)


def test_a_later_version(db_path: Path) -> None:
    with Store(db_path) as store:
        store.db.table("_sqlite_migrations").insert(
            {"migration_set": "claims", "name": "m999_future", "applied_at": "2031"}
        )
    with pytest.raises(NewerDatabase, match="m999_future"):
        Store(db_path)


def test_damage_is_told(db_path: Path) -> None:
    with Store(db_path) as store:
        for number in range(20):
            put(store, number)
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(db_path.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    db_path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), Store(db_path) as store:
        store.claims.get()
        store.summary.counts()


def test_a_lock_that_is_not_given_up(db_path: Path) -> None:
    with Store(db_path) as one, Store(db_path, timeout=0.1) as other, one.transaction():
        assert other.claims.get() == [], "reading goes on"
        with pytest.raises(LockedDatabase, match="in use by another process"):
            other.links.judge("link", "confirmed")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(db_path: Path) -> None:
    with Store(db_path) as store:
        put(store, 1)
    db_path.parent.chmod(0o500)
    try:
        with Store(db_path, create=False) as store:
            assert len(store.claims.get()) == 1
            with pytest.raises(StoreError, match="cannot be written"):
                store.links.judge("link", "confirmed")
    finally:
        db_path.parent.chmod(0o700)


def test_integrity_after_opening_without_a_clean_close(db_path: Path) -> None:
    store = Store(db_path)
    put(store, 1)
    with Store(db_path) as other:
        assert other.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def _fill(path: Path, numbers: range) -> None:
    with Store(path) as store:
        for number in numbers:
            put(store, number)


def test_two_writers_at_once_both_finish(db_path: Path) -> None:
    writers = [FORK.Process(target=_fill, args=(db_path, range(start, 40, 2))) for start in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Store(db_path) as store:
        assert len(store.claims.get()) == 40
        assert len(store.sources.get()) == 1


def _content(path: Path) -> list[str]:
    with Store(path, create=False) as store:
        assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        stored = {claim.article for claim in store.claims.get()}
        assert stored == set(store.articles.mastheads()), "no article without its claims"
        return sorted(claim.id for claim in store.claims.get())


def test_a_kill_leaves_whole_articles(tmp_path: Path) -> None:
    chance = random.Random(20310502)
    undisturbed = tmp_path / "undisturbed.db"
    begin = time.monotonic()
    _fill(undisturbed, range(30))
    lasts = time.monotonic() - begin
    expected = _content(undisturbed)
    for attempt in range(8):
        path = tmp_path / f"{attempt}.db"
        writer = FORK.Process(target=_fill, args=(path, range(30)))
        writer.start()
        time.sleep(chance.uniform(0, lasts))
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        with Store(path) as store:
            done = store.articles.stored(weather(number).id for number in range(30))
            for number in range(30):
                if weather(number).id not in done:
                    put(store, number)
        assert _content(path) == expected


def test_an_older_database_is_brought_up_to_date_with_what_people_decided(db_path: Path) -> None:
    from sqlite_utils import Database

    from claims.store.migrations import migrations

    old = Database(db_path)
    migrations().apply(old, stop_before="m010_forgotten")
    for link, verdict in (("a", "confirmed"), ("b", "certainly")):
        old.execute("INSERT INTO judgements (link, verdict) VALUES (?, ?)", [link, verdict])
    old.conn.commit()
    old.close()
    with Store(db_path) as store:
        put(store, 1)
        judged = {link: each.verdict for link, each in store.links.judgements().items()}
        assert judged == {"a": "confirmed", "b": "unsure"}
        assert store.read("SELECT count(*) FROM disputes") == [(0,)]
        with pytest.raises(sqlite3.IntegrityError):
            store.write("INSERT INTO judgements (link, verdict) VALUES ('c', 'certainly')")
