"""The numbers that a statement gives."""

from __future__ import annotations

import re

_SPELT = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
     "ninety": 90, "dozen": 12, "hundred": 100, "thousand": 1000}  # fmt: skip
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    r"(?<![\w.])(?P<number>[0-9]{1,15}(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,9})?"
    r"|" + "|".join(_SPELT) + r")(?:[ -](?P<scale>" + "|".join(_SCALES) + r"))?(?![\w])",
    re.IGNORECASE,
)
#: "One" is mostly no number.
_VAGUE = frozenset({1.0})


def numbers(text: str) -> frozenset[float]:
    """The numbers in ``text``, in digits or words, but for a plain "one"."""
    found = set()
    for match in _NUMBER.finditer(text):
        word = match["number"].lower().replace(",", "")
        value = float(_SPELT.get(word, word))
        scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
        if match["scale"] or value not in _VAGUE or word[0].isdecimal():
            found.add(value * scale)
    return frozenset(found)
