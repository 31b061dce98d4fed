"""A few kills and altered files; ``python -m tests.reliability`` goes on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_a_few_kills_and_altered_files() -> None:
    """In a process of its own: it forks, which one with threads had better not."""
    command = ["-m", "tests.reliability", "--kills", "8", "--inputs", "60"]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^8 kills .* 0 faults$", done.stdout, re.MULTILINE)
    assert re.search(r"^60 altered files .* 0 faults$", done.stdout, re.MULTILINE)


def test_what_is_not_as_promised_is_told() -> None:
    program = """
from pathlib import Path
import tempfile
from claims.store import Store
from tests import altered_files, reliability
from tests.altered_files import Tally, look
place = Path(tempfile.mkdtemp())
whole, took = reliability.states(place)
db = place / "undisturbed.db"
with Store(db) as store:
    judged = store.links()[0].id
    store._write("DELETE FROM links WHERE id = ?", [judged])
tally = reliability.Kills()
reliability._look(db, 0, whole, None, tally, -9)
print(*tally.faults, sep="\\n")
altered_files.read = lambda paths: []
found = Tally()
look(place, 1, 1, found)
print(*found.faults, sep="\\n")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "are not those of a whole number of batches" in done.stdout
    assert "neither an article nor a line" in done.stdout
