"""Words of a text with their places, and the forms that an English word takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)*|[^\W\d_]+(?:['’-][^\W_]+)*|[^\w\s]",
    re.UNICODE,
)
_VOWELS = "aeiou"


def wordset(words: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(words.split())


#: Forms that no rule gives, by base form.
IRREGULAR = {
    "arise": "arose arisen",
    "begin": "began begun",
    "break": "broke broken",
    "build": "built",
    "buy": "bought",
    "choose": "chose chosen",
    "come": "came",
    "cut": "",
    "die": "dying",
    "draw": "drew drawn",
    "drop": "",
    "fall": "fell fallen",
    "fight": "fought",
    "find": "found",
    "free": "freed",
    "give": "gave given",
    "go": "went gone",
    "grow": "grew grown",
    "have": "has had",
    "hold": "held",
    "hurt": "",
    "keep": "kept",
    "leave": "left",
    "lie": "lay lain lying",
    "lose": "lost",
    "put": "",
    "rise": "rose risen",
    "sell": "sold",
    "shrink": "shrank shrunk",
    "shut": "",
    "sink": "sank sunk",
    "slay": "slew slain",
    "stand": "stood",
    "stay": "",
    "strike": "struck",
    "swell": "swollen",
    "win": "won",
    "withdraw": "withdrew withdrawn",
    "withhold": "withheld",
}
_PLURALS = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "police": "police",
    "wives": "wife",
    "lives": "life",
    "feet": "foot",
    "policemen": "policeman",
    "servicemen": "serviceman",
    "gunmen": "gunman",
    "firemen": "fireman",
    "fishermen": "fisherman",
    "personnel": "personnel",
    "aircraft": "aircraft",
    "cattle": "cattle",
    "sheep": "sheep",
    "euros": "euro",
    "buses": "bus",
    "gases": "gas",
    "deaths": "death",
    "houses": "house",
    "hostages": "hostage",
    "bodies": "body",
    "troops": "troop",
    "dead": "dead",
}
_NOT_PLURAL = wordset("""
    was is has does his its this thus us plus minus always perhaps previous various serious
    across towards yes less unless as news series species status virus crisis basis analysis
    congress progress access process business process press loss mass gas bus campus famous
    religious dangerous numerous afterwards sometimes nowadays besides whereas overseas
    """)
_SPELLED = wordset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred
    """
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark with its place in the text."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def word(self) -> bool:
        return self.text[:1].isalpha()

    @property
    def digits(self) -> bool:
        return self.text[:1].isdecimal()  # "³" and "①" are digits to Python, and no number


def tokens(text: str) -> list[Token]:
    """Words (hyphens and apostrophes inside them kept), numbers and single marks.

    "five-day" is three tokens, as "5-day" is.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        head, hyphen, tail = word.partition("-")
        if hyphen and head.lower() in _SPELLED and tail.lower() not in _SPELLED:
            middle = match.start() + len(head)
            found.append(Token(head, match.start(), middle))
            found.append(Token("-", middle, middle + 1))
            found.append(Token(tail, middle + 1, match.end()))
        else:
            found.append(Token(word, match.start(), match.end()))
    return found


@lru_cache(maxsize=4096)
def forms(base: str) -> frozenset[str]:
    """The forms of a verb, noun or adjective, regular ones by rule: close, closes, closed."""
    if base in IRREGULAR:
        known = IRREGULAR[base].split()
    elif base.endswith("e"):
        known = [base + "d"]
    elif base.endswith("y") and base[-2] not in _VOWELS:
        known = [base[:-1] + "ied"]
    elif _doubles(base):
        known = [base + base[-1] + "ed"]
    else:
        known = [base + "ed"]
    return frozenset([base, plural(base), _ing(base), *known])


def _doubles(base: str) -> bool:
    return (
        len(base) > 2
        and base[-1] in "bdgmnprt"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
        and sum(letter in _VOWELS for letter in base) == 1
    )


def _ing(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    if _doubles(base):
        return base + base[-1] + "ing"
    return base + "ing"


def plural(base: str) -> str:
    """The plural of a regular noun, which is the third person of a regular verb."""
    if base.endswith("y") and len(base) > 1 and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base + "es"
    return base + "s"


@lru_cache(maxsize=4096)
def singular(word: str) -> str | None:
    """The singular of a plural noun, None for a word that has no plural's form."""
    word = word.lower()
    if word in _PLURALS:
        return _PLURALS[word]
    if word in _NOT_PLURAL or len(word) < 4 or not word.endswith("s"):
        return None
    if word.endswith(("ss", "us", "is", "'s")):
        return None
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A rough stem, to see whether two texts use one word: closing, closed -> clos."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    for ending in ("ations", "ation", "ingly", "edly", "ings", "ing", "ies", "ied", "ers", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    else:
        for ending in ("ions", "ion", "es", "er", "ly", "s", "e", "y"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word
