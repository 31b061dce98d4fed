"""Pipes with a name, read without waiting for ever for somebody to write."""

from __future__ import annotations

import io
import os
import select
import time
from pathlib import Path

from claims.errors import ReadError, TooLarge

#: Seconds in which somebody must begin to write, and in which something must come after that.
BEGUN = 10.0
SILENT = 120.0
_PIECE = 1 << 16


def drained(path: Path, most: int, refusal: str) -> bytes:
    """All that is written to the pipe ``path``. Raises TooLarge with ``refusal`` for more than
    ``most`` bytes, ReadError where nobody writes or nothing comes."""
    poll = select.poll()
    data = bytearray()
    begun = False
    with io.FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK)) as pipe:
        poll.register(pipe, select.POLLIN)
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
            piece = pipe.read(_PIECE)
            if piece is None:  # somebody has it open and is about to write
                begun = True
            elif piece:
                data += piece
                begun, since = True, time.monotonic()
            elif begun or hung_up:
                return bytes(data)
    raise TooLarge(refusal)
