"""The start: what is imported, how fast, and whether every command helps."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import click
import pytest
from conftest import Run, bridge

from claims.cli import COMMANDS
from claims.cli.reference import walk
from claims.store import Store

ROOT = Path(__file__).parents[2]
HEAVY = (
    "torch",
    "spacy",
    "sentence_transformers",
    "onnxruntime",
    "transformers",
    "networkx",
    "pandas",
    "numpy",
    "sqlite_utils",
)
WALK = [pytest.param(*found, id=found[1].command_path) for found in walk()]


def imported(*arguments: str, db: Path) -> set[str]:
    """What ``claims ARGUMENTS`` imports, as top-level names."""
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
        "from claims.cli import main\n"
        "main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "CLAIMS_DB": str(db)},
    )
    return {line.partition(".")[0] for line in result.stderr.splitlines()}


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "ingest --help",
        "disputes",
        "disputes --json",
        "list --csv",
        "timeline --topic bridge",
        "show marsh",
        "sources",
        "info",
        "search bridge --exact",
        "judge DISPUTE confirmed",
    ],
)
def test_reading_loads_no_model(store: Store, db_path: Path, command: str) -> None:
    bridge(store)
    arguments = command.replace("DISPUTE", store.disputes.get()[0].id).split()
    found = imported(*arguments, db=db_path)
    assert not found & set(HEAVY)
    if command in ("--help", "ingest --help", "disputes --json", "list --csv"):
        assert "rich" not in found


def test_help_is_quick() -> None:
    def seconds(*arguments: str) -> float:
        best = 9.0
        for _ in range(5):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], capture_output=True, cwd=ROOT)
            best = min(best, time.perf_counter() - begin)
        return best

    assert seconds("-m", "claims", "--help") < 3 * seconds("-c", "import click")


def test_every_command_is_listed_as_it_calls_itself() -> None:
    for name, (module, line) in COMMANDS.items():
        command = import_module(f"claims.cli.{module}").command
        assert command.name == name
        assert command.get_short_help_str(limit=200).startswith(line.rstrip("."))


@pytest.mark.parametrize(("command", "context"), WALK)
def test_every_command_helps_with_examples(command: click.Command, context: click.Context) -> None:
    text = command.get_help(context)
    assert "Examples:" in text
    assert f"  {context.command_path}" in text
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_the_version(run: Run) -> None:
    from claims import __version__

    assert run("--version").stdout == f"claims, version {__version__}\n"
