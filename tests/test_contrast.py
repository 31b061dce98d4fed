"""Neighbours that the article itself sets against each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_contest import Judge, party

from claims.compare.contest import Options, contest
from claims.compare.contrast import contrasted
from claims.compare.pairs import Pair

BOTH_WAYS = ((0.93, 0.03, 0.04), (0.5, 0.1, 0.4))
ONE_WAY = ((0.93, 0.03, 0.04), (0.2, 0.1, 0.7))


def claims(text: str, *parts: tuple[str, str, str]):  # type: ignore[no-untyped-def]
    """Claims of ``text``, each from its speaker, cue and quote."""

    def at(part: str) -> tuple[tuple[int, int], ...]:
        start = text.index(part)
        return ((start, start + len(part)),)

    return [
        replace(
            party(speaker, quote).claim,
            speaker_spans=at(speaker),
            cue_spans=at(cue),
            quote_spans=at(quote),
        )
        for speaker, cue, quote in parts
    ]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (". Bram Holt, however, told", True),
        (", but Bram Holt told", True),
        (". Contrary to that, Bram Holt told", True),
        (". Bram Holt told", False),
        (". Later Bram Holt told", False),
    ],
)
def test_connectives_between_two_statements(between: str, expected: bool) -> None:
    text = f"Orla Venn said the pier was open{between} us that it was shut."
    first, second = claims(
        text, ("Orla Venn", "said", "the pier was open"), ("Bram Holt", "told", "it was shut")
    )
    assert contrasted(text, first, second) is expected


def test_a_connective_inside_what_is_quoted_is_the_speakers() -> None:
    text = "Orla Venn said the pier was open. Bram Holt said it was shut but safe."
    first, second = claims(
        text,
        ("Orla Venn", "said", "the pier was open"),
        ("Bram Holt", "said", "it was shut but safe"),
    )
    assert not contrasted(text, first, second)


def pair(a: str, b: str, *, contrast: bool, cosine: float = 0.5) -> Pair:
    return Pair(party("Orla", a), party("Bram", b, at=40), cosine, 1, contrast)


MUSEUM = "The museum wanted to buy the old pistol."
TURNED = "The museum turned the pistol away."


def test_a_surer_judge_and_no_sign_in_words_is_enough_where_the_article_contrasts() -> None:
    (link,) = contest([pair(MUSEUM, TURNED, contrast=True)], Judge(BOTH_WAYS), Options())
    assert link.kind == "conflict" and "contrast" in link.reasons
    assert contest([pair(MUSEUM, TURNED, contrast=False)], Judge(BOTH_WAYS), Options()) == []
    assert contest([pair(MUSEUM, TURNED, contrast=True)], Judge(ONE_WAY), Options()) == []


def test_neighbours_about_different_things_are_not_compared() -> None:
    judge = Judge(BOTH_WAYS)
    other = "Rain fell on Sunday in all of the valley."
    assert contest([pair(MUSEUM, other, contrast=True)], judge, Options()) == []
    assert judge.asked == 0


def test_other_figures_alone_are_no_conflict() -> None:
    one, two = "The plain watch costs 349 dollars.", "The golden watch costs 500 dollars."
    assert contest([pair(one, two, contrast=True)], Judge(BOTH_WAYS), Options()) == []
