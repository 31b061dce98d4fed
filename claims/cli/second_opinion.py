"""``claims second-opinion``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from claims.cli import consent, options
from claims.cli.progress import Line, clock
from claims.errors import Unreachable
from claims.reading.recorded import Recorded, record
from claims.show.words import count
from claims.store.filters import Filters

if TYPE_CHECKING:
    from claims.cli.asked import Pairs, Wholes
    from claims.reading.asking import Asker
    from claims.reading.llm import Tally


def probabilities(text: str) -> tuple[float, float]:
    """Two probabilities, ``0.3-0.8``."""
    low, _, high = text.partition("-")
    try:
        band = float(low), float(high)
    except ValueError:
        band = (1.0, 0.0)
    if not 0 <= band[0] <= band[1] <= 1:
        raise click.BadParameter(f"{text!r} is not two numbers from 0 to 1, as in 0.3-0.8")
    return band


@click.command("second-opinion")
@options.database
@click.option(
    "-m", "--model", metavar="NAME", help="The language model: a name that `llm models` lists."
)
@consent.reached
@consent.priced
@click.option(
    "--band",
    type=probabilities,
    default="0.3-0.8",
    show_default=True,
    metavar="LOW-HIGH",
    help="The scores of pairs in no dispute that are asked about too.",
)
@click.option("--whole", is_flag=True, help="Have articles read whole, and list what was missed.")
@click.option(
    "--story-tokens",
    type=click.IntRange(500),
    default=6_000,
    show_default=True,
    metavar="N",
    help="With --whole, read articles of one story together if they have no more tokens, and a "
    "longer article in parts.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@click.option(
    "--record",
    "written",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write what would be sent, as JSON lines, for a model that is asked elsewhere.",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help='Take the answers from JSON lines of {"key", "answer"}, as those of --model NAME.',
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    metavar="N",
    help="At most N pairs, or articles with --whole; 0 for all.",
)
@options.filtering(*options.DISPUTES)
@options.formats
@click.pass_context
def command(
    ctx: click.Context,
    /,
    db: str,
    filters: Filters,
    model: str | None,
    yes: bool,
    band: tuple[float, float],
    whole: bool,
    story_tokens: int,
    dry_run: bool,
    written: str | None,
    replay: str | None,
    limit: int,
    style: str,
    **settings: Any,
) -> None:
    """Ask a language model of yours about what is disputed.

    It reads the pairs of the disputes shown that nobody has judged, and those in no dispute
    whose score is within the band, where an answer is worth most first. Each pair is asked about
    in both orders; if the answer changes, it is "unsure". What the model says is shown beside the
    score ("also read by MODEL"): it changes no score and is nobody's judgement. With --whole it
    reads articles whole, those of one story together, and what it finds that is not among the
    disputes is listed.

    Before anything is sent you are told what and to where, and asked. Answers are kept as they
    come, so that asking again costs nothing and Ctrl-C loses nothing. Needs claims[llm], but for
    --record and --replay.

    \b
    Examples:
      claims second-opinion --model qwen3:8b
      claims second-opinion --base-url http://localhost:8080/v1 --model local --limit 20
      claims second-opinion --model qwen3:8b --topic bridge --dry-run
      claims second-opinion --model qwen3:8b --whole --article 3f9a --json
      claims second-opinion --whole --record prompts.jsonl
      claims second-opinion --whole --replay answers.jsonl --model "asked by hand"
    """
    from claims.cli.asked import Pairs, Wholes
    from claims.reading.llm import LanguageModel

    price = consent.price(settings)
    with options.reading(db) as store:
        asker = _asker(model, written, replay, settings)
        reader = LanguageModel(asker, store.opinions, price=price)
        task: Pairs | Wholes = (
            Wholes(store, reader, filters, limit, story_tokens)
            if whole
            else Pairs(store, reader, filters, limit, band)
        )
        if written:
            with options.writing(written, db) as stream:
                number = record(task.sent, stream)
            tokens = sum(prompt.tokens for prompt in task.sent)
            told = f"{count(number, 'prompt')} ({task.what}), about {tokens:,} tokens, in {written}"
            click.echo(f"{told}. Nothing was sent.", err=True)
            return
        if not task.sent:
            click.echo("Nothing to ask about.", err=True)
        new = [prompt for prompt in task.sent if not reader.known(prompt)]
        load = consent.Load(
            f"{count(len(new), 'reading')} ({task.what})",
            sum(prompt.tokens for prompt in new),
            sum(prompt.expected for prompt in new),
            price,
        )
        if dry_run:
            known = len(task.sent) - len(new)
            kept = f" {count(known, 'answer')} are there already." if known else ""
            click.echo(f"This would send {load.told(asker)}.{kept} Nothing was sent.", err=True)
            return
        if new and not replay and not consent.ask(load, asker, yes):
            ctx.exit(1)
        status = _run(task, len(new))
        rows = task.rows()
        if not options.emitted(style, rows, task.columns):
            from claims.show.terminal import read_by

            read_by(rows)
    if status or reader.tally.unanswered:
        ctx.exit(status or 1)


def _asker(
    model: str | None, written: str | None, replay: str | None, settings: dict[str, Any]
) -> Asker | Recorded:
    """Who is asked. Raises ModelError, UsageError."""
    if not (written or replay):
        return consent.named(model, settings)
    if written and replay:
        raise click.UsageError("--record writes what --replay answers: give one of them")
    if written:
        return Recorded("nobody", {})
    if model is None or settings["base_url"] or settings["key"]:
        raise click.UsageError("--replay asks nobody: say with --model NAME alone who answered")
    return Recorded.read(model, replay or "")


def _run(task: Pairs | Wholes, new: int) -> int:
    """Ask, and say how far it is. Returns the exit status: 0, 1 where the model is gone, 130
    after Ctrl-C; what came until then is there."""
    tally, line = task.reader.tally, Line(new > 0)
    status, gone = 0, ""
    try:
        line.write(progress(tally, new, line.started))
        for _ in task.run():
            line.write(progress(tally, new, line.started))
    except KeyboardInterrupt:
        status = 130
    except Unreachable as error:
        status, gone = 1, f"Error: {error}\n"
    line.write("")
    click.echo(f"{gone}{_summary(task, status)}", err=True)
    return status


def progress(tally: Tally, new: int, began: float) -> str:
    """How many of ``new`` readings are done, how fast the model is, and the time left."""
    seconds = max(time.monotonic() - began, 1e-3)
    done = tally.asked + tally.unanswered
    line = f"{done:,} of {new:,} readings"
    if done:
        line += f" · {tally.tokens_out / seconds:,.1f} tokens/s"
    if 0 < done < new:
        line += f" · {clock((new - done) * seconds / done)} left"
    return line


def _summary(task: Pairs | Wholes, status: int) -> str:
    """What was done and what it took, in words."""
    tally = task.reader.tally
    told = f"{task.told}."
    if tally.known:
        told += f" {count(tally.known, 'answer')} known from before."
    if tally.asked:
        sent, back = tally.tokens_in, tally.tokens_out
        price = task.reader.price
        cost = f", cost {consent.money(price.of(sent, back))}" if price else ""
        told += f" {sent:,} tokens sent, {back:,} back, {clock(tally.seconds)}{cost}."
    if tally.dropped:
        dropped = count(tally.dropped, "quote or number", "quotes or numbers")
        told += f" {dropped} not in the text, thrown away."
    if tally.unanswered:
        told += f" {count(tally.unanswered, 'reading')} without an answer ({tally.last})."
    if status:
        told = f"{'Interrupted. ' if status == 130 else ''}Kept: {told}"
        told += " The same command goes on from here."
    return told
