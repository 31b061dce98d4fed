"""Pipes with a name, read without waiting for ever for somebody to write."""

from __future__ import annotations

import os
import select
import stat
import time
from pathlib import Path

from claims.errors import ReadError, TooLarge

#: Seconds in which somebody must begin to write, and in which something must come after that.
BEGUN = 10.0
SILENT = 120.0
_PIECE = 1 << 16


def is_pipe(path: Path) -> bool:
    """Whether ``path`` is a pipe, which opening may wait at."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def drained(path: Path, most: int) -> bytes:
    """All that is written to the pipe ``path``. Raises TooLarge for more than ``most`` bytes,
    ReadError where nobody writes or nothing comes."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return _drained(handle, most)
    finally:
        os.close(handle)


def _drained(handle: int, most: int) -> bytes:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    data = bytearray()
    begun = False
    since = time.monotonic()
    while len(data) <= most:
        wait = since + (SILENT if begun else BEGUN) - time.monotonic()
        if wait <= 0:
            raise ReadError(
                f"is a pipe from which nothing has come for {SILENT:g} seconds; try again"
                if begun
                else "is a pipe that nobody writes to; start what writes first, or name a file"
            )
        hung_up = any(event & select.POLLHUP for _, event in poll.poll(min(wait, 0.2) * 1000))
        try:
            piece = os.read(handle, _PIECE)
        except BlockingIOError:  # somebody has it open and is about to write
            begun = True
            continue
        if piece:
            data += piece
            begun, since = True, time.monotonic()
        elif begun or hung_up:
            return bytes(data)
    raise TooLarge("is too much for a pipe; save it to a file and name that")
