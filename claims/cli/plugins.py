"""``claims plugins``."""

from __future__ import annotations

import click

from claims.cli import options

COLUMNS = ("name", "version", "formats", "readers", "exports", "commands")


@click.command("plugins")
@options.formats
def command(style: str | None) -> None:
    """List the plugins that are installed, and what they add.

    A plugin is a Python package with an entry point in the group "claims"; docs/api.md has the
    hooks. CLAIMS_LOAD_PLUGINS names those to load, with commas; if empty, none is.

    \b
    Examples:
      claims plugins
      claims plugins --json
    """
    from claims.plugins import described

    rows = described()
    if style not in (None, "table"):
        options.emit(style or "", rows, COLUMNS)
        return
    from claims.show.encoding import plain

    for row in rows:
        added = [f"{kind}: {', '.join(row[kind])}" for kind in COLUMNS[2:] if row[kind]]
        version = f" {row['version']}" if row["version"] else ""
        click.echo(plain(f"{row['name']}{version}: {'; '.join(added) or 'nothing'}"))
    if not rows:
        click.echo("No plugins found.", err=True)
