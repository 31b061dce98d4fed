"""Gold of places: disputes that readers listed, and who says what, against a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import HARBOUR, POST, Run, Words, apart, extraction

from claims.errors import EmptyInput, Malformed
from claims.evaluate import readings, said_by
from claims.records import Article, Claim
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]
URL = "https://harbour.example/1"


def place(words: str) -> list[Any]:
    start = HARBOUR.index(words)
    return ["harbour", start, start + len(words)]


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return lines(tmp_path / "news.jsonl", {"id": "harbour", "url": URL, "text": HARBOUR})


def listed(reader: str, clear: bool) -> dict[str, Any]:
    safe, unsafe = "The bridge at Ostrava Falls is safe", "the bridge was safe"
    sides = {"a": [place(unsafe)], "b": [place(safe)]}
    return {"reader": reader, "kind": "denial", "clear": clear, **sides}


def test_what_two_readers_listed_is_found(filled: Filled, texts: Path, tmp_path: Path) -> None:
    db = filled[0].path
    gold = lines(tmp_path / "two.gold", listed("A", True), listed("B", True))
    told = readings.evaluate(gold, texts=texts, db=db).told
    assert told["disputes"] == 1
    assert told["by_score"]["0.9"] == [1, 1, 1], "listed, shown, found"
    gold = lines(tmp_path / "one.gold", listed("A", True), listed("B", False))
    told = readings.evaluate(gold, texts=texts, db=db).told
    assert (told["disputes"], told["by_score"]["0.9"]) == (0, [1, 1, 0]), "clear to one alone"


def test_who_says_what(filled: Filled, texts: Path, tmp_path: Path, run: Run) -> None:
    db = filled[0].path
    spans = [[place(words)[1:]] for words in ("The bridge at Ostrava Falls is safe",)]
    rows = [{"set": "x", "id": "harbour", "says": [[spans[0], 1]]}]
    told = said_by.evaluate(lines(tmp_path / "a.gold", *rows), texts=texts, db=db).told
    assert told["x"]["all"] == {"claims": 1, "none": 0, "pairs": [0, 0, 0]}
    shown = run("evaluate", "said-by", str(tmp_path / "a.gold"), "--texts", str(texts), "-d", db)
    assert "x, all: 1 claims, 0 no statement" in shown.stdout


def test_pairs_are_counted(store: Store, tmp_path: Path) -> None:
    said = [("Ana", "it rained", 1), ("Ana", "it snowed", 1), ("Ana", "it blew", 2)]
    said += [("Bo", "it froze", 1), ("Bo", "it thawed", 0)]
    text = " ".join(f"{who} said {words}." for who, words, _ in said)
    article = Article(text, url="https://x.example/w")
    apart(store, extraction(article, *(Words(w, "said", q, w) for w, q, _ in said)), {})
    says = [[[[text.index(q), text.index(q) + len(q)]], n] for _, q, n in said]
    gold = lines(tmp_path / "w.gold", {"set": "w", "id": "w", "says": says})
    news = lines(tmp_path / "w.jsonl", {"id": "w", "url": article.url, "text": text})
    told = said_by.evaluate(gold, texts=news, db=store.path).told["w"]["all"]
    assert told == {"claims": 5, "none": 1, "pairs": [1, 3, 3]}


def test_what_is_no_such_gold(filled: Filled, texts: Path, tmp_path: Path) -> None:
    db = filled[0].path
    with pytest.raises(EmptyInput, match="say where the articles are"):
        said_by.evaluate(texts, texts=texts)
    with pytest.raises(Malformed):
        said_by.evaluate(lines(tmp_path / "x.gold", {"set": "x"}), texts=texts, db=db)
    elsewhere = lines(
        tmp_path / "e.jsonl", {"id": "post", "url": "https://no.example", "text": POST}
    )
    gold = lines(tmp_path / "y.gold", {"set": "x", "id": "post", "says": [[[[0, 3]], 1]]})
    with pytest.raises(EmptyInput, match="holds none of the articles"):
        said_by.evaluate(gold, texts=elsewhere, db=db)
