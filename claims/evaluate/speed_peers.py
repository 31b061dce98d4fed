"""What others have for a part of the job, on the same made-up news, where it is installed.

textacy (https://github.com/chartbeat-labs/textacy): quotations of a parsed text, by rules.
"all pairs" is the script that people write today: sentences embedded with
sentence-transformers, every pair judged by a cross-encoder; the same weights as here, so
that only the way differs.
"""

from __future__ import annotations

import time
from importlib import import_module
from itertools import combinations
from typing import Any

from claims.evaluate.speed import Result, apart

SENTENCES = 60


def peers(count: int) -> Result:
    """Each in a process of its own, on ``count`` articles."""
    return {
        name: apart(f"claims.evaluate.speed_peers:{name}", count)
        for name in ("textacy_quotations", "all_pairs")
    }


def textacy_quotations(count: int) -> Result:
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


def all_pairs(count: int) -> Result:
    """Embedding of sentences, then a judge of all pairs of the first sixty."""
    from claims.compare.contradiction import Judge
    from claims.compare.embedding import Embedder
    from claims.evaluate.speed_synthetic import articles
    from claims.extract.parse import load

    nlp, embedder, judge = load(None), Embedder(), Judge()
    texts = [article.text for article in articles(min(count, 4))]
    judge.judge([("Warm.", "Cold.")])
    embedder.encode(["Warm."])
    began, spent = time.perf_counter(), time.process_time()
    sentences = [sent.text for doc in nlp.pipe(texts) for sent in doc.sents][:SENTENCES]
    embedder.encode(sentences)
    pairs = list(combinations(sentences, 2))
    judge.both_ways(pairs)
    found = _pace(began, spent, len(texts), {"sentences": len(sentences), "pairs": len(pairs)})
    found["pairs_a_second"] = round(len(pairs) / found["wall"], 2)
    return found


def _pace(began: float, spent: float, count: int, more: dict[str, Any]) -> Result:
    wall = time.perf_counter() - began
    return {
        "wall": round(wall, 3),
        "processor": round(time.process_time() - spent, 3),
        "articles": count,
        "articles_a_second": round(count / wall, 3),
        **more,
    }
