"""Make the attribution weights: train, convert to ONNX, tune the decoding, write the card.

    python -m claims.training.attribution TRAIN.json.gz DEV.json.gz \\
        --encoder FOLDER --out claims/models/attribution

trains from a BERT encoder (all-MiniLM-L6-v2 for the packaged weights). With ``--weights``
and ``--epochs 0`` it converts weights that exist. With ``--teacher`` the student also
learns from another network's probabilities. ``--smoke`` does all of it on a few articles
and one small encoder of random weights, in two minutes on a CPU. DEV is used for the
figures of the card and for nothing else.
"""

from __future__ import annotations

import math
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import torch
from torch import Tensor, nn
from torch.nn import functional

from claims.evaluate.matching import GoldArticle, read_gold
from claims.training.card import write_card
from claims.training.convert import convert, tune
from claims.training.examples import IGNORE, Batch, Example, batch, examples
from claims.training.schedule import Recipe, pace
from claims.training.tagger import Network, build, heads_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

RECIPE = Recipe()


def train(
    network: Network,
    articles: Sequence[GoldArticle],
    tokenizer: Tokenizer,
    recipe: Recipe,
    teacher: Network | None = None,
    device: str = "cpu",
) -> None:
    """Train ``network`` in place."""
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    network.to(device)
    ends = [tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]")]
    items = list(examples(articles, tokenizer, recipe.width, recipe.stride))
    optimiser, schedule = _optimiser(network, recipe, math.ceil(len(items) / recipe.batch))
    for epoch in range(recipe.epochs):
        begin, total = time.perf_counter(), 0.0
        if recipe.shift:
            shift = random.randrange(recipe.stride)
            items = list(examples(articles, tokenizer, recipe.width, recipe.stride, shift))
        for chosen in _shuffled(items, recipe.batch):
            data = batch(chosen, ends[0], ends[1]).to(device)
            network.train()
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                loss = _loss(network, data, teacher, recipe.distil)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        seconds = time.perf_counter() - begin
        mean = total * recipe.batch / max(1, len(items))
        click.echo(f"epoch {epoch + 1}/{recipe.epochs}: loss {mean:.3f}, {seconds:.0f} s", err=True)


def _shuffled(items: Sequence[Example], size: int) -> Iterator[list[Example]]:
    order = list(items)
    random.shuffle(order)
    for i in range(0, len(order), size):
        yield order[i : i + size]


def _optimiser(network: Network, recipe: Recipe, steps_an_epoch: int) -> tuple[Any, Any]:
    inner = [p for name, p in network.named_parameters() if name.startswith("enc.")]
    outer = [p for name, p in network.named_parameters() if not name.startswith("enc.")]
    groups = [
        {"params": inner, "lr": recipe.encoder_rate},
        {"params": outer, "lr": recipe.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = max(1, recipe.epochs * (steps_an_epoch + 1))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step, steps))
    return optimiser, schedule


def _loss(network: Network, data: Batch, teacher: Network | None, distil: float) -> Tensor:
    """Cross-entropy of the tags, and binary cross-entropy of the sources and contents.

    With a teacher, ``distil`` of the targets are its probabilities at the gold cues.
    """
    hidden = network.hidden(data.ids, data.mask)
    tag = network.tag(hidden).float()
    loss = 4 * functional.cross_entropy(
        tag.flatten(0, 1), data.labels.flatten(), ignore_index=IGNORE
    )
    source, content = data.source, data.content
    if teacher is not None:
        with torch.no_grad():
            states = teacher.eval().hidden(data.ids, data.mask)
            soft = teacher.tag(states).float().softmax(-1)
            taught = [torch.sigmoid(h(states, data.row, data.column)) for h in _heads(teacher)]
        known = data.labels != IGNORE
        apart = functional.kl_div(tag.log_softmax(-1), soft, reduction="none").sum(-1)[known].mean()
        loss = (1 - distil) * loss + distil * 4 * apart
        source, content = (
            (1 - distil) * hard + distil * t.float()
            for hard, t in zip((source, content), taught, strict=True)
        )
    if not len(data.row):
        return loss
    mask = data.mask[data.row].float()
    for head, target, scale in zip(_heads(network), (source, content), (10, 20), strict=True):
        scores = head(hidden, data.row, data.column).float()
        wrong = functional.binary_cross_entropy_with_logits(scores, target, reduction="none")
        loss = loss + (wrong * mask).sum(1).mean() / scale
    return loss


def _heads(network: Network) -> tuple[nn.Module, nn.Module]:
    return network.src, network.con


def _tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _small(folder: Path, encoder: Path) -> Path:
    """An encoder of random weights, two layers of 48, that learns nothing but runs fast."""
    from transformers import BertConfig, BertModel

    small = BertConfig(
        hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96
    )
    BertModel(small, add_pooling_layer=False).save_pretrained(str(folder))
    shutil.copy(encoder / "tokenizer.json", folder)
    return folder


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dev", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--encoder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder of a BERT encoder: config.json, tokenizer.json, weights.",
)
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A whole network (safetensors) to start from, instead of the encoder's own weights.",
)
@click.option(
    "--teacher",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A trained network (safetensors) of the same encoder shape to learn from.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--epochs", default=RECIPE.epochs, show_default=True)
@click.option("--batch", "size", default=RECIPE.batch, show_default=True)
@click.option("--rate", default=RECIPE.encoder_rate, show_default=True)
@click.option("--seed", default=RECIPE.seed, show_default=True)
@click.option("--shift", is_flag=True, help="Move the windows at each epoch.")
@click.option("--tune-on", default=100, show_default=True, help="Training articles to tune on.")
@click.option("--smoke", is_flag=True, help="A few articles and a random encoder: does it run?")
def main(
    gold: Path,
    dev: Path,
    encoder: Path,
    weights: Path | None,
    teacher: Path | None,
    out: Path,
    epochs: int,
    size: int,
    rate: float,
    seed: int,
    shift: bool,
    tune_on: int,
    smoke: bool,
) -> None:
    """Make attribution weights from GOLD; DEV is measured on, never learned from."""
    recipe = Recipe(epochs=epochs, batch=size, encoder_rate=rate, seed=seed, shift=shift)
    articles, held_out = read_gold(gold), read_gold(dev)
    out.mkdir(parents=True, exist_ok=True)
    if smoke:
        articles, held_out, recipe = articles[:12], held_out[:4], Recipe(1, 8, rate, seed=seed)
        tune_on, encoder, weights, teacher = 4, _small(out / "encoder", encoder), None, None
    torch.manual_seed(seed)
    network, tokenizer = build(encoder, weights), _tokenizer(encoder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    taught_by = build(encoder, teacher).to(device) if teacher else None
    if recipe.epochs:
        train(network, articles, tokenizer, recipe, taught_by, device)
        _save(network, out / "model.safetensors")
    convert(network.arrays(), heads_of(encoder), encoder / "tokenizer.json", out)
    step = max(1, len(articles) // tune_on)
    on = articles[::step][:tune_on]
    settings = tune(out, on)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder)
        convert(network.arrays(), heads_of(encoder), out / "tokenizer.json", exact, exact=True)
        shutil.copyfile(out / "config.json", exact / "config.json")
        write_card(out, articles, held_out, recipe, settings, weights, exact, len(on))
    click.echo(out / "README.md")


def _save(network: Network, path: Path) -> None:
    from safetensors.torch import save_file

    state = {k: v.detach().half().cpu().contiguous() for k, v in network.state_dict().items()}
    save_file(state, str(path))


if __name__ == "__main__":
    main()
