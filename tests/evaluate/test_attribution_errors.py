"""Classes of errors of attribution, on a gold made by hand."""

from __future__ import annotations

import json

import pytest

from claims.evaluate.attribution_errors import errors, print_errors, tabulate
from claims.evaluate.matching import GoldArticle
from claims.records import Attribution

TEXT = (
    "Odd Moen said the ferry was old and that the harbour master knew it. "
    "Ilse Brandt praised his courage in the storm of last week. "
    '"It sails," Ilse Brandt told him, and smiled at all who were there.'
)


def attribution(source: str, cue: str, content: str) -> Attribution:
    def span(phrase: str) -> tuple[tuple[int, int], ...]:
        start = TEXT.index(phrase)
        return ((start, start + len(phrase)),) if phrase else ()

    return Attribution(span(source), span(cue), span(content))


LONG = "the ferry was old and that the harbour master knew it"
MOEN = attribution("Odd Moen", "said", LONG)
BRANDT = attribution("Ilse Brandt", "told", '"It sails,"')


def kinds(gold: list[Attribution], found: list[Attribution]) -> list[str]:
    return [kind for kind, _ in errors([GoldArticle("a", TEXT, tuple(gold))], [found])]


def test_no_error() -> None:
    assert kinds([MOEN, BRANDT], [BRANDT, MOEN]) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("the ferry was old", "content ends too early; unquoted"),
        ("the harbour master knew it", "content begins too late; unquoted"),
        ("and that the harbour", "content begins too late and ends too early; unquoted"),
        (LONG + ". Ilse Brandt praised his courage in the storm of last week. " + '"It sails,"',
         "content ends too late; unquoted"),
    ],
)  # fmt: skip
def test_a_content_of_another_length(content: str, kind: str) -> None:
    assert kinds([MOEN], [attribution("Odd Moen", "said", content)]) == [kind]


def test_sources() -> None:
    assert kinds([MOEN], [attribution("", "said", LONG)]) == ["source missing; unquoted"]
    assert kinds([MOEN], [attribution("him", "said", LONG)]) == ["source wrong; unquoted"]
    nobody = attribution("", "said", LONG)
    assert kinds([nobody], [MOEN]) == ["source invented; unquoted"]


def test_missed_and_invented() -> None:
    praise = attribution("Ilse Brandt", "praised", "his courage")
    missed = "nothing near; unquoted, at most 5 words; cue verb"
    assert kinds([praise], []) == [f"missed: {missed}"]
    assert kinds([], [praise]) == [f"invented: {missed}"]
    assert kinds([], [attribution("", "smiled", "at all who were there")]) == [
        "invented: nothing near; unquoted, at most 5 words; cue verb; without source"
    ]


def test_beside_and_inside_another() -> None:
    inner = attribution("the harbour master", "knew", "it")
    assert kinds([MOEN, inner], [MOEN]) == [
        "missed: inside the content of another; unquoted, at most 5 words; cue verb"
    ]
    twice = attribution("Odd Moen", "said", "his courage")
    assert kinds([MOEN], [MOEN, twice]) == [
        "invented: another content of a cue that both have; unquoted"
    ]


def test_the_table() -> None:
    praise = attribution("Ilse Brandt", "praised", "his courage")
    gold, found = [GoldArticle("a", TEXT, (MOEN, praise, BRANDT))], [[MOEN]]
    table = tabulate(gold, found)
    assert sum(row["count"] for row in table) == 2
    assert ("praise", 1) in [row["lemmas"][0] for row in table]
    assert "2 errors in 2 classes" in "\n".join(print_errors(table))
    assert len(json.loads(json.dumps(table))) == 2
