"""Prompts written to a file, answers read from one, and what they are worth against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import HARBOUR, POST, WIRE, Run, Words, add, extraction

from claims.errors import EmptyInput, Malformed
from claims.evaluate.places import Library, entries
from claims.evaluate.second_opinion import evaluate
from claims.records import Article, Claim
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]
SAFE, UNSAFE = "The bridge at Ostrava Falls is safe", "the bridge was safe"


def place(words: str) -> list[int]:
    start = HARBOUR.index(words)
    return [start, start + len(words)]


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def side(*quotes: str) -> dict[str, Any]:
    return {"quotes": quotes, "source": ""}


@pytest.fixture
def prompts(filled: Filled, run: Run, tmp_path: Path) -> list[dict[str, Any]]:
    """What would be sent of all articles and pairs."""
    found = []
    for name, *options in (("whole", "--whole"), ("pairs",)):
        file = tmp_path / f"{name}.jsonl"
        done = run("second-opinion", *options, "--record", str(file))
        assert done.exit_code == 0 and "Nothing was sent." in done.stderr
        found += [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return found


@pytest.fixture
def harbour(filled: Filled) -> str:
    return filled[1]["safe"].article


@pytest.fixture
def answers(prompts: list[dict[str, Any]], harbour: str, tmp_path: Path) -> Path:
    """The denial is listed, with a quarrel that may be argued about and one whose words are made
    up; of pairs all are disputes."""
    listed = [
        {"a": side(UNSAFE), "b": side(SAFE), "kind": "denial", "grade": "clear"},
        {"a": side("I would not send my dog across"), "b": side(SAFE), "grade": "arguable"},
        {"a": side("the bridge fell"), "b": side(SAFE), "grade": "clear"},
    ]
    rows = []
    for prompt in prompts:
        said: Any = {"verdict": "dispute", "denial": 1, "reason": "They differ."}
        if prompt["ask"] == "whole":
            said = {"disputes": listed if prompt["articles"] == [harbour] else []}
        rows.append({"key": prompt["key"], "answer": said if rows else json.dumps(said)})
    rows[0]["seconds"] = 3.0
    return write(tmp_path / "answers.jsonl", *rows)


@pytest.fixture
def gold(harbour: str, tmp_path: Path) -> Path:
    """Two readers see the denial, each by another sentence; one sees a quarrel over inspections."""
    a, b = [[harbour, *place(UNSAFE)]], [[harbour, *place(SAFE)]]
    dog = [[harbour, *place("“I would not send my dog across,” the engineer said")]]
    marsh = [[harbour, *place("Elena Marsh flatly denied that the bridge was safe.")]]
    return write(
        tmp_path / "read.gold",
        {"reader": "A", "kind": "denial", "clear": True, "a": marsh, "b": b},
        {"reader": "B", "kind": "denial", "clear": True, "a": a, "b": b},
        {"reader": "B", "kind": "conflict", "clear": False, "a": dog, "b": a},
        {"reader": "B", "kind": "conflict", "clear": True, "a": [["elsewhere", 0, 9]], "b": b},
    )


def test_a_prompt_is_what_would_be_sent(prompts: list[dict[str, Any]]) -> None:
    assert [p["ask"] for p in prompts] == ["whole"] * 3 + ["pair"] * 4
    assert len({p["key"] for p in prompts}) == 7
    whole = next(p for p in prompts if SAFE in p["prompt"])
    assert "In DISPUTE".casefold() in whole["system"].casefold()
    assert whole["schema"]["required"] == ["disputes"] and whole["max_tokens"] == 4_000


def test_answers_of_a_file_are_those_of_a_model(
    filled: Filled, run: Run, prompts: list[dict[str, Any]], answers: Path
) -> None:
    replay = ("second-opinion", "--replay", str(answers), "--model", "by-hand")
    done = run(*replay, "--json")
    assert done.exit_code == 0, done.stderr
    assert [row["model"] for row in json.loads(done.stdout)] == ["by-hand"] * 2
    assert "also read by by-hand on " in run("show", filled[0].disputes.get()[0].id).stdout
    assert "Sending" not in done.stderr
    whole = run(*replay, "--whole", "--json")
    assert "1 quote or number not in the text, thrown away" in whole.stderr
    (missed,) = json.loads(whole.stdout)
    assert missed["quote_a"] == "I would not send my dog across"
    assert run("second-opinion", "--replay", str(answers)).exit_code == 2
    assert run(*replay, "--record", "x.jsonl").exit_code == 2


def test_what_answers_are_worth(
    filled: Filled, db_path: Path, run: Run, answers: Path, gold: Path
) -> None:
    done = run(
        "evaluate", "second-opinion", str(gold), "-d", str(db_path), "--replay", str(answers),
        "--model", "by-hand", "--json",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["model"] == "by-hand"
    score = {"told": 1, "clear": 1, "arguable": 0, "precision": 1.0}
    assert told["whole"] == score | {"found": 1, "sought": 1, "recall": 1.0}
    more = told["whole, with arguable"]
    assert (more["told"], more["clear"], more["precision"]) == (2, 1, 0.5)
    assert (told["pairs"]["told"], told["pairs"]["found"], told["pairs"]["sought"]) == (2, 1, 1)
    assert (told["stored"]["told"], told["stored"]["clear"]) == (2, 1)  # one across articles
    taken = told["taken"]["whole"]
    assert (taken["of"], taken["readings"], taken["dropped"], taken["seconds"]) == (3, 3, 1, 1.0)
    assert taken["tokens_in"] > 500
    assert (
        filled[0].opinions.spent() == []
        and filled[0].opinions.get(c.id for c in filled[1].values()) == []
    )
    texts = write(gold.with_name("texts.jsonl"), {"id": filled[1]["safe"].article, "text": HARBOUR})
    known = evaluate(gold, db=db_path, replay=answers, texts=texts).told
    assert (known["taken"]["whole"]["of"], known["pairs"]["told"]) == (1, 1)
    shown = evaluate(gold, db=db_path, replay=answers).text
    assert "P 0.5 (of 2 told 1 clear, 0 arguable) R 1.0 (1 of 1 clear)" in shown


def test_answers_that_the_database_keeps_are_measured_too(
    filled: Filled, db_path: Path, run: Run, answers: Path, gold: Path
) -> None:
    with pytest.raises(EmptyInput, match="no answer of by-hand"):
        evaluate(gold, db=db_path, model="by-hand")
    run("second-opinion", "--whole", "--replay", str(answers), "--model", "by-hand")
    told = evaluate(gold, db=db_path, model="by-hand").told
    assert told["whole"]["recall"] == 1.0 and "pairs" not in told


def test_what_is_told_across_articles_of_a_story_is_measured(
    store: Store, db_path: Path, run: Run, tmp_path: Path
) -> None:
    thirty, twelve = "At least 30 people were hurt", "12 people had been hurt at the bridge"
    sides = []
    for text, speaker, words in ((POST, "Harbour Police", thirty), (WIRE, "Tom Okoye", twelve)):
        article = Article(f"{text} {'It was quiet. ' * 90}", title=speaker)
        add(store, extraction(article, Words(speaker, "said", words, speaker)))
        start = text.index(words)
        sides.append([[article.id, start, start + len(words)]])
    here, there = sorted(article.id for article in store.articles.get())
    store.answers.add_compared([(here, there)])
    row = {"reader": "A", "clear": True, "a": sides[0], "b": sides[1]}
    gold = write(tmp_path / "r.gold", row)
    told = [{"a": side(thirty), "b": side(twelve), "kind": "figures", "grade": "clear"}]
    for tokens, together, found in (("6000", [2], 1.0), ("500", [1, 1], 0.0)):
        done = run("second-opinion", "--whole", "--record", "-", "--story-tokens", tokens)
        sent = [json.loads(line) for line in done.stdout.splitlines()]
        assert sorted(len(prompt["articles"]) for prompt in sent) == together
        rows = [{"key": p["key"], "answer": {"disputes": told}} for p in sent]
        replay = write(tmp_path / f"{tokens}.jsonl", *rows)
        how = ("-d", str(db_path), "--replay", str(replay), "--story-tokens", tokens, "--json")
        measured = json.loads(run("evaluate", "second-opinion", str(gold), *how).stdout)
        assert (measured["whole"]["recall"], measured["whole"]["sought"]) == (found, 1)
    wrong = run("evaluate", "readings", str(gold), "--story-tokens", "500")
    assert wrong.exit_code == 2 and "--story-tokens" in wrong.stderr


def test_an_answer_of_no_use_ends_nothing(
    db_path: Path, prompts: list[dict[str, Any]], gold: Path, tmp_path: Path
) -> None:
    rows = [{"key": prompt["key"], "answer": "I cannot."} for prompt in prompts]
    told = evaluate(gold, db=db_path, replay=write(tmp_path / "none.jsonl", *rows)).told
    assert (told["taken"]["whole"]["useless"], told["whole"]["recall"]) == (3, 0.0)
    with pytest.raises(Malformed, match="key"):
        evaluate(gold, db=db_path, replay=write(tmp_path / "bad.jsonl", {"answer": 1}))


def test_gold_of_numbered_statements(filled: Filled, harbour: str, tmp_path: Path) -> None:
    statements = [
        {"spans": [place(w)], "speaker": [], "cue": []} for w in (SAFE, UNSAFE, "I would")
    ]
    row = {"id": "abc", "statements": statements, "disputes": [[2, 1, "denial", "clear"]]}
    gold = write(
        tmp_path / "n.gold", row | {"disputes": [*row["disputes"], [3, 1, "conflict", "arguable"]]}
    )
    texts = [{"id": "abc", "url": "https://harbour.example/1", "text": "\n " + HARBOUR}]
    shifted = [
        {"spans": [[a + 2, b + 2] for a, b in s["spans"]], "speaker": [], "cue": []}
        for s in statements
    ]
    other = write(tmp_path / "m.gold", row | {"statements": shifted})
    library = Library(filled[0].articles.get(), texts)
    (clear,), read = entries(other, library)
    assert read == {harbour}
    safe, unsafe = (library.stored(harbour, c.quote_spans) for c in list(filled[1].values())[:2])
    assert clear.grade == 2 and clear.is_told(unsafe, safe) and clear.is_told(safe, unsafe)
    assert not clear.is_told(unsafe, unsafe)
    with pytest.raises(EmptyInput):
        entries(gold, Library(filled[0].articles.get()))
    named = write(tmp_path / "1.gold", json.loads(gold.read_text("utf-8")) | {"id": "1"})
    assert [e.grade for e in entries(named, Library(filled[0].articles.get()))[0]] == [2, 1]
