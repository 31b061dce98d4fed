"""Publication dates: what is clear is read, what is not is left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.read.publication import publication_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2031-05-02", "2031-05-02"),
        ("20310502", "2031-05-02"),
        ("2031-05-02T10:11:12Z", "2031-05-02T10:11:12+00:00"),
        ("2031-05-02 10:11", "2031-05-02T10:11:00"),
        ("2031-05-02T10:11:12.345+0400", "2031-05-02T10:11:12+04:00"),
        ("Fri, 02 May 2031 10:11:12 +0100", "2031-05-02T10:11:12+01:00"),
        ("2 May 2031", "2031-05-02"),
        ("May 2, 2031", "2031-05-02"),
        ("2 May 2031 at 3:15 pm", "2031-05-02T15:15:00"),
        ("13/4/2031", "2031-04-13"),
        ("4/13/2031", "2031-04-13"),
        ("4.4.2031", "2031-04-04"),
        (1935000000, "2031-04-26T20:00:00+00:00"),
        ("1935000000000", "2031-04-26T20:00:00+00:00"),
    ],
)
def test_dates(value: object, expected: str) -> None:
    assert publication_date(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        None, "", True, 5, 2031, "2031", "May 2031", "Friday", "yesterday", "3/4/2031",
        "2031-13-02", "2031-02-30", "99/99/2031", "1234567", "0001-01-01", "soon", float("nan"),
        float("inf"), -1, "Fri, 02 May 2031 08:30:00 +99999999999999999999", [], "2031-05-021",
    ],
)  # fmt: skip
def test_what_tells_no_day(value: object) -> None:
    assert publication_date(value) is None


@given(st.dates(min_value=date(1700, 1, 1), max_value=date(2190, 1, 1)))
@settings(max_examples=50, deadline=None)
def test_iso_comes_back(day: date) -> None:
    assert publication_date(day.isoformat()) == day.isoformat()
    assert publication_date(day.strftime("%Y%m%d")) == day.isoformat()


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_anything_may_be_asked(text: str) -> None:
    assert publication_date(text) is None or len(publication_date(text) or "") >= 10
