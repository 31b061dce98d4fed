"""The cue lexicon and word classes: data in ``cues.toml`` and ``words.toml``, compiled once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from claims.records import Claim, Stance

Negated = Literal["open", "denies", "asserts", "same", "undenied"]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a cue means: the group's name, the stance, and what it means under negation;
    ``object`` where what follows is somebody or something, not a sentence."""

    group: str
    stance: Stance
    negated: Negated
    hedged: bool = False
    object: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One cue of the lexicon: its lemmas in order, and its sense."""

    words: tuple[str, ...]
    sense: Sense

    @property
    def lemma(self) -> str:
        """The lemmas as one string, without classes and "that": "dismiss NOUN" is "dismiss"."""
        kept = [word for word in self.words if not word.isupper()]
        if len(kept) > 1 and kept[-1] == "that":
            kept.pop()
        return _SPELLED.get(" ".join(kept), " ".join(kept))


_SPELLED = {"accord to": "according to", "hop": "hope", "hop for": "hope for"}

#: What a cue is that the lexicon does not know.
UNKNOWN = Sense("unknown", "asserts", "open")


@lru_cache(maxsize=1)
def entries() -> dict[str, tuple[Entry, ...]]:
    """The entries under their first lemma, the longest first."""
    data = tomllib.loads(files("claims.extract").joinpath("cues.toml").read_text("utf-8"))
    found: dict[str, dict[tuple[str, ...], Entry]] = {}
    for group in data["group"]:
        sense = Sense(
            group["name"], group["stance"], group["negated"],
            group.get("hedged", False), group.get("object", False),
        )  # fmt: skip
        for cue in group["cues"]:
            words = tuple(cue.split())
            found.setdefault(words[0], {}).setdefault(words, Entry(words, sense))
    return {
        first: tuple(sorted(same.values(), key=lambda entry: -len(entry.words)))
        for first, same in found.items()
    }


@lru_cache(maxsize=4096)
def sense_of(lemma: str) -> Sense:
    """The sense of a cue by its lemma alone ("stand by"); UNKNOWN if the lexicon has none."""
    words = tuple(lemma.split())
    for entry in entries().get(words[0] if words else "", ()):
        if entry.words == words:
            return entry.sense
    return UNKNOWN


def hangs(claim: Claim) -> bool:
    """Whether the words of ``claim`` are the end of what its cue begins, right before them:
    "accused | Ann of theft"."""
    if not claim.cue_spans or not claim.quote_spans:
        return False
    behind = claim.quote_spans[0][0] - claim.cue_spans[-1][1] == 1
    sentence = claim.quote.startswith(("that ", '"', "“"))
    return behind and not sentence and sense_of(claim.cue_lemma).object


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads(files("claims.extract").joinpath("words.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


def words(name: str) -> frozenset[str]:
    """The word class ``name`` of ``words.toml``. Raises KeyError if there is none."""
    return _words()[name]
