"""Cues in sentences: lemma and stance."""

from __future__ import annotations

import pytest
from markup import unmark

from claims.extract.parse import parse
from claims.extract.statements import read_cue


@pytest.mark.parametrize(
    ("marked", "lemma", "stance"),
    [
        ("[s:Teld] [c:said] that [k:it is closed].", "say", "asserts"),
        ("[s:Teld] [c:has flatly denied] [k:it].", "deny", "denies"),
        ("[s:Teld] [c:did not deny] that [k:it is closed].", "deny", "asserts"),
        ("[s:Teld]’s [c:denial] of [k:it] came late.", "denial", "denies"),
        ("[s:Teld] - [k:the road is closed].", "", "asserts"),
    ],
)
def test_a_cue(marked: str, lemma: str, stance: str) -> None:
    text, attribution = unmark(marked)
    cue = read_cue(next(parse([text])), attribution)
    assert (cue.lemma, cue.stance) == (lemma, stance)


def test_the_cue_as_written() -> None:
    text, attribution = unmark("[s:Teld] [c:did] now [c:deny] [k:it].")
    assert read_cue(next(parse([text])), attribution).text == "did … deny"
