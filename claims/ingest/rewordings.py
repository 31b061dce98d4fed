"""A judgement holds on when an article at its address says the same in slightly other words.

It is then noted what the words were, and wherever the judgement is shown so is that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.records import Claim, Extraction, normalise

if TYPE_CHECKING:
    from claims.store import Store

EARLIER = "judged on an earlier wording"
#: From here on two quotes are one statement (rapidfuzz: the share of letters that stay).
_LIKE = 80.0
#: What may not come, go or change: figures and denials.
_WEIGHTY = re.compile(
    r"\d[\d.,]*(?<![.,])|\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|one|two"
    r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|millions?|billions?)\b|n['’]t\b"
)
_NOTED = re.compile(rf"{EARLIER}: “(.*?)”(?:; )?", re.DOTALL)


def carry(store: Store, replaced: Mapping[str, str], extractions: Iterable[Extraction]) -> None:
    """Where articles take the place of others (``replaced``: old ids by new), what a person
    decided about a link of the old one holds for the link of the same claims as they are worded
    now. To be called while the old ones are there."""
    if not replaced or not store.links.judgements():
        return
    before = store.claims.in_articles(replaced.values())
    pairs: dict[str, Claim] = {}
    for extraction in extractions:
        old = before.get(replaced.get(extraction.article.id, ""), ())
        pairs |= reworded(old, extraction.claims)
    if not pairs:
        return
    worded = {claim.id: claim.quote for claims in before.values() for claim in claims}
    new = {old: claim.id for old, claim in pairs.items()}
    judged = store.links.judgements()
    links = [link for link in store.links.get(claims=new, least=0) if link.id in judged]
    with store.transaction():
        store.links.move_judgements(new)
        there = store.links.judgements()
        for link in links:
            moved = replace(link, a=new.get(link.a, link.a), b=new.get(link.b, link.b)).id
            now = there.get(moved)
            if now is None or moved in judged:  # judged for itself
                continue
            ends = [end for end in (link.a, link.b) if end in pairs]
            earlier = [worded[end] for end in ends]
            note = _note(now.note, earlier, [pairs[end].quote for end in ends])
            store.links.judge(moved, now.verdict, note, now.reviewer, now.judged_at)


def reworded(before: Iterable[Claim], after: Iterable[Claim]) -> dict[str, Claim]:
    """{claim that is gone: the new one that says nearly the same}: of one speaker and stance, with
    the same figures and negations; the likest first, each once."""
    from rapidfuzz.fuzz import ratio

    before, after = list(before), list(after)
    stay = {claim.id for claim in before} & {claim.id for claim in after}
    old = [claim for claim in before if claim.id not in stay]
    new = [claim for claim in after if claim.id not in stay]
    rated = [
        (-like, one.id, other.id, other)
        for one in old
        for other in new
        if _same_frame(one, other)
        and (like := ratio(normalise(one.quote), normalise(other.quote))) >= _LIKE
    ]
    found: dict[str, Claim] = {}
    taken: set[str] = set()
    for _, id, other_id, other in sorted(rated, key=lambda each: each[:3]):
        if id not in found and other_id not in taken:
            found[id] = other
            taken.add(other_id)
    return found


def _same_frame(one: Claim, other: Claim) -> bool:
    return (
        one.stance == other.stance
        and normalise(one.speaker).split()[-1:] == normalise(other.speaker).split()[-1:]
        and _weighty(one.quote) == _weighty(other.quote)
    )


def _weighty(quote: str) -> list[str]:
    return sorted(_WEIGHTY.findall(normalise(quote)))


def _note(note: str | None, earlier: Sequence[str], now: Sequence[str]) -> str | None:
    """A person's ``note`` with the words that were judged, unless they are these ones again."""
    own = note or ""
    if noted := _NOTED.match(own):
        back = noted[1] == " / ".join(now)
        return (own[noted.end() :] or None) if back else own
    return f"{EARLIER}: “{' / '.join(earlier)}”" + (f"; {own}" if own else "")
