"""Each kind of link is told of once: what tells people of it takes this from one place."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

from claims.kinds import KINDS, OPPOSING, LinkKind


def test_every_kind_has_its_entry() -> None:
    assert tuple(KINDS) == get_args(LinkKind)
    assert frozenset(KINDS) - {"echo"} == OPPOSING
    assert len({kind.reason for kind in KINDS.values()}) == len(KINDS)


def test_a_new_kind_is_told_of_everywhere() -> None:
    program = """
from dataclasses import replace
from claims import kinds
conflict = kinds.KINDS["conflict"]
kinds.KINDS["silence"] = replace(conflict, word="Silence", colour="#123456", reason="unsaid")
kinds.OPPOSING = frozenset({*kinds.OPPOSING, "silence"})
from claims.disputes.graph import COLOURS
from claims.cli import disputes
from claims.show import page, terminal, words
from claims.store import contested
choices = next(p for p in disputes.command.params if p.name == "kind").type.choices
assert "silence" in choices and "echo" not in choices
assert COLOURS["silence"] == "#123456"
assert "'silence'" in contested._OPPOSED
assert words.KINDS["silence"] == "Silence" and "unsaid" in words.REASONS
assert terminal.KIND_STYLES["silence"] == conflict.style
assert f"--silence: {conflict.light};" in page._kinds()
assert ".silence-ink" in page._kinds()
"""
    subprocess.run([sys.executable, "-c", program], check=True)
