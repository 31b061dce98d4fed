"""What would be sent to a language model, written to a file, and answers read from one.

For a model that this program cannot reach, and to measure with: the answers of a file are read
and held against the text exactly as live ones are. Both are JSON lines: {"key", "ask",
"articles", "system", "prompt", "schema", "max_tokens"}, and {"key", "answer"}, which may have
"tokens_in", "tokens_out" and "seconds" too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from claims.errors import Malformed, Unanswered, wrong
from claims.reading.asking import Limits, Said
from claims.reading.prompt import TOKEN, Prompt


def record(sent: Iterable[Prompt], stream: TextIO) -> int:
    """Write what is ``sent``, each prompt once. Returns how many there are."""
    written = {prompt.fingerprint: prompt for prompt in sent}
    for key, prompt in written.items():
        row = {
            "key": key,
            "ask": prompt.ask,
            "articles": prompt.articles,
            "system": prompt.system,
            "prompt": prompt.text,
            "schema": prompt.schema,
            "max_tokens": Limits().tokens,
        }
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return len(written)


class Recorded:
    """The model called ``name``, whose answers are in a file: asked like an `Asker`."""

    where = "a file on this machine"
    here = True
    patience = sys.maxsize  # the next answer is there, whatever this one is like

    def __init__(self, name: str, answers: Mapping[str, Said]) -> None:
        self.name = self.identity = name
        self._answers = answers

    @classmethod
    def read(cls, name: str, path: Path | str) -> Recorded:
        """The one whose answers are in the file ``path``. Raises Malformed."""
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
            rows = [json.loads(line) for line in lines if line.strip()]
            return cls(name, {str(row["key"]): _said(row) for row in rows})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Malformed(
                f'{path} holds no answers, JSON lines of {{"key", "answer"}}: {wrong(error)}'
            ) from error

    def has(self, prompt: Prompt) -> bool:
        """Whether there is an answer to ``prompt``."""
        return prompt.fingerprint in self._answers

    def ask(self, prompt: Prompt) -> Said:
        """The answer to ``prompt``. Raises Unanswered where there is none. Tokens that the file
        does not tell are reckoned."""
        found = self._answers.get(prompt.fingerprint)
        if found is None:
            raise Unanswered("the file has no answer to it")
        return Said(
            found.text,
            found.tokens_in or prompt.tokens,
            found.tokens_out or -(-len(found.text) // TOKEN),
            found.seconds,
        )


def _said(row: Mapping[str, Any]) -> Said:
    answer = row["answer"]
    return Said(
        answer if isinstance(answer, str) else json.dumps(answer),
        int(row.get("tokens_in") or 0),
        int(row.get("tokens_out") or 0),
        float(row.get("seconds") or 0),
    )
