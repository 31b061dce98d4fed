"""English: the attribution network, the spaCy pipeline, and what clears and types their finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from claims.extract.attribution import Attributor
from claims.extract.bounds import bounded
from claims.extract.clutter import cleared, readable
from claims.extract.complete import complete
from claims.extract.parse import parse
from claims.extract.relayed import relayed
from claims.extract.statements import statements
from claims.records import Article, Attribution, Extraction
from claims.sources.article import resolve

if TYPE_CHECKING:
    from spacy.tokens import Doc


def resolved(
    articles: Sequence[Article], attributor: Attributor, spacy: str | None = None
) -> Iterator[Extraction]:
    """See `claims.languages`."""
    documents, attributions = _read([readable(a.text) for a in articles], attributor, spacy)
    for article, doc, given in zip(articles, documents, attributions, strict=True):
        whole = cleared(article.text, relayed(doc, complete(doc, given)))
        whole, notes = bounded(article.text, whole)
        found = resolve(article, doc, statements(article, doc, whole))
        yield replace(found, notes=notes)


def _read(
    texts: Sequence[str], attributor: Attributor, spacy: str | None
) -> tuple[list[Doc], list[list[Attribution]]]:
    """The two read side by side where there are two cores."""
    if not isinstance(attributor, Attributor) or attributor.threads == 1:
        attributions = attributor(texts)
        return list(parse(texts, model=spacy)), attributions
    stop = Event()
    with ThreadPoolExecutor(1) as beside:
        read = beside.submit(attributor, texts, stop)
        try:
            return list(parse(texts, model=spacy)), read.result()
        except BaseException:  # Ctrl-C above all, which does not wait for all the text
            stop.set()
            raise
