"""Ctrl-C ends an ingest soon, however long the text that is being read."""

from __future__ import annotations

import gzip
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINE = b"The mayor of Velden said on Monday that the bridge had been closed for repairs.\n"
#: Interrupts itself a moment after a function is first called.
PROGRAM = """
import os, signal, sys, threading
from importlib import import_module
module, name, *sys.argv[1:] = sys.argv[1:]
place = import_module(module)
real = getattr(place, name)

def during(*given, **how):
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    return real(*given, **how)

setattr(place, name, during)
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what is begun with &
from claims.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "name", "size"),
    [("claims.read.packed", "unpack", 49_000_000), ("claims.extract.parse", "parse", 800_000)],
)
def test_while_a_packed_text_is_read(tmp_path: Path, module: str, name: str, size: int) -> None:
    """The larger is a gzip of under 190 KB, the other would take minutes."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(LINE * (size // len(LINE)), 9))
    assert path.stat().st_size < 190_000
    arguments = ["ingest", "-d", str(tmp_path / "a.db"), "--jobs", "2", str(path)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, module, name, *arguments],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 130, done.stderr
    assert "Interrupted. Kept: nothing yet. The same command goes on from here." in done.stderr
    assert after.ru_utime - before.ru_utime < 30
