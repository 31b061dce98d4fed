"""Make the weights of the referee: go on from the judge's network, convert, write the card.

    python -m claims.training.dispute corpus/exchanges --encoder FOLDER \\
        --gold corpus/gold/disputed_polnear_train.gold \\
        --across corpus/gold/across_polnear_train.gold --articles polnear_train.json.gz \\
        --out claims/models/dispute

FOLDER holds the trained network of the judge: what it knows of contradiction is where the
referee begins. Of every ten articles read the last is left out and measured on. Without
``--gold`` the invented exchanges alone are learned. ``--smoke`` does all of it on a few.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import click
import numpy as np

from claims.compare.contradiction import Judge
from claims.training.card import measured
from claims.training.exchanges import APART, Reading, exchanges, labelled, readings
from claims.training.learner import Learner, Schedule
from claims.training.quantise import Conversion, quantise

SCHEDULE = Schedule(epochs=3, rate=4e-5, batch=32)
#: The part of the pairs that nobody listed which is learned.
OF_EXCHANGES, OF_READINGS = 0.03, 0.01
#: Pairs on which the conversion is calibrated.
CALIBRATED = 400
#: Of so many articles one is left out.
HELD_OUT = 10

CARD = """\
# dispute: would a reader call two attributed statements a dispute?

The judge's network (`../contradiction`: six layers of MPNet, Apache-2.0), taught further on
pairs of statements as articles tell them. Input: two lines "SOURCE | PASSAGE", the answer last;
`config.json` says under `id2label` which logit is which. *contradiction* is a dispute, the
two others together are none. Int8, converted as the judge is.

## Training data, and how these files were made

- {exchanges} invented scenarios (corpus/exchanges), written for this project by a language
  model: {statements}
- {readings} readings of real articles and of pairs of them, by language models, who listed
  disputes, arguable pairs and pairs that only look so. The gold, digests and offsets without
  a word of text: {gold}.

{pairs} pairs; {schedule}; word vectors kept. Made by

    python -m claims.training.dispute corpus/exchanges --encoder FOLDER \\
        {options}

## Figures

On {held} articles that were left out, pairs of two sources up to {apart} statements apart,
{disputes} disputes among {among} (arguable pairs left out): average precision {precision:.3f}
in int8. {measured}.

## Limits

English. Seen alone it flags far too much: of 95 pairs of FNC-1 that it and the judge took for
disputes, 21 were. It weighs what other evidence found, and finds only neighbours in one article,
at 0.9, with a negation or antonyms, where the judge bears it out. Readers of its training data
were language models.
"""


def average_precision(model: Path, held: list[Reading]) -> tuple[float, int, int]:
    """Of the int8 model in a folder on readings: mean precision over disputes, how many there
    are, and among how many pairs."""
    pairs = [(t, False) for reading in held for t in chain(reading.near, reading.others)]
    pairs += [(texts, True) for reading in held for texts in reading.disputes]  # ties count less
    odds = Judge(str(model)).judge([texts for texts, _ in pairs])[:, 0]
    right = np.array([disputed for _, disputed in pairs])[np.argsort(-odds, kind="stable")]
    ranks = np.flatnonzero(right) + 1
    precision = float((np.arange(1, len(ranks) + 1) / ranks).mean()) if len(ranks) else 0.0
    return precision, len(ranks), len(pairs)


def _told(**files: tuple[Path, ...]) -> str:
    """Options as they were given, files without their folders."""
    told = (f"--{name} {path.name}" for name, paths in files.items() for path in paths)
    return " ".join((*told, "--out claims/models/dispute")).replace(" --", " \\\n        --")


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--encoder", type=_FOLDER, required=True, help="The judge's trained network.")
@click.option("--gold", type=_FILE, multiple=True, help="Articles read, by digest and offsets.")
@click.option("--across", type=_FILE, multiple=True, help="Pairs of two articles, the same way.")
@click.option("--articles", type=_FILE, multiple=True, help="Files with the texts of these.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--epochs", default=SCHEDULE.epochs, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--smoke", is_flag=True, help="A few pairs, one epoch: does it run?")
def main(
    folder: Path,
    encoder: Path,
    gold: tuple[Path, ...],
    across: tuple[Path, ...],
    articles: tuple[Path, ...],
    out: Path,
    epochs: int,
    seed: int,
    smoke: bool,
) -> None:
    """Make a referee from the exchanges in FOLDER and the articles that were read."""
    if gold and not articles:
        raise click.UsageError("--gold holds no texts: give --articles as well")
    invented = exchanges(folder)
    read = readings(gold, across, articles) if gold else []
    whole = read or invented  # of these some are left out
    held = whole[HELD_OUT - 1 :: HELD_OUT]
    out_of_sight = frozenset[str]().union(*(reading.articles for reading in held))
    kept = [
        reading
        for number, reading in enumerate(whole, 1)
        if number % HELD_OUT and out_of_sight.isdisjoint(reading.articles)
    ]
    pairs = labelled(invented if read else kept, OF_EXCHANGES, seed)
    pairs += labelled(kept, OF_READINGS, seed) if read else []
    schedule = replace(SCHEDULE, epochs=epochs)
    if smoke:
        pairs, held, schedule = pairs[:64], held[:2], replace(schedule, epochs=1, batch=8)
    learner = Learner.load(encoder, seed)
    learner.fit(pairs, schedule, words=False)
    learner.save(out / "network")
    texts = [pair.texts for pair in pairs]
    quantise(out / "network", out, texts, Conversion(pairs=min(CALIBRATED, len(texts))))
    precision, disputes, among = average_precision(out, held)
    counts = [sum(len(getattr(r, kind)) for r in invented) for kind in ("disputes", "near")]
    card = CARD.format(
        exchanges=len(invented),
        statements=f"{counts[0]} disputed pairs and {counts[1]} that only look so.",
        readings=len(read),
        gold=", ".join(path.name for path in (*gold, *across)) or "none",
        options=_told(gold=gold, across=across, articles=articles),
        pairs=len(pairs),
        schedule=schedule,
        held=len(held),
        apart=APART,
        disputes=disputes,
        among=among,
        precision=precision,
        measured=measured(),
    )
    (out / "README.md").write_text(card, encoding="utf-8")
    click.echo(out / "README.md")


if __name__ == "__main__":
    main()
