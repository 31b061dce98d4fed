"""A reading as text for a language model: what is asked, the words of articles as data, and the
JSON schema of the answer.

Statements are numbered from 1 and marked in place, ``⟦3: … :3⟧``. What comes from an article
stands inside of ``<text>``; no character of it can end that, open a mark, or be taken for a
token of a chat template. Texts stay as long as they were, so that places hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from claims.reading import forms
from claims.reading.answers import Excerpted
from claims.reading.excerpt import Passage
from claims.records import Span, Spans, digest
from claims.spans import extent, words

#: Changes when anything that is sent does: earlier answers are then not taken for new ones.
VERSION = "3"
#: Characters of an article in one prompt, and how many of them the next one has again.
ROOM, AGAIN = 8_000, 1_500
#: Characters around a statement of a pair, before and after; and of one excerpt for both.
BEFORE, AFTER, BOTH = 900, 600, 3_000
#: What a part of a long article may have more than its equal share, so that it ends with a line.
SLACK = 300
#: Characters of a token, about.
TOKEN = 4
#: Tokens of the articles that are read whole together, and of what a longer one is cut into.
STORY = 6_000

#: Characters of each of two articles that are read together, before and after a statement.
WIDE = 2_000

Ask = Literal["article", "pair", "meeting", "whole"]

_ESCAPES = str.maketrans({"⟦": "[", "⟧": "]", "<": "‹", ">": "›"})
_TEMPLATE = re.compile(r"\[(/?[A-Z_]{3,})\]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent. ``given`` are the words of articles in it, against which quotes are
    held; ``numbers`` of statements that may be named; ``expected`` tokens of the answer, about;
    ``articles`` the ids of the articles, where they have one; ``spans`` what is given of each."""

    ask: Ask
    system: str
    text: str
    schema: Mapping[str, Any]
    given: str
    numbers: tuple[int, ...]
    expected: int
    articles: tuple[str, ...] = field(default=())
    spans: tuple[Span, ...] = field(default=())

    def key(self, model: str) -> str:
        """By what the answer of ``model`` is kept."""
        schema = json.dumps(self.schema, sort_keys=True)
        return digest("reply", VERSION, model, self.system, self.text, schema)

    @property
    def fingerprint(self) -> str:
        """The same for whatever model it is sent to: by what answers in a file are found."""
        return digest("sent", self.system, self.text, json.dumps(self.schema, sort_keys=True))

    @property
    def tokens(self) -> int:
        """About how many tokens are sent."""
        sent = len(self.system) + len(self.text) + len(json.dumps(self.schema))
        return -(-sent // TOKEN)


def escaped(text: str) -> str:
    """``text`` as it is sent: nothing in it can be taken for what stands around it."""
    return _TEMPLATE.sub(r"(\1)", _CONTROL.sub(" ", text.translate(_ESCAPES)))


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A part of an article with statements in it under the numbers by which they are told, and
    ``which`` part it is, of how many."""

    article: Excerpted
    span: Span
    statements: Sequence[tuple[int, Passage]] = ()
    which: str = ""

    @property
    def words(self) -> str:
        return self.article.text[slice(*self.span)]


def readings(article: Excerpted) -> list[Prompt]:
    """What to ask of an article and its statements; a long one is asked about in parts."""
    found = []
    for span, which in _parts(article.text, ROOM):
        inside = [(n + 1, article.passages[n]) for n in _inside(article, span)]
        if inside:
            excerpt = _Excerpt(article, span, inside, which)
            found.append(_prompt("article", [excerpt], 60 + 50 * len(inside)))
    return found


def wholes(articles: Sequence[Excerpted], room: int = STORY * TOKEN) -> list[Prompt]:
    """What to ask of articles of one story to find what is in dispute in them: all at once, or
    of one that has more than ``room`` characters in parts."""
    parts = [
        _Excerpt(article, span, which=which)
        for article in articles
        for span, which in _parts(article.text, room)
    ]
    asked = [parts] if len(articles) > 1 else [[part] for part in parts]
    return [_prompt("whole", each, 250 * len(each)) for each in asked]


def pair(one: Excerpted, a: int, other: Excerpted, b: int) -> Prompt:
    """What to ask of statement ``a`` of one article, told as 1, and ``b`` of another, told as 2."""
    first, second = one.passages[a], other.passages[b]
    excerpts = [
        _Excerpt(one, _around(one.text, first), [(1, first)]),
        _Excerpt(other, _around(other.text, second), [(2, second)]),
    ]
    start, end = extent(tuple(each.span for each in excerpts))
    if one.text == other.text and end - start <= BOTH:
        excerpts = [_Excerpt(one, (start, end), [(1, first), (2, second)])]
    return _prompt("pair", excerpts, 120)


def meetings(
    one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
) -> list[tuple[Prompt, list[tuple[int, int]]]]:
    """What to ask of two articles, or of two parts of one, around pairs of their statements:
    ``most`` prompts at most. With each, for its statements in order, (0 or 1 for the article,
    its number there)."""
    found: list[tuple[Prompt, list[tuple[int, int]]]] = []
    seen: set[tuple[int, int]] = set()
    for seed in seeds:
        if len(found) < most and seed not in seen:
            excerpts: list[_Excerpt] = []
            places: list[tuple[int, int]] = []
            for side, (article, n) in enumerate(zip((one, other), seed, strict=True)):
                span = _around(article.text, article.passages[n], WIDE, WIDE)
                inside = _inside(article, span)
                numbered = enumerate((article.passages[k] for k in inside), len(places) + 1)
                excerpts.append(_Excerpt(article, span, list(numbered)))
                places += [(side, k) for k in inside]
            found.append((_prompt("meeting", excerpts, 100), places))
            seen |= {(i, j) for k, i in places for m, j in places if (k, m) == (0, 1)}
    return found


def place(quote: str, text: str) -> Span | None:
    """Where ``quote`` stands in ``text`` verbatim, but for spaces and the shape of quotation
    marks; None where it does not."""
    words = escaped(quote).strip(" \n\t“”\"'‘’….").split()
    if not words:
        return None
    pattern = r"\s+".join(re.sub(r"[“”\"]", '[“”"]', re.escape(w)) for w in words)
    pattern = re.sub(r"[‘’']", "[‘’']", pattern)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", escaped(text))
    return found.span() if found else None


def _parts(text: str, room: int) -> list[tuple[Span, str]]:
    """Places in the text, ``room`` characters at most and about equally long, and which of how
    many each is, if there are several."""
    found, start, end = list[Span](), 0, 0
    number = -(-(len(text) - AGAIN) // (room - AGAIN))
    if number > 1:
        room = min(room, -(-(len(text) - AGAIN) // number) + AGAIN + SLACK)
    while not found or end < len(text):
        start = _cut(text, start, end - AGAIN) if found else 0
        end = len(text) if len(text) - start <= room else _cut(text, start, start + room)
        found.append((start, end))
    several = len(found) > 1
    return [(span, f"{n} of {len(found)}" if several else "") for n, span in enumerate(found, 1)]


def _inside(article: Excerpted, span: Span) -> list[int]:
    """The numbers (from 0) of the statements that begin inside of ``span``."""
    return [
        n
        for n, passage in enumerate(article.passages)
        if passage.content and span[0] <= extent(passage.content)[0] < span[1]
    ]


def _cut(text: str, start: int, limit: int) -> int:
    """The best place for a cut in the second half before ``limit``."""
    half = (start + limit) // 2
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, half, limit)
        if at > 0:
            return at + len(mark)
    return max(limit, start + 1)


def _prompt(ask: Ask, excerpts: Sequence[_Excerpt], expected: int) -> Prompt:
    system, question, schema = forms.FORMS[ask]
    form = json.dumps(schema, ensure_ascii=False)
    told = "\n".join(map(_told, excerpts))
    return Prompt(
        ask,
        system,
        f"{question}\nSchema of the answer: {form}\n\n{told}\n\n{forms.END}",
        schema,
        "\n".join(each.words for each in excerpts),
        tuple(n for each in excerpts for n, _ in each.statements),
        expected,
        tuple(dict.fromkeys(each.article.id for each in excerpts if each.article.id)),
        tuple(each.span for each in excerpts),
    )


def _told(excerpt: _Excerpt) -> str:
    """A part of an article with its headline and date and its statements marked, and with who
    says each."""
    text = excerpt.article.text
    named = {"Headline": excerpt.article.title, "Date": excerpt.article.day, "Part": excerpt.which}
    head = [f"{name}: {_line(value)}" for name, value in named.items() if value]
    body = _marked(text, excerpt.span, [(n, p.content) for n, p in excerpt.statements])
    lines = [
        f"{n}. source as written: {_line(words(text, p.speaker)) or 'none'}"
        + (f"; told by: {_line(words(text, p.cue))}" if p.cue else "")
        for n, p in excerpt.statements
    ]
    sources = ["", "Statements:", *lines] if lines else []
    return "\n".join(["<text>", *head, "", body, *sources, "</text>"])


def _marked(text: str, span: Span, statements: Iterable[tuple[int, Spans]]) -> str:
    start, end = span
    marks: list[tuple[int, int, int, str]] = []  # where; closings first; the shorter inside
    for n, spans in statements:
        for a, b in spans:
            if a < end and b > start:
                a, b = max(a, start), min(b, end)
                marks.append((a, 1, -b, f"⟦{n}: "))
                marks.append((b, 0, -a, f" :{n}⟧"))
    out, at = [], start
    for where, _, _, mark in sorted(marks):
        out += [escaped(text[at:where]), mark]
        at = where
    return "".join([*out, escaped(text[at:end])]).strip()


def _around(text: str, passage: Passage, before: int = BEFORE, after: int = AFTER) -> Span:
    """A statement with what stands around it, cut between words."""
    first, last = extent(passage.content)
    first = min(first, *(a for a, _ in passage.speaker)) if passage.speaker else first
    start, end = max(0, first - before), min(len(text), last + after)
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    while last < end < len(text) and not text[end].isspace():
        end -= 1
    return start, end


def _line(text: str) -> str:
    return " ".join(escaped(text).split())
