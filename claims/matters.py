"""Which links are about one matter.

Whatever links join, directly or through others, would be one dispute; yet one wrong link joins
two disputes of thirty claims each. So claims gather, the surest link first, and two gatherings
become one only where half of the smaller is linked to the larger: average linkage rather than
single (Sokal and Michener 1958), because a chain is as weak as its weakest link. A link
between two gatherings that stay apart is a matter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claims.records import Link

#: How much of the smaller of two gatherings has to be linked to the larger.
_SHARE = 0.5


def matters(opposing: Sequence[Link], echoes: Iterable[Link]) -> list[list[Link]]:
    """``opposing``, which has the surest link first, in one list a matter, in that order.

    ``echoes`` hold claims together and belong to no matter.
    """
    gathered = _gather(opposing, echoes)
    names = {id(claims): min(claims) for claims in _each(gathered.values())}
    found: dict[str, list[Link]] = {}
    between: dict[tuple[str, ...], list[list[Link]]] = {}
    for link in opposing:
        one, two = sorted((names[id(gathered[link.a])], names[id(gathered[link.b])]))
        if one == two:
            found.setdefault(one, []).append(link)
        else:
            _put(between.setdefault((one, two), []), link)
    return [*found.values(), *(links for some in between.values() for links in some)]


def _put(groups: list[list[Link]], link: Link) -> None:
    """Put ``link`` to those of ``groups`` that it shares a claim with, which become one."""
    ends = {link.a, link.b}
    met = [g for g in groups if any(not ends.isdisjoint((other.a, other.b)) for other in g)]
    groups[:] = [g for g in groups if g not in met]
    groups.append([*(other for g in met for other in g), link])


def _each(gatherings: Iterable[set[str]]) -> Iterable[set[str]]:
    """Every gathering once, though all its claims have it."""
    return {id(claims): claims for claims in gatherings}.values()


def _gather(opposing: Sequence[Link], echoes: Iterable[Link]) -> dict[str, set[str]]:
    """The gathering of each claim, the same object for all that are in it."""
    gathered = {id: {id} for link in opposing for id in (link.a, link.b)}
    beside: dict[str, set[str]] = {id: set() for id in gathered}
    for link in (*opposing, *echoes):
        if link.a in beside and link.b in beside:
            beside[link.a].add(link.b)
            beside[link.b].add(link.a)
    waiting = list(opposing)
    while waiting:
        apart: list[Link] = []
        for link in waiting:
            small, large = sorted((gathered[link.a], gathered[link.b]), key=len)
            if small is large:
                continue
            if sum(not beside[id].isdisjoint(large) for id in small) < _SHARE * len(small):
                apart.append(link)
                continue
            large |= small
            gathered.update(dict.fromkeys(small, large))
        if len(apart) == len(waiting):
            break
        waiting = apart
    return gathered
