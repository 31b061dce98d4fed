"""Altered texts through extraction and comparison: nothing may raise, and what is found is there.

``python -m tests.fuzz --minutes 60`` goes on for an hour with the packaged models and prints
every text at which something goes wrong, cut down to what it takes; ``--seed`` gives others.
The texts are stretches of corpus/ in which words and characters were changed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claims.engine import Engine, Models
from claims.records import Article, Extraction
from claims.tracker import Tracker

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
#: Texts that are taken in together.
BATCH = 32
#: Tries at leaving words out of a text that fails.
TRIES = 200

_ODD = """
    [1] [REDACTED] [sic] (a) ) ( [ ] { } “ ” " ' ‘ ’ ’s 's n't - – — -- … ... . , ; : ! ? @ @velden
    #velden & % $ £ € $3 €5m 3% * ** _ / \\ | ~ ^ ` < > = + × © ™ 3 12 1,000 1,00,000 1,2,3 1.2.3
    .5 5. 007 -7 1e400 1e5 3rd 1/2 ½ ⅓ ² ³ ¹ ① ⑳ ⒈ Ⅳ ٣٤ १२ 〇 三 𝟗 10³ 40³ ³s 1990s ’90s 24/7 9/11
    9:30 30-year-old two-thirds twenty-³ dozen half a million billion none several
    said says denied denies insisted insists rejected told claimed according to that whether who
    which not no never he she it they them his her their its the a and or but of in for by was were
    is Monday yesterday today 31 February 2031-02-30 May Mr. Dr. President minister spokesman
    Ministry of U.S. US UN Velden Ana Holt al-Velden O’Brien McX X x Ünal Łódź Αθήνα Москва 北京
    مصر שלום ｆｕｌｌ ﬁne naïve e\u0301 \u0301 \u200d \u200f \u00ad 😀 👩\u200d👧 🇳🇴 \ufffd \ue000
    \U0010fffe http://x.example/a?b=c www.x.example a@b.example <b> &amp; \x00 \x1b[1m NULL NaN
"""
WORDS = [*_ODD.split(), "according to", "in order to", "7" * 400, "9" * 5000, "a" * 3000]
WORDS += ["[" * 40, "“" * 30]
CHARACTERS = "0³①½٣.,;:!?'’‘\"“”()[]-–—…\n\t @#%$&*/\\aAéßİıſǆ\u0301\u200d\u00a0\u2028😀北ع"


@dataclass(frozen=True)
class Fault:
    """A text and what went wrong with it."""

    text: str
    what: str


@cache
def stretches() -> tuple[str, ...]:
    """Two to five sentences each, as they stand in the corpus."""
    found = []
    for path in sorted(CORPUS.rglob("*.txt")):
        sentences = re.split(r"(?<=[.!?”])\s+(?=[“A-Z])", path.read_text(encoding="utf-8"))
        found += [" ".join(sentences[at : at + 2 + at % 4]) for at in range(0, len(sentences), 2)]
    return tuple(found)


def altered(seed: int, number: int) -> str:
    """The text of this number: the same on every machine."""
    chance = random.Random(f"{seed} {number}")
    text = chance.choice(stretches())
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        change = chance.choice(CHANGES)
        text = change(text, chance)
    return text


def _words(text: str) -> list[str]:
    return re.split(r"(?<=\s)(?=\S)", text)


def _put(text: str, chance: random.Random) -> str:
    words = _words(text)
    words.insert(chance.randrange(len(words) + 1), chance.choice(WORDS) + " ")
    return "".join(words)


def _replace(text: str, chance: random.Random) -> str:
    words = _words(text)
    words[chance.randrange(len(words))] = chance.choice(WORDS) + " "
    return "".join(words)


def _speaker(text: str, chance: random.Random) -> str:
    """Another speaker: before a verb of saying, or after "according to"."""
    verbs = list(re.finditer(r"\b(?:[A-Z][\w’-]+ )+(?=(?:said|denied|told|says|insisted))", text))
    word = chance.choice(WORDS)
    if not verbs or chance.random() < 0.3:
        return f"{text} It rained in Velden, according to {word}. {word} said that it rained."
    verb = chance.choice(verbs)
    return f"{text[: verb.start()]}{word} {text[verb.end() :]}"


def _number(text: str, chance: random.Random) -> str:
    digits = list(re.finditer(r"\d[\d,.]*|\b(?:two|three|four|five|ten|dozen)\b", text))
    word = chance.choice([w for w in WORDS if any(map(str.isnumeric, w))])
    if not digits:
        return f"{text} At least {word} people were hurt, police said."
    found = chance.choice(digits)
    return f"{text[: found.start()]}{word}{text[found.end() :]}"


def _drop(text: str, chance: random.Random) -> str:
    words = _words(text)
    at = chance.randrange(len(words))
    return "".join(words[:at] + words[at + chance.choice((1, 1, 2, 6)) :])


def _swap(text: str, chance: random.Random) -> str:
    words = _words(text)
    one, two = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[two] = words[two], words[one]
    return "".join(words)


def _twice(text: str, chance: random.Random) -> str:
    words = _words(text)
    at = chance.randrange(len(words))
    many = chance.choice((1, 1, 3))
    return "".join(words[: at + many] + words[at:])


def _mix(text: str, chance: random.Random) -> str:
    """The beginning of this text and the end of another."""
    words, others = _words(text), _words(chance.choice(stretches()))
    return "".join(words[: chance.randrange(len(words) + 1)] + others[len(others) // 2 :])


def _character(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(CHARACTERS) + text[at + chance.randrange(2) :]


def _punctuation(text: str, chance: random.Random) -> str:
    marks = [at for at, letter in enumerate(text) if not letter.isalnum()]
    if not marks:
        return text
    at = chance.choice(marks)
    return text[:at] + chance.choice(("", "", text[at] * 3, *CHARACTERS[5:20])) + text[at + 1 :]


def _case(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = start + chance.choice((1, 10, 1000))
    how = chance.choice((str.upper, str.lower, str.title, str.swapcase))
    return text[:start] + how(text[start:end]) + text[end:]


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] if chance.random() < 0.5 else text[at:]


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _put, _put, _replace, _replace, _speaker, _speaker, _number, _drop, _swap, _twice, _mix,
    _character, _character, _punctuation, _case, _cut,
)  # fmt: skip


def faults(texts: Sequence[str], engine: Engine) -> Iterator[Fault]:
    """What goes wrong when ``texts`` are taken in and compared with one another."""
    articles = [
        Article(text, url=f"https://fuzz.example/{n}", published="2031-05-02", language="en")
        for n, text in enumerate(texts)
        if text.strip()
    ]
    seen = Seen(engine)
    errors: list[tuple[Article, Exception]] = []
    with Tracker(":memory:", engine=seen) as tracker:
        tracker.ingest(
            articles, batch=BATCH, failed=lambda article, error: errors.append((article, error))
        )
        broken = tracker.store.read("PRAGMA foreign_key_check")
    yield from (Fault(a.text, f"{type(e).__name__}: {e} at {_place(e)}") for a, e in errors)
    for found in seen.found.values():
        yield from (Fault(found.article.text, what) for what in untrue(found))
    if broken:
        yield Fault("", f"a reference to nothing: {broken[0]}")


class Seen(Engine):
    """An engine whose extractions are kept to be looked at."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.models)
        self._engine = engine
        self.found: dict[str, Extraction] = {}

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        found = self._engine.extract(articles)
        self.found |= {each.article.id: each for each in found}
        return found

    def embed(self, claims):  # type: ignore[no-untyped-def]
        return self._engine.embed(claims)

    def beside(self, articles: Sequence[Article]) -> None:
        return None


def untrue(found: Extraction) -> Iterator[str]:
    """What an extraction says of its text that is not so."""
    text = found.article.text
    sources = {source.id for source in found.sources}
    ids = [claim.id for claim in found.claims]
    if len(set(ids)) < len(ids):
        yield "two claims have one id"
    for claim in found.claims:
        if claim.source not in sources or (claim.via and claim.via not in sources):
            yield "a claim's source is missing"
        if claim.about is not None and claim.about not in ids:
            yield "a claim is about one that is missing"
        for name in ("speaker_spans", "cue_spans", "quote_spans"):
            spans = getattr(claim, name)
            flat = [at for span in spans for at in span]
            if flat != sorted(flat) or any(a >= b for a, b in spans):
                yield f"{name} are not in order: {spans}"
            if flat and not 0 <= flat[0] <= flat[-1] <= len(text):
                yield f"{name} are not in the text: {spans}"
        if not claim.quote_spans or not claim.cue_spans:
            yield "a claim without words"
        if claim.quote != " … ".join(text[a:b] for a, b in claim.quote_spans):
            yield f"the quote is not in the text: {claim.quote!r}"


def shortened(fault: Fault, engine: Engine) -> Fault:
    """The same fault in fewer words."""
    kind = fault.what.partition(":")[0]
    words, tries = _words(fault.text), 0
    size = len(words) // 2
    while size and tries < TRIES:
        at = 0
        while at < len(words) and tries < TRIES:
            fewer = words[:at] + words[at + size :]
            tries += 1
            same = [f for f in faults(["".join(fewer)], engine) if f.what.startswith(kind)]
            if same:
                words, fault = fewer, same[0]
            else:
                at += size
        size //= 2
    return fault


def _place(error: Exception) -> str:
    """Where ``error`` was raised: the last line of ours that it came through."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename)
        if "claims" in name.parts[-3:] or "claims" in name.parts[-2:]:
            place = f"{name.parent.name}/{name.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def main(arguments: Sequence[str] | None = None) -> int:
    """Go on for so many minutes. Returns how many different faults there were, 99 at most."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="NUMBER")
    chosen = parser.parse_args(arguments)
    engine = Engine(Models(threads=1))
    end = time.monotonic() + 60 * chosen.minutes
    number, known = chosen.first, set[str]()
    while time.monotonic() < end:
        texts = [altered(chosen.seed, n) for n in range(number, number + BATCH)]
        for fault in faults(texts, engine):
            kind = fault.what if " at " in fault.what else fault.what.partition(":")[0]
            if kind not in known:
                known.add(kind)
                small = shortened(fault, engine)
                print(f"{number}: {small.what}\n    {small.text!r}", flush=True)
        number += BATCH
    print(f"{number - chosen.first:,} texts, {len(known)} faults (seed {chosen.seed})")
    return min(len(known), 99)


if __name__ == "__main__":
    sys.exit(main())
