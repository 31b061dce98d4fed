"""Nothing is sent to anybody and nothing is written but what was asked for.

The commands run as a user runs them, with an empty home, over sockets that refuse and tell; and
where there is strace, all that the libraries open beneath Python is looked at too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from claims.vectors import embedding

ROOT = Path(__file__).parents[1]
STRACE = shutil.which("strace")
#: What would hide from the test what a user gets, or point out of the empty home.
HIDDEN = re.compile(r"CI|ORT_.*|HF_.*|DO_NOT_TRACK|XDG_.*|TRANSFORMERS_.*|PYTHON.*|COV_.*|TMPDIR")

REFUSING = """
import os
import socket

def refused(name, real):
    def ask(*arguments, **named):
        if getattr(arguments[0], "family", None) == socket.AF_UNIX:
            return real(*arguments, **named)
        with open(os.environ["CLAIMS_TEST_ASKED"], "a") as file:
            print(name, arguments[-1], file=file)
        raise OSError(f"{name} is refused")
    return ask

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refused(name, getattr(socket.socket, name)))
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    setattr(socket, name, refused(name, getattr(socket, name)))
with open(os.environ["CLAIMS_TEST_ASKED"] + ".pids", "a") as file:
    print(os.getpid(), file=file)
"""


@dataclass(frozen=True)
class Place:
    """Folders for one user: ``work`` has the database and what is written on demand."""

    top: Path

    def __post_init__(self) -> None:
        for name in ("home", "work", "temporary", "here", "site", "told"):
            (self.top / name).mkdir()
        (self.top / "site" / "sitecustomize.py").write_text(REFUSING)

    @property
    def environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if not HIDDEN.fullmatch(name)}
        return kept | {
            "HOME": str(self.top / "home"),
            "TMPDIR": str(self.top / "temporary"),
            "CLAIMS_DB": str(self.top / "work" / "claims.db"),
            "CLAIMS_TEST_ASKED": str(self.top / "told" / "asked"),
            "PYTHONPATH": f"{self.top / 'site'}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """``claims ARGUMENTS`` in an empty folder."""
        traced: list[str] = []
        if STRACE:
            kinds = "trace=connect,sendto,openat,open,creat,mkdir,rename,unlink"
            out = self.top / "told" / "calls"
            traced = [STRACE, "-f", "-qq", "--seccomp-bpf", "-A", "-e", kinds, "-o", str(out)]
        return subprocess.run(
            [*traced, sys.executable, "-P", "-m", "claims", *arguments],
            capture_output=True,
            text=True,
            cwd=self.top / "here",
            env=self.environment,
        )

    def asked(self) -> list[str]:
        """What was asked of sockets."""
        found = self.top / "told" / "asked"
        return found.read_text().splitlines() if found.exists() else []

    def processes(self) -> int:
        return len((self.top / "told" / "asked.pids").read_text().splitlines())

    def calls(self) -> list[str]:
        found = self.top / "told" / "calls"
        return found.read_text().splitlines() if found.exists() else []

    def left(self) -> list[str]:
        """Files and folders where none belong."""
        empty = ("home", "temporary", "here")
        return [str(path) for name in empty for path in (self.top / name).rglob("*")]


def outside(calls: list[str], work: Path) -> list[str]:
    """The calls that reach for the network, or that write elsewhere than in ``work`` or, for as
    long as they run, among temporary files."""
    network = re.compile(r"(?:connect|sendto)\(.*\bAF_INET")
    writing = re.compile(
        r'(?:(?:openat|open)\([^"]*"([^"]*)".*\b(?:O_WRONLY|O_RDWR|O_CREAT)\b'
        r'|(?:creat|mkdir|rename|unlink)\("([^"]*)")'
    )
    own = [str(work.parent / name) for name in ("work", "temporary", "told")]
    allowed = ("/dev/", "/proc/self/", *own)
    found = []
    for call in calls:
        written = writing.search(call)
        path = (written[1] or written[2]) if written else None
        if network.search(call) or (path and not path.startswith(allowed)):
            found.append(call)
    return found


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few articles, long enough together for processes to be started."""
    folder = tmp_path_factory.mktemp("articles")
    texts = [path.read_text() for path in sorted((ROOT / "corpus").glob("*.txt"))[:5]]
    for number, text in enumerate(texts):
        folder.joinpath(f"{number}.txt").write_text(text)
    long = "\n\n".join(texts)
    while len(long) < 62_000:  # see `claims.engine.MANY`
        long += "\n\nThe sea was calm on that day, and boats lay in the harbour."
    folder.joinpath("long.txt").write_text(long)
    return folder


@pytest.mark.slow
def test_nobody_is_asked_and_nothing_is_left(tmp_path: Path, articles: Path) -> None:
    place = Place(tmp_path)
    work = tmp_path / "work"
    commands = [
        ["ingest", "--jobs", "2", str(articles)],
        ["disputes"],
        ["list"],
        ["search", "the ferry was late"],
        ["timeline"],
        ["sources"],
        ["info"],
        ["export"],
        ["graph", str(work / "graph.html")],
        ["report", str(work / "report.html")],
    ]
    for number, command in enumerate(commands):
        done = place.run(*command)
        assert done.returncode == 0, (command, done.stderr)
        if number == 0:
            assert place.processes() >= 3, "two workers beside the first process"
            assert " 0 claims" not in done.stderr
        assert place.asked() == [], command
        assert place.left() == [], command
        assert outside(place.calls(), work) == [], command
    wanted = {"claims.db", "graph.html", "report.html"}
    assert wanted <= {path.name for path in work.iterdir()} <= {*wanted, *_LOGS}


_LOGS = ("claims.db-wal", "claims.db-shm")


@pytest.mark.parametrize("first", ["claims", "onnxruntime"])
def test_telemetry_is_off_before_the_runtime_is_there(first: str) -> None:
    code = f"import {first}, claims.models.loader as l, os; l.runtime()\n"
    code += "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n"
    code += "assert os.environ['HF_HUB_DISABLE_TELEMETRY'] == '1'"
    kept = {name: value for name, value in os.environ.items() if not HIDDEN.fullmatch(name)}
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    if first == "onnxruntime":
        environment["ORT_DISABLE_TELEMETRY"] = "1"  # not for us to say what others load before
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


@pytest.mark.parametrize("there", [True, False])
def test_no_hub_is_asked_about_a_folder(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    given: dict[str, object] = {}

    class Model:
        config = SimpleNamespace(id2label={0: "contradiction"})
        model = SimpleNamespace(float=lambda: None)

        def __init__(self, name: str, **named: object) -> None:
            given.update(named)

    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    name = str(tmp_path) if there else "hub/model"
    embedding._load(name)
    assert given["local_files_only"] is there


def test_the_test_itself_sees_what_goes_out(tmp_path: Path) -> None:
    place = Place(tmp_path)
    done = place.run("ingest", "http://news.invalid/1")
    assert done.returncode == 1
    assert place.asked()
    calls = [
        'connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("8.8.8.8")}, 16)',
        'openat(AT_FDCWD, "/root/.cache/Microsoft/id", O_RDWR|O_CREAT, 0600) = 3',
        'mkdir("/root/.cache/Microsoft", 0777) = 0',
    ]
    fine = [
        'openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3',
        f'openat(AT_FDCWD, "{tmp_path}/work/claims.db-wal", O_RDWR|O_CREAT, 0644) = 3',
        'connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1',
    ]
    assert outside([*calls, *fine], tmp_path / "work") == calls
