"""The model card of the attribution weights, with figures measured as it is written."""

from __future__ import annotations

import datetime
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from claims.evaluate.matching import GoldArticle, Scores, score
from claims.extract.attribution import Attributor
from claims.extract.decode import Settings
from claims.training.schedule import Recipe

CARD = """\
# attribution: who said what, in one pass

A MiniLM-L6 encoder (all-MiniLM-L6-v2, Apache-2.0; six layers, 384 wide) with three heads,
after Newell, Margolin and Ruths (PolNeAR, LREC 2018), Dozat and Manning (biaffine scorers,
ICLR 2017) and Wang et al. (MiniLM, NeurIPS 2020).

- `tag` says of each token whether it is outside a cue, its first token, or inside one.
- `source` and `content` score every token for each cue's first token.
- `encoder.onnx` {precision}; `heads.onnx` is float32.
- Input: raw text as wordpieces, windows of {window} tokens cut between paragraphs, each
  reading {margin} tokens beyond its cuts. Thresholds and margins: `config.json`.

## Training data and its licence

PolNeAR's training part: 840 US political news articles of 2015 and 2016, 19,868
attributions. PolNeAR states no licence, and its texts belong to seven publishers. It was
used to train and to measure; none of its text is in this package. The development part
was never trained or tuned on.

## How these files were made

{made}

Decoding was tuned on {tuned} training articles: {settings}.

## Figures

Percent, P / R / F1. `e2e`: the contents' intersection over union is at least one half and
the source is right; a one-to-one matching. {measured}:

    {command}

{table}

{exact}

Other systems' e2e F1 on the same corpus, as reported with the network's reference card
(on the test part unless stated): two people against each other about 75 (training part);
a 12-layer MPNet after four epochs 72.3 (development part); this network with its first
decoding 68.8 (development part) and 69.6 (test part); 123 lines of spaCy dependency rules
57.0; BBC Citron retrained on PolNeAR 50.0; GenderGapTracker 43.2; sayswho 26.9;
textacy 26.8.

## Limits

English news. Trained on US politics of two years: other matter and older styles are read
less well. A content that its sentence only points to ("denied that") comes as the pointer.
A statement that nobody in the text is named for has an empty source.
"""


def write_card(
    out: Path,
    articles: Sequence[GoldArticle],
    held_out: Sequence[GoldArticle],
    recipe: Recipe,
    settings: Settings,
    weights: Path | None,
    exact: Path,
    tuned: int,
) -> None:
    """Measure the weights in ``out`` on ``held_out`` and write ``out``/README.md.

    ``exact`` is a folder with the same network unquantised, measured beside them; ``tuned`` is
    the number of articles that thresholds were tuned on.
    """
    attributor = Attributor(str(out))
    scores, pace = _measure(attributor, held_out)
    unquantised, slower = _measure(Attributor(str(exact)), held_out)
    before = ", ".join(f"{part} {row['e2e'][2]:.1f}" for part, row in unquantised.items())
    comparison = (
        f"The same network in float32 with the same decoding: e2e F1 {before}. The int8 encoder "
        f"reads {pace / slower:.2f} times as many words a second of processor time ({pace:,.0f})."
    )
    lines = ["| | gold | found | iou50 | e2e | exact |", "|---|---|---|---|---|---|"]
    for part, row in scores.items():
        rates = [" / ".join(f"{x:.1f}" for x in row[name]) for name in ("iou50", "e2e", "exact")]
        lines.append(f"| {part} | {row['gold']} | {row['predicted']} | " + " | ".join(rates) + " |")
    start = f"the network `{weights.name}`" if weights else "the encoder's own weights"
    recipe_text = (
        f"`python -m claims.training.attribution`, starting from {start}: "
        + ", ".join(f"{k} {v}" for k, v in asdict(recipe).items())
        + f"; {len(articles)} articles."
    )
    if not recipe.epochs:
        recipe_text = CONVERTED.format(start=start)
    card = CARD.format(
        precision="has its products and word embeddings in int8 (7 bits a weight, one scale a "
        "column, activations quantised on the fly)",
        window=attributor.width,
        margin=attributor.margin,
        made=recipe_text,
        tuned=tuned,
        settings=", ".join(f"{k} {v}" for k, v in asdict(settings).items()),
        measured=measured(),
        command="claims evaluate attribution DEV.json.gz",
        table="\n".join(lines),
        exact=comparison,
    )
    (out / "README.md").write_text(card, encoding="utf-8")


def measured() -> str:
    """When and on what, to begin a sentence."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"Measured {today} on {os.cpu_count()} cores, {platform.machine()}, {platform.system()}"


def _measure(attributor: Attributor, articles: Sequence[GoldArticle]) -> tuple[Scores, float]:
    """Scores, and words a second of processor time."""
    begin = time.process_time()
    found = attributor([article.text for article in articles])
    seconds = time.process_time() - begin
    words = sum(len(article.text.split()) for article in articles)
    return score(articles, found), words / seconds


CONVERTED = """\
Converted, without further training, from {start} (`--weights FILE --epochs 0`),
which was trained on one GPU with the defaults of `claims.training.attribution`: 11 epochs,
batches of 32 windows of 318 tokens with stride 160, AdamW with a peak rate of 1.2e-4 for
the encoder and 1e-3 for the heads, bfloat16. The conversion, the
decoding and its thresholds were made here."""
