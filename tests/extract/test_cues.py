"""Cues in sentences: lemma, stance, negation and hedging."""

from __future__ import annotations

from pathlib import Path

import pytest
from markup import unmark

from claims.extract.cues import read_cue
from claims.extract.parse import parse

TABLE = Path(__file__).with_name("cues.txt").read_text("utf-8")


def rows() -> list[tuple[str, ...]]:
    """The rows of the table: sentence, lemma, stance and flags."""
    lines = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
    cells = [[cell.strip() for cell in line.split(" |")] for line in lines]
    return [tuple([*row, ""][:4]) for row in cells]


ROWS = rows()


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[str, ...]]:
    """Each marked sentence with what is read in it, parsed in one go."""
    unmarked = [unmark(row[0]) for row in ROWS]
    found = {}
    for row, (_, attribution), doc in zip(
        ROWS, unmarked, parse(text for text, _ in unmarked), strict=True
    ):
        cue = read_cue(doc, attribution)
        flags = "N" * cue.negated + "H" * cue.hedged
        found[row[0]] = (cue.lemma, cue.stance, flags)
    return found


def test_the_table_is_large() -> None:
    assert len(ROWS) >= 120
    assert len({row[1] for row in ROWS}) >= 90


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_cue(row: tuple[str, ...], read: dict[str, tuple[str, ...]]) -> None:
    assert read[row[0]] == row[1:]


def test_the_cue_as_written() -> None:
    text, attribution = unmark("[s:Teld] [c:did] now [c:deny] [k:it].")
    assert read_cue(next(parse([text])), attribution).text == "did … deny"


def test_spans_that_cut_words_and_empty_cues() -> None:
    text, attribution = unmark("[s:Teld] fl[c:atly den]ied [k:such a de]al, and left.")
    cue = read_cue(next(parse([text])), attribution)
    assert (cue.lemma, cue.stance) == ("deny", "denies")
    text, attribution = unmark("[s:Teld] - [k:the road is closed].")
    cue = read_cue(next(parse([text])), attribution)
    assert (cue.lemma, cue.stance, cue.text) == ("", "asserts", "")
