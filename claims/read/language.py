"""Which language a text is in, to tell English from what we cannot read.

py3langid (a maintained langid.py; BSD) does the telling. On a line or two it can take English
for anything: there, enough of the small words of English overrule it.
"""

from __future__ import annotations

import re

from claims.errors import FullDisk

#: What a text without letters is in: ISO 639-2 for "undetermined".
UNKNOWN = "und"

_SAMPLE = 3_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Small words of English that are no words, or rare ones, of other languages in Latin script.
_ENGLISH_WORDS = """
the and that were been with from it its this these those which who what when where would could
should said says their they his she you your our after about than into there but be not
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
#: From this many words on, py3langid alone is right (see tests/read/test_language.py).
_ENOUGH = 20


def language(text: str) -> str:
    """The ISO 639-1 code of the language that most of ``text`` is in; "und" if it has no words."""
    words = _WORD.findall(_sample(text))
    if not words:
        return UNKNOWN
    guess = _classify(" ".join(words))
    if guess != "en" and len(words) < _ENOUGH:
        common = sum(1 for word in words if word.lower() in _ENGLISH)
        return "en" if common >= 0.2 * len(words) else guess
    return guess


def _sample(text: str) -> str:
    """The beginning and middle: a page may open with a line in another language."""
    if len(text) <= 2 * _SAMPLE:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]


def _classify(text: str) -> str:
    import py3langid

    try:
        return str(py3langid.classify(text)[0])
    except OSError as error:  # its model is unpacked into a temporary file
        raise FullDisk(
            f"no temporary file can be written ({error.strerror}): free some space, or set TMPDIR "
            "to a folder that has it"
        ) from error
