"""The reference page of all commands, from their own help: ``python -m claims.cli.reference``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from claims.cli import cli

HEAD = """# Commands

Made from the commands' own help by `python -m claims.cli.reference > docs/cli.md`; a test
holds the two together.

Data goes to standard output and narration to standard error. The exit status is 0 when all
went well, 1 when something did not (the message says what to do), 2 when the command was
called wrongly, and 130 after Ctrl-C.

A FILE that is written takes its name when it is whole; what was there stays until then, and
neither a database nor what a link leads to is written over. Before a database of an earlier
version is brought up to date, it is copied to FILE.bak beside it. A text of over 2 million
characters or 500,000 words and marks, or a document that takes over two minutes to read, is told
and left out; the rest goes in, within 2.5 GB of memory a process.

| Variable | Meaning |
| --- | --- |
| `CLAIMS_DB` | the database, in place of `claims.db` in the current folder |
| `CLAIMS_REVIEWER` | your name, recorded with judgements and rulings |
| `CLAIMS_LOAD_PLUGINS` | the plugins to load, with commas; if empty, none |
| `CLAIMS_DEBUG` | if set, errors show where they come from |
| `CLAIMS_CONTRADICTION_MODEL`, `CLAIMS_DISPUTE_MODEL` | folders of other weights |
| `NO_COLOR` | if set, tables have no colours |
| `COLUMNS` | the width of tables that go into a pipe |

## Words

A *claim* is a statement that an article attributes to a *source*, with what the cue does with it
(*stance*: asserts, denies, echoes, questions). Two claims are linked as a *denial* (one source
seems to deny what another said), a *conflict* (it seems that the two cannot both be true), by
*figures* (different numbers for what seems to be one quantity), as a *reversal* (a source seems
to speak against its own earlier words), or as an *echo*. Where a claim is shown, a verb that does
not deny by itself is marked if the claim is a denial: “insists (denial): ...”. A *dispute* gathers
the links that are about one matter; its *score* estimates how likely its surest link is right. A
DATE is 2031-05-02, 2031-05 or 2031.

## Completion

The shell completes commands and options once it is told to:

- bash, in `~/.bashrc`: `eval "$(_CLAIMS_COMPLETE=bash_source claims)"`
- zsh, in `~/.zshrc`: `eval "$(_CLAIMS_COMPLETE=zsh_source claims)"`
- fish, in `~/.config/fish/config.fish`: `_CLAIMS_COMPLETE=fish_source claims | source`
"""


def page() -> str:
    """The whole page, as Markdown."""
    return HEAD + "".join(_section(context) for _, context in walk())


def walk(
    command: click.Command = cli, context: click.Context | None = None
) -> Iterator[tuple[click.Command, click.Context]]:
    """``command`` and all below it, each with a context to ask its help in."""
    context = context or click.Context(command, info_name="claims")
    context.terminal_width = context.max_content_width = 80
    context.help_option_names = ["-h", "--help"]
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from walk(inner, click.Context(inner, context, info_name=name))


def _section(context: click.Context) -> str:
    lines = context.command.get_help(context).splitlines()
    help_text = "\n".join(line.rstrip() for line in lines)
    return f"\n## {context.command_path}\n\n```text\n{help_text}\n```\n"


if __name__ == "__main__":
    click.echo(page(), nl=False)
