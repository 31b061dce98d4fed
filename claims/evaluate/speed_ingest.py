"""What the speed suite runs in processes of their own: an ingest, by stage, and against many."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any
from unittest.mock import patch

from claims.evaluate import speed_synthetic
from claims.evaluate.speed import Result, timed

#: What is measured: the stage, and the functions that do its work.
STAGES: dict[str, tuple[str, ...]] = {
    "copies and versions": ("claims.ingest.intake:Intake.foresee",),
    "attribution": ("claims.extract.attribution:Attributor.__call__",),
    "spaCy": ("claims.extract.parse:parse",),
    "statements and sources": (
        "claims.extract.complete:complete",
        "claims.extract.relayed:relayed",
        "claims.extract.statements:statements",
        "claims.sources.article:resolve",
    ),
    "embedding": ("claims.vectors.embedding:Embedder.encode",),
    "reading": (
        "claims.reading.network:Network.read",
        "claims.reading.network:Network.across",
    ),
    "neighbours": (
        "claims.vectors.stored:Known.within",
        "claims.vectors.stored:Known.among",
    ),
    "joining sources": ("claims.ingest.linking:Comparer.join",),
    "storing": (
        "claims.store.articles:Articles.add",
        "claims.store.vectors:Vectors.add",
        "claims.store.links:Links.put",
    ),
}


class Watch:
    """The most memory that this process and those it started have at a time, in GiB: shared
    pages are shared out (Pss, Linux alone). Looks every half second."""

    def __init__(self) -> None:
        self.gib = 0.0
        self._done = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.5):
            self.gib = max(self.gib, round(sum(map(_held, _family(os.getpid()))) / 2**20, 3))


def _family(pid: int) -> list[int]:
    """A process and all that it started, and so on."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [i for child in task.read_text().split() for i in _family(int(child))]
    return found


def _held(pid: int) -> int:
    """KiB of memory."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def peak() -> float:
    """The most memory that this process, or any that it waited for, had: GiB."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(each).ru_maxrss for each in who) / 2**20, 3)


def whole(count: int, engine: Any = None) -> Result:
    """An ingest as the command line does it, reading of the file and loading of the models
    included: articles and words a second, peak memory in GiB."""
    from claims.engine import Engine
    from claims.read.inputs import read
    from claims.records import Article
    from claims.tracker import Tracker

    with tempfile.TemporaryDirectory() as folder:
        speed_synthetic.write_folder(Path(folder), count)
        tracker = Tracker(Path(folder) / "claims.db", engine=engine, create=True)
        reports = []

        def work() -> None:
            found = (item for item in read([folder]) if isinstance(item, Article))
            reports.append(tracker.ingest(found))
            tracker.close()
            if isinstance(tracker.engine, Engine):
                tracker.engine.close()  # so that what its processes spent is counted

        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        with Watch() as watch:
            taken = timed(work)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    taken["processor"] = round(taken["processor"] + spent, 3)
    (report,) = reports
    return {
        **taken,
        "articles_a_second": round(report.added / taken["wall"], 3),
        "words_a_second": round(report.words / taken["wall"], 1),
        "articles": report.added,
        "copies": report.duplicates,
        "words": report.words,
        "claims": report.claims,
        "links": report.links,
        "peak_gib": watch.gib or peak(),
        "peak_gib_largest_process": peak(),
    }


def stages(count: int, engine: Any = None) -> Result:
    """Seconds of each stage in one thread, after the models are loaded."""
    from claims.engine import Engine, Models
    from claims.tracker import Tracker

    if engine is None:
        engine = Engine(Models(threads=1))
    spent: dict[str, Result] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as patches:
        with Tracker(Path(folder) / "warm.db", engine=engine, create=True) as warm:
            warm.ingest(speed_synthetic.articles(2, seed=2))
        for stage, names in STAGES.items():
            spent[stage] = {"wall": 0.0, "processor": 0.0}
            for name in names:
                patches.enter_context(_watched(name, spent[stage]))
        with Tracker(Path(folder) / "claims.db", engine=engine, create=True) as tracker:
            found = list(speed_synthetic.articles(count))
            total = timed(lambda: tracker.ingest(found))
    parts = ("wall", "processor")
    rest = {part: total[part] - sum(stage[part] for stage in spent.values()) for part in parts}
    by_stage = {**spent, "rest": rest}
    return {
        "whole": total,
        "by_stage": {
            name: {part: round(stage[part], 3) for part in parts}
            for name, stage in by_stage.items()
        },
        "share_of_processor": {
            name: round(stage["processor"] / max(total["processor"], 1e-9), 3)
            for name, stage in by_stage.items()
        },
        "peak_gib": peak(),
    }


def _watched(name: str, spent: Result) -> Any:
    """A patch that adds the time of each call of ``module:name`` to ``spent``."""
    module, _, path = name.partition(":")
    target: Any = import_module(module)
    *outer, last = path.split(".")
    for part in outer:
        target = getattr(target, part)
    return patch.object(target, last, _timing(getattr(target, last), spent))


def _timing(function: Callable[..., Any], spent: Result) -> Callable[..., Any]:
    @wraps(function)
    def timing(*arguments: Any, **named: Any) -> Any:
        with _Clock(spent):
            found = function(*arguments, **named)
        return _steps(found, spent) if isinstance(found, Iterator) else found

    return timing


def _steps(steps: Iterator[Any], spent: Result) -> Iterator[Any]:
    """The same steps, each timed: the work of a generator is done between them."""
    while True:
        with _Clock(spent):
            try:
                step = next(steps)
            except StopIteration:
                return
        yield step


class _Clock:
    def __init__(self, spent: Result) -> None:
        self._spent = spent

    def __enter__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._spent["wall"] += time.perf_counter() - self._wall
        self._spent["processor"] += time.process_time() - self._processor


def filled(db: str, count: int) -> str:
    """Make the database ``db`` of ``count`` claims, if it is not there. One of their ids."""
    from claims.store import Store

    new = not Path(db).exists()
    with Store(db) as store:
        if new:
            speed_synthetic.fill(store, count)
            store.sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return str(store.read("SELECT a FROM links ORDER BY id LIMIT 1")[0][0])


def against(db: str, count: int, new: int = 5) -> Result:
    """New articles of made-up claims against those in ``db``: seconds for the first use (the
    index is made, or vectors are read), and then for an article, without models."""
    from claims.store import Store
    from claims.tracker import Tracker
    from claims.vectors.stored import Known

    numbers = count // speed_synthetic.CLAIMS + 1
    with Store(db) as store:
        known = Known(store, speed_synthetic.MODEL)
        made = timed(known.ready)
        memory = peak()
        again = timed(Known(store, speed_synthetic.MODEL).ready)
    fresh = numbers + int(time.time()) % 100_000 * new  # other ones at every run
    engine: Any = speed_synthetic.Engine(fresh, numbers // 2)
    with Tracker(db, engine=engine, create=True) as tracker:
        tracker.ingest([engine.article(0)])
        found = [timed(lambda n=n: tracker.ingest([engine.article(n)])) for n in range(1, new + 1)]  # type: ignore[misc]
        return {
            "first": made,
            "peak_gib_first": memory,
            "opening": again,
            "article": min(found, key=lambda each: each["wall"]),
            "claims_in_it": speed_synthetic.CLAIMS,
            "links": len(tracker.links()),
            "index": known._file is not None,
            "peak_gib": peak(),
        }
