"""Exact search by radius, and the index file against it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from conftest import Words, apart, extraction

from claims.records import Article, Extraction
from claims.store import Store
from claims.vectors import disk
from claims.vectors.disk import About, NearFile
from claims.vectors.memory import NEVER, UNDATED, Vectors
from claims.vectors.neighbours import within
from claims.vectors.stored import Known, nearest

Matrix = npt.NDArray[np.float32]


def unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def clusters(count: int, seed: int = 0, dimension: int = 384) -> Matrix:
    """Vectors in groups, as claims of one story are."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(1, count // 20), dimension), dtype=np.float32)
    spread = rng.uniform(0.3, 1.2, (count, 1)).astype(np.float32)
    noise = rng.standard_normal((count, dimension), dtype=np.float32) * spread
    return unit(centres[rng.integers(0, len(centres), count)] + noise)


@pytest.mark.parametrize("asked", [(UNDATED, 100, 500), (100, 130), (500,), ()])
def test_days_apart_and_what_is_never_in_dispute_are_left_out(
    asked: Sequence[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.vectors.memory.COPIED", 16)
    matrix = clusters(60)
    chance = np.random.default_rng(5)
    days = chance.choice([NEVER, UNDATED, 100, 130, 146, 500], 60).astype(np.int32)
    vectors = Vectors([str(n) for n in range(20)], matrix[:20].copy(), days[:20])
    vectors.add([str(n) for n in range(20, 60)], matrix[20:], days[20:])
    rows = np.flatnonzero(np.isin(days, asked))
    hits = vectors.within(matrix[rows], 0.3, days[rows], 45)
    found = {(int(rows[q]), int(id)) for q, id, _ in hits}
    true = {
        (q, r)
        for q, r, _ in within(matrix, matrix, 0.3)
        if q in rows
        and days[r] != NEVER
        and (UNDATED in (days[q], days[r]) or abs(days[q] - days[r]) <= 45)
    }
    assert found == true
    assert bool(true) is bool(asked)
    assert len(true) < len(list(vectors.within(matrix, 0.3)))


def test_all_pairs_within_and_no_others() -> None:
    matrix = clusters(300)
    queries = matrix[:40]
    found = {(q, r): c for q, r, c in within(queries, matrix, 0.6)}
    true = queries.astype(np.float64) @ matrix.T.astype(np.float64)
    assert found.keys() == {(int(q), int(r)) for q, r in np.argwhere(np.round(true, 6) >= 0.6)}
    assert all(abs(true[pair] - cosine) < 1e-6 for pair, cosine in found.items())


def test_the_same_one_by_one_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = clusters(300)
    whole = sorted(within(matrix, matrix, 0.55))
    monkeypatch.setattr("claims.vectors.neighbours.ROOM", 4096)
    pieces = sorted(
        (q, r, c) for q in range(300) for _, r, c in within(matrix[q : q + 1], matrix, 0.55)
    )
    assert pieces == whole


def test_nothing_to_search() -> None:
    empty = np.zeros((0, 384), dtype=np.float32)
    assert list(within(empty, clusters(5), 0.5)) == []
    assert list(within(clusters(5), empty, 0.5)) == []


def test_what_is_added_again_takes_the_place_of_what_was_there() -> None:
    matrix = clusters(6, dimension=8)
    vectors = Vectors(list("abcd"), matrix[:4].copy())
    vectors.drop(["a", "x"])
    vectors.add(["e", "b"], matrix[4:])
    assert vectors.of(["a", "b", "e"])[0] == ["b", "e"]
    assert (vectors.of(["b"])[1] == matrix[5]).all()
    assert len(vectors) == 4


# -- the file ------------------------------------------------------------------------------


class Database:
    """Vectors by claim id."""

    def __init__(self, matrix: Matrix) -> None:
        rng = np.random.default_rng(9)
        self.ids = [f"{n:016x}" for n in rng.integers(0, 2**63, len(matrix))]
        self.matrix = matrix
        self.row = {id: n for n, id in enumerate(self.ids)}

    def vectors_of(self, ids: Sequence[str]) -> tuple[list[str], Matrix]:
        known = [id for id in ids if id in self.row]
        return known, self.matrix[[self.row[id] for id in known]]

    def build(self, path: Path, part: slice, old: NearFile | None = None) -> About:
        about = disk.build(
            path,
            "m",
            [(self.ids[part], self.matrix[part])],
            covered=len(self.ids),
            schema=1,
            old=old,
        )
        assert about is not None
        return about


@pytest.fixture(scope="module")
def database() -> Database:
    return Database(clusters(3000))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, database: Database) -> NearFile:
    folder = tmp_path_factory.mktemp("near")
    half = NearFile(folder, database.build(folder / "half", slice(1500)))
    return NearFile(folder, database.build(folder / "whole", slice(1400, None), half))


def test_recall_of_the_twenty_nearest(database: Database, file: NearFile) -> None:
    queries = database.matrix[:200]
    found = file.nearest(queries, 20, database.vectors_of)
    hits = 0
    for cosines, near in zip(queries @ database.matrix.T, found, strict=True):
        nearest = {database.ids[n] for n in np.argsort(-cosines)[:20]}
        hits += len(nearest & {id for id, _ in near})
    assert hits / (20 * len(queries)) >= 0.98


def test_what_it_finds_is_what_the_exact_search_finds(database: Database, file: NearFile) -> None:
    assert file.about.size == 3000
    queries = database.matrix[100:160]
    found = set(file.within(queries, 0.5, database.vectors_of))
    true = {(q, database.ids[r], c) for q, r, c in within(queries, database.matrix, 0.5)}
    assert found <= true
    assert len(found) >= 0.98 * len(true)


def test_many_neighbours_are_all_found(tmp_path: Path) -> None:
    """More than are asked for at first."""
    rng = np.random.default_rng(4)
    centre = rng.standard_normal((1, 32), dtype=np.float32)
    database = Database(unit(centre + 0.3 * rng.standard_normal((900, 32), dtype=np.float32)))
    file = NearFile(tmp_path, database.build(tmp_path / "dense", slice(None)))
    queries = database.matrix[:5]
    found = set(file.within(queries, 0.5, database.vectors_of))
    true = list(within(queries, database.matrix, 0.5))
    assert len(true) > 5 * disk.FIRST
    assert len(found) >= 0.98 * len(true)


def test_a_deleted_claim_is_not_found(database: Database, file: NearFile) -> None:
    gone = database.ids[7]
    found = file.within(
        database.matrix[7:8],
        0.5,
        lambda ids: database.vectors_of([id for id in ids if id != gone]),
    )
    assert gone not in {id for _, id, _ in found}


@pytest.mark.parametrize("harm", ["missing", "short", "changed", "another", "elsewhere"])
def test_a_file_that_is_not_the_one_meant_is_refused(
    harm: str, tmp_path: Path, database: Database
) -> None:
    path = tmp_path / "index"
    about = database.build(path, slice(50))
    NearFile(tmp_path, about)
    if harm == "missing":
        path.unlink()
    elif harm == "short":
        path.write_bytes(path.read_bytes()[:-100])
    elif harm == "changed":
        path.write_bytes(b"x" * path.stat().st_size)
    elif harm == "another":
        database.build(path, slice(50, 100))
    else:
        about = replace(about, name="../index")
    with pytest.raises(OSError, match="index"):
        NearFile(tmp_path, about)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", json.dumps({"model": "m"}), "layout"])
def test_a_description_of_another_version_counts_as_none(
    text: str | None, tmp_path: Path, database: Database
) -> None:
    about = database.build(tmp_path / "index", slice(9))
    assert About.read(about.dump()) == about
    if text == "layout":
        text = replace(about, layout=disk.LAYOUT + 1).dump()
    assert About.read(text) is None


# -- wired up ------------------------------------------------------------------------------

MATRIX = clusters(400, 3, 64)


@pytest.fixture(autouse=True)
def worthwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "WORTHWHILE", 200)


def article(number: int, claims: int = 20) -> tuple[list[str], Matrix]:
    """Ids and vectors of the claims of an article."""
    text = " ".join(f"Ana Holt said that {n} of {number} fell." for n in range(claims))
    found = extraction(
        Article(text, url=f"https://news.example/{number}"),
        *(Words("Ana Holt", "said", f"{n} of {number} fell", "Ana Holt") for n in range(claims)),
    )
    ids = [claim.id for claim in found.claims]
    rows = MATRIX[number * 20 : number * 20 + claims]
    STORED[number] = found
    return ids, rows


STORED: dict[int, Extraction] = {}


def write(store: Store, known: Known, numbers: Iterator[int] | Sequence[int]) -> None:
    for number in numbers:
        ids, rows = article(number)
        with store.transaction():
            blocks: dict[str, Sequence[str]] = {}
            apart(store, STORED[number], blocks)
            known.add(ids, rows)


def files(store: Store) -> list[str]:
    return [path.name for path in store.path.parent.glob("*-near-*")]


def every(store: Store) -> list[str]:
    return store.vectors.get("m")[0]


def recall(known: Known, store: Store) -> float:
    ids = every(store)
    exact = Vectors(*store.vectors.get("m"))
    true = {
        tuple(sorted((ids[q], id))): c
        for q, id, c in exact.within(exact.of(ids)[1], 0.5)
        if ids[q] != id
    }
    found = known.within(ids, 0.5)
    assert found.items() <= true.items()
    return len(found) / len(true)


def test_an_index_is_made_when_it_is_worthwhile_and_again_when_it_lags(store: Store) -> None:
    known = Known(store, "m")
    write(store, known, range(9))
    known.ready()
    assert files(store) == []
    assert recall(known, store) == 1
    write(store, known, range(9, 11))
    known.ready()
    (first,) = files(store)
    assert recall(known, store) >= 0.98
    write(store, known, [11])
    known.ready()
    assert files(store) == [first]
    assert recall(known, store) >= 0.98
    write(store, known, range(12, 16))
    known.ready()
    assert len(files(store)) == 2
    assert recall(known, store) >= 0.98
    fresh = Known(store, "m")
    assert fresh.of(every(store)[:1])[0] == every(store)[:1]
    assert fresh._file is not None and len(fresh._vectors or ()) == 0
    assert recall(fresh, store) >= 0.98


@pytest.fixture
def indexed(store: Store) -> tuple[Store, Known]:
    known = Known(store, "m")
    write(store, known, range(15))
    known.ready()
    assert known._file is not None
    return store, known


def test_without_its_file_or_another_model_a_database_is_searched_exactly(
    indexed: tuple[Store, Known],
) -> None:
    store, _ = indexed
    for path in store.path.parent.glob("*-near-*"):
        path.unlink()
    known = Known(store, "m")
    assert recall(known, store) == 1
    known.ready()
    assert known._file is not None
    assert recall(known, store) >= 0.98
    assert Known(store, "other").within(every(store), 0.5) == {}


def test_rows_numbered_anew_make_the_index_void(indexed: tuple[Store, Known]) -> None:
    store, _ = indexed
    store.links.drop([])
    store.sqlite.execute("VACUUM")
    known = Known(store, "m")
    assert recall(known, store) == 1
    assert known._file is None


def test_deleted_and_rewritten_claims(indexed: tuple[Store, Known]) -> None:
    store, known = indexed
    ids, rows = article(14)
    with store.transaction():
        known.drop(ids)
        store.write(
            "DELETE FROM vectors WHERE claim IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
        )
        known.add(ids[:5], -rows[:5])
    for each in (known, Known(store, "m")):
        assert each.of(ids)[0] == ids[:5]
        assert (each.of(ids[:1])[1] == -rows[0]).all()
        assert recall(each, store) >= 0.98


def test_two_processes_see_what_each_other_writes(indexed: tuple[Store, Known]) -> None:
    store, known = indexed
    with Store(store.path) as another:
        second = Known(another, "m")
        assert recall(second, another) >= 0.98
        write(another, second, [15])
        write(store, known, [16])
        assert recall(known, store) >= 0.98
        assert recall(second, another) >= 0.98
        write(store, known, [17, 18])
        known.ready()
        assert recall(second, another) >= 0.98
        assert second._told() == known._told()


def test_what_was_rolled_back_is_forgotten(indexed: tuple[Store, Known]) -> None:
    store, known = indexed
    before = known.within(every(store), 0.5)
    ids, rows = article(15)
    with pytest.raises(ZeroDivisionError), store.transaction():
        apart(store, STORED[15], {})
        known.add(ids, rows)
        raise ZeroDivisionError
    known.forget()
    assert known.of(ids)[0] == []
    assert known.within(every(store), 0.5) == before
    write(store, known, [15])
    assert recall(known, store) >= 0.98


def test_where_nothing_can_be_written_the_search_is_exact(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(disk, "build", full)
    known = Known(store, "m")
    write(store, known, range(12))
    known.ready()
    assert recall(known, store) == 1


def test_without_usearch_the_search_is_exact(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "available", lambda: False)
    known = Known(store, "m")
    write(store, known, range(12))
    known.ready()
    assert files(store) == []
    assert recall(known, store) == 1


def test_usearch_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, claims.tracker, claims.vectors.stored; sys.exit('usearch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("number", [9, 16])
def test_the_nearest_are_found_without_reading_all_into_memory(store: Store, number: int) -> None:
    known = Known(store, "m")
    write(store, known, range(number))
    known.ready()
    write(store, known, [number])
    assert (known._file is not None) == (number == 16)
    query = MATRIX[number * 20 + 3]
    ids, rows = store.vectors.get("m")
    cosines = rows @ query
    expected = [ids[row] for row in np.argsort(-cosines)[:10] if cosines[row] > 0.3]
    found = nearest(store, "m", query, 10, 0.3)
    assert found[0] == expected[0]
    assert len(set(found) & set(expected)) >= 0.9 * len(expected)
    assert nearest(store, "m", query, 10, 1.1) == []
    assert nearest(store, "none", query, 10, 0.3) == []


def test_models_can_be_loaded_after_the_index() -> None:
    """One import after the other can end the process, so that it is tried in one of its own."""
    pytest.importorskip("usearch")
    code = "from claims.vectors.disk import _graph; _graph(8); import onnxruntime"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
