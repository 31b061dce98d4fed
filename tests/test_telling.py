"""Contents that say nothing are marked, and stay only as denials."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.extract.statements import statements
from claims.records import Article, Attribution
from claims.sources.article import resolve


def quotes(text: str, *parts: tuple[str, str, str]) -> list[str]:
    """What is listed of (source, cue, content), each found in ``text``."""

    def at(part: str) -> tuple[tuple[int, int], ...]:
        return ((text.index(part), text.index(part) + len(part)),)

    article = Article(text)
    (doc,) = parse([text])
    given = [Attribution(at(who), at(cue), at(what)) for who, cue, what in parts]
    found = resolve(article, doc, statements(article, doc, given))
    return [claim.quote for claim in found.claims if claim.id not in found.bare]


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("The harbour office is using the delay, which it pushed for.", "pushed for", "which"),
        ("The harbour office commented on the report.", "commented on", "the report"),
        ("The harbour office spoke of a claim.", "spoke of", "a claim"),
        ("The harbour office accused him.", "accused", "him"),
        ("The harbour office mentioned it.", "mentioned", "it"),
    ],
)
def test_words_without_verb_name_or_number_are_none(text: str, cue: str, content: str) -> None:
    assert quotes(text, ("The harbour office", cue, content)) == []


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("The harbour office warned of 40 deaths.", "warned of", "40 deaths"),
        ("The harbour office spoke of a flood in Tarn.", "spoke of", "a flood in Tarn"),
        ("The harbour office called it “a disaster”.", "called", "it “a disaster”"),
        ("The harbour office called the plan a gimmick.", "called", "the plan a gimmick"),
        ("The harbour office sees the plan as unsafe.", "sees", "the plan as unsafe"),
        ("The harbour office accused him of desertion.", "accused", "him of desertion"),
        ("The harbour office said boats were safe.", "said", "boats were safe"),
    ],
)
def test_a_name_a_number_a_verb_and_a_quotation_are(text: str, cue: str, content: str) -> None:
    assert quotes(text, ("The harbour office", cue, content)) == [content]


def test_what_is_about_another_still_is() -> None:
    text = "Venn mentioned it. Odell said boats were safe."
    found = quotes(text, ("Venn", "mentioned", "it"), ("Odell", "said", "boats were safe"))
    assert found == ["boats were safe"]
