"""Teach the network that answers readings.

    python -m claims.training.reading --encoder FOLDER --stories DIR --readings FILE --news FILE \\
        --gold FILE --across FILE --articles FILE --out FOLDER [--resume]

Checkpoints are written every few minutes, and ``--resume`` goes on from the last. One in eight of
the groups of articles (a story, an article) is left out and measured on after each epoch.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import click
import torch
from torch import nn

from claims.reading import labels
from claims.reading.labels import held_out
from claims.training import unpack
from claims.training.common import OUT, pace, tokenizer_in
from claims.training.groups import Groups, batches, epoch
from claims.training.loss import loss
from claims.training.measures import doubted, measure
from claims.training.reader import Reader

#: Seconds between checkpoints.
SAVED = 240.0
_FILE = click.Path(exists=True, path_type=Path)


@click.command()
@click.option("--encoder", type=_FILE, required=True, help="Where it begins: an MPNet.")
@click.option("--stories", type=_FILE, multiple=True)
@click.option("--readings", type=_FILE, multiple=True)
@click.option("--news", type=_FILE, multiple=True, help="The texts of the readings.")
@click.option("--gold", type=_FILE, multiple=True)
@click.option("--across", type=_FILE, multiple=True)
@click.option("--articles", type=_FILE, multiple=True, help="The texts of the gold.")
@click.option("--out", type=OUT, required=True)
@click.option("--epochs", default=4, show_default=True)
@click.option("--rate", default=5e-5, show_default=True)
@click.option("--batch", "size", default=8, show_default=True)
@click.option(
    "--begin", type=_FILE, help="Weights to go on from: reading.pt, or a packaged reader."
)
@click.option("--seed", default=0, show_default=True)
@click.option("--share", default=1.0, show_default=True, help="The part of the groups learned.")
@click.option("--resume", is_flag=True)
def main(
    encoder: Path, stories: tuple[Path, ...], readings: tuple[Path, ...], news: tuple[Path, ...],
    gold: tuple[Path, ...], across: tuple[Path, ...], articles: tuple[Path, ...], out: Path,
    epochs: int, rate: float, size: int, begin: Path | None, seed: int, share: float,
    resume: bool,
) -> None:  # fmt: skip
    """Teach a network to answer readings."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_in(encoder)
    told = {row["id"]: row for path in news for row in labels.lines(path)}
    known = labels.texts(articles)
    found = [item for path in stories for item in labels.stories(path)]
    found += [item for path in readings for item in labels.readings(path, told)]
    found += [item for path in gold for item in labels.gold(path, known)]
    found += [item for path in across for item in labels.across(path, known)]
    groups = Groups(found, tokenizer)
    everything = range(len(found))
    held = [g for g in everything if held_out(found[g])]
    learned = [g for g in everything if not held_out(found[g])]
    random.Random(seed).shuffle(learned)
    learned = sorted(learned[: int(len(learned) * share)])
    click.echo(f"{len(learned)} groups to learn, {len(held)} held out", err=True)
    torch.manual_seed(seed)
    network = Reader(encoder, groups.marks)
    if begin:
        click.echo(f"new: {unpack.begin(network, begin)}", err=True)
    train(network, groups, learned, held, out, epochs, rate, size, seed, resume)


def train(
    network: Reader, groups: Groups, learned: Sequence[int], held: Sequence[int], out: Path,
    epochs: int, rate: float, size: int, seed: int, resume: bool,
) -> None:  # fmt: skip
    """Learn, with checkpoints in ``out``; the last has the name reading.pt."""
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    inner = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in inner]
    parts = [{"params": encoder, "lr": rate}, {"params": heads, "lr": 8 * rate}]
    optimiser = torch.optim.AdamW(parts, weight_decay=0.01, fused=True)
    plans = [
        list(batches(epoch(groups, learned, random.Random(seed + n)), size, random.Random(n)))
        for n in range(epochs)
    ]
    steps = sum(map(len, plans))
    click.echo(f"{steps} steps of {size} windows", err=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step + 1, steps))
    path, done, saved = out / "checkpoint.pt", 0, time.monotonic()
    if resume and path.is_file():
        kept = torch.load(path, weights_only=True)
        network.load_state_dict(kept["network"])
        optimiser.load_state_dict(kept["optimiser"])
        rates.load_state_dict(kept["rates"])
        done = kept["done"]
    step, begun, mean = 0, time.monotonic(), 0.0
    for n, plan in enumerate(plans):
        for examples in plan:
            step += 1
            if step <= done:
                continue
            network.train()
            with torch.autocast("cpu", torch.bfloat16):
                answers = network([e.window for e in examples])
            value = loss(groups, examples, answers, network)
            with (out / "doubted.jsonl").open("a", encoding="utf-8") as file:
                file.writelines(
                    json.dumps(row) + "\n" for row in doubted(groups, examples, answers)
                )
            optimiser.zero_grad(set_to_none=True)
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            mean += (value.item() - mean) / min(100, step - done)
            if step % 20 == 0:
                seconds = (time.monotonic() - begun) / (step - done)
                click.echo(f"{n} {step}/{steps} loss {mean:.4f} {seconds:.2f} s/step", err=True)
            if time.monotonic() - saved > SAVED or step == steps:
                saved = time.monotonic()
                state = {
                    "network": network.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "rates": rates.state_dict(),
                    "done": step,
                }
                torch.save(state, path.with_suffix(".part"))
                path.with_suffix(".part").replace(path)
        if step > done:
            torch.save(network.state_dict(), out / "reading.pt")
            for name in ("readings", "stories"):
                rows = [g for g in held if groups.labels[g].set == name]
                told = json.dumps(measure(network, groups, rows))
                click.echo(f"epoch {n + 1} {name}: {told}", err=True)


if __name__ == "__main__":
    main()
