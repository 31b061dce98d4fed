"""What can go wrong, as exceptions whose message is one line that says what to do."""

from __future__ import annotations

import sqlite3


class ClaimsError(Exception):
    """The root: the command line prints its message after ``Error:`` and exits with 1."""


class ReadError(ClaimsError):
    """Material that gives no article."""


class EmptyInput(ReadError):
    """There is no text in it."""


class UnsupportedFormat(ReadError):
    """It is in none of the formats that can be read."""


class Malformed(ReadError):
    """It claims a format and breaks its rules."""


class TooLarge(ReadError):
    """It is over a limit on size, pages, nesting or time."""


class FetchError(ReadError):
    """An address that cannot or must not be fetched."""


class StoreError(ClaimsError):
    """The database cannot be used."""


class NotADatabase(StoreError):
    """The file is not SQLite, or not ours."""


class NewerDatabase(StoreError):
    """A later version of claims wrote it."""


class LockedDatabase(StoreError):
    """Another process holds it for longer than we wait."""


class FullDisk(StoreError):
    """There is no space left for it."""


class OutputError(ClaimsError):
    """A file that cannot or must not be written."""


class ModelError(ClaimsError):
    """Weights that are missing or do not fit."""


class Unreachable(ModelError):
    """A language model cannot be asked: not there, no key, its quota spent."""


class Unanswered(ModelError):
    """A language model gave no readable answer to one reading."""


class NotFound(ClaimsError):
    """No claim, link, dispute or source has this id."""


def require_words(**given: object) -> None:
    """Raises ClaimsError for one of ``given`` that is neither words nor None."""
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise ClaimsError(f"{value!r} is no {name}: give words")


def mistake(error: Exception) -> bool:
    """Whether ``error`` is a fault of ours in dealing with what was given, so that all may be
    well with the next; not the state of the machine, the database or the installation."""
    return not isinstance(error, (ClaimsError, OSError, ImportError, sqlite3.OperationalError))


def wrong(error: Exception) -> str:
    """What is wrong with a record, where reading it raised ``error``."""
    if isinstance(error, KeyError):
        return f"it has no {error.args[0]!r}"
    return told(error) if isinstance(error, OSError) else str(error)


def told(error: Exception) -> str:
    """One line on ``error``: what, and what to do next."""
    if isinstance(error, ClaimsError):
        return str(error)
    if isinstance(error, sqlite3.Error):
        return f"the database: {error}"
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror or error}"
    if isinstance(error, ImportError) and error.name and not error.name.startswith("claims"):
        return f"{error.name} is not installed: pip install {error.name.partition('.')[0]}"
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return f"{what} (a mistake in claims: set CLAIMS_DEBUG=1 to see where, and report it)"
