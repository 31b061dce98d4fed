"""How far the claims themselves are right: what a dispute is built on, layer by layer.

Of the gold claims that were found: those with the gold's source, stance, force and kind of
quotation; of those that deny, echo or question another claim, those led to it; and of those
that somebody relayed, those where it is said who did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claims.evaluate.alike import same_name
from claims.evaluate.gold import Gold, GoldClaim
from claims.records import Claim

NAMES = ("found", "source", "stance", "force", "quotation", "about", "via")


def layers(
    gold: Gold,
    claims: Iterable[Claim],
    names: Mapping[str, str],
    matched: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    """Compare claims with the gold claims that they are: ``matched`` leads from the id of a
    claim to gold ids, the best first; ``names`` from the id of a source to its name.

    By the names of the layers [right, of how many]; "wrong" lists [gold claim, what, gold value,
    value found]."""
    known = gold.claims()
    best: dict[str, Claim] = {}
    for claim in claims:
        for place in matched[claim.id][:1]:
            best.setdefault(place, claim)
    right, of = Counter(found=len(best)), Counter(found=len(known))
    wrong = []
    for place, claim in best.items():
        for what, holds, wanted, found in _compared(gold, known[place], claim, names, matched):
            of[what] += 1
            right[what] += holds
            if not holds:
                wrong.append([place, what, wanted, found])
    table: dict[str, Any] = {name: [right[name], of[name]] for name in NAMES}
    return {**table, "wrong": sorted(wrong, key=lambda row: (row[1], row[0]))}


def _compared(
    gold: Gold,
    wanted: GoldClaim,
    claim: Claim,
    names: Mapping[str, str],
    matched: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, bool, str, str]]:
    """What is compared, whether it is right, what is wanted, and what is there."""
    name = names[claim.source]
    yield "source", same_name(name, gold.names(wanted.source)), wanted.source, name
    for what in ("stance", "force", "quotation"):
        value, found = getattr(wanted, what), getattr(claim, what)
        yield what, value == found, value, found
    if wanted.about is not None and wanted.stance != "asserts":
        keys = {gold.original.get(g, g) for g in matched.get(claim.about or "", ())}
        holds = gold.original.get(wanted.about, wanted.about) in keys
        yield "about", holds, wanted.about, ", ".join(sorted(keys))
    if wanted.via is not None:
        relay = names.get(claim.via or "", "")
        yield "via", same_name(relay, gold.names(wanted.via)), wanted.via, relay
