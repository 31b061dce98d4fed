"""What goes wrong with one input while the others go in: a line each on standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from claims.errors import told

if TYPE_CHECKING:
    from claims.read import Failure
    from claims.records import Article


class Failures:
    """Tells failures as they come, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def tell(self, failure: Failure) -> None:
        """An input that gave no article."""
        from claims.show.encoding import plain

        self.count += 1
        click.echo(f"{_clear()}Error: {plain(str(failure))}", err=True)

    def left_out(self, article: Article, error: Exception) -> None:
        """An article that could not be taken in. Raises ``error`` for who looks for it."""
        from claims.read import Failure

        if os.environ.get("CLAIMS_DEBUG"):
            raise error
        self.tell(Failure(article.label, told(error)))


def _clear() -> str:
    """What takes a progress line off the terminal before something else is written."""
    return "\r\x1b[K" if sys.stderr.isatty() else ""
