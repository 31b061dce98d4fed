"""The judge of two statements: contradiction, entailment or neither.

A cross-encoder reads both statements at once. The packaged one is six layers of MPNet
(Song et al., NeurIPS 2020) distilled for natural language inference and run in int8 by
ONNX Runtime; any `sentence_transformers.CrossEncoder` with three such labels can take its
place.

Every pair is run by itself, without padding. Dynamic int8 takes the scale of its
activations from all that is in the batch, so that in batches a pair's score would depend
on its neighbours, and claims ingested one by one would not give the links of claims
ingested together. Pairs run beside each other in as many threads as there are cores.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from claims.errors import ModelError
from claims.models.loader import cores, is_folder, model_path, session

#: The columns of what a judge returns.
COLUMNS = ("contradiction", "entailment", "neutral")
#: Least probability of a contradiction and of an entailment that is not neglected.
TELLING = (0.3, 0.5)
#: Environment variables with the path of other weights.
VARIABLE = "CLAIMS_{}_MODEL"
#: Longest input in word pieces, both statements together.
LONGEST = 128

Probabilities = npt.NDArray[np.float32]


class _Network(Protocol):
    labels: dict[int, str]

    def logits(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """One row of logits for each pair."""


class Judge:
    """Says of a premise and a hypothesis whether the one contradicts the other.

    ``model`` is a folder with ``model.onnx`` or a path or hub name of a CrossEncoder, None
    for the packaged ``weights`` (or those that CLAIMS_CONTRADICTION_MODEL or
    CLAIMS_DISPUTE_MODEL names). Raises
    `ModelError` when the weights cannot be loaded or have other labels.
    """

    def __init__(
        self,
        model: str | None = None,
        threads: int | None = None,
        weights: Literal["contradiction", "dispute"] = "contradiction",
    ) -> None:
        chosen = model or os.environ.get(VARIABLE.format(weights.upper())) or None
        packaged = chosen is None or (Path(chosen).expanduser() / "model.onnx").is_file()
        self.name = chosen or "packaged"
        self._network: _Network = (
            _Packaged(model_path(weights, chosen), threads or cores())
            if packaged
            else _Encoder(str(chosen), threads or cores())
        )
        self._order = columns(self._network.labels)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        """Probabilities for pairs of (premise, hypothesis): float32 of shape (n, 3), the
        columns contradiction, entailment, neutral.
        """
        if not pairs:
            return np.zeros((0, len(COLUMNS)), dtype=np.float32)
        distinct = sorted(set(pairs), key=lambda pair: -len(pair[0]) - len(pair[1]))
        logits = self._network.logits(distinct)[:, self._order]
        logits = logits - logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        found = odds / odds.sum(axis=1, keepdims=True)
        row = {pair: index for index, pair in enumerate(distinct)}
        return np.asarray(found[[row[pair] for pair in pairs]], dtype=np.float32)

    def both_ways(
        self, pairs: Sequence[tuple[str, str]], lazily: Sequence[bool] | None = None
    ) -> Probabilities:
        """Probabilities of (a, b) and of (b, a): float32 of shape (n, 2, 3).

        Of a pair that ``lazily`` marks, the second way is asked only if the first says
        something (see `TELLING`); else it comes back as neutral.
        """
        found = np.zeros((len(pairs), 2, len(COLUMNS)), dtype=np.float32)
        found[:, 1, COLUMNS.index("neutral")] = 1
        if not pairs:
            return found
        found[:, 0] = self.judge(pairs)
        telling = np.any(found[:, 0, : len(TELLING)] >= TELLING, axis=1)
        rows = [n for n in range(len(pairs)) if telling[n] or not (lazily and lazily[n])]
        found[rows, 1] = self.judge([pairs[row][::-1] for row in rows])
        return found


def columns(labels: Mapping[int, str]) -> list[int]:
    """Where a model with these labels (its ``id2label``) keeps our three columns.

    Raises `ModelError` where it has other labels.
    """
    at = {label.lower(): int(index) for index, label in labels.items()}
    if set(at) != set(COLUMNS):
        raise ModelError(
            f"a model that judges pairs needs the labels {', '.join(COLUMNS)}; "
            f"this one has {', '.join(sorted(at)) or 'none'}"
        )
    return [at[name] for name in COLUMNS]


class _Packaged:
    """A folder with model.onnx, tokenizer.json and config.json."""

    def __init__(self, folder: Path, threads: int) -> None:
        from tokenizers import Tokenizer

        config = _read(folder / "config.json")
        self.labels = {int(index): name for index, name in config["id2label"].items()}
        self._session = session(folder / "model.onnx", 1)
        self._inputs = {value.name for value in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST, strategy="longest_first")
        self._threads = threads

    def logits(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        if self._threads == 1 or len(pairs) == 1:
            return np.stack([self._one(pair) for pair in pairs])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(self._one, pairs)))

    def _one(self, pair: tuple[str, str]) -> npt.NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(*pair).ids], dtype=np.int64)
        feed = {"input_ids": ids}
        if "attention_mask" in self._inputs:
            feed["attention_mask"] = np.ones_like(ids)
        return np.asarray(self._session.run(None, feed)[0][0], dtype=np.float32)


class _Encoder:
    """Any CrossEncoder of sentence-transformers, in float32."""

    def __init__(self, name: str, threads: int) -> None:
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(threads)
        try:
            self._model = CrossEncoder(
                name, device="cpu", max_length=LONGEST, local_files_only=is_folder(name)
            )
        except Exception as error:  # transformers and the hub raise many unrelated classes
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(
                f"the contradiction model {name} cannot be loaded ({reason}): give a folder "
                "or hub name of a sentence-transformers CrossEncoder"
            ) from error
        # Stored as float16, a network would run in float16, which is slow on a processor.
        self._model.model.float()
        self.labels = {int(i): str(v) for i, v in self._model.config.id2label.items()}

    def logits(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        scores = self._model.predict(
            list(pairs), convert_to_numpy=True, show_progress_bar=False, apply_softmax=False
        )
        return np.asarray(scores, dtype=np.float32)


def _read(path: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        config["id2label"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} does not describe a model: reinstall or retrain it") from error
    return config
