"""The documents say what the program does, and their examples run as printed."""

from __future__ import annotations

import re
import shlex
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from claims.cli import cli
from claims.cli.api_reference import page as api_page
from claims.cli.reference import page, walk

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")

#: Examples that need the network, a language model, a plugin or data that is not here.
ELSEWHERE = re.compile(
    r"https?://|^claims (?:evaluate|watch|plugins|second-opinion|ingest --(?:column|reader))"
)


def examples(command: click.Command) -> list[str]:
    """The commands under "Examples:" in the help of ``command``."""
    _, _, after = (command.help or "").partition("Examples:\n")
    block = after.split("\n\n")[0]
    return [line.strip() for line in block.splitlines() if line.strip().startswith("claims ")]


HELP = [
    (context.command_path, lines)
    for command, context in walk()
    if (lines := [line for line in examples(command) if not ELSEWHERE.search(line)])
]
CONSOLE = [
    line.removeprefix("$ ")
    for block in re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.startswith("$ claims ") and not ELSEWHERE.search(line.removeprefix("$ "))
]

Type = Callable[[str], Result]


@pytest.fixture
def typed(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Runs a printed command where the README's first command was run."""
    shutil.copy(sample, tmp_path / "sample.db")
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMS_DB", "sample.db")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("claims.cli.keys.pressed", lambda: "q")

    def run(line: str) -> Result:
        words = shlex.split(line, comments=True)
        assert words.pop(0) == "claims"
        into = min((words.index(mark) for mark in (">", "|") if mark in words), default=len(words))
        rest = words[into:]
        result = CliRunner().invoke(cli, words[:into], prog_name="claims")
        if rest:
            Path(rest[-1]).write_text(result.stdout, "utf-8")
        return result

    yield run


def finds(result: Result, line: str) -> None:
    """The command went well and had something to tell."""
    ids = " ".join(re.findall(r"\b[0-9a-f]{8}\b", line))
    hint = f"if the ids of the sample database are others now, put those for {ids}" if ids else ""
    assert result.exit_code == 0, f"{line}: {result.output} {hint}"
    assert not re.search(r"^(?:No \w+ found|Nothing)", result.stderr, re.MULTILINE), line
    made = re.search(r"> ?(\S+)$|(?:report|graph|export|export --corrections) (\w+\.\w+)", line)
    assert result.output.strip() or made, line
    if made:
        written = Path(made[1] or made[2]).read_text("utf-8")
        assert len(written.splitlines()) > 1, line


@pytest.mark.parametrize(("command", "lines"), HELP, ids=[command for command, _ in HELP])
def test_the_examples_of_a_command_run_as_printed(
    command: str, lines: list[str], typed: Type
) -> None:
    for line in lines:
        if "confirmed" in line or "unsure" in line:
            typed("claims judge 30014fa2 unsure" if "unsure" in line else
                  "claims judge 30014fa2 confirmed")  # fmt: skip
        elif "--only judgement" in line or line == "claims judgements":
            typed("claims judge 30014fa2 confirmed")
        elif line == "claims import backup.jsonl":
            typed("claims export backup.jsonl")
        elif "--corrections" in line:
            for id in ("64cea775", "03fa2dcd"):
                typed(f"claims fix {id} --note as-read")
        finds(typed(line), line)


def test_the_examples_of_the_readme_run_as_printed(typed: Type) -> None:
    assert len(CONSOLE) > 8
    for line in CONSOLE:
        finds(typed(line), line)


def test_the_terminal_sample_of_the_readme_is_what_is_printed(
    typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "92")
    line, table = re.findall(r"^\$ (claims [^\n]+)\n\n( Score .*?)\n\n\$ ", README, re.S | re.M)[0]
    shown = [part.rstrip() for part in typed(line).stdout.strip("\n").splitlines()]
    while not shown[0]:
        shown.pop(0)
    while not shown[-1]:
        shown.pop()
    told = "\n".join(shown)
    assert table == told, f"put what `COLUMNS=92 {line} -d sample.db` prints into README.md"


def test_the_python_of_the_readme_runs(typed: Type, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    exec(compile(code, "README.md", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) > 10


def test_every_command_has_examples() -> None:
    for command, context in walk():
        assert examples(command), context.command_path


def test_the_reference_page_is_that_of_the_commands() -> None:
    written = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert written == page(), "run: python -m claims.cli.reference > docs/cli.md"


def test_the_page_on_the_api_is_that_of_the_docstrings() -> None:
    written = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert written == api_page(), "run: python -m claims.cli.api_reference > docs/api.md"


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    (block,) = re.findall(r"^```sh setup\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert len(block.splitlines()) == 2


def test_every_file_that_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_readme_shows_the_report_and_a_terminal() -> None:
    (picture,) = re.findall(r"!\[[^\]]+\]\((docs/report\.png)\)", README)
    head = (ROOT / picture).read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", head[16:24])
    assert wide >= 1000 and high >= 600
    assert re.search(
        r"^```console\n\$ claims disputes.*?^ Score ", README, re.DOTALL | re.MULTILINE
    )
