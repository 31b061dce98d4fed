"""The keys of ``claims review`` that correct and open: kept as by ``claims fix``, and undone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import Run

from claims.store import Store


def claims(run: Run) -> dict[str, dict[str, Any]]:
    return {claim["speaker"]: claim for claim in json.loads(run("list", "--json").stdout)}


def disputes(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("disputes", "--json").stdout)
    return found


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser would be given, on a machine with a screen."""
    found: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(click, "launch", lambda address: found.append(address) or 0)
    return found


@pytest.mark.parametrize(("number", "who"), [("1", "Ana Holt"), ("2", "Edo Vance")])
def test_the_source_of_either_side_is_corrected(
    folder: Path, run: Run, number: str, who: str
) -> None:
    result = run("review", "--reviewer", "ana", input=f"nmisread\nr{number}Mara Lund\ncq")
    assert result.exit_code == 0, result.output
    assert "Judged: 1 confirmed. Corrected: 1 claim." in result.stderr
    assert "Corrected: Mara Lund" in result.stdout
    claim = claims(run)[who]
    told = claim["corrected"]
    assert claim["source"] == "Mara Lund"
    assert (told["by"], told["note"], told["was"]) == ("ana", "misread", {"source": who})
    (dispute,) = disputes(run)
    assert dispute["status"] == "confirmed", "it is asked about again, and judged"
    run("rescore")
    assert run("ingest", str(folder)).exit_code == 0
    assert claims(run)[who] == claim
    run("fix", claim["id"], "--undo")
    assert claims(run)[who]["source"] == who


def test_nobody_says_it(folder: Path, run: Run) -> None:
    run("review", input="r1-\nq")
    assert claims(run)["Ana Holt"]["source"] == "unattributed"


@pytest.mark.parametrize("how", ["place", "words"])
def test_the_words_are_corrected(folder: Path, run: Run, db_path: Path, how: str) -> None:
    words = "the old bridge in Velden was"
    start = claims(run)["Edo Vance"]["spans"]["quote"][0][0]
    given = f"{start}:{start + len(words)}" if how == "place" else words
    result = run("review", input=f"w2{given}\nq")
    assert result.exit_code == 0, result.output
    claim = claims(run)["Edo Vance"]
    assert claim["quote"] == words
    assert claim["spans"]["quote"] == [[start, start + len(words)]]
    assert f"now {start}:{start + len(words) + 5}" in result.stdout
    (dispute,) = disputes(run)
    assert dispute["sides"][1]["claims"][0]["quote"] == words, "it was linked anew"
    with Store(db_path) as store:
        assert len(store.corrections.get()) == 1


def test_what_is_no_statement_goes_with_its_dispute(folder: Path, run: Run) -> None:
    result = run("review", input="x1")
    assert result.exit_code == 0 and "Corrected: no statement" in result.stdout
    assert claims(run).keys() == {"Edo Vance"} and disputes(run) == []
    assert "Nothing to review." in run("review").stderr


def test_the_last_correction_is_taken_back(folder: Path, run: Run) -> None:
    (folder / "three.txt").write_text("Ida Rook said that the mill burned down.")
    (folder / "four.txt").write_text("Bo Lund denied that the mill burned down.")
    assert run("ingest", str(folder)).exit_code == 0
    before = disputes(run)
    assert len(before) == 2
    result = run("review", input="x1zq")
    assert result.exit_code == 0 and "As it was read: " in result.stdout
    assert re.findall(r"^(\d) of 2$", result.stdout, re.M) == ["1", "2", "1"], "back at it"
    assert disputes(run) == before
    assert "Nothing was corrected in this review" in run("review", input="zq").stderr
    run("review", input="r1Mara Lund\nr2Mara Lee\nzzzq")
    assert disputes(run) == before and "corrected" not in json.dumps(before)


def test_what_is_left_of_a_dispute_is_asked_about_next(folder: Path, run: Run) -> None:
    (folder / "three.txt").write_text("Ida Rook denied that the old bridge in Velden was safe.")
    assert run("ingest", str(folder)).exit_code == 0
    (before,) = disputes(run)
    assert sum(len(side["claims"]) for side in before["sides"]) == 3
    number = next(
        number for number, name in ((1, "Edo Vance"), (2, "Ida Rook")) if name in str(before)
    )
    result = run("review", input=f"x{number + 1}q")
    assert result.stdout.count("[c]onfirm") == 2, "the other pair, not the end"


def test_the_end_of_input_stops_a_review(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end() -> str:
        raise EOFError  # as click has it on Ctrl-D

    monkeypatch.setattr(click, "getchar", end)
    result = run("review")
    assert result.exit_code == 0 and "Judged: nothing." in result.stderr


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("w1no such words\nq", "does not have the words 'no such words'"),
        ("w18:9000\nq", "8:9000 is not in the article"),
    ],
)
def test_what_cannot_be_corrected_is_told_and_asked_again(
    folder: Path, run: Run, keys: str, told: str
) -> None:
    result = run("review", input=keys)
    assert result.exit_code == 0 and told in result.stderr
    assert "corrected" not in json.dumps(claims(run))


def test_which_claim_is_meant_is_asked_in_its_words(folder: Path, run: Run, db_path: Path) -> None:
    with Store(db_path) as store:
        store.write(
            "UPDATE claims SET wording = ? || quote", [f"[{'What was told before. ' * 5}] "]
        )
    asked = run("review", input="r0q").stdout.split("Which?")[0]
    assert "1  Ana Holt said: the old bridge in Velden was safe" in asked
    assert "2  Edo Vance denied: the old bridge in Velden was safe" in asked


@pytest.mark.parametrize("keys", ["r1\nq", "w2\nq", "r9q", "xaq", "x0q"])
def test_a_slip_changes_nothing(folder: Path, run: Run, keys: str) -> None:
    before = disputes(run)
    assert run("review", input=keys).exit_code == 0
    assert disputes(run) == before


def test_help_tells_every_key(folder: Path, run: Run) -> None:
    told = run("review", input="?q").stdout
    keys = {"r": "wrong source", "w": "wrong words", "x": "not a statement", "c": "confirm"}
    for key, words in (keys | {"o": "open the article", "?": "this help"}).items():
        assert f"  {key}  {words}" in told


def test_the_file_of_an_article_is_opened(folder: Path, run: Run, opened: list[str]) -> None:
    told = run("review", input="o2q").stdout
    assert opened == [str(folder / "two.txt")] and f"Opened {folder}" in told.replace("\n", "")


def test_an_address_is_opened_if_it_is_one_of_the_web(
    run: Run, engine: Any, opened: list[str]
) -> None:
    url = "https://x.example/1"
    both = "Ana Holt said that it rained in Velden. Edo Vance denied that it rained in Velden."
    assert "1 in dispute" in run("ingest", "-", "--url", url, input=both).stderr
    run("review", input="oq")
    assert opened == [url], "one article: nothing to choose"


def test_the_text_around_is_shown_where_nothing_can_be_opened(
    folder: Path, run: Run, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    told = run("review", input="o2q").stdout
    assert opened == []
    assert told.count("noon") == 2, "with the dispute, and by itself"
    assert str(folder / "two.txt") in told.replace("\n", "")
