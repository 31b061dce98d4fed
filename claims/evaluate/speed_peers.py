"""What others have for a part of the job, on the same made-up news, where it is installed.

textacy (https://github.com/chartbeat-labs/textacy): quotations of a parsed text, by rules.
"""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any


def textacy_quotations(count: int) -> dict[str, Any]:
    """``textacy.extract.direct_quotations`` after spaCy."""
    from claims.evaluate.speed_synthetic import articles
    from claims.extract.parse import load

    try:
        direct_quotations = import_module("textacy.extract").direct_quotations
    except ImportError as error:
        return {"skipped": str(error)}
    nlp = load(None)
    texts = [article.text for article in articles(count)]
    _ = nlp("Warm.")
    began, spent = time.perf_counter(), time.process_time()
    failed = quotations = 0
    for doc in nlp.pipe(texts):
        try:
            quotations += len(list(direct_quotations(doc)))
        except ValueError:  # it refuses texts whose quotation marks are not in pairs
            failed += 1
    return _pace(began, spent, count, {"quotations": quotations, "failed": failed})


def _pace(began: float, spent: float, count: int, more: dict[str, Any]) -> dict[str, Any]:
    wall = time.perf_counter() - began
    return {
        "wall": round(wall, 3),
        "processor": round(time.process_time() - spent, 3),
        "articles": count,
        "articles_a_second": round(count / wall, 3),
        **more,
    }
