"""``claims evaluate``."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import Any

import click

TASKS = ("attribution", "disputes", "flags", "readings", "said-by", "second-opinion", "sources")


@click.command("evaluate")
@click.argument("task", type=click.Choice(TASKS), metavar="TASK")
@click.argument("gold", type=click.Path(exists=True), metavar="GOLD")
@click.option(
    "--predictions",
    type=click.Path(dir_okay=False, writable=True),
    metavar="OUT.jsonl",
    help="Write what was found, one JSON object a line.",
)
@click.option(
    "--model",
    metavar="PATH",
    help="Instead of the packaged model; second-opinion: the name of whose answers they are.",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="second-opinion: answers to what `claims second-opinion --record` wrote.",
)
@click.option(
    "--story-tokens", type=click.IntRange(500), metavar="N", help="second-opinion: as it was asked."
)
@click.option("--errors", is_flag=True, default=None, help="attribution: errors by class, too.")
@click.option(
    "--texts",
    type=click.Path(exists=True),
    metavar="PATH",
    help="The real articles, since the gold has offsets only: a folder for sources, JSON lines "
    "for readings, said-by and second-opinion.",
)
@click.option(
    "-d",
    "--db",
    metavar="PATH",
    help="disputes, flags, readings, said-by, second-opinion: score this database.",
)
@click.option("--json", "as_json", is_flag=True, help="The scores as JSON.")
def command(task: str, gold: str, as_json: bool, **settings: Any) -> None:
    """Measure against gold data.

    TASK is attribution (who said what; a PolNeAR file), disputes (a folder of articles with
    gold claims and disputes), flags (verdicts that a reader gave on the disputes of a real
    collection), readings (articles of which readers listed every dispute), said-by (whose words
    the claims of a database are), second-opinion (what a language model says of a database) or
    sources (which names are one).

    \b
    Examples:
      claims evaluate disputes corpus/gold
      claims evaluate attribution dev.json.gz --predictions found.jsonl
      claims evaluate flags corpus/gold/flags_fnc1.gold -d fnc1.db
      claims evaluate second-opinion read.gold -d news.db --replay answers.jsonl
    """
    from claims.show.encoding import encode

    evaluate = import_module(f"claims.evaluate.{task.replace('-', '_')}").evaluate
    given = {name: value for name, value in settings.items() if value is not None}
    if refused := sorted(given.keys() - signature(evaluate).parameters.keys()):
        raise click.UsageError(f"{task} does not take --{refused[0].replace('_', '-')}")
    if task == "flags" and "db" not in given:
        raise click.UsageError("flags needs the database whose disputes are scored: -d PATH")
    result: Any = evaluate(gold, **given)
    click.echo(encode(result.told, indent=2) if as_json else result.text)
