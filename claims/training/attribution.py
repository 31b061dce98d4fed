"""Make the attribution weights: train, convert to ONNX, tune the decoding, measure.

    python -m claims.training.attribution TRAIN.json.gz DEV.json.gz \\
        --encoder FOLDER --out claims/models/attribution

trains from a BERT encoder (all-MiniLM-L6-v2 for the packaged weights). With ``--weights``
and ``--epochs 0`` it converts weights that exist. DEV is used for the figures that are printed
at the end, those of the card, and for nothing else.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from claims.evaluate.attribution import evaluate
from claims.evaluate.matching import GoldArticle, read_gold
from claims.training.common import FILE, FOLDER, OUT, pace, tokenizer_in
from claims.training.convert import convert, tune
from claims.training.examples import IGNORE, Batch, batch, examples
from claims.training.tagger import Network, build


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. Rates are the peaks of a linear warm-up and decay."""

    epochs: int = 11
    batch: int = 32
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    seed: int = 0


def train(
    network: Network,
    articles: Sequence[GoldArticle],
    tokenizer: Tokenizer,
    recipe: Recipe,
    device: str = "cpu",
) -> None:
    """Train ``network`` in place."""
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    network.to(device)
    ends = [tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]")]
    items = list(examples(articles, tokenizer))
    steps = max(1, recipe.epochs * (math.ceil(len(items) / recipe.batch) + 1))
    inner = [p for name, p in network.named_parameters() if name.startswith("enc.")]
    outer = [p for name, p in network.named_parameters() if not name.startswith("enc.")]
    groups = [
        {"params": inner, "lr": recipe.encoder_rate},
        {"params": outer, "lr": recipe.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step, steps))
    network.train()
    for epoch in range(recipe.epochs):
        begin, total = time.perf_counter(), 0.0
        random.shuffle(items)
        for start in range(0, len(items), recipe.batch):
            data = batch(items[start : start + recipe.batch], *ends).to(device)
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                loss = _loss(network, data)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        seconds = time.perf_counter() - begin
        mean = total * recipe.batch / max(1, len(items))
        click.echo(f"epoch {epoch + 1}/{recipe.epochs}: loss {mean:.3f}, {seconds:.0f} s", err=True)


def _loss(network: Network, data: Batch) -> Tensor:
    """Cross-entropy of the tags, and binary cross-entropy of the sources and contents."""
    hidden = network.hidden(data.ids, data.mask)
    tag = network.tag(hidden).float()
    loss = 4 * functional.cross_entropy(
        tag.flatten(0, 1), data.labels.flatten(), ignore_index=IGNORE
    )
    if not len(data.row):
        return loss
    mask = data.mask[data.row].float()
    parts = (network.src, data.source, 10), (network.con, data.content, 20)
    for head, target, scale in parts:
        scores = head(hidden, data.row, data.column).float()
        wrong = functional.binary_cross_entropy_with_logits(scores, target, reduction="none")
        loss = loss + (wrong * mask).sum(1).mean() / scale
    return loss


RECIPE = Recipe()


@click.command()
@click.argument("gold", type=FILE)
@click.argument("dev", type=FILE)
@click.option(
    "--encoder",
    type=FOLDER,
    required=True,
    help="Folder of a BERT encoder: config.json, tokenizer.json, weights.",
)
@click.option(
    "--weights",
    type=FILE,
    help="A whole network (safetensors) to start from, instead of the encoder's own weights.",
)
@click.option("--out", type=OUT, required=True)
@click.option("--epochs", default=RECIPE.epochs, show_default=True)
@click.option("--batch", "size", default=RECIPE.batch, show_default=True)
@click.option("--rate", default=RECIPE.encoder_rate, show_default=True)
@click.option("--seed", default=RECIPE.seed, show_default=True)
@click.option("--tune-on", default=100, show_default=True, help="Training articles to tune on.")
def main(
    gold: Path,
    dev: Path,
    encoder: Path,
    weights: Path | None,
    out: Path,
    epochs: int,
    size: int,
    rate: float,
    seed: int,
    tune_on: int,
) -> None:
    """Make attribution weights from GOLD; DEV is measured on, never learned from."""
    from safetensors.torch import save_file

    articles = read_gold(gold)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    network = build(encoder, weights)
    if epochs:
        recipe = Recipe(epochs=epochs, batch=size, encoder_rate=rate, seed=seed)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        train(network, articles, tokenizer_in(encoder), recipe, device)
        state = {k: v.detach().half().cpu().contiguous() for k, v in network.state_dict().items()}
        save_file(state, str(out / "model.safetensors"))
    convert(network, encoder / "tokenizer.json", out)
    click.echo(tune(out, articles[:: max(1, len(articles) // tune_on)][:tune_on]))
    click.echo(evaluate(dev, model=str(out)).text)


if __name__ == "__main__":
    main()
