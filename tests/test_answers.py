"""Short answers that deny as a whole."""

from __future__ import annotations

import pytest
import spacy

from claims.engine import Engine
from claims.extract.answers import answers_no
from claims.records import Article

NO = [
    "“Not true,”", "Nonsense", "that that is a distortion", "This is simply not what happened",
    "It is all made up", "I never said that", "she did no such thing", "That’s misleading",
    "That isn’t true", "Nothing could be further from the truth", "These are lies",
    "He hasn’t said that", "We did nothing of the sort", "it was a complete fabrication",
    "That is not the case", "Those are fake news",
]  # fmt: skip
OTHER = [
    "That is not true of the bridge at Velden", "I never said that the bridge was safe",
    "It was not safe", "That is what happened", "She is lying", "That’s wrong",
    "It was a lie detector", "We did nothing", "He said no such bridge stood there", "",
    "That is true", "It is not",
]  # fmt: skip


@pytest.mark.parametrize("words", NO)
def test_it_denies(words: str) -> None:
    assert answers_no(list(spacy.blank("en")(words)))


@pytest.mark.parametrize("words", OTHER)
def test_it_is_no_such_answer(words: str) -> None:
    assert not answers_no(list(spacy.blank("en")(words)))


def test_what_it_denies_is_looked_for() -> None:
    found = Engine().extract(
        [
            Article(
                "Cleo Marsh said on Sunday that the mayor of Velden had sold the bridge to his "
                "brother. “That is a distortion,” Bram Ode, the mayor's deputy, said on Monday.",
                language="en",
            )
        ]
    )
    said, denied = found[0].claims
    assert denied.stance == "denies"
    assert denied.about == said.id
    assert denied.wording == said.wording
