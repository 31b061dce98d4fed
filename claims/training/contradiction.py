"""Make the contradiction weights: teach, distil, convert to int8, write the card.

    python -m claims.training.contradiction TRAIN.jsonl.gz DEV.json.gz \\
        --unlabelled MORE.jsonl.gz --encoder FOLDER --out claims/models/contradiction

The teacher is an encoder (all-mpnet-base-v2 for the packaged weights) with a classifier on
the first token, trained on labels that may leave a choice ("no entailment" is one of two).
The student takes every other layer of the teacher and learns its answers on the same pairs
and on unlabelled ones (Hinton, Vinyals and Dean, 2015; layers as in DistilBERT, Sanh et
al., 2019). With ``--teacher`` a trained one is taken. With ``--weights`` and ``--epochs 0``
a network that exists is converted. ``--smoke`` does all of it on a few pairs and a small
encoder of random weights, in two minutes on a CPU. DEV is used for the figures of the card
and for nothing else.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from claims.training.judge_card import write_card
from claims.training.learner import Learner, Schedule
from claims.training.pairs import LABELS, LabelledPair, read_pairs
from claims.training.quantise import Conversion, exact, quantise

#: Layers of a 12-layer teacher that make the student.
LAYERS = (0, 2, 4, 7, 9, 11)
#: Pairs of each file, and of each set of the card, in a smoke run.
SMOKE = 96


TEACHER = Schedule(epochs=2, rate=4e-5, batch=128)
STUDENT = Schedule(epochs=4, rate=6e-5, batch=128)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. ``labels`` is the weight of labels against the teacher's answers."""

    teacher: Schedule = TEACHER
    student: Schedule = STUDENT
    labels: float = 0.3
    seed: int = 0


RECIPE = Recipe()
CONVERSION = Conversion()


def teach(encoder: Path, pairs: Sequence[LabelledPair], recipe: Recipe) -> Learner:
    """A classifier of the encoder's size, trained on labels alone."""
    teacher = Learner.load(encoder, recipe.seed)
    teacher.fit(pairs, recipe.teacher)
    return teacher


def distil(teacher: Learner, pairs: Sequence[LabelledPair], recipe: Recipe) -> Learner:
    """A student of some of the teacher's layers, trained on its answers and on labels."""
    answers = teacher.logits(pairs)
    layers = LAYERS if teacher.layers > max(LAYERS) else range(0, teacher.layers, 2)
    student = teacher.part(layers)
    student.fit(pairs, recipe.student, answers=answers, labels=recipe.labels)
    return student


def _small(folder: Path, encoder: Path) -> Path:
    """An encoder of random weights, four narrow layers, that learns nothing but runs fast."""
    from tokenizers import Tokenizer
    from transformers import MPNetConfig, MPNetForSequenceClassification

    words = Tokenizer.from_file(str(encoder / "tokenizer.json")).get_vocab_size()
    small = MPNetConfig(
        vocab_size=words,
        hidden_size=48,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=384,
        id2label=dict(enumerate(LABELS)),
    )
    MPNetForSequenceClassification(small).save_pretrained(str(folder))
    shutil.copy(encoder / "tokenizer.json", folder)
    return folder


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("labelled", type=_FILE)
@click.argument("dev", type=_FILE)
@click.option("--unlabelled", type=_FILE, help="More pairs, for the student alone.")
@click.option(
    "--encoder", type=_FOLDER, help="Folder of an MPNet: config.json, tokenizer.json, weights."
)
@click.option("--teacher", type=_FOLDER, help="A trained teacher, instead of training one.")
@click.option(
    "--weights", type=_FOLDER, help="A trained network, to convert as it is with --epochs 0."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--teacher-epochs", default=RECIPE.teacher.epochs, show_default=True)
@click.option("--epochs", default=RECIPE.student.epochs, show_default=True)
@click.option("--batch", "size", default=RECIPE.student.batch, show_default=True)
@click.option("--rate", default=RECIPE.student.rate, show_default=True, help="The student's peak.")
@click.option("--labels", default=RECIPE.labels, show_default=True, help="Weight against answers.")
@click.option("--seed", default=RECIPE.seed, show_default=True)
@click.option("--calibrate", default=CONVERSION.pairs, show_default=True, help="Pairs for int8.")
@click.option("--error", default=CONVERSION.error, show_default=True, help="Allowed in pruning.")
@click.option("--smoke", is_flag=True, help="A few pairs and a random encoder: does it run?")
def main(
    labelled: Path,
    dev: Path,
    unlabelled: Path | None,
    encoder: Path | None,
    teacher: Path | None,
    weights: Path | None,
    out: Path,
    teacher_epochs: int,
    epochs: int,
    size: int,
    rate: float,
    labels: float,
    seed: int,
    calibrate: int,
    error: float,
    smoke: bool,
) -> None:
    """Make contradiction weights from LABELLED pairs; DEV is measured on, never learned from."""
    recipe = Recipe(
        replace(RECIPE.teacher, epochs=teacher_epochs, batch=size),
        Schedule(epochs, rate, size),
        labels,
        seed,
    )
    conversion = replace(CONVERSION, pairs=calibrate, error=error, seed=seed)
    start = weights if epochs == 0 else teacher or encoder
    if start is None:
        raise click.UsageError(
            "give --weights to convert, or --teacher or --encoder to learn from"
            if epochs == 0
            else "give --encoder, or --teacher with a trained one"
        )
    out.mkdir(parents=True, exist_ok=True)
    limit = SMOKE if smoke else None
    if smoke:
        short = Schedule(epochs=1, rate=rate, batch=16)
        recipe = replace(recipe, teacher=short, student=short)
        start, teacher, weights = _small(out / "encoder", start), None, None
        conversion = replace(conversion, pairs=8)
    pairs = read_pairs([labelled], limit)
    more = read_pairs([unlabelled], limit) if unlabelled else []
    if recipe.student.epochs:
        taught = Learner.load(teacher, seed) if teacher else teach(start, pairs, recipe)
        if not teacher:
            taught.save(out / "teacher")
        distil(taught, [*pairs, *more], recipe).save(out / "student")
        weights = out / "student"
    network = weights or start
    quantise(network, out, [pair.texts for pair in (*pairs, *more)], conversion)
    counts = (len(pairs), len(more))
    with tempfile.TemporaryDirectory() as folder:
        exact(network, Path(folder))
        write_card(out, Path(folder), dev, recipe, conversion, counts, limit)
    click.echo(out / "README.md")


if __name__ == "__main__":
    main()
