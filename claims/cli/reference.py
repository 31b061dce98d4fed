"""The reference page of all commands, from their own help: ``python -m claims.cli.reference``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from claims.cli import cli

HEAD = """# Commands

Made from the commands' own help by `python -m claims.cli.reference > docs/cli.md`; a test
holds the two together.
"""


def page() -> str:
    """The whole page, as Markdown."""
    return HEAD + "".join(_sections(cli, click.Context(cli, info_name="claims")))


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    context.terminal_width = 80
    context.max_content_width = 80
    help_text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield f"\n## {context.command_path}\n\n```text\n{help_text}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _sections(inner, click.Context(inner, context, info_name=name))


if __name__ == "__main__":
    click.echo(page(), nl=False)
