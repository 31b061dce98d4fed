"""Articles of one story are put together, as far as there is room."""

from __future__ import annotations

from claims.compare.stories import stories
from claims.records import Article

BRIDGE = "Near Velden the mayor met Holt, Vance, Quill and Okoye of Lomsk about the bridge."
MINE = "Near Ostrava the owner met Marsh, Lisle, Dacoste and Brandt of Torun about the mine."


def article(text: str, name: str, day: str = "2031-05-02") -> Article:
    return Article(text, title=name, url=f"https://{name}.example/", published=day)


def titles(found: list[list[Article]]) -> list[str]:
    return [" ".join(each.title or "" for each in story) for story in found]


def test_those_that_name_the_same_people_within_a_fortnight_are_one_story() -> None:
    given = [
        article(BRIDGE, "late", "2031-05-09"),
        article(MINE, "mine"),
        article(f"{BRIDGE} It was closed.", "early"),
        article(f"{BRIDGE} It fell.", "years", "2034-05-02"),
    ]
    assert titles(stories(given, set(), 1_000)) == ["early late", "mine", "years"]
    assert sorted(a.id for story in stories(given, set(), 1_000) for a in story) == sorted(
        a.id for a in given
    )


def test_those_with_few_names_are_one_story_where_they_were_compared() -> None:
    one, other = article("It rained.", "one"), article("It was dry.", "other")
    assert titles(stories([one, other], set(), 1_000)) == ["one", "other"]
    both = {(min(one.id, other.id), max(one.id, other.id))}
    assert len(stories([one, other], both, 1_000)) == 1


def test_a_story_has_no_more_than_there_is_room_for_and_the_first_comes_first() -> None:
    given = [article(f"{BRIDGE} {n}", str(n)) for n in range(3)]
    found = stories(given, set(), 2 * len(given[0].text))
    assert [len(story) for story in found] == [2, 1]
    assert given[0] in found[0]
    assert [len(story) for story in stories(given, set(), 10)] == [1, 1, 1]
