"""The models, each loaded when first needed, and the steps that run on them.

An engine turns articles into extractions and claims into vectors; where it runs (this
process, or Ray actors) changes nothing in what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from claims.records import Article, Claim, Extraction

if TYPE_CHECKING:
    from claims.compare.contradiction import Judge
    from claims.compare.embedding import Embedder
    from claims.extract.attribution import Attributor


@dataclass(frozen=True, slots=True)
class Models:
    """Which models to use: a path or a hub name each, None for the packaged one.

    ``threads`` is the number of processor threads a model may use, None for all.
    """

    attribution: str | None = None
    contradiction: str | None = None
    embedding: str | None = None
    spacy: str | None = None
    threads: int | None = None


class Engine:
    """All steps in this process."""

    def __init__(self, models: Models | None = None) -> None:
        self.models = models or Models()

    @cached_property
    def attributor(self) -> Attributor:
        from claims.extract.attribution import Attributor

        return Attributor(self.models.attribution, threads=self.models.threads)

    @cached_property
    def embedder(self) -> Embedder:
        from claims.compare.embedding import Embedder

        return Embedder(self.models.embedding, threads=self.models.threads)

    @cached_property
    def judge(self) -> Judge:
        from claims.compare.contradiction import Judge

        return Judge(self.models.contradiction, threads=self.models.threads)

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """Who says what in each article, sources resolved within it."""
        if not articles:
            return []
        from claims.extract.complete import complete
        from claims.extract.parse import parse
        from claims.extract.relayed import relayed
        from claims.extract.statements import statements
        from claims.resolve.article import resolve

        texts = [article.text for article in articles]
        attributions = self.attributor(texts)
        documents = parse(texts, model=self.models.spacy)
        return [
            resolve(article, doc, statements(article, doc, relayed(doc, complete(doc, found))))
            for article, doc, found in zip(articles, documents, attributions, strict=True)
        ]

    def embed(self, claims: Sequence[Claim]) -> npt.NDArray[np.float32]:
        """One vector of length 1 for each claim's proposition, shape (n, dimension)."""
        if not claims:
            return np.zeros((0, 0), dtype=np.float32)
        return self.embedder.encode([claim.proposition for claim in claims])

    @property
    def embedding_name(self) -> str:
        """Under which name vectors are stored: vectors of two models are never compared."""
        from claims.compare.embedding import PACKAGED

        return self.models.embedding or PACKAGED
