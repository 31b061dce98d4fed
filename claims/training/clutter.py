"""Learn what on a page is no part of its article: the weights of `claims.extract.clutter`.

Articles are lines of JSON, ``{"text": ..., "cut": [[start, end], ...]}``: what is no article, in
characters, each run inside one line. Lines without clutter are many and much alike: of those that
end as sentences do, a part is taken.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from claims.extract.clutter import LABELS, lines
from claims.records import Span

#: A feature has to be seen so often, in words.
SEEN = 3
#: The part of plain lines that is learned from.
PLAIN = 0.2
#: How often the same clutter is learned from, and how many words of a line of text.
AGAIN, BEGINNING = 4, 30
#: Weights smaller than this are left out.
LEAST = 0.05
_ENDS = frozenset('.!?”"’')

#: What is seen of each word of a line, and its label.
Line = tuple[list[list[str]], list[str]]


def labelled(text: str, cut: Sequence[Span]) -> Iterator[tuple[str, Line]]:
    """Each line of ``text``, what is seen of its words, and their labels."""
    for places, line, words in lines(text):
        labels = []
        run: Span | None = None
        for start, _ in places:
            inside = next((span for span in cut if span[0] <= start < span[1]), None)
            if inside is not None:
                labels.append("in" if inside == run else "begin")
            else:
                labels.append("after" if run else "text")
            run = inside
        yield text[places[0][0] : places[-1][1]], ([line + seen for seen in words], labels)


def chosen(articles: Iterable[tuple[str, Sequence[Span]]]) -> Iterator[Line]:
    """The lines to learn from."""
    chance = random.Random(3)
    often: Counter[str] = Counter()
    for text, cut in articles:
        for words, (seen, labels) in labelled(text, cut):
            if set(labels) != {"text"}:
                often[words] += 1
                if often[words] <= AGAIN:
                    yield seen, labels
            elif words[-1] not in _ENDS or chance.random() < PLAIN:
                yield seen[:BEGINNING], labels[:BEGINNING]


def train(found: Sequence[Line], c1: float, c2: float, steps: int, path: str) -> Any:
    """The weights of a conditional random field, by L-BFGS; both penalties as in CRFsuite."""
    import pycrfsuite

    seen = Counter(name for words, _ in found for word in words for name in word)
    trainer = pycrfsuite.Trainer(verbose=False)
    for words, labels in found:
        trainer.append([[name for name in word if seen[name] >= SEEN] for word in words], labels)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": steps})
    trainer.train(path)
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    return tagger.info()


def packed(info: Any, margin: float) -> str:
    """The weights as they are packaged; ``margin`` is what it costs to begin a run."""
    place = {label: n for n, label in enumerate(LABELS)}
    state: dict[str, list[float]] = {"line": [0.0] * len(LABELS)}
    for (name, label), weight in info.state_features.items():
        state.setdefault(name, [0.0] * len(LABELS))[place[label]] = round(weight, 2)
    state["line"][place["begin"]] = round(state["line"][place["begin"]] - margin, 2)
    step = [[-50.0] * len(LABELS) for _ in LABELS]
    for (one, other), weight in info.transitions.items():
        step[place[one]][place[other]] = round(weight, 2)
    rows = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(values)}"
        for name, values in sorted(state.items())
        if max(map(abs, values)) >= LEAST
    ]
    return f'{{"step": {json.dumps(step)},\n"state": {{\n' + ",\n".join(rows) + "\n}}\n"


@click.command()
@click.argument("articles", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--steps", default=60, show_default=True)
@click.option("--margin", default=2.0, show_default=True)
def main(articles: Path, out: Path, steps: int, margin: float) -> None:
    """Write the weights that ARTICLES teach to OUT."""
    rows = map(json.loads, articles.read_text("utf-8").splitlines())
    read = ((row["text"], [(a, b) for a, b in row["cut"]]) for row in rows)
    info = train(list(chosen(read)), 0.3, 0.05, steps, str(out.with_suffix(".crf")))
    out.write_text(packed(info, margin), "utf-8")


if __name__ == "__main__":
    main()
