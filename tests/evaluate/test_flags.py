"""Scoring the disputes of a collection with the verdicts of a reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from claims.errors import EmptyInput, Malformed
from claims.evaluate.flags import evaluate, score
from claims.evaluate.result import Result
from claims.records import Claim, digest
from claims.store import Store


def result(*rights: bool | None) -> Result:
    found = [(f"l{n}", 0.95 - n / 100) for n in range(len(rights))]
    verdicts = {f"l{n}": ([r], "other") for n, r in enumerate(rights) if r is not None}
    return score("gold", 3, found, verdicts)


def precision(found: Result, depth: int) -> tuple[int, int, int]:
    return tuple(found.told["precision"][str(depth)].values())


def test_precision_counts_what_was_read() -> None:
    assert precision(result(True, False, None, True), 25) == (2, 3, 4)
    assert precision(result(*[True] * 8, *[False] * 4), 10) == (8, 10, 10)
    assert precision(result(), 10) == (0, 0, 0)


def test_what_nobody_has_read_is_told_and_not_counted_as_wrong() -> None:
    found = result(True, None, False)
    assert found.told["unread"] == ["l1"]
    assert "nobody has read: l1" in found.text
    assert sum(b["count"] for b in found.told["calibration"]) == 2


def test_verdicts_are_found_by_the_surest_link(
    filled: tuple[Store, dict[str, Claim]], run: Run, tmp_path: Path, db_path: Path
) -> None:
    _, claims = filled
    link = digest("link", *sorted((claims["unsafe"].id, claims["safe"].id)))
    gold = tmp_path / "flags.gold"
    gold.write_text(
        json.dumps({"link": link, "readers": [True, False], "why": "two events"}) + "\n"
    )
    found = evaluate(gold, db=db_path)
    assert precision(found, 10)[:2] == (0, 1)
    assert link not in found.told["unread"] and len(found.told["unread"]) == 1
    assert found.told["wrong"] == {"two events": 1}
    assert "on 1 readers differ" in found.text
    ran = run("evaluate", "flags", str(gold), "-d", str(db_path))
    assert ran.exit_code == 0 and "0 of 1 read" in ran.output


def test_other_files_and_missing_databases_are_told(tmp_path: Path) -> None:
    gold = tmp_path / "flags.gold"
    gold.write_text("[1, 2]\n")
    with pytest.raises(Malformed, match="holds no verdicts"):
        evaluate(gold, db=tmp_path / "none.db")
    gold.write_text("")
    with pytest.raises(EmptyInput, match="does not exist"):
        evaluate(gold, db=tmp_path / "none.db")


def test_the_database_has_to_be_named(run: Run, tmp_path: Path) -> None:
    gold = tmp_path / "flags.gold"
    gold.write_text("")
    ran = run("evaluate", "flags", str(gold))
    assert ran.exit_code == 2 and "-d PATH" in ran.output
