"""The sides of a dispute as they are told: the surest words first, and repeats once.

A dispute may join a hundred claims, most of them one sentence as many papers printed it. What
a person reads first is the pair that the surest link is about, and of the rest each wording
once, with how often it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.records import OPPOSING, Claim, Dispute, Side, Source
from claims.said import plural

_WORD = re.compile(r"\w+")
_ALIKE = 0.8  # of the words of two quotes in common, from which on one repeats the other
_FEW = 4  # words of a quote that must all be the same
_COMPARED = 200  # wordings of a side that a further claim is compared with
#: Words that turn what is said around: quotes that differ in one do not repeat each other.
_TURNING = frozenset({"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "t"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A claim, and those of its side that say the same in almost the same words."""

    claim: Claim
    repeats: tuple[Claim, ...] = ()


def ranks(dispute: Dispute) -> Mapping[str, int]:
    """The place of each claim of ``dispute``: those of its surest link first."""
    opposing = (link for link in dispute.links if link.kind in OPPOSING)
    ends = dict.fromkeys(id for link in opposing for id in (link.a, link.b))
    return {id: place for place, id in enumerate(ends)}


def ranked(side: Side, dispute: Dispute) -> list[Claim]:
    """The claims of ``side``, the surest first."""
    place = ranks(dispute)
    return sorted(side.claims, key=lambda claim: place.get(claim.id, len(place)))


def leading(side: Side, dispute: Dispute) -> Claim:
    """The claim that ``side`` is in dispute for, more surely than for any other of its own."""
    return ranked(side, dispute)[0]


def names(side: Side, dispute: Dispute) -> list[str]:
    """Who is on ``side``, each name once: first who made the surest claim, then those with a
    name of their own, "the suggestion" and "residents" last."""
    place = {claim.source: -n for n, claim in enumerate(reversed(ranked(side, dispute)))}
    first = min(place.values(), default=0)

    def order(source: Source) -> tuple[bool, bool, int]:
        told = place.get(source.id, 1)
        return told != first, not source.named or source.kind == "document", told

    found: dict[str, str] = {}
    for source in sorted(side.sources, key=order):
        found.setdefault(_named(source.name), source.name)
    return list(found.values())


def several(side: Side, dispute: Dispute) -> bool:
    """Whether more than one speak on ``side``, such as "officials"."""
    return len(names(side, dispute)) > 1 or plural(side.sources[0])


def wordings(claims: Iterable[Claim]) -> list[Wording]:
    """``claims`` in their order, with those that repeat an earlier one put to it."""
    found: list[tuple[frozenset[str], list[Claim]]] = []
    for claim in claims:
        said = frozenset(_WORD.findall(claim.quote.casefold()))
        for other, group in found[:_COMPARED]:
            if claim.stance == group[0].stance and _repeats(said, other):
                group.append(claim)
                break
        else:
            found.append((said, [claim]))
    return [Wording(group[0], tuple(group[1:])) for _, group in found]


def once(claims: Iterable[Claim]) -> list[Wording]:
    """``claims`` one by one, as wordings without repeats."""
    return [Wording(claim) for claim in claims]


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    apart = one ^ other
    if not apart:
        return True
    if min(len(one), len(other)) <= _FEW or apart & _TURNING:
        return False
    if any(letter.isdigit() for word in apart for letter in word):
        return False
    return len(one & other) >= _ALIKE * len(one | other)


def _named(name: str) -> str:
    """``name`` as it counts for being the same: "The Post" is "the Post"."""
    return " ".join(name.casefold().split()).removeprefix("the ").removeprefix("a ")
