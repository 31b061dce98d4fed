"""An index of vectors in a file beside the database, for hundreds of thousands of claims.

A usearch index (HNSW: Malkov and Yashunin, IEEE TPAMI 2020), memory-mapped, so that opening
it reads next to nothing. It proposes candidates in int8; their cosines are worked out
exactly from the vectors in the database, by the same arithmetic as the exact search. What
it misses (under two in a hundred of the twenty nearest, see the tests) is missed; what it
finds is what the exact search finds.

A file never changes. It covers the vectors written up to some row of the database; those
written later are few and are searched exactly, until there are so many that a new file is
made of the old one and them. Claims deleted since are no trouble: the database no longer
gives a vector for them. What the database says of its file (`About`) tells whether a file
is the one meant, so that one that is missing, cut short, made for another model or left
behind by another database is never read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from claims.models.loader import runtime
from claims.vectors.neighbours import SLACK, Matrix, exact

if TYPE_CHECKING:
    from usearch.index import Index as Graph

#: From how many vectors on a file is worth its while: below, a product of matrices is
#: as fast.
WORTHWHILE = 250_000
#: The part of all vectors that may be missing from the index before it is made anew.
TAIL = 0.1
#: The part of the index that may be of claims deleted since before it is made from nothing.
DEAD = 0.25
#: How many candidates are asked for at first, and at most.
FIRST, MOST = 64, 4096
#: Neighbours kept by a vector, and how far building and searching look.
CONNECTIVITY, LOOK_BUILDING, LOOK_SEARCHING = 16, 96, 192
#: How the file is laid out; a file of another layout is not read.
LAYOUT = 1
_ENDS = 65536

#: Claim ids to those of them that have a vector, and these: ``Vectors.of``.
Fetch = Callable[[Sequence[str]], tuple[Sequence[str], Matrix]]
Batches = Iterable[tuple[Sequence[str], Matrix]]


@dataclass(frozen=True, slots=True)
class About:
    """What a database knows of its file: ``name`` beside it, the row up to which it covers
    its vectors, how many are in it, of which model and dimension, and how to tell it from
    another. ``schema`` is SQLite's number of the schema: rows are counted anew when it
    changes, as VACUUM does."""

    name: str
    model: str
    covered: int
    size: int
    dimension: int
    schema: int
    length: int
    ends: str
    layout: int = LAYOUT

    @classmethod
    def read(cls, text: str | None) -> About | None:
        """What ``dump`` wrote, or None where that was another version's."""
        try:
            about = cls(**json.loads(text or ""))
        except (TypeError, ValueError):
            return None
        return about if about.layout == LAYOUT else None

    def dump(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


def available() -> bool:
    """Whether usearch is installed."""
    from importlib.util import find_spec

    return find_spec("usearch") is not None


class NearFile:
    """The index that ``about`` describes, in ``folder``. Raises OSError where it is not there,
    or is another."""

    def __init__(self, folder: Path, about: About) -> None:
        self.about = about
        self._path = folder / about.name
        if Path(about.name).name != about.name or _ends(self._path) != (about.length, about.ends):
            raise OSError(f"{self._path} is not the file that was written")
        self._graph = _graph(about.dimension)
        try:
            self._graph.view(str(self._path))
        except Exception as error:  # usearch raises RuntimeError and others
            raise OSError(f"{self._path} cannot be read: {error}") from error
        if len(self._graph) != about.size:
            raise OSError(f"{self._path} has {len(self._graph)} vectors")

    def within(
        self, queries: Matrix, threshold: float, fetch: Fetch
    ) -> Iterator[tuple[int, str, float]]:
        """(query row, claim id, cosine) of what it finds with a cosine of ``threshold`` or
        more. Exact cosines, rounded to six decimals."""
        if not self.about.size or not len(queries):
            return
        proposed = self._candidates(queries, threshold)
        for query, id, cosine in self._rescored(queries, proposed, fetch):
            if cosine >= threshold:
                yield query, id, cosine

    def nearest(self, queries: Matrix, count: int, fetch: Fetch) -> list[list[tuple[str, float]]]:
        """For each query the ``count`` nearest that it finds: claim id and exact cosine, the
        nearest first."""
        found: list[list[tuple[str, float]]] = [[] for _ in queries]
        if not self.about.size or not len(queries):
            return found
        wider = list(range(len(queries)))
        proposed = [(q, id) for q, near in self._ask(queries, wider, 3 * count) for id, _ in near]
        for query, id, cosine in self._rescored(queries, proposed, fetch):
            found[query].append((id, cosine))
        return [sorted(near, key=lambda hit: (-hit[1], hit[0]))[:count] for near in found]

    def _rescored(
        self, queries: Matrix, proposed: Sequence[tuple[int, str]], fetch: Fetch
    ) -> Iterator[tuple[int, str, float]]:
        ids, rows = fetch(sorted({id for _, id in proposed}))
        row = {id: number for number, id in enumerate(ids)}
        pairs = [(query, id) for query, id in proposed if id in row]
        for start in range(0, len(pairs), 65536):
            part = pairs[start : start + 65536]
            left = queries[[query for query, _ in part]]
            right = rows[[row[id] for _, id in part]]
            for (query, id), cosine in zip(part, exact(left, right).tolist(), strict=True):
                yield query, id, cosine

    def _candidates(self, queries: Matrix, threshold: float) -> list[tuple[int, str]]:
        """Every query asks for more until the last that it gets is too far away."""
        # Int8 moves a cosine by about one in a hundred.
        limit = 1 - threshold + 0.02 + SLACK
        found: list[tuple[int, str]] = []
        wanting, count = list(range(len(queries))), FIRST
        while wanting:
            further = []
            for query, near in self._ask(queries, wanting, count):
                if near and near[-1][1] <= limit and count < min(MOST, self.about.size):
                    further.append(query)
                else:
                    found += [(query, id) for id, distance in near if distance <= limit]
            wanting, count = further, count * 4
        return found

    def _ask(
        self, queries: Matrix, rows: Sequence[int], count: int
    ) -> Iterator[tuple[int, list[tuple[str, float]]]]:
        """For each of these queries, claim ids with their int8 distances, nearest first."""
        self._graph.expansion_search = max(LOOK_SEARCHING, 2 * count)  # type: ignore[misc]
        matches = self._graph.search(queries[rows], min(count, self.about.size))
        # One query gives one row without its axis.
        keys, far = np.atleast_2d(matches.keys), np.atleast_2d(matches.distances)
        for query, own, distances in zip(rows, keys.tolist(), far.tolist(), strict=True):
            yield query, [(f"{key:016x}", d) for key, d in zip(own, distances, strict=True)]


def build(
    path: Path,
    model: str,
    batches: Batches,
    *,
    covered: int,
    schema: int,
    old: NearFile | None = None,
) -> About | None:
    """Write the index ``path`` of batches of claim ids (16 hexadecimal digits) and rows of
    length 1, and of what is in ``old``. Returns what the database has to know of it, None if
    there is nothing to write. One thread builds it: of two, one now and then leaves a vector that
    no search finds. Raises OSError."""
    graph: Graph | None = None
    dimension = 0
    if old is not None:
        dimension = old.about.dimension
        graph = _graph(dimension)
        graph.load(str(old._path))
    for ids, rows in batches:
        if graph is None:
            dimension = rows.shape[1]
            graph = _graph(dimension)
        keys = np.array([int(id, 16) for id in ids], dtype=np.uint64)
        if old is not None and (again := keys[graph.contains(keys)]).size:
            graph.remove(again)
        graph.add(keys, rows, threads=1)
    if graph is None:
        return None
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        graph.save(str(unfinished))
        length, ends = _ends(unfinished)
        unfinished.replace(path)
    except Exception as error:
        unfinished.unlink(missing_ok=True)
        raise OSError(f"{path} cannot be written: {error}") from error
    return About(path.name, model, covered, len(graph), dimension, schema, length, ends)


def _ends(path: Path) -> tuple[int, str]:
    """The length of a file, and what tells its beginning and end from others'."""
    with path.open("rb") as file:
        found = hashlib.blake2b(file.read(_ENDS), digest_size=16)
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - _ENDS))
        found.update(file.read())
    return length, found.hexdigest()


def _graph(dimension: int) -> Graph:
    # Loaded after usearch 2.26, ONNX Runtime 1.32 ends the process with a segmentation fault.
    runtime()
    from usearch.index import Index as Graph

    return Graph(
        ndim=dimension,
        metric="cos",
        dtype="i8",
        connectivity=CONNECTIVITY,
        expansion_add=LOOK_BUILDING,
        expansion_search=LOOK_SEARCHING,
    )
