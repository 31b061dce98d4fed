"""How fast it is: ``python -m claims.evaluate.speed``.

All figures are of made-up news (`claims.evaluate.speed_synthetic`), each measured in a
process of its own. Times are wall-clock and processor seconds: on a machine that does other
things only the latter mean much. ``growth`` is the slope of log time over log size between
sizes: 1 is linear, 0 does not grow.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from math import log
from pathlib import Path
from typing import Any

Result = dict[str, Any]

#: Stages are measured one by one, in one thread, on so many articles at most.
STAGED = 200

PARTS = ("start", "ingest", "queries", "index")
_PACKAGES = ("claims", "torch", "spacy", "onnxruntime", "sentence-transformers", "numpy", "usearch")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for, and print it as JSON."""
    options = _options(arguments)
    results: Result = {"machine": machine()}
    for part in options.only:
        print(f"{part} …", file=sys.stderr)
        results[part] = _PART[part](options)
        _write(results, options.json)
    if options.peers:
        peer = "textacy_quotations"
        results["peers"] = {
            peer: apart(f"claims.evaluate.speed_peers:{peer}", options.peer_articles)
        }
    _write(results, options.json)
    print(json.dumps(results, indent=2))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m claims.evaluate.speed", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--articles", type=int, nargs="*", default=[100], metavar="N")
    parser.add_argument("--claims", type=int, nargs="*", default=[10_000], metavar="N")
    parser.add_argument("--only", type=_parts, default=list(PARTS), metavar=",".join(PARTS))
    parser.add_argument("--peers", action="store_true", help="what others have, where installed")
    parser.add_argument("--peer-articles", type=int, default=40, metavar="N")
    parser.add_argument("--repeat", type=int, default=3, help="the quickest of so many runs counts")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the made-up databases here")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the results here too")
    return parser.parse_args(arguments)


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if unknown := set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"{min(unknown)} is none of {', '.join(PARTS)}")
    return parts


def _write(results: Result, path: Path | None) -> None:
    if path is not None:
        from claims.output import writing

        with writing(path) as stream:
            stream.write(json.dumps(results, indent=2) + "\n")


# -- the machine ---------------------------------------------------------------------------


def machine() -> Result:
    """Where and when, and with which versions."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": _cores(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
        "versions": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def _cores() -> int:
    from claims.models.loader import cores

    return cores()


def _commit() -> str | None:
    asked = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(
            asked, capture_output=True, text=True, check=True, cwd=Path(__file__).parent
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


# -- measuring -----------------------------------------------------------------------------


def run(command: Sequence[str], repeat: int = 1) -> Result:
    """The quickest of ``repeat`` runs of a command: wall-clock and processor seconds."""
    runs = []
    for _ in range(repeat):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        runs.append({"wall": round(wall, 4), "processor": round(spent, 4)})
    return min(runs, key=lambda found: found["wall"])


def timed(work: Callable[[], object]) -> Result:
    """Wall-clock and processor seconds of one call in this process."""
    spent, began = time.process_time(), time.perf_counter()
    work()
    return {
        "wall": round(time.perf_counter() - began, 4),
        "processor": round(time.process_time() - spent, 4),
    }


def apart(call: str, *arguments: object) -> Any:
    """What a function of this package, ``module:name``, returns in a new process."""
    module, _, name = call.partition(":")
    given = ", ".join(map(repr, arguments))
    code = f"import json; from {module} import {name}; print(json.dumps({name}({given})))"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def growth(times: Mapping[int, float]) -> float | None:
    """The slope of log time over log size, by least squares; None for fewer than two sizes."""
    points = [(log(size), log(taken)) for size, taken in times.items() if taken > 0]
    if len(points) < 2:
        return None
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((a - x) ** 2 for a, _ in points)
    return round(sum((a - x) * (b - y) for a, b in points) / spread, 3) if spread else None


def with_growth(by_size: Mapping[int, Result], names: Sequence[str]) -> Result:
    """Results by size, with the growth of the processor seconds of ``names``."""
    found = {
        name: growth({size: each[name]["processor"] for size, each in by_size.items()})
        for name in names
    }
    return {
        "by_size": {str(size): each for size, each in by_size.items()},
        "growth": {name: slope for name, slope in found.items() if slope is not None},
    }


# -- the parts -----------------------------------------------------------------------------


def _claims(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "claims", *arguments]


def start(options: argparse.Namespace) -> Result:
    """How long it takes until something happens."""
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "claims.db")
        apart("claims.evaluate.speed:empty", db)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "claims --help": _claims("--help"),
            "claims disputes": _claims("disputes", "-d", db),
        }
        return {name: run(command, max(options.repeat, 5)) for name, command in commands.items()}


def empty(db: str) -> bool:
    """Make a database without claims."""
    from claims.store import Store

    Store(db).close()
    return True


def ingest(options: argparse.Namespace) -> Result:
    """Articles of 750 words end to end, and by stage in one thread."""
    found: dict[int, Result] = {}
    for count in options.articles:
        found[count] = {"whole": apart("claims.evaluate.speed_ingest:whole", count)}
        if count <= STAGED:
            found[count]["stages"] = apart("claims.evaluate.speed_ingest:stages", count)
    return with_growth(found, ["whole"])


def queries(options: argparse.Namespace) -> Result:
    """Commands on databases of made-up claims."""
    found: dict[int, Result] = {}
    for count in options.claims:
        with _database(options, count) as (db, claim):
            asked = {
                "disputes": ("disputes", "--json", "--limit", "50"),
                "disputes of one source": ("disputes", "--json", "--source", "Mara Holt"),
                "search": ("search", "--exact", "ferry Kessel", "--json", "--limit", "20"),
                "show": ("show", claim),
                "sources": ("sources", "--json", "--limit", "50"),
            }
            found[count] = {
                name: run(_claims(*arguments, "-d", db), options.repeat)
                for name, arguments in asked.items()
            }
            found[count]["megabytes"] = round(Path(db).stat().st_size / 1e6)
    return with_growth(found, list(asked))


def index(options: argparse.Namespace) -> Result:
    """One new article against all claims that are there."""
    found: dict[int, Result] = {}
    for count in options.claims:
        with _database(options, count) as (db, _):
            found[count] = apart("claims.evaluate.speed_ingest:against", db, count)
    return with_growth(found, ["article"])


class _database:  # noqa: N801, used as a function
    """A database of ``count`` claims and one of their ids; kept where options say so."""

    def __init__(self, options: argparse.Namespace, count: int) -> None:
        self._keep, self._count = options.keep, count
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> tuple[str, str]:
        if self._keep is None:
            self._folder = tempfile.TemporaryDirectory()
            db = Path(self._folder.name) / "claims.db"
        else:
            self._keep.mkdir(parents=True, exist_ok=True)
            db = self._keep / f"claims-{self._count}.db"
        claim = apart("claims.evaluate.speed_ingest:filled", str(db), self._count)
        return str(db), str(claim)

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()


_PART = {"start": start, "ingest": ingest, "queries": queries, "index": index}

if __name__ == "__main__":
    main()
