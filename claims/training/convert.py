"""Weights to a folder that `claims.extract.attribution.Attributor` reads."""

from __future__ import annotations

import json
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path

from claims.evaluate.matching import GoldArticle, score
from claims.extract.attribution import Attributor
from claims.extract.decode import Settings, decode
from claims.training.examples import WIDTH
from claims.training.export import biaffine, encoder
from claims.training.tagger import Network

#: Tokens a window reads beyond its cuts.
MARGIN = 12

#: Cues below are never scored.
CUE = 0.4
#: The values tried.
SURE = (0.35, 0.4, 0.45, 0.5, 0.55)
CONTENT = (0.4, 0.5, 0.6, 0.7)

#: Settings within so much of the best F1 are equals.
EQUAL = 0.3


def convert(network: Network, tokenizer: Path, out: Path) -> None:
    """Write encoder.onnx, heads.onnx, tokenizer.json and config.json into ``out``.

    The encoder's products and word embeddings become int8, the heads stay float32.
    """
    weights = {k: v.detach().float().cpu().numpy() for k, v in network.state_dict().items()}
    encoder(weights, out / "encoder.onnx", network.heads)
    biaffine(weights, out / "heads.onnx")
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    _configure(out, Settings())


def tune(folder: Path, articles: Sequence[GoldArticle]) -> Settings:
    """The thresholds with the best e2e F1 over ``articles``, written to config.json.

    The optimum is flat, and a network is surer of articles that it was trained on: of
    equals the one in the middle is taken.
    """
    attributor = Attributor(str(folder))
    attributor.settings = replace(attributor.settings, cue=CUE)
    scored = list(attributor.scores([article.text for article in articles]))
    tried: dict[tuple[float, float], float] = {}
    for sure, content in product(SURE, CONTENT):
        settings = replace(Settings(), cue=CUE, content=content, sure=sure)
        found = [
            decode(article.text, offsets, cues, settings)
            for article, (offsets, cues) in zip(articles, scored, strict=True)
        ]
        tried[sure, content] = score(articles, found)["all"]["e2e"][2]
    equal = [key for key, value in tried.items() if value >= max(tried.values()) - EQUAL]
    sure, content = (statistics.median_low(values) for values in zip(*equal, strict=True))
    settings = replace(Settings(), cue=CUE, content=content, sure=sure)
    _configure(folder, settings)
    return settings


def _configure(folder: Path, settings: Settings) -> None:
    config = {"window": WIDTH, "margin": MARGIN, "decoding": asdict(settings)}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
