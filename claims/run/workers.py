"""Extraction in several processes: one on each core, each with models of its own.

A worker is a Python process that takes articles from its standard input and answers with
extractions on its standard output, both pickled. It ends when its input does, so that none
is left behind however the process that started it ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import traceback
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Lock
from typing import Any, BinaryIO

from claims.errors import ClaimsError
from claims.records import Article, Extraction

Extract = Callable[[Sequence[Article]], list[Extraction]]

#: Into how many parts for each worker a batch is cut: the last ones are short, so that all
#: end at nearly the same time.
PARTS = 4

#: A worker leaves Ctrl-C to the process that started it, and imports from where that does.
_START = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "import sys; sys.path[:] = {path!r}; from claims.run.workers import serve; serve()"
)
#: Libraries of matrix products that would start threads of their own in each worker.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def possible() -> bool:
    """Whether this process can start another Python."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


class Workers:
    """``count`` processes that extract, each on one core with what ``make``, a function that can
    be pickled, gives there.

    They are started at once and load their models when first asked. Raises OSError where
    processes cannot be started.
    """

    def __init__(self, make: Callable[[], Extract], count: int) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._finalizer = weakref.finalize(self, _stop, self._processes)
        self._one = Lock()
        for _ in range(count):
            self._processes.append(_started())
        for process in self._processes:
            _send(process.stdin, make)

    @property
    def pids(self) -> list[int]:
        """The workers' process ids; none after `close`."""
        return [process.pid for process in self._processes]

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """What `claims.engine.extract` gives for ``articles``, in their order.

        One thread after the other is served. Raises what a worker raised, or ClaimsError where
        one was killed; after that, as after an interruption, the workers are gone.
        """
        while not self._one.acquire(timeout=0.5):  # with a limit: see below
            pass
        try:
            return self._extract(articles)
        finally:
            self._one.release()

    def _extract(self, articles: Sequence[Article]) -> list[Extraction]:
        if not self._processes:
            raise ClaimsError("the processes that extract claims were ended meanwhile: try again")
        parts = iter(_parts(articles, PARTS * len(self._processes)))
        lock = Lock()
        found: list[Extraction | None] = [None] * len(articles)
        errors: list[Exception] = []

        def work(process: subprocess.Popen[bytes]) -> None:
            while not errors:
                with lock:
                    part = next(parts, None)
                if part is None:
                    return
                answer = _ask(process, [articles[i] for i in part])
                if isinstance(answer, Exception):
                    errors.append(answer)
                    return
                for i, extraction in zip(part, answer, strict=True):
                    # The very object that was given, as without workers.
                    found[i] = replace(extraction, article=articles[i])

        with ThreadPoolExecutor(len(self._processes)) as pool:
            tasks = [pool.submit(work, process) for process in self._processes]
            try:
                # With a limit, since Windows tells of Ctrl-C only between two waits.
                while wait(tasks, timeout=0.5, return_when=FIRST_EXCEPTION).not_done:
                    for task in tasks:
                        if task.done():
                            task.result()
                for task in tasks:
                    task.result()
            except BaseException:
                self.close()  # the other threads wait for answers that nobody needs now
                raise
        if errors:
            raise errors[0]
        return [extraction for extraction in found if extraction is not None]

    def close(self) -> None:
        """End the processes."""
        self._finalizer()


def serve() -> None:
    """Work for the process at the other end of standard input and output, until it ends."""
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        make: Callable[[], Extract] = pickle.load(source)
        extract = make()
        while True:
            articles: list[Article] = pickle.load(source)
            try:
                answer: Any = [
                    # The article goes back as it came: there it is known by its id.
                    replace(extraction, article=_NOBODY)
                    for extraction in extract(articles)
                ]
            except Exception as error:
                answer = _portable(error)
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    except (EOFError, BrokenPipeError):
        return


_NOBODY = Article(text="")


def _portable(error: Exception) -> Exception:
    """``error`` with its place, or where it cannot be sent as it is, what it says."""
    error.add_note("".join(traceback.format_tb(error.__traceback__)).rstrip())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _started() -> subprocess.Popen[bytes]:
    path = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 - "" is this folder
    return subprocess.Popen(
        # -P: "-c" alone would run a signal.py that lies in the current folder.
        [sys.executable, "-P", "-c", _START.format(path=path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | dict.fromkeys(_THREADS, "1"),
    )


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()
    for process in processes:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was left to send to a process that is gone
                    continue
        process.wait()
    processes.clear()


def _parts(articles: Sequence[Article], count: int) -> Iterator[list[int]]:
    """The numbers of ``articles`` in about ``count`` parts of equal length, longest first."""
    order = sorted(range(len(articles)), key=lambda i: -len(articles[i].text))
    share = sum(len(article.text) for article in articles) / count
    part: list[int] = []
    size = 0
    for i in order:
        part.append(i)
        size += len(articles[i].text)
        if size >= share:
            yield part
            part, size = [], 0
    if part:
        yield part


def _ask(process: subprocess.Popen[bytes], articles: list[Article]) -> list[Extraction] | Exception:
    """What a worker answers. Raises ClaimsError where it has ended."""
    try:
        _send(process.stdin, articles)
        assert process.stdout is not None
        answer: list[Extraction] | Exception = pickle.load(process.stdout)
    except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
        raise ClaimsError(
            f"a process that extracts claims has ended (exit status {process.poll()}): if memory "
            "is short, give fewer --jobs"
        ) from error
    return answer


def _send(pipe: BinaryIO | Any, message: object) -> None:
    pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()
