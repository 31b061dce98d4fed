"""Extraction one batch ahead: worker processes read the next articles while this process
embeds, compares and stores those before.

It changes when an article is extracted and nothing else: what a batch turns out to need
beside what was begun is extracted when asked for, and what it does not need is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from claims.languages import reads
from claims.records import Article, Claim, Extraction

if TYPE_CHECKING:
    from claims.engine import Engine
    from claims.run.workers import Workers
    from claims.store import Store


class Ahead:
    """An engine that begins with what comes next. To be used in a ``with``: at its end,
    nothing is running that was begun.

    Engines without worker processes, or whose articles are not worth a start of them, work
    when they are asked, as ever.
    """

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._begun: list[_Task] = []  # for this batch and the next

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        if any(task.is_alive() for task in self._begun):
            self._engine.close()  # its processes, so that the tasks end as well
            for task in self._begun:
                task.join()
        self._begun.clear()

    def batches(self, batches: Iterable[list[Article]]) -> Iterator[list[Article]]:
        """The same batches, each when the next has been begun.

        An article is told its language here if it is begun. An error in reading the next
        batch is raised when this one has been taken care of, an interruption at once.
        """
        rest = iter(batches)
        following = self._next(rest, ())
        while (batch := following) is not None:
            following, failure, early = None, None, bool(self._begun)
            if early:
                try:
                    following = self._next(rest, batch)
                except Exception as error:
                    failure = error
            yield batch
            if failure is not None:
                raise failure
            if not early:
                following = self._next(rest, batch)
            self._begun = [task for task in self._begun if task.is_alive() or task.of(following)]

    def _next(
        self, rest: Iterator[list[Article]], before: Sequence[Article]
    ) -> list[Article] | None:
        """The next batch, which follows ``before``; the workers begin with what is new in it."""
        batch = next(rest, None)
        beside = getattr(self._engine, "beside", None)
        if batch is None or beside is None:
            return batch
        known = self._store.articles.stored(article.id for article in batch)
        known |= {article.id for article in before}
        told = [article if article.id in known else _told(article) for article in batch]
        new: dict[str, Article] = {}
        for article in told:
            if article.id not in known and reads(article.language):
                new.setdefault(article.id, replace(article, duplicate_of=None))
        workers = beside(list(new.values())) if new else None
        if workers is not None:
            self._begun.append(_Task(workers, new))
        return told

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """As the engine's."""
        found: dict[str, Extraction] = {}
        for task in list(self._begun):
            wanted = [a for a in articles if task.has(a)]
            if wanted:
                try:
                    done = task.result()
                except Exception:
                    self._begun.remove(task)  # what is asked for again is worked out anew
                    raise
                found |= {a.id: replace(done[a.id], article=a) for a in wanted}
        lacking = [a for a in articles if a.id not in found]
        if lacking:
            found |= {e.article.id: e for e in self._engine.extract(lacking)}
        return [found[a.id] for a in articles]

    def embed(self, claims: Sequence[Claim]) -> npt.NDArray[np.float32]:
        """As the engine's."""
        return self._engine.embed(claims)


class _Task(Thread):
    """Articles, by id, on their way through ``workers``."""

    def __init__(self, workers: Workers, articles: dict[str, Article]) -> None:
        super().__init__(daemon=True)
        self._workers = workers
        self._articles = articles
        self._found: dict[str, Extraction] = {}
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            found = self._workers.extract(list(self._articles.values()))
            self._found = {extraction.article.id: extraction for extraction in found}
        except Exception as error:
            self._error = error

    def has(self, article: Article) -> bool:
        """Whether just this article was begun, and not another state of it."""
        return self._articles.get(article.id) == replace(article, duplicate_of=None)

    def of(self, batch: Sequence[Article] | None) -> bool:
        """Whether any of ``batch`` was begun."""
        return any(article.id in self._articles for article in batch or ())

    def result(self) -> dict[str, Extraction]:
        """Extractions by id, once they are there. Raises what the workers raised."""
        while self.is_alive():
            self.join(0.5)  # with a limit, since Windows tells of Ctrl-C only between two waits
        if self._error is not None:
            raise self._error
        return self._found


def _told(article: Article) -> Article:
    from claims.read.language import language

    if article.language:
        return article
    try:
        return replace(article, language=language(article.text))
    except Exception:
        return article  # whose turn comes, and with it the error
