"""Fixtures: an empty store, a small one made by hand, and a command line to run."""

from __future__ import annotations

import os

# Before numpy is loaded, here and in what the tests start: threads that multiply small matrices
# wait for each other, and take the cores from other processes of the run.
os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")

import contextlib
import fcntl
import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner, Result

from claims.reading.answers import Between, Excerpted, Findings
from claims.records import Answer, Article, Claim, Extraction, Link, Source, Stance, claim_id
from claims.store import Store

if TYPE_CHECKING:
    from claims.engine import Engine

HARBOUR = (
    "The bridge at Ostrava Falls is safe, the Ministry of Works said on Monday. "
    "Elena Marsh flatly denied that the bridge was safe. "
    "“I would not send my dog across,” the engineer said."
)
POST = (
    "The Ministry of Works said the bridge had been inspected in March. "
    "At least 30 people were hurt, Harbour Police said."
)
SAFE = "Ana Holt said that the old bridge in Velden was safe. The mayor listened for an hour."
UNSAFE = "Edo Vance denied that the old bridge in Velden was safe. He left before noon on Friday."
LONG = " ".join(f"Line {n} of the report tells of the works at pier {n * 7}." for n in range(40))
WIRE = "Hospital director Tom Okoye said 12 people had been hurt at the bridge."


@dataclass(frozen=True)
class Words:
    """A claim to be: who, cue and quote, each found in the text of the article."""

    speaker: str
    cue: str
    quote: str
    source: str
    stance: Stance = "asserts"
    wording: str = ""
    force: str = "fact"
    said_on: str | None = None


def span(text: str, part: str) -> tuple[tuple[int, int], ...]:
    """Where ``part`` is in ``text``."""
    start = text.index(part)
    return ((start, start + len(part)),)


def extraction(article: Article, *claims: Words) -> Extraction:
    """The extraction of ``article`` with these claims, in local sources."""
    names = dict.fromkeys(words.source for words in claims)
    local = {name: f"{article.id}-{number}" for number, name in enumerate(names)}
    return Extraction(
        article=article,
        sources=tuple(
            Source(id, name, "organization" if "of" in name or "Police" in name else "person")
            for name, id in local.items()
        ),
        claims=tuple(
            Claim(
                id=claim_id(article, words.cue, words.quote),
                article=article.id,
                source=local[words.source],
                speaker=words.speaker,
                cue=words.cue,
                cue_lemma=words.cue.split()[-1],
                stance=words.stance,
                force=words.force,  # type: ignore[arg-type]
                quotation="indirect",
                quote=words.quote,
                wording=words.wording or words.quote,
                speaker_spans=span(article.text, words.speaker),
                cue_spans=span(article.text, words.cue),
                quote_spans=span(article.text, words.quote),
                said_on=words.said_on,
            )
            for words in claims
        ),
    )


def add(store: Store, found: Extraction) -> None:
    """Write ``found``, and join its sources to those of the same name."""
    blocks = {source.id: [source.name.lower()] for source in found.sources}
    with store.transaction():
        store.articles.add(
            found, signature=b"\x01\x02", bands=[f"band-{found.article.id}"], blocks=blocks
        )
        joined = {
            a.source.id: replace(a.source, id="source-" + a.source.name.lower().replace(" ", "-"))
            for a in store.sources.appearances(
                [name for names in blocks.values() for name in names]
            )
        }
        store.sources.assign(joined)


def apart(store: Store, found: Extraction, blocks: Mapping[str, Sequence[str]]) -> None:
    """Write ``found``, each of whose sources is one of its own."""
    with store.transaction():
        store.articles.add(found, signature=None, bands=(), blocks=blocks)
        store.sources.assign({source.id: source for source in found.sources})


def bridge(store: Store) -> dict[str, Claim]:
    """Three articles, five claims, a denial and a dispute over figures. Claims by a name."""
    harbour = Article(
        HARBOUR,
        title="Bridge is safe, ministry says",
        url="https://harbour.example/1",
        outlet="Harbour Times",
        published="2031-05-02",
    )
    post = Article(POST, title="Thirty hurt", outlet="Daily Post", published="2031-05-04")
    wire = Article(WIRE, outlet="Wire Service", published="2031-05-05T08:00:00")
    works, marsh = "Ministry of Works", "Elena Marsh"
    found = [
        extraction(
            harbour,
            Words("the Ministry of Works", "said", "The bridge at Ostrava Falls is safe", works),
            Words(
                marsh,
                "flatly denied",
                "the bridge was safe",
                marsh,
                "denies",
                "The bridge at Ostrava Falls is safe",
            ),
            Words("the engineer", "said", "I would not send my dog across", marsh, force="opinion"),
        ),
        extraction(
            post,
            Words("The Ministry of Works", "said", "the bridge had been inspected in March", works),
            Words("Harbour Police", "said", "At least 30 people were hurt", "Harbour Police"),
        ),
        extraction(
            wire, Words("Tom Okoye", "said", "12 people had been hurt at the bridge", "Tom Okoye")
        ),
    ]
    for each in found:
        add(store, each)
    names = ["safe", "unsafe", "dog", "march", "thirty", "twelve"]
    claims = dict(zip(names, (claim for each in found for claim in each.claims), strict=True))
    store.links.put(
        [
            Link(
                claims["unsafe"].id,
                claims["safe"].id,
                "denial",
                0.93,
                ("explicit-denial",),
                "Elena Marsh denies what the Ministry of Works said: that the bridge is safe.",
            ),
            Link(
                claims["thirty"].id,
                claims["twelve"].id,
                "figures",
                0.71,
                ("figures",),
                "Harbour Police and Tom Okoye give different numbers of people hurt: 30 and 12.",
            ),
        ]
    )
    return claims


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without content, to be copied: making one takes longer."""
    path = tmp_path_factory.mktemp("empty") / "claims.db"
    Store(path).close()
    return path


@pytest.fixture
def db_path(tmp_path: Path) -> Path:
    """Where a database may be."""
    return tmp_path / "claims.db"


@pytest.fixture
def store(db_path: Path, empty: Path) -> Iterator[Store]:
    """A new store."""
    shutil.copy(empty, db_path)
    with Store(db_path) as store:
        yield store


@pytest.fixture
def filled(store: Store) -> tuple[Store, dict[str, Claim]]:
    """A store with the claims of `bridge`, and these by their names."""
    return store, bridge(store)


@pytest.fixture(scope="session")
def models() -> Engine:
    """The packaged models, loaded once."""
    from claims.engine import Engine, Models

    return Engine(Models(threads=1))


@pytest.fixture(scope="session")
def sample(models: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the README's first command, made by the packaged models: to be copied.

    Of the processes of a run (``-n``) one makes it.
    """
    own = tmp_path_factory.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (common / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (common / "sample.db").exists():
            _ingest_corpus(models, common / "part.db")
            (common / "part.db").rename(common / "sample.db")
        return Path(shutil.copy(common / "sample.db", tmp_path_factory.mktemp("sample")))


def _ingest_corpus(models: Engine, path: Path) -> None:
    from claims.read import Failure, read
    from claims.tracker import Tracker

    with (
        contextlib.chdir(Path(__file__).parent.parent),
        Tracker(path, engine=models, create=True) as tracker,
    ):
        tracker.ingest(item for item in read(["corpus/"]) if not isinstance(item, Failure))


Run = Callable[..., Result]


@pytest.fixture
def run(db_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``claims ARGUMENTS`` on the database of `db_path`."""
    from claims.cli import cli

    monkeypatch.setenv("CLAIMS_DB", str(db_path))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=input, prog_name="claims")

    return run


SAID = re.compile(r"([A-Z]\w+ [A-Z]\w+) (said|denied) that ([^.]+)\.")


class Judging:
    """A reader for which two statements of like words are in dispute if just one of them is a
    denial or has a "not", and echo each other else."""

    name = "words"

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        return {
            (a, b): self.judged(*(self._told(*side) for side in ((one, a), (other, b))))
            for a, b in seeds
        }

    def read(self, article: Excerpted) -> Findings:
        numbers = range(len(article.passages))
        told = [self._told(article, number) for number in numbers]
        pairs = {(i, j): self.judged(told[i], told[j]) for i, j in combinations(numbers, 2)}
        return Findings([], pairs)

    def _told(self, article: Excerpted, number: int) -> tuple[str, bool]:
        passage = article.passages[number]
        words, cue = (
            " ".join(article.text[start:end] for start, end in spans)
            for spans in (passage.content, passage.cue)
        )
        return words, "denied" in cue

    def judged(self, one: tuple[str, bool], other: tuple[str, bool]) -> Between:
        """Of (words, whether it is a denial), twice."""
        first, second = (set(words.lower().split()) for words, _ in (one, other))
        like = len((first & second) - {"not"}) / max(1, len((first | second) - {"not"}))
        against = [
            denies ^ ("not" in words) for words, denies in ((first, one[1]), (second, other[1]))
        ]
        if like < 0.6:
            return Between(0.02)
        if against[0] == against[1]:
            return Between(0.02, echo=0.9)
        return Between(0.99, denies=0.95 * one[1], denied=0.95 * other[1])


class Reading:
    """An engine without models: "Ana Holt said that it rained." is a claim, all else is not."""

    embedding_name = "words"

    def __init__(self, models: object = None) -> None:
        self.reader = Judging()
        self.embedder = self

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        return [self._extraction(article) for article in articles]

    def _extraction(self, article: Article) -> Extraction:
        words = [
            Words(found[1], found[2], found[3], found[1], VERBS[found[2]])
            for found in SAID.finditer(article.text)
        ]
        found = extraction(article, *words)
        told = [(c.quote, c.stance == "denies") for c in found.claims]
        answers = []
        for i, j in combinations(range(len(told)), 2):
            between = self.reader.judged(told[i], told[j])
            ids = found.claims[i].id, found.claims[j].id
            answers.append(
                Answer(*ids, between.dispute, between.echo, between.denies, between.denied)
            )
        return replace(found, answers=tuple(answers))

    def embed(self, claims: Sequence[Claim]) -> np.ndarray:
        return self.encode([claim.wording for claim in claims])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                rows[row, zlib.crc32(word.encode()) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


VERBS: dict[str, Stance] = {"said": "asserts", "denied": "denies"}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> type[Reading]:
    """Puts `Reading` in place of the engine, so that an ingest takes no time."""
    monkeypatch.setattr("claims.tracker.Engine", Reading)
    monkeypatch.setattr("claims.engine.Engine", Reading)
    return Reading


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder of two articles that dispute a bridge."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(f"Bridge is safe\n\n{SAFE}\n")
    (folder / "two.txt").write_text(f"Bridge is not safe\n\n{UNSAFE}\n")
    return folder


@pytest.fixture
def folder(written: Path, run: Run, engine: type[Reading]) -> Path:
    """The same, ingested."""
    assert run("ingest", str(written)).exit_code == 0
    return written
