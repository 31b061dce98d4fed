"""Do two articles tell of one story: by the names in them.

Like words in two long articles that have few names in common are mostly about two events
(names tell stories apart better than other words do: Kumaran & Allan 2004).
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import sqrt

from claims.compare.pairs import Pair

#: An article with fewer names than this may tell of any story.
FEWEST_NAMES = 25
#: Least share of the names of two articles that are in both, as a cosine, if they tell one story.
NAMES_IN_COMMON = 0.3
#: The share of the names of one that the other has, if it tells the one's story among others.
MOST = 0.5

#: Capitals within a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")


def another_story(pair: Pair) -> bool:
    """Whether two articles, both rich in names, have few of them in common."""
    if pair.a.claim.article == pair.b.claim.article:
        return False
    one, two = names_in(pair.a.text), names_in(pair.b.text)
    if min(len(one), len(two)) < FEWEST_NAMES:
        return False
    common = len(one & two)
    within = common >= MOST * min(len(one), len(two))  # the shorter's story is told in the longer
    return common < NAMES_IN_COMMON * sqrt(len(one) * len(two)) and not within


@lru_cache(maxsize=2048)
def names_in(text: str) -> frozenset[str]:
    """The words of ``text`` that begin with a capital within a sentence."""
    return frozenset(_NAME.findall(text))
