"""What `tests.reliability` has found so far: kept in a file, so that a long run may be stopped and
gone on with, and told in a line as it grows."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.altered_files import Tally

#: Seconds between two lines of progress where no terminal shows one that changes.
APART = 30.0


@dataclass
class Kills:
    """What became of killed ingests: ``left`` counts the articles found after each kill,
    ``within`` is in how many seconds the next one comes, ``databases`` how many were begun."""

    done: int = 0
    too_late: int = 0
    finished: int = 0
    databases: int = 0
    within: float = 0.0
    left: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.done:,} kills ({self.too_late:,} came too late), {len(self.left)} different "
            f"numbers of articles left, {self.finished:,} databases finished after kills, "
            f"{len(self.faults)} faults"
        )


@dataclass
class Figures:
    """All of a run with one ``seed``. ``path`` is where it is kept, None for nowhere."""

    seed: int
    path: Path | None = None
    kills: Kills = field(default_factory=Kills)
    inputs: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, seed: int, path: Path | None) -> Figures:
        """Those kept at ``path``, or new ones. Raises ValueError for those of another seed."""
        if path is None or not path.exists():
            return cls(seed, path)
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if kept["seed"] != seed:
            raise ValueError(f"{path} is of --seed {kept['seed']}: name that, or another file")
        dead, read = kept["kills"], kept["inputs"]
        dead["left"] = Counter({int(size): count for size, count in dead["left"].items()})
        read["formats"] = Counter(read["formats"])
        return cls(seed, path, Kills(**dead), Tally(**read))

    def keep(self) -> None:
        """Write all to the file, whole or not at all."""
        if self.path is None:
            return
        kept = {"seed": self.seed, "kills": vars(self.kills), "inputs": vars(self.inputs)}
        beside = self.path.with_name(f"{self.path.name}.part")
        beside.write_text(json.dumps(kept), "utf-8")
        beside.replace(self.path)


class Line:
    """A line on standard error that changes on a terminal, and else comes now and then."""

    def __init__(self) -> None:
        self._changes = sys.stderr.isatty()
        self._last = time.monotonic()

    def tell(self, text: str) -> None:
        """Show ``text`` if it is time."""
        now = time.monotonic()
        if now - self._last < (0.2 if self._changes else APART):
            return
        self._last = now
        sys.stderr.write(f"\r\x1b[K{text}" if self._changes else f"{text}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._changes:
            sys.stderr.write("\r\x1b[K")
