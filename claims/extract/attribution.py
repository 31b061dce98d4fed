"""Who said what: the model that finds sources, cues and contents in a text.

One small transformer (six layers, 384 wide) reads the text once; a tag head finds cues,
and two biaffine heads score every token for being in the source and in the content of a
cue. See the card in claims/models/attribution.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claims.errors import ModelError
from claims.extract.decode import Scores, Settings, decode, find_cues
from claims.extract.windows import Window, cut
from claims.models.loader import model_path, session
from claims.records import Attribution

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

#: Tokens that are read together; bounds the memory of a batch.
BATCH_TOKENS = 8 * 320

#: Texts whose windows are sorted together.
CHUNK = 256


class Attributor:
    """Finds who said what in texts. Callable, and safe to share between threads.

    ``model`` is a folder of weights in place of the packaged ones; ``threads`` defaults to
    the cores of this process. Raises `ModelError` when the weights are missing or broken.
    """

    def __init__(self, model: str | None = None, threads: int | None = None) -> None:
        folder = model_path("attribution", model)
        self.config = _read_config(folder)
        self.settings = _settings(self.config.get("decoding", {}))
        self.width = int(self.config["window"])
        self.stride = int(self.config["stride"])
        self._tokenizer = _tokenizer(folder / "tokenizer.json")
        self._encoder = session(folder / "encoder.onnx", threads)
        self._heads = session(folder / "heads.onnx", threads)
        self._cls: int = self._tokenizer.token_to_id("[CLS]")
        self._sep: int = self._tokenizer.token_to_id("[SEP]")

    def __call__(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """The attributions of each text, in the order of their cues, before any filtering.

        Offsets count characters of the text. Time grows linearly with the words.
        """
        found: list[list[Attribution]] = []
        pending = iter(texts)
        while chunk := list(islice(pending, CHUNK)):
            encodings = self._tokenizer.encode_batch(chunk, add_special_tokens=False)
            scores = self._score(encodings)
            found += [
                decode(text, encoding.offsets, cues, self.settings)
                for text, encoding, cues in zip(chunk, encodings, scores, strict=True)
            ]
        return found

    def _score(self, encodings: Sequence[Encoding]) -> list[list[Scores]]:
        scores: list[list[Scores]] = [[] for _ in encodings]
        windows = [
            window
            for i, encoding in enumerate(encodings)
            for window in cut(i, len(encoding.ids), self.width, self.stride)
        ]
        for batch in _batches(windows):
            for window, cue in self._read(batch, encodings):
                scores[window.text].append(cue)
        return scores

    def _read(
        self, windows: Sequence[Window], encodings: Sequence[Encoding]
    ) -> Iterator[tuple[Window, Scores]]:
        """Scores of the cues that begin with a token owned by their window."""
        ids, mask = self._inputs(windows, encodings)
        hidden, tag = self._encoder.run(["hidden", "tag"], {"ids": ids, "mask": mask})
        cues = [
            (row, cue)
            for row, window in enumerate(windows)
            for cue in find_cues(tag[row, 1 : len(window) + 1], self.settings.cue)
            if window.first <= window.start + cue[0] < window.last
        ]
        if not cues:
            return
        rows = np.array([row for row, _ in cues])
        columns = np.array([cue[0] + 1 for _, cue in cues])
        inputs = {"hidden": hidden, "row": rows, "column": columns}
        source, content = self._heads.run(["source", "content"], inputs)
        for i, (row, cue) in enumerate(cues):
            window, inside = windows[row], slice(1, len(windows[row]) + 1)
            yield (
                window,
                Scores(
                    cue=tuple(window.start + j for j in cue),
                    probability=float(1 - tag[row, cue[0] + 1, 0]),
                    start=window.start,
                    source=source[i, inside],
                    content=content[i, inside],
                ),
            )

    def _inputs(self, windows: Sequence[Window], encodings: Sequence[Encoding]) -> tuple[Any, Any]:
        longest = max(len(window) for window in windows) + 2
        ids = np.zeros((len(windows), longest), np.int64)
        mask = np.zeros((len(windows), longest), np.int32)
        for row, window in enumerate(windows):
            end = len(window) + 1
            ids[row, 0], ids[row, end] = self._cls, self._sep
            ids[row, 1:end] = encodings[window.text].ids[window.start : window.end]
            mask[row, : end + 1] = 1
        return ids, mask


def _batches(windows: Iterable[Window]) -> Iterator[list[Window]]:
    """Windows of like length together, so that little is read in vain."""
    batch: list[Window] = []
    for window in sorted(windows, key=len, reverse=True):
        if batch and (len(batch) + 1) * (len(batch[0]) + 2) > BATCH_TOKENS:
            yield batch
            batch = []
        if len(window):
            batch.append(window)
    if batch:
        yield batch


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        config["window"], config["stride"]
    except OSError as error:
        raise ModelError(f"the attribution weights lack {path}: give another folder") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path} is not the config of attribution weights: it needs window and stride"
        ) from error
    return config


def _settings(values: dict[str, Any]) -> Settings:
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in values.items() if name in known})


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the binding raises the bare class
        raise ModelError(f"the tokenizer {path} is missing or broken: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
