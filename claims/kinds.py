"""The kinds of link, each once: what it is called and means, how it is drawn, and how it counts.

What tells people of links takes its words and colours from here: a new kind is an entry here,
and a line in `claims.compare.decide` that says when it is that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LinkKind = Literal["denial", "conflict", "figures", "reversal", "echo"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of link. ``meaning`` is for a legend, ``taken`` ends an explanation, ``reason`` is
    the code that says why two are linked so, and ``because`` the same as a sentence.

    The two claims of an ``opposing`` one stand against each other. Where ``answers``, the one is
    told after the other, which it speaks of; where ``own``, both are of one source.
    """

    word: str
    meaning: str
    taken: str
    reason: str
    because: str
    colour: str  # told apart by people with any colour vision (Okabe and Ito 2008)
    light: str  # on a light page, with contrast enough for text
    dark: str
    style: str  # on a terminal
    line: Literal["-", "--", ":"] = "-"
    opposing: bool = True
    answers: bool = False
    own: bool = False


#: In the order in which they are told: of links with equal scores, the kind that says most first.
KINDS: Mapping[LinkKind, Kind] = {
    "denial": Kind(
        word="Denial",
        meaning="one source seems to deny what another said",
        taken="taken to deny it",
        reason="read-as-denial",
        because="The network that reads the article takes the one for a denial of the other.",
        colour="#d55e00",
        light="#b23c00",
        dark="#f39b6b",
        style="bold red",
        answers=True,
    ),
    "conflict": Kind(
        word="Conflict",
        meaning="it seems that the two cannot both be true",
        taken="taken to exclude each other",
        reason="read-as-conflict",
        because="The network takes the two for statements that exclude each other, though neither "
        "is worded as a denial.",
        colour="#aa3377",
        light="#97296a",
        dark="#e68ac0",
        style="bold magenta",
    ),
    "figures": Kind(
        word="Figures",
        meaning="different numbers for what seems to be one quantity",
        taken="the figures differ",
        reason="figures",
        because="It takes the two to differ, and they give different numbers.",
        colour="#6a4c93",
        light="#5f3f91",
        dark="#b89be6",
        style="bold blue",
        line="--",
    ),
    "reversal": Kind(
        word="Reversal",
        meaning="a source seems to speak against its own earlier words",
        taken="taken to go against it",
        reason="own-earlier-words",
        because="It takes the same source to have said otherwise on another day.",
        colour="#222222",
        light="#1c1b19",
        dark="#ebe7df",
        style="bold yellow",
        line=":",
        own=True,
    ),
    "echo": Kind(
        word="Echo",
        meaning="a source seems to say the same as another",
        taken="taken to agree",
        reason="read-as-echo",
        because="It takes the two to say the same.",
        colour="#009e73",
        light="#00704f",
        dark="#6cc9a6",
        style="green",
        opposing=False,
    ),
}

#: The links that put two sources, or one source and its own past, against each other.
OPPOSING: frozenset[LinkKind] = frozenset(name for name, kind in KINDS.items() if kind.opposing)
