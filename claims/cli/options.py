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

from claims import output
from claims.errors import ReadError
from claims.kinds import KINDS, OPPOSING
from claims.read.addresses import Private
from claims.read.settings import FORMATS
from claims.show.data import CLAIM_COLUMNS, Telling
from claims.show.encoding import Row, encode, plain, write
from claims.show.words import VERDICTS
from claims.store import Store
from claims.store.filters import Filters, is_day

if TYPE_CHECKING:
    from claims.engine import Models
    from claims.records import Claim
    from claims.tracker import Tracker

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
T = TypeVar("T")

#: How many rows a table shows unless told otherwise.
PAGE = 30
STANCES = ("asserts", "denies", "echoes", "questions")
STATUSES = ("open", "confirmed", "dismissed", "unsure")


def together(*decorators: Decorator) -> Decorator:
    """Several decorators as one, in the order in which help lists them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


# -- the database -----------------------------------------------------------------------------

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


def _used(db: str) -> None:
    """Note that a command works with ``db``: see `claims.cli`."""
    if context := click.get_current_context(silent=True):
        context.meta["claims.db"] = db


def reading(db: str) -> Store:
    """The store at ``db``, which must exist."""
    _used(db)
    return Store(db, create=False)


@contextmanager
def tracking(db: str, models: Models | None = None) -> Iterator[Tracker]:
    """A tracker on the store at ``db``, which must exist."""
    from claims.tracker import Tracker

    with reading(db) as store:
        yield Tracker(store=store, models=models)


@contextmanager
def making(db: str, timeout: float = 30.0) -> Iterator[Store]:
    """The store at ``db``, for which ``timeout`` seconds are waited. One that was not there goes
    again if all fails before anything came into it, by this process or another."""
    _used(db)
    new = not Path(db).exists()
    with Store(db, timeout=timeout) as store:
        try:
            yield store
        except BaseException:
            if new:
                store.discard()
            raise


# -- what is written --------------------------------------------------------------------------


#: Passes ``style``: table, json, nl, csv or tsv.
formats = together(
    *(
        click.option(*names, "style", flag_value=names[0][2:], default="table", help=text)
        for text, *names in (
            ("A table for reading, the default.", "--table", "-t"),
            ("A JSON array; an object where one thing is shown.", "--json"),
            ("A JSON object a line.", "--nl"),
            ("Comma-separated values.", "--csv"),
            ("Tab-separated values.", "--tsv"),
        )
    )
)


def emitted(
    style: str,
    objects: Iterable[Row],
    columns: Sequence[str] | None = None,
    rows: Iterable[Row] | None = None,
) -> bool:
    """Write ``objects`` to stdout as json or nl, or ``rows``, if they are others, as csv or tsv.
    False, and nothing written, where a table is asked for."""
    if style == "table":
        return False
    flat = style in ("csv", "tsv")
    write(rows if flat and rows is not None else objects, style, sys.stdout, columns)
    return True


def emitted_one(style: str, thing: Row) -> bool:
    """The same of one thing, which json tells alone."""
    if style == "json":
        click.echo(encode(thing, indent=2))
        return True
    return emitted(style, [thing])


def emitted_claims(style: str, found: Sequence[Claim], telling: Telling) -> bool:
    """The same of claims."""
    return emitted(style, map(telling.claim, found), CLAIM_COLUMNS, map(telling.claim_row, found))


def paged(filters: Filters, style: str) -> Filters:
    """``filters`` with one row more than a table shows, where nobody set a limit."""
    if style == "table" and filters.limit is None:
        return replace(filters, limit=PAGE + 1)
    return filters


def page(found: Sequence[T], what: str, limit: int | None = None) -> list[T]:
    """What a table shows of ``found``; says on stderr that there is none, or more."""
    if not found:
        click.echo(f"No {what} found.", err=True)
    if limit is None and len(found) > PAGE:
        click.echo(f"The first {PAGE} {what}; --limit 0 shows all.", err=True)
        return list(found[:PAGE])
    return list(found)


def say(text: str) -> None:
    """Narrate: ``text``, which may have words of articles in it, as a line on stderr."""
    click.echo(plain(text), err=True)


@contextmanager
def writing(file: str, db: str | None = None) -> Iterator[TextIO]:
    """``file``, or stdout for "-", opened to write text; ``stream.buffer`` takes bytes. Raises
    OutputError where it must not be written over, as the database ``db`` must not, and UsageError
    where there is no folder for it."""
    if file == "-":
        with click.open_file("-", "w", encoding="utf-8") as stream:
            yield cast(TextIO, stream)
        return
    need_folder(file)
    with output.writing(file, db) as stream:
        yield stream


def need_folder(file: str) -> None:
    """Raises UsageError where there is no folder for ``file``."""
    if not Path(file).parent.is_dir():
        raise click.UsageError(f"there is no folder {Path(file).parent}: make it, or name another")


# -- which claims and disputes ----------------------------------------------------------------


def day(text: str) -> str:
    """``text`` if it is a date, ``YYYY-MM-DD``; a year or a month will do. Raises BadParameter."""
    if not is_day(text):
        raise click.BadParameter(f"{text!r} is not a date: write 2031-05-02, 2031-05 or 2031")
    return text


class Probability(click.FloatRange):
    """A number in a range, which "nan" is not in either."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if number != number:
            self.fail(f"{value!r} is no number", param, ctx)
        return number


def _asks(metavar: str, help: str, **more: Any) -> dict[str, Any]:
    return {"metavar": metavar, "help": help, **more}


_FILTERS: dict[str, dict[str, Any]] = {
    "source": _asks("NAME", "Said by NAME: a name, part of one, or a source id."),
    "between": _asks(
        "A B", "Of A and of B; of disputes, those with the two on opposing sides.", nargs=2
    ),
    "topic": _asks("WORDS", "About these words."),
    "since": _asks("DATE", "Said, or else published, on DATE or later.", type=day),
    "until": _asks("DATE", "Said, or else published, on DATE or before.", type=day),
    "kind": {
        "type": click.Choice([kind for kind in KINDS if kind in OPPOSING]),
        "help": "How the claims stand against each other.",
    },
    "status": {
        "type": click.Choice(STATUSES),
        "help": "As people judged it. Without this, disputes and report leave dismissed ones out, "
        "and review shows the open ones.",
    },
    "min_score": _asks(
        "P",
        "With at least this probability of being right, 0 to 1: 0.55 unless told; of those "
        "below, which are kept from 0.25 on, most are wrong.",
        type=Probability(0, 1),
    ),
    "outlet": _asks("NAME", "Published by an outlet so named."),
    "article": _asks("ID", "In this article: its id, address or path."),
    "stance": {"type": click.Choice(STANCES), "help": "What the cue does with the statement."},
    "new_since": _asks("DATE", "First found on this day or later (UTC).", type=day),
    "all": {
        "is_flag": True,
        "help": "With dismissed disputes and with what cannot be in dispute, such as opinions.",
    },
    "limit": _asks(
        "N", "At most N; 0 for all. A table stops at 30 by itself.", type=click.IntRange(0)
    ),
}
#: The filters that choose disputes to work through, but for the limit.
DISPUTES = tuple(name for name in _FILTERS if name not in ("stance", "all", "limit"))


def filtering(*names: str) -> Decorator:
    """The filter options ``names``, or all; passes ``filters``."""
    chosen = names or tuple(_FILTERS)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            values = {name: kwargs.pop(name) for name in chosen}
            return function(*args, filters=_filled(values), **kwargs)

        return together(*map(_filter, chosen))(wrapped)

    return decorate


def _filter(name: str) -> Decorator:
    short = ("-n",) if name == "limit" else ()
    return click.option(*short, f"--{name.replace('_', '-')}", name, **_FILTERS[name])


def _filled(values: dict[str, Any]) -> Filters:
    for name in ("source", "outlet", "article"):
        if values.get(name) is not None and not values[name].strip():
            raise click.UsageError(f"--{name} is empty: name one, or leave it out")
    if values.get("status"):
        values["status"] = VERDICTS[values["status"]]
    return Filters(**values)


# -- what is read -----------------------------------------------------------------------------


def private_host(text: str) -> str:
    """``text`` if it is a host or network. Raises BadParameter."""
    try:
        Private.of([text])
    except ReadError as error:
        raise click.BadParameter(str(error)) from error
    return text


#: Which files of a folder, and in which format.
files = together(
    click.option("--format", type=click.Choice(FORMATS), help="Instead of telling by content."),
    click.option("--glob", metavar="PATTERN", help="Which files of a folder, such as '*.txt'."),
)
outlet = click.option("--outlet", metavar="NAME", help="Who published it, whatever it says itself.")
#: What lies outside of what was named, and is read for being asked for.
outside = together(
    click.option(
        "--allow-private",
        type=private_host,
        multiple=True,
        metavar="HOST|NETWORK",
        help="Fetch from it though it is not on the open internet, such as localhost or "
        "10.0.0.0/8; again for more. Links of a feed never lead there.",
    ),
    click.option(
        "--follow-links", is_flag=True, help="Read what links in a folder lead to outside of it."
    ),
)

_PACKAGED = "Instead of the packaged model."
embedding = click.option("--embedding-model", metavar="PATH", help=_PACKAGED)
models = together(
    click.option("--attribution-model", metavar="PATH", help=_PACKAGED),
    click.option("--reading-model", metavar="PATH", help=_PACKAGED),
    embedding,
    click.option("--spacy-model", metavar="NAME", help="Instead of the packaged pipeline."),
)


def chosen(
    settings: dict[str, Any], threads: int | None = None, reader: str | None = None
) -> Models:
    """The models that the options name, which are taken out of ``settings``."""
    from claims.engine import Models

    kinds = ("attribution", "reading", "embedding", "spacy")
    named = {kind: settings.pop(f"{kind}_model") for kind in kinds}
    reach = {name: settings.pop(name, None) for name in ("base_url", "key", "timeout")}
    return Models(**named, **reach, threads=threads, reader=reader)


# -- what people decide -----------------------------------------------------------------------

note = click.option("--note", metavar="TEXT", help="Why, in your words.")
reviewer = click.option(
    "--reviewer",
    metavar="NAME",
    envvar="CLAIMS_REVIEWER",
    show_envvar=True,
    help="Who judges, for the record.",
)
