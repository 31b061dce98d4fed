"""What a language model answered, read with patience and believed in nothing.

Models think aloud before the JSON, fence it, send the schema back, or put the answer inside of
it. The last object that fits is the answer. A number that was not asked about and a quote that
is not in the text are thrown away, and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.errors import Unanswered
from claims.reading.answers import STANCES, TYPES, Between, Told
from claims.reading.forms import KINDS, VERDICTS
from claims.reading.prompt import Prompt, place
from claims.records import Span

#: Of an answer so many characters are read, and so many opening braces tried.
LONGEST, TRIED = 200_000, 400
#: What an answer is worth as a probability: a clear one, one that may be argued about, a no.
CLEAR, ARGUABLE, NO = 0.98, 0.6, 0.04
#: So many quotes are taken of a side.
QUOTES = 4
#: A reason is told in so many characters at most.
REASON = 300

_NEEDED: Mapping[str, Mapping[str, type]] = {
    "article": {"statements": list, "pairs": list},
    "meeting": {"pairs": list},
    "pair": {"verdict": str},
    "whole": {"disputes": list},
}
_QUOTED = re.compile(r"[“\"]([^“”\"]{8,})[”\"]")
#: The marks of a statement, which are not the article's.
_MARK = re.compile(r"⟦\d+: | ?:\d+⟧")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ArticleAnswer:
    """What is told of an article's statements, by number from 0, and of pairs of them, i < j.
    ``dropped``: how many names and numbers were thrown away."""

    told: Mapping[int, Told]
    pairs: Mapping[tuple[int, int], Between]
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """What is told of two statements. ``denial`` is the one that denies the other, 1 or 2, or 0."""

    verdict: str
    denial: int = 0
    reason: str = ""
    quotes: tuple[str, str] = ("", "")
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: its words as the text has them, the best first, at every place
    where they are told; who says it, as written."""

    quotes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A dispute that is told of texts: ``a`` speaks against ``b``. ``kind`` is empty where the
    answer has none of those that there are; ``clear`` is false where it may be argued about."""

    a: Side
    b: Side
    kind: str
    clear: bool
    why: str


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """The disputes that are told of a text."""

    disputes: Sequence[Listed]
    dropped: int = 0


@dataclass
class _Check:
    """Holds what is told against what was given."""

    prompt: Prompt
    dropped: int = field(default=0)

    def number(self, value: Any) -> int | None:
        """A number of a statement, from 0."""
        if isinstance(value, int) and not isinstance(value, bool) and value in self.prompt.numbers:
            return value - 1
        self.dropped += 1
        return None

    def span(self, value: Any) -> Span | None:
        """Where words stand in what was given."""
        if not isinstance(value, str) or not value.strip():
            return None
        found = place(_MARK.sub("", value), self.prompt.given)
        self.dropped += found is None
        return found

    def quote(self, value: Any) -> str:
        """The words as the text has them, or none."""
        found = self.span(value)
        return self.prompt.given[found[0] : found[1]] if found else ""

    def reason(self, value: Any) -> str:
        """A sentence on one line; none where it quotes what is not there."""
        words = " ".join(_CONTROL.sub(" ", value).split()) if isinstance(value, str) else ""
        if any(place(quoted, self.prompt.given) is None for quoted in _QUOTED.findall(words)):
            self.dropped += 1
            return ""
        return words if len(words) <= REASON else words[:REASON].rsplit(" ", 1)[0] + " …"


def checked(prompt: Prompt, text: str) -> ArticleAnswer | PairAnswer | WholeAnswer:
    """The answer in ``text``. Raises Unanswered where there is none."""
    if prompt.ask == "pair":
        return pair(prompt, text)
    return whole(prompt, text) if prompt.ask == "whole" else article(prompt, text)


def article(prompt: Prompt, text: str) -> ArticleAnswer:
    """What is told of an article, or of statements of two. Raises Unanswered."""
    found = answer(text, _NEEDED[prompt.ask])
    check = _Check(prompt)
    told = {}
    denies: dict[tuple[int, int], float] = {}
    for row in _rows(found.get("statements")):
        if (n := check.number(row.get("n"))) is None:
            continue
        about = [k for v in _items(row.get("denies")) if (k := check.number(v)) not in (None, n)]
        denies |= {(n, k): CLEAR for k in about}
        who = check.span(row.get("who"))
        told[n] = Told(
            CLEAR if row.get("statement") is not False else NO,
            _one_of(STANCES, row.get("stance")),
            _one_of(TYPES, row.get("type")),
            about=tuple((k, CLEAR) for k in about),
            who=((who, CLEAR),) if who else (),
        )
    pairs = _pairs(check, found["pairs"], denies)
    for a, b in denies:  # a denial that is told of one alone may be argued about
        both = (min(a, b), max(a, b))
        ways = (denies.get(both, 0.0), denies.get(both[::-1], 0.0))
        pairs.setdefault(both, Between(ARGUABLE, 0.0, *ways))
    return ArticleAnswer(told, pairs, check.dropped)


def _pairs(
    check: _Check, rows: Any, denies: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], Between]:
    pairs: dict[tuple[int, int], Between] = {}
    for row in _rows(rows):
        a, b = check.number(row.get("a")), check.number(row.get("b"))
        relation = row.get("relation")
        if a is None or b is None or a == b or relation not in ("dispute", "echo"):
            continue
        odds = ARGUABLE if row.get("clear") is False else CLEAR
        against = relation == "dispute" and row.get("denies") is True
        between = Between(
            odds if relation == "dispute" else NO,
            odds if relation == "echo" else 0.0,
            CLEAR if against else denies.get((a, b), 0.0),
            denies.get((b, a), 0.0),
        )
        pairs[min(a, b), max(a, b)] = between if a < b else between.swapped
    return pairs


def pair(prompt: Prompt, text: str) -> PairAnswer:
    """What is told of two statements. Raises Unanswered."""
    found = answer(text, _NEEDED["pair"])
    verdict = found["verdict"].strip().lower()
    if verdict not in VERDICTS:
        raise Unanswered("the answer has none of the verdicts that were asked for")
    check = _Check(prompt)
    denial = found.get("denial")
    return PairAnswer(
        verdict,
        denial if denial in (1, 2) and not isinstance(denial, bool) else 0,
        check.reason(found.get("reason")),
        (check.quote(found.get("quote_1")), check.quote(found.get("quote_2"))),
        check.dropped,
    )


def whole(prompt: Prompt, text: str) -> WholeAnswer:
    """The disputes that are told of texts. Raises Unanswered."""
    found = answer(text, _NEEDED["whole"])
    check = _Check(prompt)
    disputes = []
    for row in _rows(found["disputes"]):
        one, other = (_side(check, row.get(name)) for name in ("a", "b"))
        kind, grade = row.get("kind"), row.get("grade")
        if one is None or other is None or one.quotes[0] == other.quotes[0] or grade == "none":
            continue
        kind = kind if kind in KINDS else ""
        why = check.reason(row.get("why"))
        disputes.append(Listed(one, other, kind, grade == "clear", why))
    return WholeAnswer(disputes, check.dropped)


def answer(text: str, wanted: Mapping[str, type]) -> dict[str, Any]:
    """The last JSON object in ``text`` that has what is ``wanted``. Raises Unanswered."""
    text = text[-LONGEST:]
    thought = text.rfind("</think>")
    for part in (text[thought + len("</think>") :] if thought >= 0 else "", text):
        fitting = [found for found in _objects(part) if _fits(found, wanted)]
        if fitting:
            return fitting[-1]
    raise Unanswered("the answer holds no JSON of the form that was asked for")


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects in ``text``, and what stands where a schema has its properties."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(TRIED):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
            if isinstance(found.get("properties"), dict):
                yield found["properties"]
        at = text.find("{", end)


def _fits(found: Mapping[str, Any], wanted: Mapping[str, type]) -> bool:
    return all(isinstance(found.get(name), kind) for name, kind in wanted.items())


def _rows(values: Any) -> list[Mapping[str, Any]]:
    return [value for value in _items(values) if isinstance(value, dict)]


def _items(values: Any) -> list[Any]:
    return values if isinstance(values, list) else []


def _side(check: _Check, row: Any) -> Side | None:
    """A side whose words are there."""
    if not isinstance(row, dict):
        return None
    quotes = map(check.quote, _items(row.get("quotes"))[:QUOTES])
    found = tuple(dict.fromkeys(quote for quote in quotes if quote))
    return Side(found, check.quote(row.get("source"))) if found else None


def _one_of(known: Sequence[str], value: Any) -> tuple[float, ...]:
    """Probabilities: the one that is told, or else the first, has nearly all."""
    best = value if isinstance(value, str) and value in known else known[0]
    rest = (1 - CLEAR) / (len(known) - 1)
    return tuple(CLEAR if name == best else rest for name in known)
