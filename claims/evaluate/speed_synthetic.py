"""News made up by rule, for measuring speed: invented people, places and events, no real text.

Articles have about 750 words, some forty sentences, of which fifteen say who said what. A story
begins each day, so that twelve articles appear on a day, however many there are: a collection
grows in time, as that of a newsroom does. Stories of twelve articles over six weeks share their
people and their matter, of which every tenth statement speaks; the others are common words in
no order. With more alike, the judge is asked about hundreds of opposed pairs for each article,
where real news has three to twenty-five. Databases have claims of such wording that no model has
seen, with random vectors in clusters, as claims of one story have. The same number
gives the same news on every machine.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from claims.reading.answers import Between
from claims.records import Article, Claim, Extraction, Link, Source, Stance, claim_id, digest

if TYPE_CHECKING:
    from faker import Faker

    from claims.store import Store

CLAIMS = 15  # in an article
STORY = 12  # articles in a story
DIMENSION = 384
MODEL = "synthetic"

_FIRST = "Mara Edo Sunniva Tomas Ilse Bashir Noor Piet Anwen Kofi Ruta Davit Ines Joren"
_START = "Hol Ter Van Okon Bran Lis Mar Sor Quis Yel Dar Fen Gal Jor Kes Lun Ner Pol"
_END = "t zian ce jo dt le ek ley tner mann berg ova ard sen wick field stone by"
_PLACES = ("Velden", "Orlestad", "Kessel", "Maren", "Brennick", "Tarnow", "Halvik", "Osterby")
_BODIES = ("Ministry of Works", "Harbour Board", "City Council", "Water Authority", "Lorry Union")
_ROLES = ("minister of works", "spokeswoman", "mayor", "engineer", "union leader", "director")
_THINGS = ("bridge", "ferry", "mill", "reservoir", "school", "tunnel", "power station", "clinic")
_MATTERS = """
bridge ferry mill reservoir school tunnel clinic library harbour stadium orchard quarry prison
museum railway airport market cathedral theatre dam hospital brewery lighthouse pipeline farm
laboratory vineyard archive nursery sawmill zoo observatory canal warehouse shipyard bakery
"""
_STATES: tuple[str, ...] = (
    "was safe",
    "had been inspected in March",
    "would reopen in May",
    "was never closed",
)
_STATES += ("had cost 40 million crowns", "was not safe", "had left without a pilot", "was empty")
_CUES = ("said", "said", "said", "told reporters", "insisted", "announced", "denied", "warned")
_FILLER = (
    "Snow fell on the square while the council met for the third time that week.",
    "Some forty people waited outside, and a kettle was passed from hand to hand.",
    "The papers of the inquiry fill eleven boxes in the basement of the town hall.",
    "A second hearing is on the list for the spring, though nobody knows who will pay for it.",
    "Trains ran late along the coast, and two shops near the station stayed shut all morning.",
    "The river has risen every year since the dam was built, and the meadows below are wet.",
)


def person(number: int) -> str:
    """An invented name; 4,500 different ones."""
    firsts, starts, ends = _FIRST.split(), _START.split(), _END.split()
    start, end = starts[number // 14 % len(starts)], ends[number // 252 % len(ends)]
    return f"{firsts[number % len(firsts)]} {start}{end}"


def articles(count: int, words: int = 750, seed: int = 1) -> Iterator[Article]:
    """Articles of about ``words`` words, in the order of publication within each story."""
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        story = number // STORY
        place, thing = _place(story), _MATTERS.split()[story % 36]
        people = [person(7 * story + n) for n in range(5)]
        day = date(2031, 1, 5) + timedelta(days=story + number % STORY * 4)
        sentences = [f"{place.upper()} — {chance.choice(_FILLER)}"]
        length = len(sentences[0].split())
        while length < words:
            said = chance.random() < 0.37
            if not said:
                sentence = _scene(chance, place)
            elif chance.random() < 0.1:
                sentence = _statement(chance, people, place, thing)
            else:  # an article speaks of more than its story's matter
                sentence = _aside(chance, people)
            sentences.append(sentence)
            length += len(sentence.split())
        text = "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
        yield Article(
            text,
            title=f"The {thing} at {place}: report {number}",
            url=f"https://news{number % 9}.example/{seed}/{number}",
            outlet=f"Courier {number % 9}",
            published=day.isoformat(),
            language="en",
        )


def _place(number: int) -> str:
    """The name of a town; 306 different ones."""
    starts, ends = _START.split(), _END.split()
    return starts[number % len(starts)] + ends[number // len(starts) % len(ends)] + "ing"


def _aside(chance: random.Random, people: Sequence[str]) -> str:
    """What somebody says of another matter: common words in no order, so that two such
    statements are as far apart as two of real news mostly are."""
    words = _faker()
    words.seed_instance(chance.randrange(2**32))
    said = words.sentence(nb_words=12, variable_nb_words=True).rstrip(".").lower()
    name, role, cue = chance.choice(people), chance.choice(_ROLES), chance.choice(_CUES[:6])
    return f"{name}, the {role}, {cue} that the {said}."


@cache
def _faker() -> Faker:
    from faker import Faker

    return Faker("en_US")


def _scene(chance: random.Random, place: str) -> str:
    number = chance.randint(3, 90)
    return chance.choice(_FILLER).replace("The ", f"In {place}, {number} days on, the ", 1)


def _statement(chance: random.Random, people: Sequence[str], place: str, thing: str) -> str:
    name, cue, state = chance.choice(people), chance.choice(_CUES), chance.choice(_STATES)
    number = chance.randint(2, 60)
    shape = chance.randrange(4)
    if shape == 0:
        return f"{name}, the {chance.choice(_ROLES)}, {cue} that the {thing} at {place} {state}."
    if shape == 1:
        return f"“The {thing} {state}, and {number} of us saw it,” {name} said on Monday."
    if shape == 2:
        return f"According to the {chance.choice(_BODIES)}, {number} people used the {thing}."
    return f"{name} {cue} that the {thing} {state} after {number} days of work at {place}."


# -- databases -----------------------------------------------------------------------------


def vectors(count: int, start: int = 0, seed: int = 1) -> npt.NDArray[np.float32]:
    """Rows of length 1 in clusters of about 24 (two articles say each thing), the same for a
    row whatever is asked for beside it."""
    block = 4096
    first, last = start // block, (start + count - 1) // block
    parts = [_block(number, block, seed) for number in range(first, last + 1)]
    return np.concatenate(parts)[start - first * block : start - first * block + count]


def _block(number: int, size: int, seed: int) -> npt.NDArray[np.float32]:
    chance = np.random.default_rng([seed, number])
    centres = chance.standard_normal((size // 24, DIMENSION), dtype=np.float32)
    spread = chance.uniform(0.4, 1.3, (size, 1)).astype(np.float32)
    rows = chance.standard_normal((size, DIMENSION), dtype=np.float32) * spread
    rows += centres[chance.integers(0, len(centres), size)]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows, np.float32)


def extraction(number: int, seed: int = 1) -> Extraction:
    """A short article with ``CLAIMS`` claims, as reading it might give them."""
    chance = random.Random(f"claims {seed} {number}")
    story = number // STORY
    place, thing = chance.choice(_PLACES), chance.choice(_THINGS)
    day = date(2021, 1, 1) + timedelta(days=story % 3650 + number % STORY * 3)
    lines: list[str] = []
    parts: list[tuple[str, str, str, int]] = []
    for n in range(CLAIMS):
        name = person((3 * story + chance.randrange(8)) % 4500)
        quote = f"the {thing} at {place} {chance.choice(_STATES)} on day {chance.randint(1, 999)}"
        cue = "denied" if n % 9 == 8 else "said"
        parts.append((name, cue, quote, sum(len(line) + 1 for line in lines)))
        lines.append(f"{name} {cue} that {quote}.")
    url = f"https://news{number % 50}.example/{seed}/{number}"
    article = Article(
        " ".join(lines),
        title=f"The {thing} at {place}",
        url=url,
        outlet=f"Courier {number % 50}",
        published=day.isoformat(),
        language="en",
    )
    local = {name: digest("local", article.id, name) for name, *_ in parts}
    claims = tuple(_claim(article, local, n, *part) for n, part in enumerate(parts))
    sources = tuple(Source(id, name, "person", chance.choice(_ROLES)) for name, id in local.items())
    return Extraction(article, sources, claims)


def _claim(
    article: Article, local: dict[str, str], n: int, name: str, cue: str, quote: str, at: int
) -> Claim:
    stance: Stance = "denies" if cue == "denied" else "asserts"
    quote_at = at + len(name) + len(cue) + 7
    return Claim(
        id=claim_id(article, cue, quote, n),
        article=article.id,
        source=local[name],
        speaker=name,
        cue=cue,
        cue_lemma="deny" if cue == "denied" else "say",
        stance=stance,
        force="fact",
        quotation="indirect",
        quote=quote,
        wording=quote[0].upper() + quote[1:],
        speaker_spans=((at, at + len(name)),),
        cue_spans=((at + len(name) + 1, at + len(name) + 1 + len(cue)),),
        quote_spans=((quote_at, quote_at + len(quote)),),
        entities=(quote.split(" at ")[1].split()[0].lower(),),
    )


def fill(store: Store, count: int, seed: int = 1) -> None:
    """Write ``count`` claims into an empty store, with their articles, sources and vectors,
    and one opposing link for every hundred claims. Past the store's own ways, table by table
    and with indexes made at the end, for these take an hour where this takes minutes."""
    each = 800
    store.sqlite.execute("PRAGMA synchronous = OFF")
    made = store.read(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    )
    for kind, name, _ in made:
        store.sqlite.execute(f"DROP {kind} {name}")
    for start in range(0, -(-count // CLAIMS), each):
        found = [extraction(n, seed) for n in range(start, min(start + each, -(-count // CLAIMS)))]
        with store.transaction():
            _write(store, found)
            claims = [claim for e in found for claim in e.claims]
            rows = vectors(len(claims), start * CLAIMS, seed)
            store.vectors.add(MODEL, [claim.id for claim in claims], rows)
            store.links.put(_links(claims))
    with store.transaction():
        for _, _, sql in made:
            store.sqlite.execute(sql)
        for table in ("articles_fts", "claims_fts"):
            store.sqlite.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def _write(store: Store, found: Sequence[Extraction]) -> None:
    """Rows of articles, sources and claims; sources of one name are one."""
    from claims.sources.identity import blocks
    from claims.store import rows

    joined = {s.id: digest("source", s.name) for e in found for s in e.sources}
    store.sources.put(
        [Source(joined[s.id], s.name, s.kind, s.role) for e in found for s in e.sources]
    )
    articles: list[dict[str, object]] = []
    shown: list[dict[str, object]] = []
    keys: list[dict[str, object]] = []
    said: list[dict[str, object]] = []
    for e in found:
        a = e.article
        fields = {name: getattr(a, name) for name in (*_FIELDS, "language", "id", "key")}
        articles.append({**fields, "added_at": "2031-01-01T00:00:00+00:00"})
        for s in e.sources:
            columns = dict(zip(rows.SOURCE_COLUMNS.split(", "), rows.source_values(s), strict=True))
            shown.append({**columns, "article": a.id, "source": joined[s.id]})
            keys += [{"block": block, "appearance": s.id} for block in blocks(s)]
        for claim in e.claims:
            values = rows.claim_values(claim, a.date)
            said.append({**values, "source": joined[claim.source]})
    for table, records in (
        ("articles", articles),
        ("appearances", shown),
        ("appearance_blocks", keys),
        ("claims", said),
    ):
        names = list(records[0])
        store.sqlite.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [list(record.values()) for record in records],
        )


def _links(claims: Sequence[Claim]) -> list[Link]:
    return [
        Link(
            a.id,
            b.id,
            "denial" if a.stance == "denies" else "conflict",
            0.5 + int(a.id[:4], 16) / 140_000,
            ("read-as-conflict", "two-articles"),
            f"{a.speaker} and {b.speaker} cannot both be right.",
        )
        for a, b in zip(claims[::100], claims[8::100], strict=False)
    ]


class Engine:
    """Stands in for the models: what an article says and its vectors are made up."""

    embedding_name = MODEL

    def __init__(self, start: int, middle: int, seed: int = 1) -> None:
        self._start, self._middle, self._seed = start, middle, seed
        self.given: dict[str, tuple[Extraction, int]] = {}

    @property
    def reader(self) -> Engine:
        """One that finds nothing in dispute: what is measured is all else."""
        return self

    def across(self, *_: object) -> dict[tuple[int, int], Between]:
        """See `claims.reading.answers.Reader`."""
        return {}

    def article(self, number: int) -> Article:
        """The article ``number`` after ``start``; its claims are near those of the stories at
        ``middle`` of the database."""
        found = extraction(self._start + number, self._seed)
        middle = self._middle + number
        self.given[found.article.id] = (found, middle * CLAIMS)
        return found.article

    def extract(self, found: Sequence[Article]) -> list[Extraction]:
        return [self.given[article.id][0] for article in found]

    def embed(self, claims: Sequence[Claim]) -> npt.NDArray[np.float32]:
        rows = []
        for article in dict.fromkeys(claim.article for claim in claims):
            near = vectors(CLAIMS, self.given[article][1], self._seed)
            noise = np.random.default_rng(self.given[article][1]).standard_normal(near.shape)
            moved = near + 0.02 * noise.astype(np.float32)
            rows.append(moved / np.linalg.norm(moved, axis=1, keepdims=True))
        return np.concatenate(rows).astype(np.float32)


_FIELDS = ("text", "title", "url", "outlet", "published")


def write_folder(folder: Path, count: int) -> None:
    """``count`` articles as one JSON Lines file in ``folder``."""
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for article in articles(count):
            fields = {name: getattr(article, name) for name in _FIELDS}
            file.write(json.dumps(fields) + "\n")
