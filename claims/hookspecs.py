"""What a plugin can add, as pluggy hooks: a package with an entry point in the group "claims".

```python
from claims import hookimpl


@hookimpl
def register_formats(register):
    register(".wire", read)  # read(path) yields Articles
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pluggy import HookimplMarker, HookspecMarker

if TYPE_CHECKING:
    import click

    from claims.reading import answers
    from claims.records import Article
    from claims.store import Store

hookspec = HookspecMarker("claims")
hookimpl = HookimplMarker("claims")

#: Reads a file: yields its articles, or raises ReadError.
Reader = Callable[[Path], "Iterable[Article]"]
#: Makes one who answers readings: an object of the protocol `claims.reading.answers.Reader`.
Making = Callable[[], "answers.Reader"]
#: Writes what is in a store to a stream of text.
Export = Callable[["Store", IO[str]], None]


@hookspec
def register_formats(register: Callable[[str, Reader], None]) -> None:
    """Add formats to ``claims ingest``: ``register(".wire", read)``, where ``read(path)`` yields
    Articles. Files so named are read by it, in folders too; it goes before formats of ours."""


@hookspec
def register_readers(register: Callable[[str, Making], None]) -> None:
    """Add readers to ``claims ingest --reader``: ``register("rules", make)``, where ``make()``
    gives an object of the protocol ``claims.reading.answers.Reader``: it tells of the statements
    of an article, and of pairs of them, what the packaged network would, in ``Findings``. It is
    made once, when first needed, and reads in one process. A name that begins with "llm:" is
    never asked for."""


@hookspec
def register_exports(register: Callable[[str, Export], None]) -> None:
    """Add formats to ``claims export --format``: ``register("tei", write)``, where
    ``write(store, stream)`` writes text."""


@hookspec
def register_commands(cli: click.Group) -> None:
    """Add commands: decorate a function with ``@cli.command("name")``. No command of ours is
    replaced."""
