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
from claims.spans import extent

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
#: A part of an article, and the numbers (from 0) of the statements that lie inside.
Part = tuple[Span, list[int]]

_ESCAPES = str.maketrans({"⟦": "[", "⟧": "]", "<": "‹", ">": "›"})
_TEMPLATE = re.compile(r"\[(/?[A-Z_]{3,})\]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent. ``given`` are the words of articles in it, against which quotes are
    held; ``numbers`` of statements that may be named; ``expected`` tokens of the answer, about;
    ``articles`` the ids of the articles, where they have one; ``spans`` what is given of each of
    those that are read whole."""

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


def readings(article: Excerpted) -> list[Prompt]:
    """What to ask of an article and its statements; a long one is asked about in parts."""
    parts = _parts(article, ROOM)
    return [
        _reading(article, part, _which(n, len(parts))) for n, part in enumerate(parts) if part[1]
    ]


def wholes(articles: Sequence[Excerpted], room: int = STORY * TOKEN) -> list[Prompt]:
    """What to ask of articles of one story to find what is in dispute in them: all at once, or
    of one that has more than ``room`` characters in parts."""
    cut = [(article, _parts(article, room)) for article in articles]
    told = [
        (article, span, _excerpt(article, span, (), _which(n, len(parts))))
        for article, parts in cut
        for n, (span, _) in enumerate(parts)
    ]
    return [_whole(told)] if len(articles) > 1 else [_whole([part]) for part in told]


def _whole(parts: Sequence[tuple[Excerpted, Span, str]]) -> Prompt:
    schema = forms.whole()
    return Prompt(
        "whole",
        forms.WHOLE_SYSTEM,
        _asked(forms.WHOLE, "\n".join(told for _, _, told in parts), schema),
        schema,
        "\n".join(article.text[start:end] for article, (start, end), _ in parts),
        (),
        250 * len(parts),
        tuple(article.id for article, _, _ in parts),
        tuple(span for _, span, _ in parts),
    )


def pair(one: Excerpted, a: int, other: Excerpted, b: int) -> Prompt:
    """What to ask of statement ``a`` of one article, told as 1, and ``b`` of another, told as 2."""
    first, second = one.passages[a], other.passages[b]
    parts: list[tuple[Excerpted, Span, list[tuple[int, Passage]]]] = [
        (one, _around(one.text, first), [(1, first)]),
        (other, _around(other.text, second), [(2, second)]),
    ]
    start = min(span[0] for _, span, _ in parts)
    end = max(span[1] for _, span, _ in parts)
    if one.text == other.text and end - start <= BOTH:
        parts = [(one, (start, end), [(1, first), (2, second)])]
    told = "\n".join(_excerpt(*part) for part in parts)
    schema = forms.pair()
    return Prompt(
        "pair",
        forms.SYSTEM,
        _asked(forms.PAIR, told, schema),
        schema,
        "\n".join(article.text[span[0] : span[1]] for article, span, _ in parts),
        (1, 2),
        120,
        tuple(dict.fromkeys(article.id for article in (one, other) if article.id)),
    )


def meetings(
    one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
) -> list[tuple[Prompt, list[tuple[int, int]]]]:
    """What to ask of two articles, or of two parts of one, around pairs of their statements:
    ``most`` prompts at most. With each, for its statements in order, (0 or 1 for the article,
    its number there)."""
    found: list[tuple[Prompt, list[tuple[int, int]]]] = []
    seen: set[tuple[int, int]] = set()
    for seed in seeds:
        if len(found) >= most:
            break
        if seed in seen:
            continue
        prompt, places = _meeting(one, other, seed)
        found.append((prompt, places))
        here = [[n for side, n in places if side == k] for k in (0, 1)]
        seen |= {seed} | {(i, j) for i in here[0] for j in here[1]}
    return found


def _meeting(
    one: Excerpted, other: Excerpted, seed: tuple[int, int]
) -> tuple[Prompt, list[tuple[int, int]]]:
    places: list[tuple[int, int]] = []
    told, given = [], []
    for side, (article, n) in enumerate(zip((one, other), seed, strict=True)):
        start, end = _around(article.text, article.passages[n], WIDE, WIDE)
        inside = [
            k
            for k, passage in enumerate(article.passages)
            if passage.content and start <= extent(passage.content)[0] < end
        ]
        numbered = [(len(places) + at + 1, article.passages[k]) for at, k in enumerate(inside)]
        places += [(side, k) for k in inside]
        told.append(_excerpt(article, (start, end), numbered))
        given.append(article.text[start:end])
    schema = forms.meeting()
    prompt = Prompt(
        "meeting",
        forms.SYSTEM,
        _asked(forms.MEETING, "\n".join(told), schema),
        schema,
        "\n".join(given),
        tuple(range(1, len(places) + 1)),
        100,
        tuple(dict.fromkeys(article.id for article in (one, other) if article.id)),
    )
    return prompt, places


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


def _parts(article: Excerpted, room: int) -> list[Part]:
    """Places in the text, ``room`` characters at most and about equally long, each with the
    numbers (from 0) of the statements that lie inside."""
    text, found, start = article.text, list[Part](), 0
    number = -(-(len(text) - AGAIN) // (room - AGAIN))
    if number > 1:
        room = min(room, -(-(len(text) - AGAIN) // number) + AGAIN + SLACK)
    while True:
        end = len(text) if len(text) - start <= room else _cut(text, start, start + room)
        inside = [
            n
            for n, passage in enumerate(article.passages)
            if passage.content and start <= extent(passage.content)[0] < end
        ]
        found.append(((start, end), inside))
        if end >= len(text):
            return found
        start = _cut(text, start, end - AGAIN)


def _cut(text: str, start: int, limit: int) -> int:
    """The best place for a cut in the second half before ``limit``."""
    half = (start + limit) // 2
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, half, limit)
        if at > 0:
            return at + len(mark)
    return max(limit, start + 1)


def _reading(article: Excerpted, part: Part, which: str) -> Prompt:
    span, inside = part
    numbers = tuple(n + 1 for n in inside)
    told = _excerpt(article, span, [(n + 1, article.passages[n]) for n in inside], which)
    schema = forms.article()
    return Prompt(
        "article",
        forms.SYSTEM,
        _asked(forms.ARTICLE, told, schema),
        schema,
        article.text[span[0] : span[1]],
        numbers,
        60 + 50 * len(numbers),
        (article.id,) if article.id else (),
    )


def _which(part: int, of: int) -> str:
    return f"{part + 1} of {of}" if of > 1 else ""


def _asked(question: str, told: str, schema: Mapping[str, Any]) -> str:
    form = json.dumps(schema, ensure_ascii=False)
    return f"{question}\nSchema of the answer: {form}\n\n{told}\n\n{forms.END}"


def _excerpt(
    article: Excerpted,
    span: Span,
    passages: Sequence[tuple[int, Passage]],
    which: str = "",
) -> str:
    """A part of an article with its headline and date and its statements marked, and with who
    says each. ``which`` part it is, of how many."""
    head = [f"Headline: {_line(article.title)}"] if article.title else []
    head += [f"Date: {_line(article.day)}"] if article.day else []
    head += [f"Part: {which}"] if which else []
    body = _marked(article.text, span, [(n, passage.content) for n, passage in passages])
    lines = [
        f"{n}. source as written: {_words(article.text, p.speaker) or 'none'}"
        + (f"; told by: {_words(article.text, p.cue)}" if p.cue else "")
        for n, p in passages
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


def _words(text: str, spans: Spans) -> str:
    return _line(" … ".join(text[a:b] for a, b in spans))


def _line(text: str) -> str:
    return " ".join(escaped(text).split())
