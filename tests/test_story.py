"""Whether two articles tell of one story, by the names that they share."""

from __future__ import annotations

from dataclasses import replace

from test_contest import party

from claims.compare.pairs import Pair
from claims.compare.story import FEWEST_NAMES, another_story, names_in


def told(article: str, shared: int, names: int) -> str:
    """A text with so many names, of which ``shared`` are in every such text."""
    same = [f"Com{chr(97 + n)}" for n in range(shared)]
    own = [f"Own{article}{chr(97 + n)}" for n in range(names - shared)]
    return "it rained on " + ", ".join(same + own)


def apart(shared: int, names: int, other: str = "art2") -> bool:
    one = replace(party("anna", "The dam is safe."), text=told("x", shared, names))
    two = party("bert", "The dam is not safe.", article=other)
    return another_story(Pair(one, replace(two, text=told("y", shared, names)), 0.8))


def test_names_begin_with_a_capital_within_a_sentence() -> None:
    assert names_in("The ferry of Osric Vane left. Rain fell on Tarn, Velmora and it.") == {
        "Osric", "Vane", "Tarn", "Velmora",
    }  # fmt: skip


def test_articles_with_many_names_and_few_in_common_tell_two_stories() -> None:
    assert apart(shared=3, names=26)
    assert not apart(shared=10, names=26)


def test_an_article_with_few_names_may_tell_any_story() -> None:
    assert not apart(shared=0, names=FEWEST_NAMES - 1)


def test_one_article_tells_one_story() -> None:
    assert not apart(shared=0, names=26, other="art1")


def test_a_story_told_among_others_is_the_same_story() -> None:
    one = replace(party("anna", "The dam is safe."), text=told("x", 26, 26))
    two = party("bert", "The dam is not safe.", article="art2")
    more = ", ".join(f"Own{chr(97 + n)}{chr(97 + m)}" for n in range(16) for m in range(18))
    assert not another_story(Pair(one, replace(two, text=f"{told('y', 26, 26)}, {more}"), 0.8))
