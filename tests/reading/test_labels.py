"""What readers said, read from the files that hold it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.reading import labels

STORIES = sorted((Path(__file__).parents[2] / "corpus/stories").glob("*.gold"))


def test_marks_are_taken_out_and_their_places_kept() -> None:
    text, spans = labels.unmark("He said [[1: that [[2: it rained]] ]]. [[1: “Twice.”]]")
    assert text == "He said that it rained . “Twice.”"
    assert [text[a:b] for a, b in spans[2]] == ["it rained"]
    assert [text[a:b] for a, b in sorted(spans[1])] == ["that it rained ", "“Twice.”"]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_invented_stories_can_be_read(path: Path) -> None:
    for story in labels.stories(path):
        for (k, n), (m, o) in (*story.disputes, *story.near, *story.echoes):
            assert n < len(story.texts[k].passages) and o < len(story.texts[m].passages)
        assert not story.near & story.disputes.keys()
        for text in story.texts:
            for passage in text.passages:
                assert all(text.text[a:b].strip() for a, b in passage.content)


def test_a_reading_is_joined_with_its_article(tmp_path: Path) -> None:
    text = "Ann Marsh said it rained. She denied that it snowed."
    row = {
        "id": "x",
        "statements": [
            {"spans": [[15, 24]], "speaker": [[0, 9]], "cue": [[10, 14]]},
            {"spans": [[37, 51]], "speaker": [[26, 29]], "cue": [[30, 36]]},
        ],
        "denials": [{"n": 2, "of": [1], "own": True, "holder": None}],
        "disputes": [[2, 1, "denial", "arguable"]],
        "near": [[1, 2]],
        "who": {"2": [0, 9]},
        "not": [1],
    }
    path = tmp_path / "read.gold"
    path.write_text(json.dumps(row))
    (found,) = labels.readings(path, {"x": {"id": "x", "title": "T", "text": text}})
    assert found.disputes == {((0, 0), (0, 1)): labels.ARGUABLE}
    assert not found.near
    assert found.denies == {(0, 0): False, (0, 1): True}
    assert found.about == {(0, 1): ((0, 0),)}
    assert found.statement == {(0, 0): False, (0, 1): True}
    assert found.who == {(0, 1): "Ann Marsh"}


def test_of_what_was_not_read_whole_only_what_is_told_is_known(tmp_path: Path) -> None:
    text = "Ann said it rained. Bo denied that. Cy said no. Di said yes."
    places = [[9, 18], [30, 34], [44, 46], [56, 59]]
    row = {
        "id": "x",
        "whole": False,
        "statements": [{"spans": [at], "speaker": [], "cue": []} for at in places],
        "denials": [{"n": 3, "of": [], "own": False, "holder": None}],
        "who": {"1": "Ann Marsh"},
        "not": [4],
        "words": {"1": [[12, 18]]},
        "stance": {"3": "denies"},
        "near": [[1, 2]],
    }
    path = tmp_path / "read.gold"
    path.write_text(json.dumps(row))
    (found,) = labels.readings(path, {"x": {"id": "x", "title": "T", "text": text}})
    assert not found.whole and found.near == {((0, 0), (0, 1))}
    assert found.statement == {(0, 0): True, (0, 2): True, (0, 3): False}, "nothing of the second"
    assert found.denies == {(0, 2): True} and found.stance == {(0, 2): "denies"}
    assert found.fair == {(0, 0): False} and found.who == {(0, 0): "Ann Marsh"}
    assert not found.own and not found.about
    (words,) = found.texts[0].passages[0].content
    assert text[slice(*words)] == "rained"


@pytest.mark.parametrize(
    ("name", "words", "same"),
    [
        ("Mike Pence", "Pence", True),
        ("Mike Pence", "Gov. Pence", True),
        ("Mike Pence", "Karen Pence", False),
        ("the defence ministry", "Ministry", False),
        ("Pence", "Mike Pence", True),
    ],
)
def test_names_of_one(name: str, words: str, same: bool) -> None:
    assert labels.names_the_same(name, words) is same
