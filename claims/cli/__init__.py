"""The command line: one file a command, loaded when it is called.

Data goes to stdout, narration to stderr. What goes wrong is told in one place, here: one
line, exit status 1; set CLAIMS_DEBUG to see where it came from.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from claims import __version__
from claims.errors import ClaimsError, mistake, told

#: Command: its module in this package, and its line in ``claims --help``.
COMMANDS: dict[str, tuple[str, str]] = {
    "ingest": ("ingest", "Read articles in English and find the claims in them."),
    "watch": ("watch", "Ingest what appears in folders and feeds until stopped."),
    "disputes": ("disputes", "List what is disputed, best first."),
    "show": ("show", "Show a dispute, claim, link, source or article with its context."),
    "list": ("list", "List claims: who said what."),
    "search": ("search", "Find claims by their words and meaning, the best first."),
    "timeline": ("timeline", "Show claims in the order they were made."),
    "sources": ("sources", "List who speaks, and correct who is who."),
    "review": ("review", "Judge open disputes one by one."),
    "judge": ("judge", "Confirm or dismiss a dispute without a terminal."),
    "fix": ("fix", "Put right what was read wrongly in a claim."),
    "judgements": (
        "judgements",
        "List what people decided about links, and who decided otherwise.",
    ),
    "second-opinion": ("second_opinion", "Ask a language model of yours about what is disputed."),
    "graph": ("graph", "Write the graph of claims and sources to FILE."),
    "report": ("report", "Write a web page to look at disputes in."),
    "set": ("set", "Tell an article with another date, outlet, title or author."),
    "forget": ("forget", "Take articles out, with all that was found in them."),
    "rescore": ("rescore", "Find all links anew, for after an update of claims."),
    "export": ("export", "Write everything out as JSON lines."),
    "import": ("import_", "Take in what `claims export` wrote, by you or by somebody else."),
    "info": ("info", "Say what is in the database."),
    "plugins": ("plugins", "List the plugins that are installed, and what they add."),
    "check": ("check", "Look for damage in the database."),
    "backup": ("backup", "Copy the database to FILE, as it is at one moment."),
    "datasette": ("datasette", "Print metadata for browsing the database with Datasette."),
    "evaluate": ("evaluate", "Measure against gold data."),
}

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """Knows the commands by name, imports the one that is called, and tells its errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *self._added()]  # in this package, list is the command

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return self._added().get(cmd_name)
        module = import_module(f"claims.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])
        if added := self._added():
            with formatter.section("From plugins"):
                formatter.write_dl([(n, c.get_short_help_str()) for n, c in added.items()])

    def _added(self) -> dict[str, click.Command]:
        """The commands of plugins, but for those named like ours."""
        from claims.plugins import added

        return {name: each for name, each in added("commands").items() if name not in COMMANDS}

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            click.echo("\nInterrupted.", err=True)
            ctx.exit(130)
        except Exception as error:
            if os.environ.get("CLAIMS_DEBUG"):
                raise
            if isinstance(error, OSError):
                _give_up_stdout()
            raise click.ClickException(_damage(ctx, error) or told(error)) from error


def _damage(ctx: click.Context, error: Exception) -> str | None:
    """What to say where what looks like a mistake of ours is damage of the database."""
    path = ctx.meta.get("claims.db")
    if path is None or not mistake(error):
        return None
    from claims.store import Store
    from claims.store.check import faults

    try:
        with Store(path, create=False) as store:
            fault = next(faults(store), None)
    except ClaimsError as damage:
        return str(damage)
    return f"{path} is damaged ({fault}): `claims check` tells all of it" if fault else None


def _give_up_stdout() -> None:
    """Let nothing be written any more where nothing can be, such as to a full disk: Python's own
    last flush would end in a traceback and status 120."""
    try:
        sys.stdout.flush()
    except OSError:
        if sys.__stdout__ is not None and sys.stdout is sys.__stdout__:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())


@click.command(cls=Commands, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="claims")
def cli() -> None:
    """Find what is disputed in the news: who said it, and who denies it.

    \b
    Examples:
      claims ingest corpus/
      claims disputes
      claims show 30014fa2
      claims report disputes.html

    The database is claims.db in this folder; -d PATH or CLAIMS_DB names another. Every
    command tells more with --help. All examples, those there too, are for the articles in
    corpus/ of the source code, which are about events that never were; ids are the beginnings
    of those that the commands print.
    """


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # never fail on a letter the terminal lacks
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="claims")
