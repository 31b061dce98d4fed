"""What runs on the cluster: reading, extraction, embedding and writing, a shard at a time.

Each stage takes a row and gives rows of the next; a row is one shard on its way: its name, the
``failures`` in reading it, and its extractions, pickled, in ``found``. Model actors are loaded
once a process. A row whose shard is written already passes through untouched.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from claims.engine import Engine, Models
from claims.errors import mistake
from claims.languages import reads
from claims.read import Failure, Options
from claims.records import Article, Extraction
from claims.run import shards
from claims.run.shards import Shard

Row = dict[str, Any]

#: Articles whose claims are embedded together: as many as a tracker takes at a time.
TOGETHER = 32


@dataclass(frozen=True)
class Reader:
    """Files and addresses to shards of articles, in order.

    ``folder`` is where shards are written, ``here`` the folder that relative paths start at.
    """

    options: Options
    models: Models
    folder: str
    here: str
    size: int

    def __call__(self, row: Row) -> Iterator[Row]:
        """``row`` has ``inputs``: JSON of [name, whether the user named it]."""
        from claims.read.inputs import read_one

        if Path(self.here).is_dir():
            os.chdir(self.here)
        found = chain.from_iterable(
            read_one(name, self.options, named=named) for name, named in json.loads(row["inputs"])
        )
        while part := list(islice(found, self.size)):
            articles = [item for item in part if isinstance(item, Article)]
            failures = [[f.origin, f.message] for f in part if isinstance(f, Failure)]
            name = shards.name_of(articles, self.models) if articles else ""
            done = not articles or Path(self.folder, name).is_file()
            unread = [Extraction(article, (), ()) for article in articles]
            yield {
                "shard": name,
                "failures": json.dumps(failures),
                "found": b"" if done else pickle.dumps(unread),
            }


class Extractor:
    """An actor with the models of extraction."""

    def __init__(self, models: Models, make: Callable[[Models], Engine]) -> None:
        if models.spacy is None and "torch" not in sys.modules:
            sys.modules["torch"] = None  # type: ignore[assignment]  # see claims.engine.alone
        self.engine = make(replace(models, threads=1))

    def __call__(self, row: Row) -> Row:
        """Adds to ``found`` the sources and claims of the articles that can be read."""
        if not row["found"]:
            return row
        unread: list[Extraction] = pickle.loads(row["found"])
        readable = [each.article for each in unread if reads(each.article.language)]
        found = {e.article.id: e for e in self._extract(readable)}
        return {**row, "found": pickle.dumps([found.get(e.article.id, e) for e in unread])}

    def _extract(self, articles: list[Article]) -> list[Extraction]:
        """Extractions of those of ``articles`` that end in no mistake of ours: whoever takes
        them in meets it again, and tells it."""
        try:
            return self.engine.extract(articles)
        except Exception as error:
            if not mistake(error):
                raise
        if len(articles) == 1:
            return []
        return [found for article in articles for found in self._extract([article])]


class Writer:
    """An actor with the embedding model, which writes the shards."""

    def __init__(self, models: Models, make: Callable[[Models], Engine], folder: str) -> None:
        self.engine = make(replace(models, threads=1))
        self.folder = Path(folder)

    def __call__(self, row: Row) -> Row:
        """Embeds the claims and writes the file; keeps its name and the failures."""
        if row["found"]:
            extractions: list[Extraction] = pickle.loads(row["found"])
            groups = [extractions[i : i + TOGETHER] for i in range(0, len(extractions), TOGETHER)]
            claims = [[claim for e in group for claim in e.claims] for group in groups]
            vectors = [self.engine.embed(some) for some in claims if some]
            matrix = np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32)
            shards.write(self.folder / row["shard"], Shard(tuple(extractions), matrix))
        return {"shard": row["shard"], "failures": row["failures"]}
