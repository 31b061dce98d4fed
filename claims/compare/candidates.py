"""Which statements of two articles are read together: those near in meaning, if the two articles
tell one story.

An embedding sees disputes across articles badly (of those in the invented stories one in twenty
has a cosine of 0.6), but it finds the passages that speak of one thing; a window around two of
them shows a reader all the statements near by. That two articles tell one story is told by the
names in them (Kumaran & Allan 2004).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt

from claims.records import Claim

#: Least cosine of the nearest statements of two articles that are looked at, and of those around
#: which a window is read.
MEETING, SEED = 0.6, 0.4
#: Windows that are read of two articles.
WINDOWS = 4
#: Least share of the names of two articles that are in both, as a cosine, if they tell one story,
#: and the share of the names of one that the other has, if it tells the one's among others.
IN_COMMON, WITHIN = 0.3, 0.6
#: An article with fewer names than this may tell of any story.
FEWEST_NAMES = 6

#: Capitals within a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")


def same_story(one: str, other: str) -> bool:
    """Whether two texts have many of their names in common, or too few to tell."""
    mine, theirs = names_in(one), names_in(other)
    return min(len(mine), len(theirs)) < FEWEST_NAMES or in_common(mine, theirs)


def in_common(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether those who have two sets of names tell one story."""
    least = min(len(mine), len(theirs))
    common = len(mine & theirs)
    return common >= IN_COMMON * sqrt(len(mine) * len(theirs)) or common >= WITHIN * least


@lru_cache(maxsize=2048)
def names_in(text: str) -> frozenset[str]:
    """The words of ``text`` that begin with a capital within a sentence."""
    return frozenset(_NAME.findall(text))


def seeds(
    one: Sequence[Claim], other: Sequence[Claim], cosines: Mapping[tuple[str, str], float]
) -> list[tuple[int, int]]:
    """Around which pairs of statements, by number, two articles are read, the nearest first.
    ``cosines`` are by two ids in order."""
    found = []
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            if not (a.disputable and b.disputable):
                continue
            cosine = cosines.get((a.id, b.id) if a.id < b.id else (b.id, a.id), 0.0)
            if cosine >= SEED:
                found.append((-cosine, i, j))
    return [(i, j) for _, i, j in sorted(found)]
