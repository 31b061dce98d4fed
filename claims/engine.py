"""The models, each loaded when first needed, and the steps that run on them.

An engine turns articles into extractions and claims into vectors; where it runs (this
process, or Ray actors) changes nothing in what comes out.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from claims.errors import ModelError
from claims.records import Article, Claim, Extraction

if TYPE_CHECKING:
    from claims.extract.attribution import Attributor
    from claims.hookspecs import Making
    from claims.reading.answers import Reader
    from claims.reading.asking import Asker
    from claims.reading.llm import Price, Replies
    from claims.run.workers import Extract, Workers
    from claims.store import Store
    from claims.vectors.embedding import Embedder

#: From so many characters on, articles are shared out between processes: the start of a
#: process takes as long as the extraction of half of them.
MANY = 60_000
#: Processes, unless told: each takes 250 MB.
MOST = 8
#: How the name of a language model begins.
LLM = "llm:"
#: Articles whose documents are in memory at one time.
TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Models:
    """Which models to use: a path or a hub name each, None for the packaged one.

    ``reader`` is the name of a plugin's reader in place of the packaged one, or "llm:NAME" for a
    language model, at the OpenAI-compatible address ``base_url`` if there is one, with the key
    that `llm` has under the name ``key``. ``timeout`` is how many seconds it has for a reading.
    ``threads`` is the number of processor cores to use, None for all (processes: at most 8).
    ``embedded_by`` is the name that a database gives of the model of its vectors, where that is
    not the packaged one and ``embedding`` names none. It is compared and never loaded: whoever
    wrote the database could name any code there.
    """

    attribution: str | None = None
    reading: str | None = None
    embedding: str | None = None
    spacy: str | None = None
    threads: int | None = None
    embedded_by: str | None = None
    reader: str | None = None
    base_url: str | None = None
    key: str | None = None
    timeout: float | None = None


def fitting(models: Models, store: Store) -> Models:
    """``models`` with the name of the embedding that the claims of ``store`` were made with, where
    none is named. Raises ModelError where another one is."""
    from claims.vectors.embedding import PACKAGED

    there = store.vectors.embedded_by()
    if there is None or there == (models.embedding or PACKAGED):
        return models
    if models.embedding is None:
        return replace(models, embedded_by=there)
    raise ModelError(
        f"the claims of {store.path} were embedded by {there}, which cannot be compared with "
        f"{models.embedding}: leave the option out, or begin another database"
    )


def asker(models: Models) -> Asker:
    """The language model that ``models`` names. Raises ModelError where there is none of that
    name, or it is not named as one."""
    from claims.reading.asking import Asker, Limits

    reader = models.reader or ""
    name = reader.removeprefix(LLM)
    if not reader.startswith(LLM) or not name:
        raise ModelError(
            f"{models.reader!r} is no reader: write llm:MODEL, a name that `llm models` lists"
        )
    limits = Limits() if models.timeout is None else Limits(seconds=models.timeout)
    return Asker(name, models.base_url, models.key, limits)


def plugged(models: Models) -> Making | None:
    """What makes the reader of a plugin that ``models`` names, if it names one. Raises
    ModelError for a name that no plugin has, nor `llm`."""
    if models.reader is None or models.reader.startswith(LLM):
        return None
    from claims.plugins import added

    found: dict[str, Making] = added("readers")
    if models.reader not in found:
        known = f", or {', '.join(sorted(found))}" if found else ""
        raise ModelError(
            f"there is no reader {models.reader!r}: write llm:MODEL, a name that `llm models` "
            f"lists{known}"
        )
    return found[models.reader]


class Engine:
    """All steps in this process."""

    def __init__(self, models: Models | None = None) -> None:
        self.models = models or Models()
        #: Where the answers of a language model are kept, if not in memory alone.
        self.replies: Replies | None = None
        #: What it costs, if that is to be kept with them.
        self.price: Price | None = None
        self._workers: Workers | None = None

    @cached_property
    def attributor(self) -> Attributor:
        from claims.extract.attribution import Attributor

        return Attributor(self.models.attribution, threads=self.models.threads)

    @cached_property
    def embedder(self) -> Embedder:
        from claims.vectors.embedding import Embedder

        if self.models.embedding is None and self.models.embedded_by is not None:
            raise ModelError(
                f"the claims of this database were embedded by {self.models.embedded_by!r}, which "
                "is not loaded on its word: name it with --embedding-model, if you trust it"
            )
        return Embedder(self.models.embedding, threads=self.models.threads)

    @cached_property
    def reader(self) -> Reader:
        if self.models.reader is None:
            return self._network
        make = plugged(self.models)
        if make is not None:
            return make()
        from claims.reading.llm import LanguageModel

        return LanguageModel(asker(self.models), self.replies, lambda: self._network, self.price)

    @cached_property
    def _network(self) -> Reader:
        from claims.reading.network import Network

        return Network(self.models.reading, threads=self.models.threads)

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """Who says what in each article, sources resolved within it.

        Many articles are shared out between processes, one a core, with the same outcome.
        """
        if not articles:
            return []
        workers = self.beside(articles)
        if workers is not None:
            return workers.extract(articles)
        return extract(articles, self.attributor, self.reader, self.models.spacy)

    def beside(self, articles: Sequence[Article]) -> Workers | None:
        """The processes that extract beside this one, if there are any or ``articles`` are
        worth a start."""
        from claims.models.loader import cores
        from claims.run.workers import Workers, possible

        if type(self).attributor is not Engine.attributor:
            return None  # a model of somebody's own: a process would not know it
        if self.models.reader is not None:
            return None  # one process asks a language model, and a plugin need not know of many
        if self._workers is not None and self._workers.pids:
            return self._workers
        count = self.models.threads or min(cores(), MOST)
        long = sum(len(article.text) for article in articles) >= MANY and len(articles) > 1
        if count < 2 or not long or not possible():
            return None
        try:
            self._workers = Workers(
                functools.partial(alone, replace(self.models, threads=1)), count
            )
        except OSError:  # where no process may be started, one has to do
            return None
        return self._workers

    def close(self) -> None:
        """End the processes, if there are any; they are started anew when needed."""
        if self._workers is not None:
            self._workers.close()

    def embed(self, claims: Sequence[Claim]) -> npt.NDArray[np.float32]:
        """One vector of length 1 for each claim's words, shape (n, dimension)."""
        if not claims:
            return np.zeros((0, 0), dtype=np.float32)
        return self.embedder.encode([claim.quote for claim in claims])

    @property
    def embedding_name(self) -> str:
        """Under which name vectors are stored: vectors of two models are never compared."""
        from claims.vectors.embedding import PACKAGED

        return self.models.embedding or self.models.embedded_by or PACKAGED


def alone(models: Models) -> Extract:
    """What extracts in a process of its own, which does nothing else."""
    if models.spacy is None:
        # The packaged pipeline does without torch, which spaCy loads wherever it is:
        # 180 MB and half of the start.
        sys.modules["torch"] = None  # type: ignore[assignment]
    return Engine(models).extract


def extract(
    articles: Sequence[Article], attributor: Attributor, reader: Reader, spacy: str | None = None
) -> list[Extraction]:
    """Who says what in each of ``articles``, and what ``reader`` says of it, in this process.

    ``spacy`` names another pipeline than the packaged one.
    """
    from claims.extract.bounds import crowd
    from claims.languages import resolver
    from claims.reading.tell import told

    found: list[Extraction] = []
    for start in range(0, len(articles), TOGETHER):
        group = articles[start : start + TOGETHER]
        for language, some in groupby(group, key=lambda article: article.language):
            for resolved in resolver(language)(list(some), attributor, spacy):
                done = told(resolved, reader)
                found.append(replace(done, notes=(*done.notes, *crowd(len(done.claims)))))
    return found
