"""What readers said of articles, in one form, for the network that learns to answer readings.

Three kinds of files are read: invented stories (all is labelled), readings of real articles
(denials, disputes, near misses, marks that are no statements, who speaks), and the older gold of
`corpus/gold` (disputes alone, within an article and across two). Real articles are named by id
or digest: their texts have to be there.
"""

from __future__ import annotations

import gzip
import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from claims.reading.excerpt import Passage
from claims.records import Span, Spans, digest

#: Statement ``n`` of text ``k`` of a group.
Key = tuple[int, int]
#: What the target of an arguable pair is.
ARGUABLE = 0.4

_MARK = re.compile(r"\[\[(\d+):\s?|\]\]")


@dataclass(frozen=True, slots=True)
class Text:
    """An article with its statements."""

    title: str
    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Articles of one story with what is known of their statements.

    ``disputes`` gives the target of a pair, smaller key first; ``near`` are pairs that only look
    so; ``whole`` says whether all other pairs of the group (``across``: also of two texts) are
    none. ``about`` has what a denial denies, ``who`` the right name, None for nobody, ``fair``
    whether the source that was found was the right one. A key that is missing is not known.
    """

    set: str
    id: str
    texts: tuple[Text, ...]
    disputes: Mapping[tuple[Key, Key], float] = field(default_factory=dict)
    near: frozenset[tuple[Key, Key]] = frozenset()
    echoes: frozenset[tuple[Key, Key]] = frozenset()
    whole: bool = True
    across: bool = False
    statement: Mapping[Key, bool] = field(default_factory=dict)
    denies: Mapping[Key, bool] = field(default_factory=dict)
    stance: Mapping[Key, str] = field(default_factory=dict)
    type: Mapping[Key, str] = field(default_factory=dict)
    own: Mapping[Key, bool] = field(default_factory=dict)
    about: Mapping[Key, tuple[Key, ...]] = field(default_factory=dict)
    who: Mapping[Key, str | None] = field(default_factory=dict)
    fair: Mapping[Key, bool] = field(default_factory=dict)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of JSON lines, packed or not."""
    packed: dict[str, Callable[..., TextIO]] = {".xz": lzma.open, ".gz": gzip.open}
    opened: Callable[..., TextIO] = packed.get(path.suffix, open)
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def unmark(marked: str) -> tuple[str, dict[int, list[Span]]]:
    """A story's text without its marks, and where each statement stands in it."""
    out: list[str] = []
    open_: list[tuple[int, int]] = []
    spans: dict[int, list[Span]] = {}
    place = at = 0
    for match in _MARK.finditer(marked):
        out.append(marked[place : match.start()])
        at += match.start() - place
        place = match.end()
        if match.group(1):
            open_.append((int(match.group(1)), at))
        else:
            number, start = open_.pop()
            spans.setdefault(number, []).append((start, at))
    out.append(marked[place:])
    return "".join(out), spans


def pair(a: Key, b: Key) -> tuple[Key, Key]:
    """Two keys in order."""
    return (a, b) if a < b else (b, a)


# -- invented stories ----------------------------------------------------------------------


def stories(path: Path) -> Iterator[Labelled]:
    """The invented stories of a file; statement "2.7" is the seventh of the second article."""
    for row in lines(path):
        texts: list[Text] = []
        keys: dict[str, Key] = {}
        for k, article in enumerate(row["articles"]):
            text, spans = unmark(article["text"])
            numbers = sorted(spans, key=lambda n: (min(spans[n]), -max(spans[n])[1]))
            passages = []
            for n, number in enumerate(numbers):
                keys[f"{k + 1}.{number}"] = (k, n)
                content = tuple(sorted(spans[number]))
                said = row["statements"][f"{k + 1}.{number}"]
                passages.append(Passage(content, _nearest(text, said.get("as"), content)))
            texts.append(Text(article["title"], text, tuple(passages)))
        said = {keys[name]: told for name, told in row["statements"].items()}
        disputes, echoes = {}, set()
        for a, b, kind, sure in row["relations"]:
            both = pair(keys[a], keys[b])
            if kind == "echo":
                echoes.add(both)
            else:
                disputes[both] = 1.0 if sure == "clear" else ARGUABLE
        denials = {key for key, told in said.items() if told["stance"] == "denies"}
        yield Labelled(
            "stories",
            row["id"],
            tuple(texts),
            disputes,
            frozenset(pair(keys[a], keys[b]) for a, b, _ in row["traps"]) - disputes.keys(),
            frozenset(echoes) - disputes.keys(),
            across=True,
            statement=dict.fromkeys(said, True),
            denies={key: key in denials for key in said},
            stance={key: told["stance"] for key, told in said.items()},
            type={key: told["type"] for key, told in said.items()},
            about={key: tuple(keys[o] for o in said[key].get("of", ())) for key in denials},
            who={key: told["who"] for key, told in said.items()},
        )


def _nearest(text: str, words: str | None, content: Spans) -> Spans:
    """Where ``words`` stand nearest to a content, outside of it."""
    if not words:
        return ()
    low, high = content[0][0], content[-1][1]
    places = [match.span() for match in re.finditer(re.escape(words), text)]
    outside = [(s, e) for s, e in places if not any(s < b and a < e for a, b in content)]
    apart = {(s, e): max(low - e, s - high, 0) for s, e in outside}
    best = min(outside, key=apart.__getitem__, default=None)
    return (best,) if best is not None and apart[best] < 400 else ()


# -- readings of real articles -------------------------------------------------------------


def readings(path: Path, news: Mapping[str, Mapping[str, Any]]) -> Iterator[Labelled]:
    """The articles of a file of readings; ``news`` has their texts by id. Statements are
    numbered from 1; the optional key "names" has who was taken to say each. A name is written out
    or told by its place in the text. "words" are where they stand other than marked. Where
    "whole" is false, only what is told is known, as in what `claims export --corrections`
    writes."""
    for row in lines(path):
        article = news.get(row["id"])
        if article is None:
            continue
        words = row.get("words", {})
        passages = tuple(
            Passage(_spans(words.get(str(n), s["spans"])), _spans(s["speaker"]), _spans(s["cue"]))
            for n, s in enumerate(row["statements"], start=1)
        )
        whole = row.get("whole", True)
        every = [(0, n) for n in range(len(passages))]
        not_one = {(0, n - 1) for n in row.get("not", ())}
        denials = {(0, d["n"] - 1): d for d in row.get("denials", ())}
        of = {key: tuple((0, o - 1) for o in d.get("of", ())) for key, d in denials.items()}
        disputes = {
            pair((0, a - 1), (0, b - 1)): 1.0 if sure == "clear" else ARGUABLE
            for a, b, _, sure in row.get("disputes", ())
        }
        near = {pair((0, a - 1), (0, b - 1)) for a, b in row.get("near", ())}
        wrong, stance = _by_key(row.get("who", {})), _by_key(row.get("stance", {}))
        who = {(0, n): name for n, name in enumerate(row.get("names", ())) if name} | wrong
        told = {key for both in disputes for key in both} | _by_key(words).keys()
        known = every if whole else sorted(told | wrong.keys() | stance.keys() | not_one)
        yield Labelled(
            "readings",
            row["id"],
            (Text(article.get("title") or "", article["text"], passages),),
            disputes,
            frozenset(near) - disputes.keys(),
            whole=whole,
            statement={key: key not in not_one for key in known},
            denies={key: key in denials for key in (every if whole else stance)},
            stance=stance,
            own={key: d["own"] for key, d in denials.items() if whole},
            about={key: claims for key, claims in of.items() if whole or claims},
            who={k: _name(article["text"], n) for k, n in who.items() if k not in not_one},
            fair={k: k not in wrong for k in (every if whole else wrong) if k not in not_one},
        )


def _by_key(told: Mapping[str, Any]) -> dict[Key, Any]:
    """What is told by the numbers of statements, which begin at 1."""
    return {(0, int(n) - 1): value for n, value in told.items()}


def _name(text: str, name: str | Sequence[int] | None) -> str | None:
    """A name, or where it stands in the text."""
    return name if name is None or isinstance(name, str) else text[slice(*name)]


def _spans(pairs: Iterable[Iterable[int]]) -> Spans:
    return tuple(sorted((start, end) for start, end in pairs))


# -- the older gold ------------------------------------------------------------------------


def gold(path: Path, articles: Mapping[str, str]) -> Iterator[Labelled]:
    """Articles of which the disputes alone are known; ``articles`` are texts by digest. Of two
    readers' pairs, what both list is clear, what one lists is arguable."""
    for row in lines(path):
        text = articles.get(row["id"])
        if text is None:
            continue
        places = [(start, end) for start, end in row["statements"]]
        order = {at: n for n, at in enumerate(sorted(range(len(places)), key=places.__getitem__))}
        disputes = {
            pair((0, order[a]), (0, order[b])): target for (a, b), target in _listed(row).items()
        }
        near = {pair((0, order[a]), (0, order[b])) for a, b in row.get("near", ())}
        passages = tuple(Passage((place,)) for place in sorted(places))
        texts = (Text("", text, passages),)
        yield Labelled(row["set"], row["id"], texts, disputes, frozenset(near) - disputes.keys())


def _listed(row: Mapping[str, Any]) -> dict[tuple[int, int], float]:
    readers = row.get("readers", [row])
    found: dict[tuple[int, int], float] = {}
    for reader in readers:
        for key, value in (("disputes", 1.0), ("arguable", ARGUABLE)):
            for a, b, *_ in reader[key]:
                both = (min(a, b), max(a, b))
                found[both] = found.get(both, 0.0) + value / len(readers)
    return {both: 1.0 if value > 0.8 else ARGUABLE for both, value in found.items()}


def across(path: Path, articles: Mapping[str, str]) -> Iterator[Labelled]:
    """Pairs of statements of two articles, labelled 0, 1 (arguable) or 2 (dispute)."""
    for n, row in enumerate(lines(path)):
        sides = [row[side] for side in "ab"]
        if any(side[0] not in articles for side in sides):
            continue
        texts = tuple(
            Text("", articles[id], (Passage(((start, end),)),)) for id, start, end in sides
        )
        both = ((0, 0), (1, 0))
        label = row["label"]
        disputes = {both: 1.0 if label == 2 else ARGUABLE} if label else {}
        near = frozenset({both}) if not label else frozenset[tuple[Key, Key]]()
        yield Labelled("across", f"{path.stem}-{n}", texts, disputes, near, whole=False)


def texts(paths: Iterable[Path]) -> dict[str, str]:
    """The articles of files, as this package reads them, by digest."""
    from claims.read.inputs import read
    from claims.records import Article

    found = read(map(str, paths))
    return {digest(a.text): a.text for a in found if isinstance(a, Article)}


def names_the_same(name: str, words: str) -> bool:
    """Whether ``words`` of a text name the one whose full name is ``name``: the same last word,
    and no other first name."""
    full, said = ([w.strip(".,’'").lower() for w in text.split()] for text in (name, words))
    full, said = [w for w in full if w], [w for w in said if w]
    if not full or not said or full[-1] != said[-1] or name.split()[-1][:1].islower():
        return False
    if len(said) == 1 or len(full) == 1:
        return True
    return said[-2] in full or full[0] in said or words.split()[-2].endswith(".")


def is_name_of(right: str, name: str) -> bool:
    """Whether ``name`` is a form of the ``right`` one, or is it, or the other way round."""
    return right == name or names_the_same(right, name) or names_the_same(name, right)


def held_out(label: Labelled) -> bool:
    """Whether a group is left out to measure on: one of eight, by its name."""
    return int(digest("held", label.id)[:8], 16) % 8 == 0 and label.set in ("readings", "stories")
