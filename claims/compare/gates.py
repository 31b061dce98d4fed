"""Are two claims on the same matter: embedding, shared entities and time."""

from __future__ import annotations

from claims.compare.pairs import Party

#: Beyond this many days apart, like words are about different events.
SPAN_DAYS = 45
#: Above this cosine, words alone tell the same matter.
CERTAIN = 0.75
#: A proposition with fewer words than this says too little to be compared.
FEWEST_WORDS = 4


def same_matter(a: Party, b: Party, cosine: float, near: float) -> bool:
    """Whether the two speak of one thing: near in meaning, in time, and in whom they name."""
    if cosine < near:
        return False
    if min(len(a.claim.proposition.split()), len(b.claim.proposition.split())) < FEWEST_WORDS:
        return False
    if a.day and b.day and abs((a.day - b.day).days) > SPAN_DAYS and a.source.id != b.source.id:
        return False
    if cosine >= CERTAIN:
        return True
    return bool(concerned(a) & concerned(b))


def concerned(party: Party) -> frozenset[str]:
    """Who and what a claim is about: the entities it mentions and the one who speaks."""
    own = {party.source.name.lower()} if party.source.named else set()
    return frozenset(own | set(party.claim.entities))
