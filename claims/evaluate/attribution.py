"""Score the attributions that are found in the articles of a gold file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from claims.evaluate.attribution_errors import print_errors, tabulate
from claims.evaluate.matching import MEASURES, Scores, read_gold, score
from claims.evaluate.result import Result, columns
from claims.output import writing
from claims.records import Attribution


def evaluate(
    gold: Path | str,
    *,
    predictions: Path | str | None = None,
    model: str | None = None,
    errors: bool = False,
) -> Result:
    """Run the extraction layer, before any filtering, over a gold file and score it.

    ``predictions`` is where to write what was found (JSON lines). ``model`` is a folder of
    weights in place of the packaged ones. ``errors`` counts the errors by class. Seconds are
    wall time after the model is loaded.
    """
    from claims.extract.attribution import Attributor

    articles = read_gold(Path(gold))
    attributor = Attributor(model)
    begin = time.perf_counter()
    found = attributor([article.text for article in articles])
    seconds = round(time.perf_counter() - begin, 2)
    if predictions is not None:
        write_predictions(Path(predictions), (article.id for article in articles), found)
    scores = score(articles, found)
    words = sum(len(article.text.split()) for article in articles)
    told: dict[str, Any] = {
        "gold": str(gold),
        "articles": len(articles),
        "words": words,
        "seconds": seconds,
        "scores": scores,
    }
    lines = table(scores)
    if seconds:
        lines.append(f"{words:,} words in {seconds:.1f} s: {words / seconds:,.0f} words/s")
    if errors:
        told["errors"] = tabulate(articles, found)
        lines += ["", *print_errors(told["errors"])]
    return Result(told, "\n".join(lines))


def table(scores: Scores) -> list[str]:
    """The lines of a table: one row a part, P / R / F1 a measure."""
    rows = [["", "gold", "found", *(f"{name} P / R / F1" for name in MEASURES)]]
    for part, row in scores.items():
        rates = [" / ".join(f"{value:.1f}" for value in row[name]) for name in MEASURES]
        rows.append([part, str(row["gold"]), str(row["predicted"]), *rates])
    return columns(rows)


def write_predictions(
    path: Path, ids: Iterable[str], predicted: Iterable[Sequence[Attribution]]
) -> None:
    """One JSON line an article: ``{"id", "attributions": [{"source", "cue", "content"}]}``."""
    with writing(path) as out:
        for name, found in zip(ids, predicted, strict=True):
            told = [{"source": a.source, "cue": a.cue, "content": a.content} for a in found]
            record = {"id": name, "attributions": told}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
