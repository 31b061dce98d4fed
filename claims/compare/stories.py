"""Articles that tell one story, put together to be read at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from claims.compare.candidates import FEWEST_NAMES, in_common, names_in
from claims.records import Article

#: Two articles that are further apart tell two stories.
DAYS = 14


def stories(
    articles: Sequence[Article], compared: Collection[tuple[str, str]], room: int
) -> list[list[Article]]:
    """``articles`` in groups of one story that have ``room`` characters at most, each article in
    one group: first the first of them with those nearest to it. Those of the pairs that were
    ``compared`` (ids in order) tell one story, and those that have many names in common."""
    near: dict[str, list[str]] = {article.id: [] for article in articles}
    for one, other in _pairs(articles, compared):
        near[one].append(other)
        near[other].append(one)
    left = {article.id: article for article in articles}
    return [_story(article, near, left, room) for article in articles if article.id in left]


def _story(
    first: Article, near: Mapping[str, Sequence[str]], left: dict[str, Article], room: int
) -> list[Article]:
    """``first`` and what is ``left`` of its story, as far as there is room; it is left no more."""
    story, waiting = [left.pop(first.id)], deque(near[first.id])
    room -= len(first.text)
    while waiting:
        other = left.get(waiting.popleft())
        if other is not None and len(other.text) <= room:
            story.append(left.pop(other.id))
            waiting += near[other.id]
            room -= len(other.text)
    return sorted(story, key=lambda article: (article.date or "", article.id))


def _pairs(
    articles: Sequence[Article], compared: Collection[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """The ids of every two articles that tell one story."""
    by_day = sorted(articles, key=lambda article: article.date or "")
    days = [date.fromisoformat(a.date[:10]).toordinal() if a.date else 0 for a in by_day]
    names = [names_in(article.text) for article in by_day]
    for n, one in enumerate(by_day):
        for m in range(n + 1, len(by_day)):
            if days[n] and days[m] - days[n] > DAYS:
                break
            both = (one.id, by_day[m].id)
            told = min(len(names[n]), len(names[m])) >= FEWEST_NAMES
            if (told and in_common(names[n], names[m])) or tuple(sorted(both)) in compared:
                yield both
