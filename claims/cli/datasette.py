"""``claims datasette``."""

from __future__ import annotations

from pathlib import Path

import click

from claims.cli import options
from claims.show.encoding import encode
from claims.store.datasette import metadata


@click.command("datasette")
@options.database
def command(db: str) -> None:
    """Print metadata for browsing the database with Datasette.

    Datasette (https://datasette.io) shows the tables and views of the database in a
    browser; with this metadata it has titles, labels and descriptions for them. They hold for
    a database with the name given by -d or CLAIMS_DB, which need not be there yet.

    \b
    Examples:
      claims datasette > metadata.json
      datasette claims.db -m metadata.json
      claims datasette -d sample.db > metadata.json
    """
    click.echo(encode(metadata(Path(db).stem), indent=2))
