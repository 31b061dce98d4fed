"""Windows: every statement stands between two markers, and no word of the text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from claims.models.loader import model_path
from claims.reading.excerpt import (
    WIDTH,
    Marks,
    Passage,
    Tokens,
    layout,
    names,
    tokens,
    two,
    windows,
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(model_path("reading") / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


@pytest.fixture(scope="module")
def marks(tokenizer: Tokenizer) -> Marks:
    return Marks.of(tokenizer)


def cut(tokenizer: Tokenizer, count: int) -> Tokens:
    sentence = "Mara Holt said the bridge at Velden was safe. "
    start = sentence.index("the bridge")
    passages = [
        Passage(((n * len(sentence) + start, (n + 1) * len(sentence) - 2),)) for n in range(count)
    ]
    return tokens(tokenizer, "The bridge", sentence * count, passages)


@settings(max_examples=20, deadline=None)
@given(count=st.integers(1, 90), stride=st.floats(0.3, 1.0))
def test_every_statement_is_shown_and_no_window_is_too_wide(count: int, stride: float) -> None:
    tokenizer = Tokenizer.from_file(str(model_path("reading") / "tokenizer.json"))
    tokenizer.no_truncation()
    text = cut(tokenizer, count)
    found = list(windows(text, Marks.of(tokenizer), stride=stride))
    assert all(len(window.ids) <= WIDTH for window in found)
    if stride <= 0.6:
        assert {p.number for window in found for p in window.places} == set(range(count))


def test_a_statement_stands_between_its_markers(tokenizer: Tokenizer, marks: Marks) -> None:
    text = cut(tokenizer, 3)
    (window,) = windows(text, marks)
    for place in window.places:
        assert window.ids[place.open] == marks.open
        assert window.ids[place.close] == marks.close
        inside = window.ids[place.open + 1 : place.close]
        start, end = text.passages[place.number]
        assert list(inside) == list(text.ids[start:end])
        assert place.runs == ((place.open + 1, place.close),)


def test_without_markers_a_window_is_the_text(tokenizer: Tokenizer, marks: Marks) -> None:
    text = cut(tokenizer, 4)
    window = layout([(text, 0, len(text.ids))], marks)
    special = {marks.begin, marks.end, marks.open, marks.close, marks.text}
    plain = [id for id in window.ids if id not in special]
    assert plain == [*text.headline, *text.ids]


def test_two_excerpts_show_both_statements(tokenizer: Tokenizer, marks: Marks) -> None:
    text = cut(tokenizer, 80)
    window = two(text, 2, text, 77, marks)
    assert len(window.ids) <= WIDTH
    assert window.ids.count(marks.excerpt) == 1
    assert (0, 2) in {(p.part, p.number) for p in window.places}
    assert (1, 77) in {(p.part, p.number) for p in window.places}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then Mike Pence’s aide said", ["Mike Pence"]),
        ("the Department of Justice, and he", ["Department of Justice"]),
        ("But The Hill said", ["Hill"]),
        ("it rained", []),
        ("Sen. John O'Neil of", ["Sen. John O'Neil"]),
    ],
)
def test_names_are_what_is_written_like_one(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in names(text)] == expected
