"""What stands in an article's text and is no part of it: captions, credits, links, share buttons.

A linear chain over the words of each line (a conditional random field) tells where such begins and
where the text goes on. It looks at how words are written and glued, at the line around them and
at words that pages say. Its weights are in ``clutter.json``, each under the name of what it weighs;
`claims.training.clutter` makes them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import groupby

from claims.records import Attribution, Span, Spans

#: Text, the first word of clutter, the words after it, and the first word of text after it.
LABELS = ("text", "begin", "in", "after")
#: Words of a line that are looked at; what is longer is no line of a page.
LONGEST = 2_000

_WORD = re.compile(r"\w+|[^\w\s]")
_PART = re.compile(r"\d+|[^\W\d_]+|_+|[^\w\s]")
_LINE = re.compile(r"[^\n]+")
#: Marks that are rare in running text: of them "/" only between words.
_TELLING = re.compile(r"[|©•⦁@#>]|(?<=[^\W\d])/(?=[A-Z])|:(?=\w)|https?:")
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’)]")
_NEAR, _FAR = 8, 80
_TAIL = 6
#: Runs of more words than this are cut where each further one adds so much in log odds.
_SHORT, _EACH = 12, 0.6


#: What each feature says for each label, and each label for the one after it.
Weights = tuple[dict[str, list[float]], list[list[float]]]


@lru_cache(maxsize=1)
def _weights() -> Weights:
    data = json.loads(files("claims.extract").joinpath("clutter.json").read_text("utf-8"))
    return data["state"], data["step"]


@lru_cache(maxsize=2048)  # an article is met again for each other of its story
def clutter(text: str) -> Spans:
    """The runs of ``text`` that are no part of the article, in order; each in one line."""
    return tuple(
        span for tokens, line, words in lines(text) for span in _runs(tokens, best(line, words))
    )


def readable(text: str) -> str:
    """``text`` with blanks in place of its clutter, each character where it was. Clutter between
    two sentences parts them."""
    pieces: list[str] = []
    done = 0
    for start, end in clutter(text):
        between = _between(text, start) and end - start > 1
        pieces += text[done:start], "\n\n" if between else ""
        pieces.append(" " * (end - start - 2 * between))
        done = end
    return "".join((*pieces, text[done:]))


def _between(text: str, at: int) -> bool:
    """Whether a sentence has ended before ``at``, or none begun."""
    before = text[max(0, at - 9) : at].rstrip(" \"'”’)]")
    return not before or before[-1] in _ENDS or before[-1] == "\n"


def cleared(text: str, attributions: Iterable[Attribution]) -> list[Attribution]:
    """``attributions`` without what they have of clutter, and without those that were all
    clutter."""
    found = []
    for each in attributions:
        kept = (without(text, spans) for spans in (each.source, each.cue, each.content))
        source, cue, content = kept
        if cue and content:
            found.append(replace(each, source=source, cue=cue, content=content))
    return found


def without(text: str, spans: Spans) -> Spans:
    """``spans`` without the clutter of ``text``, and without blanks at the edges that it left."""
    kept, cut = list(spans), False
    for start, end in clutter(text):
        if any(a < end and start < b for a, b in kept):
            pieces = [piece for a, b in kept for piece in ((a, min(b, start)), (max(a, end), b))]
            kept, cut = [(a, b) for a, b in pieces if a < b], True
    if not cut:
        return spans
    found = ((a, b, text[a:b]) for a, b in kept)
    return tuple(
        (a + len(part) - len(part.lstrip()), b - len(part) + len(part.rstrip()))
        for a, b, part in found
        if part.strip()
    )


def lines(text: str) -> Iterator[tuple[list[Span], list[str], list[list[str]]]]:
    """The words of each line, what is seen of the line, and what of each word."""
    found = [match for match in _LINE.finditer(text) if not match[0].isspace()]
    often = Counter(match[0].strip() for match in found)
    for n, match in enumerate(found):
        tokens = _tokens(match[0])[:LONGEST]
        line = _of_line(match[0].strip(), often, n, len(found) - n - 1)
        at = match.start()
        yield [(at + a, at + b) for a, b in tokens], line, _seen(match[0], tokens)


def _tokens(line: str) -> list[Span]:
    """Words, numbers and marks; what is glued together ("endsThe") is taken apart."""
    found: list[Span] = []
    for match in _PART.finditer(line):
        begin = match.start()
        for i in range(match.start() + 1, match.end()):
            if line[i].isupper() and line[i - 1].islower():
                found.append((begin, i))
                begin = i
        found.append((begin, match.end()))
    return found


def _of_line(line: str, often: Mapping[str, int], above: int, below: int) -> list[str]:
    """What is seen of a whole line."""
    every = _WORD.findall(line)
    words = [word for word in every if word[0].isalpha()]
    low = [word.lower() for word in every]
    end = line.rstrip("".join(_CLOSERS))[-1:]
    share = int(5 * sum(word.islower() for word in words) / len(words)) if words else 9
    size = next((str(most) for most in (1, 2, 4, 8, 14, 25, 45) if len(words) <= most), "more")
    ends = f"ends in {'mark' if end in _ENDS else 'word' if end.isalnum() else end}"
    place = f"top {above}" if above < 3 else f"bottom {below}" if below < 5 else "middle"
    found = [
        "line",
        f"line {ends}",
        f"line of {size}",
        f"line low {share}",
        f"line low {share} {ends} of {size}",
        f"line {place}",
        f"line {place} {ends}",
    ]
    found += [f"line begins {' '.join(low[:n])}" for n in (1, 2, 3)]
    found += [f"line finishes {' '.join(low[-n:])}" for n in (1, 2)]
    marks = dict.fromkeys(_TELLING.findall(line))
    found += [f"line has {mark}" for mark in marks]
    found += [f"line {place} has {mark}" for mark in marks]
    found += [f"line tail {word}" for word in sorted({word.lower() for word in words[-_TAIL:]})]
    if often[line] > 1:
        found.append("line again")
    if words and line.isupper():
        found.append("line capitals")
    return found


def _seen(line: str, tokens: Sequence[Span]) -> list[list[str]]:
    """What is seen of each word of a line."""
    words = [line[a:b] for a, b in tokens]
    low = [word.lower() for word in words]
    shapes = [_shape(word) for word in words]
    ahead = _capitals_ahead(shapes, low)
    out: list[list[str]] = []
    for i, (start, _) in enumerate(tokens):
        near = _share(shapes[i : i + _NEAR])
        found = [
            f"is {shapes[i]}",
            f"near {near}",
            f"past {_share(shapes[max(0, i - _NEAR) : i])} near {near}",
            f"ahead {ahead[i]}",
            f"word {low[i]}",
        ]
        if i:
            glued = "glued" if tokens[i - 1][1] == start else "apart"
            found.append(f"-1 word {low[i - 1]}")
            found.append(f"-1 0 word {low[i - 1]} {low[i]}")
            found.append(f"-1 0 is {shapes[i - 1]} {shapes[i]} {glued}")
        else:
            found.append("first")
        if i + 1 < len(words):
            found.append(f"1 word {low[i + 1]}")
            found.append(f"0 1 word {low[i]} {low[i + 1]}")
        if shapes[i][0] == "X" and low[i] in low[max(0, i - 10) : i]:
            found.append("again")
        if shapes[i][0] == "X" and low[i] in low[i + 1 : i + 7]:
            found.append("soon again")
        if i and _ended(words, i):
            found.append("sentence")
        out.append(found)
    return out


def _share(shapes: Sequence[str]) -> int:
    """How many of four words begin with a capital."""
    capital = sum(shape[0] == "X" for shape in shapes)
    return int(4 * capital / max(1, capital + shapes.count("x")))


def _ended(words: Sequence[str], i: int) -> bool:
    """Whether a sentence ends before the ``i``-th word."""
    j = i - 1
    while j > 0 and words[j] in _CLOSERS:
        j -= 1
    return words[j] in _ENDS


def _capitals_ahead(shapes: Sequence[str], low: Sequence[str]) -> list[str]:
    """For each word the next one in capitals, if one stands within eighty."""
    found = ["none"] * len(shapes)
    at = -1
    for i in range(len(shapes) - 1, -1, -1):
        if shapes[i] == "XXX" and len(low[i]) > 3:
            at = i
        if at >= 0 and at - i <= _FAR:
            found[i] = low[at]
    return found


def _shape(word: str) -> str:
    if word.isdigit():
        return "9"
    if not word[0].isalpha():
        return word
    if word.islower():
        return "x"
    if len(word) == 1:
        return "X"
    return "XXX" if word.isupper() else "Xx"


def best(line: Sequence[str], words: Sequence[Sequence[str]]) -> list[int]:
    """The likeliest labels of the words of a line (Viterbi); all text where the evidence against
    that is thin for so many words."""
    known, step = _weights()
    count = range(len(LABELS))
    base = _scores(line, known, [0.0] * len(LABELS))
    states = [_scores(seen, known, base) for seen in words]
    scores = [states[0][0], states[0][1], -1e9, -1e9]  # a line begins with text or with clutter
    back: list[list[int]] = []
    for state in states[1:]:
        came = [max(count, key=lambda k: scores[k] + step[k][j]) for j in count]
        scores = [scores[k] + step[k][j] + state[j] for j, k in zip(count, came, strict=True)]
        back.append(came)
    path = [max(count, key=scores.__getitem__)]
    evidence = scores[path[0]] - sum(state[0] for state in states)
    evidence -= step[0][0] * (len(states) - 1)
    for came in reversed(back):
        path.append(came[path[-1]])
    long = sum(label in (1, 2) for label in path) - _SHORT
    return path[::-1] if evidence >= _EACH * long else [0] * len(path)


def _scores(
    seen: Sequence[str], known: Mapping[str, Sequence[float]], base: Sequence[float]
) -> list[float]:
    sums = list(base)
    for name in seen:
        for k, value in enumerate(known.get(name, ())):
            sums[k] += value
    return sums


def _runs(tokens: Sequence[Span], labels: Sequence[int]) -> Iterator[Span]:
    pairs = zip(tokens, labels, strict=True)
    for inside, group in groupby(pairs, key=lambda pair: pair[1] in (1, 2)):
        run = [token for token, _ in group]
        if inside:
            yield run[0][0], run[-1][1]
