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
_ENGLISH = frozenset(
    """the and that were been with from it its this these those which who what when where would
    could should said says their they his she you your our after about than into there but be
    not""".split()
)
#: From this many words on, py3langid alone is right (see tests/read/test_language.py).
_ENOUGH = 20


def language(text: str) -> str:
    """The ISO 639-1 code of the language that most of ``text`` is in; "und" if it has no words."""
    if len(text) > 2 * _SAMPLE:  # a page may open with a line in another language
        middle = len(text) // 2
        text = text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]
    words = _WORD.findall(text)
    if not words:
        return UNKNOWN
    guess = _classify(" ".join(words))
    if guess != "en" and len(words) < _ENOUGH:
        common = sum(word.lower() in _ENGLISH for word in words)
        return "en" if common >= 0.2 * len(words) else guess
    return guess


def _classify(text: str) -> str:
    import py3langid

    try:
        return str(py3langid.classify(text)[0])
    except OSError as error:  # its model is unpacked into a temporary file
        raise FullDisk(
            f"no temporary file can be written ({error.strerror}): free some space, or set TMPDIR "
            "to a folder that has it"
        ) from error
