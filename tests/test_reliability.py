"""A few kills and altered files; ``python -m tests.reliability`` goes on."""

from __future__ import annotations

import json
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
    assert re.search(r"^8 kills .* 0 faults; ", done.stdout, re.MULTILINE)
    assert re.search(r"^60 altered files .* 0 faults$", done.stdout, re.MULTILINE)


def reliability(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python -m tests.reliability` says."""
    command = [sys.executable, "-m", "tests.reliability", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_figures_are_kept_and_gone_on_with(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    short = ["--seed", "5", "--keep", str(kept)]
    assert reliability(*short, "--kills", "2", "--inputs", "3").returncode == 0
    first = json.loads(kept.read_text())
    done = reliability(*short, "--kills", "3", "--inputs", "6")
    assert done.returncode == 0, done.stdout + done.stderr
    then = json.loads(kept.read_text())
    assert (first["kills"]["done"], then["kills"]["done"]) == (2, 3)
    assert (first["inputs"]["files"], then["inputs"]["files"]) == (3, 6)
    assert then["kills"]["databases"] > first["kills"]["databases"]
    assert re.search(r"^3 kills .* 0 faults; ", done.stdout, re.MULTILINE)
    assert re.search(r"^6 altered files ", done.stdout, re.MULTILINE)
    again = reliability(*short, "--kills", "3", "--inputs", "6")
    assert json.loads(kept.read_text()) == then
    assert re.search(r"^3 kills .* 0 faults$", again.stdout, re.MULTILINE)


def test_the_figures_of_another_seed_are_refused(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    kept.write_text('{"seed": 5, "kills": {}, "inputs": {}}')
    done = reliability("--seed", "6", "--keep", str(kept), "--kills", "1")
    assert done.returncode == 2
    assert "is of --seed 5: name that, or another file" in done.stderr


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
    judged = store.links.get()[0].id
    store.write("DELETE FROM links WHERE id = ?", [judged])
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
