"""Write ci.txt: every distribution that the tests and the build need, and the hash of its file.

    python3.11 -m venv /tmp/lock && /tmp/lock/bin/python requirements/lock.py

asks the indexes that pip is configured with, and installs nothing. The hashes are those of the
files that pip would take here, so they fit this kind of machine and this Python; see
docs/reliability.md. What `.ci/run` installs is held to them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HEAD = """\
# Made by requirements/lock.py on {machine}, Python {python}: do not edit.
# PyTorch is its build without CUDA, of https://download.pytorch.org/whl/cpu.
"""


def report() -> dict[str, Any]:
    """What pip would install."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    wanted = ["--editable", ".[test]", *build, "editables"]
    found = subprocess.run(
        [*pip, "--only-binary", ":all:", "--report", "-", *wanted],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    told: dict[str, Any] = json.loads(found)
    return told


def lines(told: dict[str, Any]) -> Iterator[str]:
    """A requirement for each distribution but our own. The local part of a version, as in
    2.13.0+cpu, is left out: the hash says which build it is."""
    for each in told["install"]:
        hashes = each["download_info"].get("archive_info", {}).get("hashes")
        if hashes:
            name = re.sub(r"[-_.]+", "-", each["metadata"]["name"]).lower()
            version = each["metadata"]["version"].partition("+")[0]
            yield f"{name}=={version} --hash=sha256:{hashes['sha256']}"


def main() -> None:
    """Write the file."""
    told = report()
    about = told["environment"]
    head = HEAD.format(
        machine=f"{about['platform_system']} {about['platform_machine']}",
        python=about["python_version"],
    )
    text = head + "".join(f"{line}\n" for line in sorted(lines(told)))
    (ROOT / "requirements" / "ci.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
