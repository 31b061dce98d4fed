"""A limit on the time that a library takes over one document."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar, cast

from claims.errors import TooLarge

T = TypeVar("T")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooLarge inside once it has taken ``seconds``, and each second from then on, in
    case a library takes that for an error of its own.

    Only the main thread of a process can be stopped, and not on Windows; elsewhere, and inside
    another limit, this one does nothing.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
        or signal.getitimer(signal.ITIMER_REAL)[0]
    ):
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLarge(f"takes more than {seconds:g} seconds to read; save its text instead")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def each_within(seconds: float, items: Iterable[T]) -> Iterator[T]:
    """``items``, each of which must come in ``seconds``. Raises TooLarge."""
    waiting = iter(items)
    end = object()
    while True:
        with within(seconds):
            item = next(waiting, end)
        if item is end:
            return
        yield cast(T, item)
