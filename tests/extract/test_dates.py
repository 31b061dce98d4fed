"""The day on which something was said."""

from __future__ import annotations

import pytest
from markup import unmark

from claims.extract.dates import said_on
from claims.extract.parse import parse

# Published on Friday, 9 December 2022 unless stated.
PUBLISHED = "2022-12-09T18:30:00"
ROWS = [
    ("[s:Vash] [c:denied] [k:the claim] on Friday.", "2022-12-09"),
    ("[s:Vash] [c:denied] [k:the claim] earlier on Friday.", "2022-12-09"),
    ("[s:Vash] [c:said on Wednesday] [k:that the road was closed].", "2022-12-07"),
    ("[s:Vash] [c:said] Wednesday [k:that the road was closed].", "2022-12-07"),
    ("On Thursday, [s:Vash] [c:said] [k:the road was closed].", "2022-12-08"),
    ("[k:The road was closed,] [s:Vash] [c:said] on Saturday.", None),
    ("[k:“The road was closed,”] [s:Vash] [c:told] reporters on Monday.", "2022-12-05"),
    ("[s:Vash] [c:told] the paper Tuesday [k:that the road was closed].", "2022-12-06"),
    ("[s:Vash] [c:said] last Friday [k:that the road was closed].", "2022-12-02"),
    ("[s:Vash] [c:said] yesterday [k:that the road was closed].", "2022-12-08"),
    ("[s:Vash] [c:said] today [k:that the road was closed].", "2022-12-09"),
    ("[s:Vash] [c:said] two days ago [k:that the road was closed].", "2022-12-07"),
    ("[s:Vash] [c:said] on December 3 [k:that the road was closed].", "2022-12-03"),
    ("[s:Vash] [c:said] on 3 December [k:that the road was closed].", "2022-12-03"),
    ("[s:Vash] [c:said] on December 28 [k:that the road was closed].", "2021-12-28"),
    ("[s:Vash] [c:said] on March 4, 2019, [k:that the road was closed].", "2019-03-04"),
    ("[s:Vash] [c:said in a statement] on Monday [k:that the road was closed].", "2022-12-05"),
    ("In an interview on Monday, [s:Vash] [c:said] [k:the road was closed].", "2022-12-05"),
    # no day is told
    ("[s:Vash] [c:said] last week [k:that the road was closed].", None),
    ("[s:Vash] [c:said] in December [k:that the road was closed].", None),
    ("[s:Vash] [c:said] [k:that the road was closed].", None),
    ("[s:Vash] [c:said] [k:that the road was closed on Monday].", None),
    ("[s:Vash] [c:said] [k:the road would reopen on December 3].", None),
    ("[s:Vash] [c:accused] [k:the army of closing the road on Sunday].", None),
    ("[s:Vash] has [c:said] every Friday [k:that the road was closed].", None),
    ("[s:Vash], who was freed on Monday, [c:said] [k:the road was closed].", None),
    ("[s:They] [c:sat] down and [c:said] [k:that the sun was out].", None),
]


@pytest.mark.parametrize(("marked", "day"), ROWS, ids=[row[0] for row in ROWS])
def test_said_on(marked: str, day: str | None) -> None:
    text, attribution = unmark(marked)
    assert said_on(next(parse([text])), attribution, PUBLISHED) == day


def test_without_a_publication_date_only_full_dates_tell() -> None:
    for marked, day in (
        ("[s:Vash] [c:said] on Friday [k:that the road was closed].", None),
        ("[s:Vash] [c:said] on December 3 [k:that the road was closed].", None),
        ("[s:Vash] [c:said] on December 3, 2021, [k:that the road was closed].", "2021-12-03"),
    ):
        text, attribution = unmark(marked)
        assert said_on(next(parse([text])), attribution, None) == day


@pytest.mark.parametrize("published", ["soon", "", "2022-13-45", "12/09/2022"])
def test_a_bad_publication_date_is_none(published: str) -> None:
    text, attribution = unmark("[s:Vash] [c:said] on Friday [k:that the road was closed].")
    assert said_on(next(parse([text])), attribution, published) is None


def test_leap_day_and_impossible_days() -> None:
    for marked, published, day in (
        ("[s:Vash] [c:said] on February 29 [k:it rained].", "2024-03-01", "2024-02-29"),
        ("[s:Vash] [c:said] on February 31 [k:it rained].", "2024-03-01", None),
    ):
        text, attribution = unmark(marked)
        assert said_on(next(parse([text])), attribution, published) == day
