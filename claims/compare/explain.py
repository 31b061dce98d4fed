"""One sentence for people: why two claims are linked."""

from __future__ import annotations

from collections.abc import Sequence

from claims.compare.pairs import Party
from claims.records import LinkKind

LONGEST = 160  # characters of a proposition in an explanation


def explain(kind: LinkKind, reasons: Sequence[str], a: Party, b: Party) -> str:
    """Why ``a`` is linked to ``b``, without jargon."""
    one, two = named(a), named(b)
    if kind == "denial":
        return f"{one} (“{a.claim.cue}”) denies what {two} says: “{short(b)}”"
    if kind == "echo":
        return f"{one} says the same as {two}: “{short(b)}”"
    if kind == "figures":
        return f"{one} and {two} give different figures: “{short(a)}” against “{short(b)}”"
    if kind == "reversal":
        return f"{one} said “{short(a)}”{when(a)}, but “{short(b)}”{when(b)}"
    return f"Both cannot be true: {one} says “{short(a)}”, {two} says “{short(b)}”"


def named(party: Party) -> str:
    """The source, described by the outlet where it has no name of its own."""
    source = party.source
    if source.named or party.outlet is None:
        return source.name
    return f"{source.name} ({party.outlet})"


def short(party: Party) -> str:
    """The proposition, cut at a word."""
    words = party.claim.proposition
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"


def when(party: Party) -> str:
    """ " on 2031-05-02", or nothing."""
    return f" on {party.day.isoformat()}" if party.day else ""
