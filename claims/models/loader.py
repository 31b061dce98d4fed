"""The one place that finds packaged weights and opens them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from claims.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

#: The weights that come with the package, each in a folder of its name beside this file.
NAMES = ("attribution", "embedding", "reading")


def model_path(name: str, override: str | Path | None = None) -> Path:
    """The folder with the weights called ``name``, or the folder given as ``override``.

    Raises `ModelError` when the folder is missing, and says how to get or name one.
    """
    if override is not None:
        folder = Path(override).expanduser()
        if not folder.is_dir():
            raise ModelError(
                f"no folder of {name} weights at {folder}: give the path of a folder made by "
                f"claims.training.{name}, or leave the option out to use the packaged weights"
            )
        return folder
    if name not in NAMES:
        raise ModelError(f"no packaged weights are called {name!r}: there are {', '.join(NAMES)}")
    folder = Path(__file__).parent / name
    if not folder.is_dir():
        raise ModelError(f"the packaged {name} weights are missing from {folder}: reinstall claims")
    return folder


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def runtime() -> ModuleType:
    """ONNX Runtime, which tells nobody that it is used, whoever loaded it first."""
    library = import_module("onnxruntime")
    library.disable_telemetry_events()
    return library


@lru_cache(maxsize=1)
def _products() -> Any:
    return import_module("threadpoolctl").ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """Inside of it one thread multiplies matrices. Threads that share out small ones wait for
    each other in vain, and take the cores from whoever works beside them."""
    found: AbstractContextManager[object] = _products().limit(limits=1, user_api="blas")
    return found


def session(
    path: Path, threads: int | None = None, weights: Mapping[str, NDArray[Any]] | None = None
) -> InferenceSession:
    """An ONNX Runtime session on the CPU for the graph at ``path``.

    ``threads`` defaults to the cores this process may use. ``weights``, by name, are those
    that the graph lacks; they have to outlive the session. Raises `ModelError` when the file
    is missing or no graph.
    """
    if not path.is_file():
        raise ModelError(
            f"the weights lack {path.name} in {path.parent}: reinstall or retrain them"
        )
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait take the cores from spaCy and from other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        if weights:
            values = map(onnxruntime.OrtValue.ortvalue_from_numpy, weights.values())
            options.add_external_initializers(list(weights), list(values))
        return onnxruntime.InferenceSession(
            str(path),
            options,
            providers=["CPUExecutionProvider"],
            # On a CPU the fused operator takes three times as long as its parts.
            disabled_optimizers=["SkipLayerNormFusion"],
        )
    except Exception as error:  # onnxruntime raises a dozen unrelated classes
        reason = str(error).splitlines()[0]
        raise ModelError(f"{path} cannot be opened as a model ({reason})") from error
