"""How far the claims themselves are right: what a dispute is built on, layer by layer.

Of the gold claims that were found: those with the gold's source, stance, force and kind of
quotation; of those that deny, echo or question another claim, those led to it; and of those
that somebody relayed, those where it is said who did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claims.evaluate.alike import same_name
from claims.evaluate.gold import Gold
from claims.records import Claim

Share = tuple[int, int]  # right, of how many


@dataclass(frozen=True, slots=True)
class Layers:
    """Counts of what is right. ``wrong`` lists (gold claim, what, gold value, value found)."""

    found: Share
    source: Share
    stance: Share
    force: Share
    quotation: Share
    about: Share
    via: Share
    wrong: tuple[tuple[str, str, str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain values, for ``json.dumps``."""
        table: dict[str, Any] = {name: list(getattr(self, name)) for name in _NAMES}
        return {**table, "wrong": [list(row) for row in self.wrong]}

    def __str__(self) -> str:
        return ", ".join("{} {}/{}".format(name, *getattr(self, name)) for name in _NAMES)


_NAMES = ("found", "source", "stance", "force", "quotation", "about", "via")


def layers(
    gold: Gold,
    claims: Iterable[Claim],
    names: Mapping[str, str],
    matched: Mapping[str, tuple[str, ...]],
) -> Layers:
    """Compare claims with the gold claims that they are: ``matched`` leads from the id of a
    claim to gold ids, the best first; ``names`` from the id of a source to its name."""
    known = gold.claims()
    best: dict[str, Claim] = {}
    for claim in claims:
        for place in matched.get(claim.id, ())[:1]:
            best.setdefault(place, claim)
    right = dict.fromkeys(_NAMES[1:5], 0)
    wrong = []
    about, via = [0, 0], [0, 0]
    for place, claim in best.items():
        wanted = known[place]
        name = names.get(claim.source, claim.speaker)
        tests = {
            "source": (same_name(name, gold.names(wanted.source)), wanted.source, name),
            "stance": (claim.stance == wanted.stance, wanted.stance, claim.stance),
            "force": (claim.force == wanted.force, wanted.force, claim.force),
            "quotation": (claim.quotation == wanted.quotation, wanted.quotation, claim.quotation),
        }
        for what, (holds, expected, found) in tests.items():
            right[what] += holds
            if not holds:
                wrong.append((place, what, expected, found))
        if wanted.about is not None and wanted.stance != "asserts":
            about[1] += 1
            keys = {gold.original.get(g, g) for g in matched.get(claim.about or "", ())}
            if gold.original.get(wanted.about, wanted.about) in keys:
                about[0] += 1
            else:
                wrong.append((place, "about", wanted.about, ", ".join(sorted(keys))))
        if wanted.via is not None:
            relay = names.get(claim.via or "", "")
            holds = same_name(relay, gold.names(wanted.via))
            via[0] += holds
            via[1] += 1
            if not holds:
                wrong.append((place, "via", wanted.via, relay))
    total = len(best)
    return Layers(
        found=(total, len(known)),
        source=(right["source"], total),
        stance=(right["stance"], total),
        force=(right["force"], total),
        quotation=(right["quotation"], total),
        about=(about[0], about[1]),
        via=(via[0], via[1]),
        wrong=tuple(sorted(wrong, key=lambda row: (row[1], row[0]))),
    )
