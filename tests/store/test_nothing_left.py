"""What fails before anything is stored leaves no database behind, and takes nobody's away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import SAFE, Run, Words, add, extraction

from claims.cli.options import making
from claims.errors import StoreError
from claims.records import Article, Reply
from claims.store import Store


@pytest.mark.parametrize(
    "command", [("ingest", "nosuch.txt"), ("watch", "--once", "nosuchdir"), ("import", "bad.jsonl")]
)
def test_a_command_that_stores_nothing_leaves_no_database(
    run: Run, db_path: Path, engine: Any, monkeypatch: Any, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(db_path.parent)
    Path("bad.jsonl").write_text("nothing of ours")
    assert run(*command).exit_code == 1
    assert [path.name for path in db_path.parent.iterdir()] == ["bad.jsonl"]


def test_one_that_was_there_stays(run: Run, db_path: Path, engine: Any, store: Store) -> None:
    store.close()
    assert run("ingest", "nosuch.txt").exit_code == 1
    assert db_path.exists()


def test_one_that_another_process_has_open_stays(db_path: Path) -> None:
    with pytest.raises(StoreError), making(str(db_path)):
        other = Store(db_path)
        raise StoreError("of the first")
    assert db_path.exists()
    other.meta["key"] = "value"
    other.close()


def test_one_that_has_something_stays(db_path: Path) -> None:
    article = Article(SAFE)
    said = Words("Ana Holt", "said", "the old bridge in Velden was safe", "Ana Holt")
    with pytest.raises(StoreError), making(str(db_path)) as store:
        add(store, extraction(article, said))
        raise StoreError("after the first article")
    with Store(db_path) as store:
        assert store.articles.stored([article.id])


def test_what_a_language_model_was_paid_for_stays(db_path: Path) -> None:
    with pytest.raises(StoreError), making(str(db_path)) as store:
        store.opinions.put_reply(Reply("key", "model", "ask", "text", 1, 1, 0.1, 0))
        raise StoreError("it cannot be asked")
    assert db_path.exists()


def test_one_that_is_gone_once_it_is_open(db_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(Store, "_where", lambda self: None)
    with pytest.raises(StoreError, match="was deleted by another process"):
        Store(db_path)
