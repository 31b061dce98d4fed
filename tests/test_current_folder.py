"""What lies in the current folder is read as articles at most, and never run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Modules that Python, our workers or the libraries import early or late.
NAMES = ("signal", "pickle", "socket", "queue", "numpy", "click", "claims_extra", "sitecustomize")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder of modules that leave a trace when they run, and of articles for two workers."""
    folder = tmp_path / "here"
    folder.mkdir()
    for name in NAMES:
        trace = tmp_path / f"ran-{name}"
        folder.joinpath(f"{name}.py").write_text(
            f"open({str(trace)!r}, 'w').close()\nraise OSError"
        )
    sea = "The sea was calm on that day, and boats lay in the harbour. " * 520
    for number in range(2):
        said = f"Ana Holt said that the old bridge at Velden was safe on day {number}."
        folder.joinpath(f"{number}.txt").write_text(f"{said}\n\n{sea}")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "claims").write_text("from claims.cli import main\nmain()\n")
    return folder


def ran(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.glob("ran-*")]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["command", "module"])
def test_no_module_of_the_current_folder_runs(here: Path, how: str) -> None:
    start = [str(here.parent / "bin" / "claims")] if how == "command" else ["-m", "claims"]
    log = here.parent / "started"
    (here.parent / "site").mkdir()
    (here.parent / "site" / "usercustomize.py").touch()
    (here.parent / "site" / "sitecustomize.py").write_text(
        f"import os\nwith open({str(log)!r}, 'a') as file:\n    print(os.getpid(), file=file)\n"
    )
    done = subprocess.run(
        [sys.executable, *start, "ingest", "--jobs", "2", "0.txt", "1.txt"],
        cwd=here,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "CLAIMS_DB": str(here.parent / "claims.db"),
            "PYTHONPATH": os.pathsep.join([str(here.parent / "site"), str(ROOT)]),
        },
    )
    assert (done.returncode, ran(here)) == (0, []), done.stderr
    assert "2 articles: 2 added" in done.stderr
    assert len(log.read_text().splitlines()) == 3, "the workers were started"
