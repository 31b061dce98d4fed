"""Options that commands share, and what they turn into."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

import click

from claims.kinds import KINDS, OPPOSING
from claims.store.filters import Filters, is_day

if TYPE_CHECKING:
    from claims.engine import Models
    from claims.show.encoding import Row
    from claims.store import Store

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

T = TypeVar("T")

#: How many rows a table shows unless told otherwise.
PAGE = 30


database = click.option(
    "-d",
    "--db",
    metavar="PATH",
    default="claims.db",
    envvar="CLAIMS_DB",
    show_default=True,
    show_envvar=True,
    help="The database.",
)


def reading(db: str) -> Store:
    """The store at ``db``, which must exist."""
    from claims.store import Store

    _used(db)
    return Store(db, create=False)


def _used(db: str) -> None:
    """Note that a command works with ``db``: see `claims.cli`."""
    if context := click.get_current_context(silent=True):
        context.meta["claims.db"] = db


@contextmanager
def making(db: str, timeout: float = 30.0) -> Iterator[Store]:
    """The store at ``db``, for which ``timeout`` seconds are waited. One that was not there goes
    again if all fails before anything came into it, by this process or another."""
    from claims.store import Store

    _used(db)
    new = not Path(db).exists()
    with Store(db, timeout=timeout) as store:
        try:
            yield store
        except BaseException:
            if new:
                store.discard()
            raise


def together(*decorators: Decorator) -> Decorator:
    """Several decorators as one, in the order in which help lists them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def _format(name: str, text: str, *short: str) -> Decorator:
    return click.option(*short, f"--{name}", "style", flag_value=name, default=None, help=text)


#: Passes ``style``: table, json, nl, csv or tsv.
formats = together(
    _format("table", "A table for reading, the default.", "-t"),
    _format("json", "A JSON array; an object where one thing is shown."),
    _format("nl", "A JSON object a line."),
    _format("csv", "Comma-separated values."),
    _format("tsv", "Tab-separated values."),
)


def emit(style: str, rows: Iterable[Row], columns: Sequence[str] | None = None) -> None:
    """Write ``rows`` to stdout as json, nl, csv or tsv."""
    from claims.show.encoding import write

    write(rows, style, sys.stdout, columns)


class Day(click.ParamType[str]):
    """A date, ``YYYY-MM-DD``; a year or a month will do."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_day(str(value)):
            self.fail(f"{value!r} is not a date: write 2031-05-02, 2031-05 or 2031", param, ctx)
        return str(value)


class PrivateHost(click.ParamType[str]):
    """A host or network that is not on the open internet."""

    name = "host"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from claims.errors import ReadError
        from claims.read.addresses import Private

        try:
            Private.of([str(value)])
        except ReadError as error:
            self.fail(str(error), param, ctx)
        return str(value)


#: What lies outside of what was named, and is read for being asked for.
outside = together(
    click.option(
        "--allow-private",
        type=PrivateHost(),
        multiple=True,
        metavar="HOST|NETWORK",
        help="Fetch from it though it is not on the open internet, such as localhost or "
        "10.0.0.0/8; again for more. Links of a feed never lead there.",
    ),
    click.option(
        "--follow-links",
        is_flag=True,
        help="Read what links in a folder lead to outside of it.",
    ),
)


class Probability(click.FloatRange):
    """A number in a range, which "nan" is not in either."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if number != number:
            self.fail(f"{value!r} is no number", param, ctx)
        return number


_filters: dict[str, Decorator] = {
    "source": click.option(
        "--source", metavar="NAME", help="Said by NAME: a name, part of one, or a source id."
    ),
    "between": click.option(
        "--between",
        nargs=2,
        metavar="A B",
        help="Of A and of B; of disputes, those with the two on opposing sides.",
    ),
    "topic": click.option("--topic", metavar="WORDS", help="About these words."),
    "since": click.option(
        "--since", type=Day(), metavar="DATE", help="Said, or else published, on DATE or later."
    ),
    "until": click.option(
        "--until", type=Day(), metavar="DATE", help="Said, or else published, on DATE or before."
    ),
    "kind": click.option(
        "--kind",
        type=click.Choice([kind for kind in KINDS if kind in OPPOSING]),
        help="How the claims stand against each other.",
    ),
    "status": click.option(
        "--status",
        type=click.Choice(["open", "confirmed", "dismissed", "unsure"]),
        help="As people judged it. Without this, disputes and report leave dismissed ones out, "
        "and review shows the open ones.",
    ),
    "min_score": click.option(
        "--min-score",
        type=Probability(0, 1),
        default=None,
        metavar="P",
        help="With at least this probability of being right, 0 to 1: 0.55 unless told; of those "
        "below, which are kept from 0.25 on, most are wrong.",
    ),
    "outlet": click.option("--outlet", metavar="NAME", help="Published by an outlet so named."),
    "article": click.option(
        "--article", metavar="ID", help="In this article: its id, address or path."
    ),
    "stance": click.option(
        "--stance",
        type=click.Choice(["asserts", "denies", "echoes", "questions"]),
        help="What the cue does with the statement.",
    ),
    "new_since": click.option(
        "--new-since", type=Day(), metavar="DATE", help="First found on this day or later (UTC)."
    ),
    "all": click.option(
        "--all",
        "all",
        is_flag=True,
        help="With dismissed disputes and with what cannot be in dispute, such as opinions.",
    ),
    "limit": click.option(
        "-n",
        "--limit",
        type=click.IntRange(0),
        default=None,
        metavar="N",
        help="At most N; 0 for all. A table stops at 30 by itself.",
    ),
}


#: The filters that choose disputes to work through, but for the limit.
DISPUTES = (
    "source", "between", "topic", "since", "until", "kind", "status", "min_score", "outlet",
    "article", "new_since",
)  # fmt: skip


def filtering(*names: str) -> Decorator:
    """The filter options ``names``, or all; passes ``filters``."""
    chosen = names or tuple(_filters)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            values = {name: kwargs.pop(name) for name in chosen}
            return function(*args, filters=_filled(values), **kwargs)

        return together(*(_filters[name] for name in chosen))(wrapped)

    return decorate


def _filled(values: dict[str, Any]) -> Filters:
    from claims.show.data import verdict

    for name in ("source", "outlet", "article"):
        if values.get(name) is not None and not values[name].strip():
            raise click.UsageError(f"--{name} is empty: name one, or leave it out")
    if values.get("status"):
        values["status"] = verdict(values["status"])
    return Filters(**values)


models = together(
    click.option("--attribution-model", metavar="PATH", help="Instead of the packaged model."),
    click.option("--reading-model", metavar="PATH", help="Instead of the packaged model."),
    click.option("--embedding-model", metavar="PATH", help="Instead of the packaged model."),
    click.option("--spacy-model", metavar="NAME", help="Instead of the packaged pipeline."),
)


def chosen(
    settings: dict[str, Any], threads: int | None = None, reader: str | None = None
) -> Models:
    """The models that the options name, which are taken out of ``settings``."""
    from claims.engine import Models

    kinds = ("attribution", "reading", "embedding")
    named = {kind: settings.pop(f"{kind}_model") for kind in kinds}
    reach = {name: settings.pop(name, None) for name in ("base_url", "key", "timeout")}
    spacy = settings.pop("spacy_model")
    return Models(**named, **reach, spacy=spacy, threads=threads, reader=reader)


@contextmanager
def writing(file: str, db: str | None = None) -> Iterator[TextIO]:
    """``file``, or stdout for "-", opened to write text; ``stream.buffer`` takes bytes. Raises
    OutputError where it must not be written over, as the database ``db`` must not, and UsageError
    where there is no folder for it."""
    if file == "-":
        with click.open_file("-", "w", encoding="utf-8") as stream:
            yield cast(TextIO, stream)
        return
    from claims.output import writing

    if not Path(file).parent.is_dir():
        raise click.UsageError(f"there is no folder {Path(file).parent}: make it, or name another")
    with writing(file, db) as stream:
        yield stream


def unused(ctx: click.Context) -> None:
    """Refuse options before the name of a subcommand, which has its own. Raises UsageError."""
    source = click.core.ParameterSource.COMMANDLINE
    given = [p for p in ctx.command.params if p.name and ctx.get_parameter_source(p.name) is source]
    if given:
        name = max(given[0].opts, key=len)
        raise click.UsageError(f"write {name} behind {ctx.invoked_subcommand}, not before it")


def paged(filters: Filters, style: str | None) -> Filters:
    """``filters`` with one row more than a table shows, where nobody set a limit."""
    if style in (None, "table") and filters.limit is None:
        return replace(filters, limit=PAGE + 1)
    return filters


def page(found: Sequence[T], asked: Filters, what: str) -> list[T]:
    """What a table shows of ``found``; says on stderr that there is none, or more."""
    if not found:
        click.echo(f"No {what} found.", err=True)
    if asked.limit is None and len(found) > PAGE:
        click.echo(f"The first {PAGE} {what}; --limit 0 shows all.", err=True)
        return list(found[:PAGE])
    return list(found)
