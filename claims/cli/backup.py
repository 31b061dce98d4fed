"""``claims backup``."""

from __future__ import annotations

import click

from claims.cli import options


@click.command("backup")
@click.argument("file", metavar="FILE")
@options.database
@click.option("-q", "--quiet", is_flag=True, help="Tell only what goes wrong.")
def command(file: str, db: str, quiet: bool) -> None:
    """Copy the database to FILE, as it is at one moment, while others read and write it.

    The copy is looked through before it takes its name; a FILE that is there already is not
    written over. To go back to it, copy it to where the database was, when nobody uses that, and
    remove the -wal and -shm files there.

    \b
    Examples:
      claims backup claims-2031-05-02.db
      claims disputes -d claims-2031-05-02.db
    """
    from claims.store.online import backup

    options.need_folder(file)
    size = backup(db, file)
    if not quiet:
        click.echo(f"Copied {db} to {file} ({size:,} bytes).", err=True)
