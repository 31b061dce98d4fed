"""What a command writes, to a file that is either as it was before or whole."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from claims.errors import OutputError

_SQLITE = b"SQLite format 3\0"
_BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite keeps of one database
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check(file: str | Path, database: str | Path | None = None) -> None:
    """Raises OutputError where ``file`` must not be written: it is ``database``, any database
    or a link to something else."""
    path = Path(file)
    if path.is_dir():
        raise OutputError(f"{path} is a folder: name a FILE in it")
    if _is_special(path):
        return
    if path.is_symlink():
        raise OutputError(
            f"{path} is a link to {path.readlink()}: name that file itself, or another FILE"
        )
    if database is not None and _belongs(path, Path(database)):
        raise OutputError(f"{path} belongs to the database {database}: name another FILE")
    if not path.exists():
        return
    try:
        with path.open("rb") as there:
            begin = there.read(len(_SQLITE))
    except OSError as error:
        raise _told(path, error) from error
    if begin == _SQLITE:
        raise OutputError(f"{path} is a database: name another FILE, or remove it first")


@contextmanager
def writing(file: str | Path, database: str | Path | None = None) -> Iterator[TextIO]:
    """``file`` opened to write text in UTF-8; ``stream.buffer`` takes bytes.

    It is written beside and takes its place when it is whole and on the disk: whatever goes
    wrong before leaves what was there. Raises OutputError as `check` does, and where it cannot
    be written.
    """
    check(file, database)
    path = Path(file)
    if _is_special(path):  # a device or a pipe has no place to take
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    with _beside(path) as part, part.open("x", encoding="utf-8", newline="\n") as stream:
        if path.exists():
            shutil.copymode(path, part)
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def beside(file: str | Path, database: str | Path | None = None) -> Iterator[Path]:
    """A path beside ``file``, which is new or empty and whose place what is written there takes
    when it is whole and on the disk, as with `writing`. Raises OutputError, for what is no plain
    file too."""
    check(file, database)
    path = Path(file)
    if _is_special(path):
        raise OutputError(f"{path} is a device or a pipe: name a FILE")
    if path.exists() and path.stat().st_size:
        raise OutputError(f"{path} is there already: name another FILE, or remove it first")
    with _beside(path) as part:
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(path)
        with suppress(OSError):  # the new name on the disk too, where folders can be written out
            handle = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError as error:
        if error.filename not in (None, str(part)):
            raise  # of something else, which was read
        raise _told(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _told(path: Path, error: OSError) -> OutputError:
    if error.errno in _FULL:
        return OutputError(f"no space left for {path}: free some and try again")
    return OutputError(f"{path} cannot be written ({error.strerror or error}): name another FILE")


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _belongs(path: Path, database: Path) -> bool:
    """Whether ``path`` is a file of ``database``, by whatever name."""
    for end in _BESIDE:
        own = database.with_name(database.name + end)
        if path.absolute() == own.absolute():
            return True
        with suppress(OSError):
            if path.samefile(own):
                return True
    return False
