"""Score the attributions that are found in the articles of a gold file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.evaluate.attribution_errors import ErrorTable, tabulate
from claims.evaluate.matching import MEASURES, Scores, read_gold, score
from claims.output import writing
from claims.records import Attribution


@dataclass(frozen=True, slots=True)
class AttributionResult:
    """Scores of one run over a gold file."""

    gold: str
    articles: int
    words: int
    seconds: float | None
    scores: Scores
    errors: ErrorTable | None = None

    def to_json(self) -> dict[str, Any]:
        """The same as plain dictionaries and lists, for ``json.dumps``."""
        listed = {"errors": self.errors.to_json()} if self.errors else {}
        return {
            "gold": self.gold,
            "articles": self.articles,
            "words": self.words,
            "seconds": self.seconds,
            "scores": {
                part: {key: list(v) if isinstance(v, tuple) else v for key, v in row.items()}
                for part, row in self.scores.items()
            },
            **listed,
        }

    def __str__(self) -> str:
        """A table: one row a part, P / R / F1 a measure."""
        head = ["", "gold", "found", *(f"{name} P / R / F1" for name in MEASURES)]
        rows = [head]
        for part, row in self.scores.items():
            rates = [" / ".join(f"{value:.1f}" for value in row[name]) for name in MEASURES]
            rows.append([part, str(row["gold"]), str(row["predicted"]), *rates])
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        if self.seconds:
            pace = self.words / self.seconds
            lines.append(f"{self.words:,} words in {self.seconds:.1f} s: {pace:,.0f} words/s")
        if self.errors:
            lines += ["", str(self.errors)]
        return "\n".join(lines)


def write_predictions(
    path: Path, ids: Iterable[str], predicted: Iterable[Sequence[Attribution]]
) -> None:
    """One JSON line an article: ``{"id", "attributions": [{"source", "cue", "content"}]}``."""
    with writing(path) as out:
        for name, found in zip(ids, predicted, strict=True):
            record = {
                "id": name,
                "attributions": [
                    {"source": a.source, "cue": a.cue, "content": a.content} for a in found
                ],
            }
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def evaluate(
    gold_path: Path | str,
    *,
    predictions: Path | str | None = None,
    model: str | None = None,
    errors: bool = False,
) -> AttributionResult:
    """Run the extraction layer, before any filtering, over a gold file and score it.

    ``predictions`` is where to write what was found (JSON lines). ``model`` is a folder of
    weights in place of the packaged ones. ``errors`` counts the errors by class. Seconds are
    wall time after the model is loaded.
    """
    import time

    from claims.extract.attribution import Attributor

    articles = read_gold(Path(gold_path))
    attributor = Attributor(model)
    begin = time.perf_counter()
    found = attributor([article.text for article in articles])
    seconds = time.perf_counter() - begin
    if predictions is not None:
        write_predictions(Path(predictions), (article.id for article in articles), found)
    return AttributionResult(
        gold=str(gold_path),
        articles=len(articles),
        words=sum(len(article.text.split()) for article in articles),
        seconds=round(seconds, 2),
        scores=score(articles, found),
        errors=tabulate(articles, found) if errors else None,
    )
