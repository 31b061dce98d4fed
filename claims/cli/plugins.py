"""``claims plugins``."""

from __future__ import annotations

import click

from claims.cli import options
from claims.plugins import KINDS, described
from claims.show.encoding import plain


@click.command("plugins")
@options.formats
def command(style: str) -> None:
    """List the plugins that are installed, and what they add.

    A plugin is a Python package with an entry point in the group "claims"; docs/api.md has the
    hooks. CLAIMS_LOAD_PLUGINS names those to load, with commas; if empty, none is.

    \b
    Examples:
      claims plugins
      claims plugins --json
    """
    rows = described()
    if options.emitted(style, rows, ("name", "version", *KINDS)):
        return
    for row in rows:
        added = [f"{kind}: {', '.join(row[kind])}" for kind in KINDS if row[kind]]
        version = f" {row['version']}" if row["version"] else ""
        click.echo(plain(f"{row['name']}{version}: {'; '.join(added) or 'nothing'}"))
    if not rows:
        click.echo("No plugins found.", err=True)
