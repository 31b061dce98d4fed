"""Scoring the disputes of a collection with the verdicts of a reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from claims.errors import EmptyInput, Malformed
from claims.evaluate.flags import FlagsResult, evaluate
from claims.records import Claim, digest
from claims.store import Store


def result(*rights: bool | None) -> FlagsResult:
    shown = tuple((f"l{n}", 0.95 - n / 100, right) for n, right in enumerate(rights))
    return FlagsResult("gold", 3, shown, {})


def test_precision_counts_what_was_read() -> None:
    assert result(True, False, None, True).precision(25) == (2, 3, 4)
    assert result(*[True] * 8, *[False] * 4).precision(10) == (8, 10, 10)
    assert result().precision(10) == (0, 0, 0)


def test_what_nobody_has_read_is_told_and_not_counted_as_wrong() -> None:
    found = result(True, None, False)
    assert found.unread == ["l1"]
    assert "nobody has read: l1" in str(found)
    assert sum(b.count for b in found.calibration) == 2


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
    assert found.shown[0] == (link, 0.93, False)
    assert found.shown[1][2] is None
    assert found.classes == {"two events": 1}
    assert found.differ(10) == 1
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
