"""The model card of the contradiction weights, with figures measured as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from claims.evaluate.contradiction import (
    WORDS,
    ContradictionResult,
    Pace,
    evaluate,
    passages,
)
from claims.models.loader import cores
from claims.training.card import measured
from claims.training.mpnet import tokenizer

if TYPE_CHECKING:
    from claims.training.contradiction import Recipe
    from claims.training.quantise import Conversion

CARD = """\
# contradiction: entails, contradicts, or neither

A cross-encoder of MPNet layers (from all-mpnet-base-v2, Apache-2.0; 768 wide), as one ONNX
graph of {size:.0f} MB. Input: a premise and a hypothesis, at most 128 word pieces together.
Output: logits; `config.json` says under `id2label` which is which.

Products and word vectors are in int8: 7-bit weights with one scale a column, activations
quantised as they come, their large columns evened out beforehand (SmoothQuant, Xiao et
al., ICML 2023). Every pair is run by itself, so that its score depends on nothing else.
{pruned}

## Training data, and how these files were made

{made}

Converted by

    {command}

calibrated on {pairs} of the training pairs, without their labels. The same command on the
same machine writes the same bytes; another processor may round a few weights otherwise.

## Figures

Percent; P, R, F1 and average precision (AP) are those of contradiction.
{measured}:

    claims evaluate contradiction DEV.json.gz
    claims evaluate contradiction DEV.json.gz --model FOLDER

{table}

{pace}## Limits

English. It judges pairs that other evidence has brought together, and is never the only
evidence: on loosely related news sentences every such model flags too much.
"""

PRUNED = """\
Hidden units that the others make up for are left out (Optimal Brain Surgeon, Hassibi and
Stork, NIPS 1992).
"""

CONVERTED = """\
A 12-layer MPNet was taught on 162,579 labelled pairs (samples of MNLI and SNLI; LitL, CAD,
ConjNLI, FEVER, FM2, Climate-FEVER, CovidFact, SciFact, ClaimDiff; sets with a stated
non-commercial licence were left out), then a student of its layers 0, 2, 4, 7, 9 and 11
learned its answers on those pairs and on 30,000 unlabelled pairs of neighbouring news
statements, as `claims.training.contradiction` does with its defaults on one GPU:

    python -m claims.training.contradiction TRAIN.jsonl.gz DEV.json.gz \\
        --unlabelled MORE.jsonl.gz --encoder FOLDER --out OUT

That network was converted here without further training; the training itself was not run
again. As reported with it: MNLI matched dev 79.4 percent (teacher 84.1), SNLI test 87.7
(89.6), LitL validation 74.5 (79.5), FEVER-symmetric 82.7 (85.2), CAD-NLI test 76.2 (79.6);
cross-encoder/nli-deberta-v3-base has 90.0 on MNLI (mismatched) and 92.4 on SNLI."""


def write_card(
    out: Path,
    reference: Path,
    dev: Path,
    recipe: Recipe,
    conversion: Conversion,
    counts: tuple[int, int],
    limit: int | None = None,
) -> None:
    """Measure the int8 model in ``out`` and the float32 one in ``reference`` on ``dev`` (the
    first ``limit`` pairs of each set) and write ``out``/README.md. ``counts``: labelled and
    unlabelled pairs."""
    folders = {"int8": out, "float32": reference}
    results = {n: evaluate(dev, model=str(folder), limit=limit) for n, folder in folders.items()}
    texts = passages(dev)
    reader = tokenizer(out)
    pieces = sum(len(reader.encode(*pair).ids) for pair in texts) / max(1, len(texts))
    card = CARD.format(
        size=(out / "model.onnx").stat().st_size / 1e6,
        pruned=PRUNED if conversion.error else "",
        made=_made(recipe, counts, limit),
        command=_command(conversion),
        pairs=conversion.pairs,
        measured=measured(),
        table=_table(results),
        pace=_pace({name: result.pace for name, result in results.items()}, pieces),
    )
    (out / "README.md").write_text(card, encoding="utf-8")


def _made(recipe: Recipe, counts: tuple[int, int], limit: int | None) -> str:
    if not recipe.student.epochs:
        return CONVERTED
    warning = "**A smoke run: these weights are worth nothing.** " if limit else ""
    steps = "\n".join(f"- {name}: {value}" for name, value in asdict(recipe).items())
    return (
        f"{warning}Trained by `claims.training.contradiction` on {counts[0]:,} labelled and "
        f"{counts[1]:,} unlabelled pairs:\n\n{steps}"
    )


def _command(conversion: Conversion) -> str:
    return (
        "python -m claims.training.contradiction TRAIN.jsonl.gz DEV.json.gz \\\n"
        "        --unlabelled MORE.jsonl.gz --weights FOLDER --epochs 0 --out OUT \\\n"
        f"        --calibrate {conversion.pairs} --error {conversion.error} "
        f"--seed {conversion.seed}"
    )


def _table(results: Mapping[str, ContradictionResult]) -> str:
    names = [f"{name}: accuracy, P, R, F1, AP" for name in results]
    lines = [f"| set | pairs | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    for row in zip(*(result.sets for result in results.values()), strict=True):
        cells = []
        for s in row:
            values = (s.accuracy, s.precision, s.recall, s.f1, s.average_precision)
            cells.append(", ".join(f"{100 * value:.1f}" for value in values))
        lines.append(f"| {row[0].name} | {row[0].pairs} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _pace(paces: Mapping[str, Pace | None], pieces: float) -> str:
    lines = [
        f"| {name} | {pace.per_second:.1f} | {pace.per_processor_second:.1f} |"
        for name, pace in paces.items()
        if pace
    ]
    if not lines:
        return ""
    head = (
        f"Pairs of {WORDS} and {WORDS} words, {pieces:.0f} word pieces together, each by itself "
        f"on {cores()} threads;\nthe first column is lower while other programs run:\n\n"
        "| | pairs a second | pairs a second of processor time |\n|---|---|---|\n"
    )
    return head + "\n".join(lines) + "\n\n"
