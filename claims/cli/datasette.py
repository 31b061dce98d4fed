"""``claims datasette``."""

from __future__ import annotations

import click


@click.command("datasette")
def command() -> None:
    """Print metadata for browsing the database with Datasette.

    Datasette (https://datasette.io) shows the tables and views of the database in a
    browser; with this metadata it has titles, labels and descriptions for them.

    \b
    Examples:
      claims datasette > metadata.json
      datasette claims.db -m metadata.json
    """
    from claims.show.formats import encode
    from claims.store.datasette import metadata

    click.echo(encode(metadata(), indent=2))
