"""From bytes to the text that is stored: encodings, control characters, paragraphs.

Offsets refer to what `clean` returns, so it is the last thing that changes a text, and
cleaning twice is cleaning once.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import islice

from claims.errors import UnsupportedFormat

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000
#: What Python decodes and no page is in; for some it takes the square of the time.
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape"))
_BINARY = "is not text (it looks like a binary file); save it as text first"

#: Characters that end a line, besides \n itself.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
#: Spaces of any width, and the tab.
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Controls, non-characters, and marks that only hide inside words.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufdd0-\ufdef\ufffc\ufffe\uffff]"
)
#: Letters that typesetting has joined, as PDF files have them.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_ADDRESSED = re.compile(r"\S+@\S+ \(([^()]+)\)|([^<>]+?) <\S+@\S+>")
_BY = re.compile(r"\Aby(?:[:\s]+|\Z)", re.IGNORECASE)
_NOBODY = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|author|admin(?:istrator)?|root|owner|user|none|n/?a|"
    r"python-docx|microsoft(?: office)?(?: user)?|windows(?: user)?|office user)\)?",
    re.IGNORECASE,
)
_MOST_MARKS = 30
#: Where more may stand: accents are no letters, and not in ASCII.
_MAYBE_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_BLANK_LINES = re.compile(r"\n{3,}")


def has_words(text: str) -> bool:
    """Whether there is a letter in it."""
    return any(map(str.isalpha, text))


def over(text: str, most: int) -> bool:
    """Whether there are more than ``most`` words and marks in it."""
    return next(islice(_TOKEN.finditer(text), most, None), None) is not None


def clean(text: str) -> str:
    """``text`` with ``\\n`` for every line end, no invisible characters and no stray space.

    Paragraphs stay apart by one blank line; quotation marks, dashes and letters stay as they
    are. Accents are composed (NFC), ligatures taken apart, and the halves of a surrogate pair
    joined. Of over 30 marks on one letter the rest are dropped, as in Unicode's stream-safe
    texts (UAX 15): bringing them in order takes the square of their number.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    text = _few_marks(unicodedata.normalize("NFC", _few_marks(_DROPPED.sub("", text))))
    text = text if text.isascii() else text.translate(_LIGATURES)
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = "\n".join(line.strip(" ") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _few_marks(text: str) -> str:
    return text if text.isascii() else _MAYBE_MARKS.sub(_thinned, text)


def _thinned(found: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for char in found[0]:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def one_line(text: str | None, longest: int = 500) -> str | None:
    """``text`` as a title or name: cleaned, on one line; None if nothing is left."""
    return " ".join(clean(text or "").split())[:longest].strip() or None


def person(text: str | None) -> str | None:
    """``text`` as the name of an author: without "By", without an address beside the name;
    None for what programs put there when nobody has."""
    name = one_line(text, 200) or ""
    if match := _ADDRESSED.fullmatch(name):
        name = match[1] or match[2]
    name = _BY.sub("", name).strip()
    return None if not name or _NOBODY.fullmatch(name) else name


def brief(error: Exception) -> str:
    """What an exception of a library says, fit for one line."""
    return one_line(str(error), 100) or type(error).__name__


def unwrap(text: str) -> str:
    """Lines that were broken at a fixed width, joined with spaces; other lines as they are.

    Takes cleaned text. A block is taken as wrapped when all its lines but the last are of
    nearly one length and most do not end a sentence.
    """
    return "\n\n".join(map(_unwrap_block, text.split("\n\n")))


def _unwrap_block(block: str) -> str:
    lines = block.split("\n")
    if len(lines) < 2:
        return block
    full = lines[:-1]
    longest = max(map(len, lines))
    open_ended = sum(line[-1:] not in ".!?:”\"'’" for line in full)
    wrapped = 40 <= longest <= 120 and min(map(len, full)) > 0.6 * longest
    return " ".join(lines) if wrapped and open_ended * 2 >= len(full) else block


def decode(data: bytes, charset: str | None = None) -> str:
    """``data`` as text. ``charset`` is what its carrier says of it, believed if it fits.

    Raises UnsupportedFormat if the bytes are not text in any encoding that we can tell.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if charset and (text := decoded(data, charset)) is not None:
        return text
    if (text := _utf8(data)) is not None:
        if "\x00" in text and (wide := _utf16(data)):
            return wide
        if _controls(data[:_SAMPLE]) * 10 > len(data[:_SAMPLE]):
            raise UnsupportedFormat(_BINARY)
        return text
    if wide := _utf16(data):
        return wide
    return _legacy(data)


def decoded(data: bytes, charset: str) -> str | None:
    """``data`` in ``charset``, None where it is not in it or there is none of this name."""
    try:
        if codecs.lookup(charset).name in _NO_CHARSETS:
            return None
        return data.decode(charset)
    except (LookupError, ValueError):
        return None


def _utf8(data: bytes) -> str | None:
    """UTF-8, forgiving a cut last character and a few broken ones among many sound."""
    if (text := decoded(data, "utf-8")) is not None:
        return text
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text) - broken
    if broken and (broken * 10 <= sound or (broken <= 1 and text.endswith("\ufffd"))):
        return text.rstrip("\ufffd")
    return None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Latin text is zero."""
    sample = data[:_SAMPLE]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        other = sample[1 - start :: 2]
        if half and half.count(0) > 0.6 * len(half) and other.count(0) < 0.1 * len(other):
            return data[: len(data) // 2 * 2].decode(name, "replace")
    return None


def _legacy(data: bytes) -> str:
    """One-byte encodings: Windows-1252 if it reads as Western text, else by statistics."""
    sample = data[:_SAMPLE]
    if _controls(sample) * 50 > len(sample):
        raise UnsupportedFormat(_BINARY)
    high = sum(byte > 0x7F for byte in sample)
    if high * 8 < len(sample) and (text := decoded(data, "cp1252")) is not None and _western(text):
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    text = decoded(data, best.encoding) if best else None
    if text is None:
        raise UnsupportedFormat("is in no encoding that can be told; name it with --encoding")
    return text


def _controls(sample: bytes) -> int:
    return sum(sample.count(byte) for byte in (*range(9), *range(14, 27), *range(28, 32)))


def _western(text: str) -> bool:
    """Whether nearly all that is not ASCII is quotation marks, dashes and letters."""
    odd = [char for char in text[:_SAMPLE] if char > "\x7f"]
    usual = sum(
        char in "‘’“”–—…•€£©®°«»·´\xa0" or unicodedata.category(char) in ("Ll", "Lu")
        for char in odd
    )
    return usual >= 0.9 * len(odd)
