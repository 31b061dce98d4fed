"""Who stands on each side of a pair: who speaks for whom, who is nobody."""

from __future__ import annotations

from claims.compare.pairs import Party
from claims.extract import speaking
from claims.records import Source

#: No names: pronouns, and what stands for the article's own voice.
_POINTING = (
    speaking.PRONOUNS
    | speaking.RELATIVES
    | {"you", "your", "the author", "this", "these", "those", "what", "one"}
    | {"some", "others", "both", "another"}
)


def party(side: Party) -> bool:
    """Whether one can be a party to a dispute: not a pronoun, nor the article's own voice, nor
    nobody."""
    return not side.source.nobody and not points(side.source.name)


def points(name: str) -> bool:
    """Whether ``name`` is no name but a word that points to one, or to the author: "he"."""
    return name.lower() in _POINTING


def allied(a: Party, b: Party) -> bool:
    """Whether the two may be one that was not joined ("Venn" and "Orla Venn"), or one speaks for
    the other: a firm and its spokeswoman.

    Such two can differ, but far more often the article lets one restate the other.
    """
    one, two = a.source, b.source
    return one.id == two.id or _alike(one, two) or _serves(one, two) or _serves(two, one)


def _alike(one: Source, two: Source) -> bool:
    first, second = set(_bare(one.name).split()), set(_bare(two.name).split())
    return bool(first and second) and (first <= second or second <= first)


def _serves(one: Source, two: Source) -> bool:
    """Whether ``two`` is told to be whose ``one`` is: "Vane's agent", "the firm's lawyer"."""
    whose, name = _bare(one.affiliation or ""), _bare(two.name)
    return bool(whose) and (whose in name or name in whose)


def _bare(name: str) -> str:
    return name.lower().removeprefix("the ")
