"""Who said what: the model that finds sources, cues and contents in a text.

One small transformer (six layers, 384 wide) reads the text once; a tag head finds cues,
and two biaffine heads score every token for being in the source and in the content of a
cue. See the card in claims/models/attribution.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from claims.errors import ModelError
from claims.extract.decode import Scores, Settings, decode, find_cues
from claims.extract.windows import Window, breaks, cut
from claims.models.loader import cores, model_path, session
from claims.records import Attribution, Span

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_SURROGATE = re.compile("[\ud800-\udfff]")

#: Texts that are read together; bounds the memory.
CHUNK = 256


class Stopped(Exception):
    """Nobody waits for the answer any more."""


class Attributor:
    """Finds who said what in texts. Callable, and safe to share between threads.

    ``model`` is a folder of weights in place of the packaged ones; ``threads`` defaults to
    the cores of this process. Raises `ModelError` when the weights are missing or broken.
    """

    def __init__(self, model: str | None = None, threads: int | None = None) -> None:
        folder = model_path("attribution", model)
        self.config = _read_config(folder)
        known = {field.name for field in fields(Settings)}
        decoding = self.config.get("decoding", {})
        self.settings = Settings(**{name: decoding[name] for name in known & decoding.keys()})
        self.width = int(self.config["window"])
        self.margin = int(self.config["margin"])
        self._tokenizer = _tokenizer(folder / "tokenizer.json")
        self.threads = threads or cores()
        # Windows are read side by side, each by one thread: no time is lost in joining.
        self._encoder = session(folder / "encoder.onnx", 1)
        self._heads = session(folder / "heads.onnx", 1)
        self._ends = [self._tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]")]

    def __call__(self, texts: Sequence[str], stop: Event | None = None) -> list[list[Attribution]]:
        """The attributions of each text, in the order of their cues, before any filtering.

        Offsets count characters of the text. Time grows linearly with the words. Raises
        Stopped soon after another thread has set ``stop``.
        """
        return [
            decode(text, offsets, cues, self.settings)
            for text, (offsets, cues) in zip(texts, self.scores(texts, stop), strict=True)
        ]

    def scores(
        self, texts: Sequence[str], stop: Event | None = None
    ) -> Iterator[tuple[list[Span], list[Scores]]]:
        """What the network says of each text, undecoded: the characters of its tokens, and
        the scores of its cues."""
        # The tokenizer takes no lone surrogates; one character for another keeps offsets.
        pending = (_SURROGATE.sub("\ufffd", text) for text in texts)
        while chunk := list(islice(pending, CHUNK)):
            encodings = self._tokenizer.encode_batch(chunk, add_special_tokens=False)
            for encoding, cues in zip(encodings, self._score(chunk, encodings, stop), strict=True):
                yield encoding.offsets, cues

    def _score(
        self, texts: Sequence[str], encodings: Sequence[Encoding], stop: Event | None
    ) -> list[list[Scores]]:
        windows = [
            window
            for i, (text, tokens) in enumerate(zip(texts, encodings, strict=True))
            for window in cut(i, len(tokens), breaks(text, tokens.offsets), self.width, self.margin)
        ]

        def read(window: Window) -> list[Scores]:
            if stop is not None and stop.is_set():
                raise Stopped
            return self._read(window, encodings[window.text].ids[window.start : window.end])

        scores: list[list[Scores]] = [[] for _ in encodings]
        with ThreadPoolExecutor(self.threads) as pool:
            for window, cues in zip(windows, pool.map(read, windows), strict=True):
                scores[window.text] += cues
        return scores

    def _read(self, window: Window, tokens: Sequence[int]) -> list[Scores]:
        """Scores of the cues that begin with a token owned by ``window``.

        One window at a time, without padding or mask: larger batches are no faster on a
        CPU, where one window of this width already fills the cache of a core.
        """
        ids = np.array([[self._ends[0], *tokens, self._ends[1]]], np.int64)
        hidden, tag = self._encoder.run(["hidden", "tag"], {"ids": ids})
        cues = [
            cue
            for cue in find_cues(tag[0, 1:-1], self.settings)
            if window.first <= window.start + cue.tokens[0] < window.last
        ]
        if not cues:
            return []
        column = np.array([cue.tokens[0] + 1 for cue in cues])
        inputs = {"hidden": hidden, "row": np.zeros_like(column), "column": column}
        source, content = self._heads.run(["source", "content"], inputs)
        return [
            Scores(
                cue=tuple(window.start + j for j in cue.tokens),
                probability=cue.probability,
                start=window.start,
                source=source[i, 1:-1],
                content=content[i, 1:-1],
            )
            for i, cue in enumerate(cues)
        ]


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        config["window"], config["margin"]
    except OSError as error:
        raise ModelError(f"the attribution weights lack {path}: give another folder") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path} is not the config of attribution weights: it needs window and margin"
        ) from error
    return config


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the binding raises the bare class
        raise ModelError(f"the tokenizer {path} is missing or broken: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
