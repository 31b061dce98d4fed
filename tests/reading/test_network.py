"""The packaged reader keeps of each statement what it needs to read it beside another's."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from claims.reading import network
from claims.reading.answers import Encoder, Excerpted
from claims.reading.excerpt import Passage
from claims.reading.network import Floats, Network


@lru_cache(maxsize=1)
def packaged() -> Network:
    return Network(threads=1)


def article(title: str, *told: str) -> Excerpted:
    text = " ".join(told)
    places = [(text.index(each), text.index(each) + len(each)) for each in told]
    return Excerpted(title, text, tuple(Passage((place,)) for place in places))


ONE = article(
    "Bridge at Velden closed",
    "Mara Holt, the mayor, said the old bridge at Velden was safe.",
    "The ministry said that nobody had been hurt.",
)
OTHER = article(
    "Engineers warn of Velden bridge",
    "Edo Vance, an engineer, denied that the bridge at Velden was safe.",
    "He called for an inquiry into the mayor.",
)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of statements in each window that is read."""
    seen: list[int] = []
    read = Network._seen
    monkeypatch.setattr(
        Network, "_seen", lambda self, w: seen.append(len(w.places)) or read(self, w)
    )
    return seen


def test_what_it_kept_is_not_encoded_again(
    windows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "APART", 0.0)
    reader = packaged()
    kept = [replace(a, vectors=reader.read(a).vectors) for a in (ONE, OTHER)]
    bare = reader.across(ONE, OTHER, [(0, 0)], 1)
    windows.clear()
    assert reader.across(*kept, [(0, 0)], 1) == bare
    assert (0, 0) in bare
    assert windows == [4], "the two excerpts together, and no article alone"


@pytest.mark.parametrize("cut", [b"", b"\0", b"\0" * 766])
def test_what_it_kept_and_is_damaged_is_made_again(
    monkeypatch: pytest.MonkeyPatch, cut: bytes
) -> None:
    monkeypatch.setattr(network, "APART", 0.0)
    reader = packaged()
    broken = replace(ONE, vectors=(cut,) * len(ONE.passages))
    assert reader.across(broken, OTHER, [(0, 0)], 1) == reader.across(ONE, OTHER, [(0, 0)], 1)


def test_it_can_be_made_again(windows: list[int]) -> None:
    reader = packaged()
    assert isinstance(reader, Encoder)
    assert reader.vectors(ONE) == reader.read(ONE).vectors
    assert (
        reader.vectors(replace(ONE, passages=()))
        == reader.read(replace(ONE, passages=())).vectors
        == ()
    )


def test_its_small_products_are_not_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[int] = set()
    linear = Network._linear

    def watched(self: Network, name: str, x: Floats) -> Floats:
        threads.update(each["num_threads"] for each in _blas())
        return linear(self, name, x)

    monkeypatch.setattr(Network, "_linear", watched)
    with threadpool_limits(2, user_api="blas"):
        packaged().across(ONE, OTHER, [(0, 0)], 1)
        assert {each["num_threads"] for each in _blas()} == {2}
    assert threads == {1}


def _blas() -> list[dict[str, Any]]:
    return [each for each in threadpool_info() if each["user_api"] == "blas"]


def test_pairs_are_looked_at_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "APART", 0.0)
    vectors = np.random.default_rng(3).normal(size=(9, network.WIDE)).astype(np.float32)
    pairs = list(combinations(range(9), 2))
    whole = packaged()._likely(vectors, vectors, pairs)
    assert sorted(whole) == pairs
    taken: list[int] = []
    opposed = Network._opposed
    monkeypatch.setattr(
        Network, "_opposed", lambda self, a, b: taken.append(len(a)) or opposed(self, a, b)
    )
    monkeypatch.setattr(network, "AT_ONCE", 10)
    assert packaged()._likely(vectors, vectors, iter(pairs)) == whole
    assert max(taken) == 10 and sum(taken) == len(pairs)


def test_vectors_go_by_the_name_of_the_weights() -> None:
    assert packaged().name == Network(str(network.model_path("reading")), threads=1).name
