"""Which links are about one matter.

Whatever links join, directly or through others, would be one dispute; yet one wrong link joins
two disputes of thirty claims each. So claims gather, the surest link first, and two gatherings
become one only where half of the smaller is linked to the larger: average linkage rather than
single (Sokal and Michener 1958), because a chain is as weak as its weakest link. Links
between two gatherings that stay apart are matters of their own, one where they share claims.
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
    names = _gather(opposing, echoes, _SHARE)
    found: dict[tuple[str, ...], list[Link]] = {}
    between: dict[tuple[str, ...], list[Link]] = {}
    for link in opposing:
        ends = tuple(sorted({names[link.a], names[link.b]}))
        (found if len(ends) == 1 else between).setdefault(ends, []).append(link)
    for ends, links in between.items():
        chained = _gather(links, (), 0.0)
        for link in links:
            found.setdefault((*ends, chained[link.a]), []).append(link)
    return list(found.values())


def _gather(opposing: Sequence[Link], echoes: Iterable[Link], share: float) -> dict[str, str]:
    """The gathering of each claim, by the least of the ids in it. ``share`` of the smaller of
    two has to be linked to the larger; with none, whatever a chain of links joins is one."""
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
            if sum(not beside[id].isdisjoint(large) for id in small) < share * len(small):
                apart.append(link)
                continue
            large |= small
            gathered.update(dict.fromkeys(small, large))
        if len(apart) == len(waiting):
            break
        waiting = apart
    names: dict[str, str] = {}
    for id in sorted(gathered):
        if id not in names:
            names.update(dict.fromkeys(gathered[id], id))
    return names
