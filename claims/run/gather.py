"""From inputs to articles by way of a cluster, in the order in which one process reads them."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from claims.engine import Engine, Models
from claims.errors import ClaimsError
from claims.languages import reads
from claims.read import Failure, Options
from claims.records import Article, Claim, Extraction
from claims.run import shards
from claims.run.shards import Shard
from claims.run.stages import Extractor, Reader, Row, Writer

if TYPE_CHECKING:
    from claims.run.workers import Workers

#: How much one reading task opens: files up to so many bytes, or so many of them.
READ_BYTES, READ_FILES = 4_000_000, 256
#: Shards whose claims are remembered: a tracker takes their articles in order.
REMEMBERED = 4
#: Memory for what is on its way between the processes of one machine, in bytes.
STORE = 200_000_000
#: Extracting actors for one that embeds, which takes half as much time a word at most.
EMBEDDED_BY = 2


class Prepared(Engine):
    """An engine that has what shards hold, and works out what they lack."""

    def __init__(self, models: Models | None = None) -> None:
        super().__init__(models)
        self._found: dict[str, Extraction] = {}
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}
        self._held: OrderedDict[str, Shard] = OrderedDict()

    def hold(self, name: str, shard: Shard) -> None:
        """Take in ``shard`` and forget the oldest."""
        self._held[name] = shard
        self._held.move_to_end(name)
        while len(self._held) > REMEMBERED:
            kept = sum(len(s.extractions) for s in list(self._held.values())[1:])
            if kept < shards.SIZE:
                break  # shards of a few large articles: a batch needs many of them
            self._held.popitem(last=False)
        held = self._held.values()
        # One that can be read, without claims may be one that an actor failed at.
        self._found = {
            e.article.id: e
            for s in held
            for e in s.extractions
            if e.claims or not reads(e.article.language)
        }
        self._vectors = {
            claim.quote: row for s in held for claim, row in zip(s.claims, s.vectors, strict=True)
        }

    def beside(self, articles: Sequence[Article]) -> Workers | None:
        """As `Engine.beside`, but nobody is to work out what is held."""
        held = any(article.id in self._found for article in articles)
        return None if held else super().beside(articles)

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """As `Engine.extract`."""
        lacking = [article for article in articles if article.id not in self._found]
        found = self._found | {e.article.id: e for e in super().extract(lacking)}
        return [replace(found[a.id], article=a) for a in articles]

    def embed(self, claims: Sequence[Claim]) -> npt.NDArray[np.float32]:
        """As `Engine.embed`."""
        lacking = [claim for claim in claims if claim.quote not in self._vectors]
        worked_out = zip((c.quote for c in lacking), super().embed(lacking), strict=True)
        known = {**self._vectors, **dict(worked_out)}
        rows = [known[claim.quote] for claim in claims]
        return np.stack(rows) if rows else np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to spread the work. ``jobs`` is the number of actors that extract, None for one a
    core; ``folder`` must be one that all machines see; ``make`` makes their engines."""

    models: Models
    folder: Path
    jobs: int | None = None
    size: int = shards.SIZE
    make: Callable[[Models], Engine] = Engine


def gather(
    inputs: Iterable[str], options: Options, plan: Plan, prepared: Prepared
) -> Iterator[Article | Failure]:
    """What `claims.read.read` gives for ``inputs``, in the same order.

    Before an article comes, ``prepared`` has been given its claims. Shards that are in
    ``plan.folder`` are not worked out again; a process that dies is replaced and its shard
    begun anew. Raises ClaimsError where Ray is missing or gives up.
    """
    from claims.read.inputs import expand

    ray = _ray()
    if options.title is not None or options.url is not None:
        raise ClaimsError("--title and --url are for one article: leave out --engine ray")
    options = replace(options, columns=dict(options.columns))
    plan = replace(plan, folder=plan.folder.absolute())
    plan.folder.mkdir(parents=True, exist_ok=True)
    names: list[tuple[str, bool]] = []
    for item in expand(inputs, options):
        if isinstance(item, Failure):
            yield item
        elif item[0] == "-":
            raise ClaimsError("standard input is on this machine alone: leave out --engine ray")
        else:
            names.append(item)
    if names:
        with _running(ray, plan.jobs):
            yield from _gathered(ray, names, options, plan, prepared)


def _gathered(
    ray: Any, names: Sequence[tuple[str, bool]], options: Options, plan: Plan, prepared: Prepared
) -> Iterator[Article | Failure]:
    try:
        for row in _dataset(ray, names, options, plan).iter_rows():
            yield from (Failure(*failure) for failure in json.loads(row["failures"]))
            if row["shard"]:
                shard = shards.read(plan.folder / row["shard"])
                prepared.hold(row["shard"], shard)
                yield from (extraction.article for extraction in shard.extractions)
    except ray.exceptions.RayError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise ClaimsError(
            f"the cluster gave up ({lines[-1] if lines else type(error).__name__}): the shards in "
            f"{plan.folder} are kept, and the same command goes on from them"
        ) from error


def _dataset(ray: Any, names: Sequence[tuple[str, bool]], options: Options, plan: Plan) -> Any:
    """The lazy rows of ``names``, in order: each the name of a shard that is written."""
    cores = int(ray.cluster_resources().get("CPU", 2))
    jobs = plan.jobs or max(1, int((cores - 1) / (1 + 0.5 / EMBEDDED_BY)))
    rows: list[Row] = [{"inputs": json.dumps(group)} for group in _groups(names)]
    engine, folder = (plan.models, plan.make), str(plan.folder)
    pool = ray.data.ActorPoolStrategy
    reader = Reader(options, plan.models, folder, str(Path.cwd()), plan.size)
    found = ray.data.from_items(rows, override_num_blocks=len(rows)).flat_map(reader, num_cpus=0.25)
    found = found.map(Extractor, fn_constructor_args=engine, compute=pool(size=jobs), num_cpus=1)
    return found.map(
        Writer,
        fn_constructor_args=(*engine, folder),
        compute=pool(size=-(-jobs // EMBEDDED_BY)),
        num_cpus=0.5,
    )


def _groups(names: Iterable[tuple[str, bool]]) -> Iterator[list[tuple[str, bool]]]:
    """``names`` in order, small files together: what one task reads."""
    group: list[tuple[str, bool]] = []
    size = 0
    for name, named in names:
        try:
            own = Path(name).stat().st_size
        except (OSError, ValueError):  # an address, or what is not there
            own = 0
        if group and (size + own > READ_BYTES or len(group) == READ_FILES):
            yield group
            group, size = [], 0
        group.append((name, named))
        size += own
    if group:
        yield group


def _ray() -> Any:
    # Ray tells of every start and of what it counts; none of that belongs on our streams. What is
    # asked for is not a side issue: so the niceness.
    settings = {"USAGE_STATS_ENABLED": "0", "BACKEND_LOG_LEVEL": "fatal", "worker_niceness": "0"}
    for name, value in {**settings, "ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}.items():
        os.environ.setdefault(f"RAY_{name}", value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClaimsError('--engine ray needs Ray: pip install "ray[data]"') from error
    return ray


@contextmanager
def _running(ray: Any, jobs: int | None) -> Iterator[None]:
    """A cluster: the one at RAY_ADDRESS, or one of this machine's cores for the time being."""
    own = not ray.is_initialized()
    how: dict[str, Any] = {}
    if not os.environ.get("RAY_ADDRESS"):
        from claims.models.loader import cores

        # Twice the cores: reading and embedding wait on the rest.
        how = {"num_cpus": 2 * (jobs or cores()), "object_store_memory": STORE}
        how["include_dashboard"] = False
    if own:
        with _hushed():
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **how)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    # Each row is a block of its own, so that the shards of one large file are shared out.
    context.target_max_block_size = context.target_min_block_size = 1
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        with redirect_stdout(sys.stderr):  # Ray tells there of processes that died
            yield
    finally:
        if own:
            ray.shutdown()


@contextmanager
def _hushed() -> Iterator[None]:
    """Nothing on standard error, not from C++ either: Ray tells there how it logs."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
