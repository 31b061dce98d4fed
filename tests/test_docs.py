"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from claims.cli.api_reference import page as api_page
from claims.cli.reference import page

ROOT = Path(__file__).parent.parent


def test_the_reference_page_is_that_of_the_commands() -> None:
    written = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert written == page(), "run: python -m claims.cli.reference > docs/cli.md"


def test_the_page_on_the_api_is_that_of_the_docstrings() -> None:
    written = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert written == api_page(), "run: python -m claims.cli.api_reference > docs/api.md"


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(r"^```sh setup\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert len(block.splitlines()) == 2


def test_every_file_that_the_readme_links_to_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / target).exists(), target
