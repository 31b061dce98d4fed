"""What CI installs is named by hashes, has all that pyproject.toml asks for, and fits it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
LINE = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:[0-9a-f]{64}")


def locked() -> dict[str, str]:
    """The version of each distribution in the lock, by its name."""
    lines = (ROOT / "requirements" / "ci.txt").read_text("utf-8").splitlines()
    found = [LINE.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(found), "a line without a version or hash"
    return {match[1]: match[2] for match in found if match}


def asked() -> list[Requirement]:
    """What the tests and the build need, extras of our own taken apart."""
    told = tomllib.loads(PROJECT)
    extras = told["project"]["optional-dependencies"]
    wanted = [*told["build-system"]["requires"], "editables", *told["project"]["dependencies"]]
    for each in map(Requirement, extras["test"]):
        ours = each.name == "claims"
        wanted += (
            [one for extra in sorted(each.extras) for one in extras[extra]] if ours else [str(each)]
        )
    return [Requirement(one) for one in wanted]


@pytest.mark.parametrize("requirement", asked(), ids=str)
def test_the_lock_has_what_is_asked_for(requirement: Requirement) -> None:
    version = locked()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_ci_installs_nothing_else() -> None:
    commands = (ROOT / ".ci" / "run").read_text("utf-8")
    fetched = commands.index("--require-hashes")
    alone = commands.index("PIP_NO_INDEX=1")
    assert fetched < alone < commands.index('bash -euo pipefail -c "$(commands')


def test_each_cap_says_why() -> None:
    lines = PROJECT.partition("\ndependencies = [")[2].partition("\n]")[0].splitlines()
    capped = [line for line in lines if re.search("[^>]==|<", line.partition("#")[0])]
    assert len(capped) >= 6
    assert [line for line in capped if "# " not in line] == []
