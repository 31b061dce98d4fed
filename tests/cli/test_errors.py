"""What goes wrong on the command line is one line that says what to do."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, Words, add, extraction

from claims.errors import ModelError
from claims.records import Article
from claims.store import Store
from claims.store.contested import Contested

ROOT = Path(__file__).parents[2]
READING = ["disputes", "list", "timeline", "sources", "info", "review", "export", "show x"]


def only_error(result: Any) -> str:
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return str(result.stderr)


@pytest.mark.parametrize("command", READING)
def test_no_database_yet(run: Run, db_path: Path, command: str) -> None:
    assert "run `claims ingest` first" in only_error(run(*command.split()))
    assert not db_path.exists()


@pytest.mark.parametrize("command", [*READING, "ingest x.txt"])
def test_not_a_database(run: Run, db_path: Path, command: str, engine: Any) -> None:
    db_path.write_text("Dear diary")
    assert "is not an SQLite database" in only_error(run(*command.split()))
    assert db_path.read_text() == "Dear diary"


def test_another_database(run: Run, db_path: Path) -> None:
    with sqlite3.connect(db_path) as other:
        other.execute("CREATE TABLE birds (name)")
    other.close()
    assert "of something else" in only_error(run("disputes"))


def test_a_database_option_goes_before_the_variable(run: Run, tmp_path: Path) -> None:
    assert "other.db" in only_error(run("disputes", "-d", str(tmp_path / "other.db")))


def test_usage_errors_exit_with_2(store: Store, run: Run) -> None:
    for command in ("nothing", "disputes --since May", "list --kind war", "show", "ingest"):
        assert run(*command.split()).exit_code == 2
    assert run("disputes", "--min-score", "7").exit_code == 2


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModelError("no weights here: reinstall claims"), "no weights here: reinstall claims"),
        (sqlite3.OperationalError("disk I/O error"), "the database: disk I/O error"),
        (PermissionError(13, "Permission denied", "a.txt"), "a.txt: Permission denied"),
        (ModuleNotFoundError("No module named 'x'", name="x.y"), "pip install x"),
        (KeyError("cue"), "set CLAIMS_DEBUG=1"),
    ],
)
def test_every_error_is_told_in_one_place(
    store: Store, run: Run, monkeypatch: Any, error: Exception, told: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Contested, "get", fail)
    monkeypatch.delenv("CLAIMS_DEBUG", raising=False)
    assert told in only_error(run("disputes"))
    monkeypatch.setenv("CLAIMS_DEBUG", "1")
    assert run("disputes").exception is error


def test_ctrl_c_exits_with_130(store: Store, run: Run, monkeypatch: Any) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Contested, "get", interrupt)
    result = run("disputes")
    assert (result.exit_code, result.stdout) == (130, "")
    assert "Interrupted." in result.stderr


def claims(*arguments: str, db: Path, **settings: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "claims", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "CLAIMS_DB": str(db), **settings},
    )


@pytest.mark.parametrize("command", ["list --json", "list --limit 0", "export"])
def test_a_reader_that_stops_reading(store: Store, db_path: Path, command: str) -> None:
    text = " ".join(f"Number {n} said it rained {n} times." for n in range(500))
    words = [Words(f"Number {n}", "said", f"it rained {n} times", f"S {n}") for n in range(500)]
    add(store, extraction(Article(text, url="https://x.example/1"), *words))
    process = claims(*command.split(), db=db_path)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.wait(30)


def test_a_terminal_that_lacks_a_letter(store: Store, db_path: Path) -> None:
    article = Article("Ægir Ørn said that “橋” fell.", url="https://x.example/1")
    add(store, extraction(article, Words("Ægir Ørn", "said", "“橋” fell", "Ægir Ørn")))
    for command in ("list", "list --json", "timeline"):
        process = claims(*command.split(), db=db_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        out, error = process.communicate(timeout=30)
        assert (process.returncode, error) == (0, "")
        assert "fell" in out


def test_an_interrupted_ingest_says_so(db_path: Path, tmp_path: Path) -> None:
    """A real signal, while standard input is awaited."""
    process = subprocess.Popen(
        [sys.executable, "-m", "claims", "ingest", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "CLAIMS_DB": str(db_path)},
    )
    deadline = time.monotonic() + 20
    while not db_path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted." in error
    assert "Traceback" not in error


def test_a_document_over_the_limit_says_which_option_raises_it(run: Run, tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text("The bridge at Ostrel is open. " * 40_000)
    result = run("ingest", "--max-size", "1", str(big))
    assert result.exit_code == 1
    assert "raise --max-size" in result.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ftp://example.org/a", "is no http or https address"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("-", "Error: standard input: is empty"),
        ("nowhere.txt", "check the path"),
    ],
)
def test_what_is_no_input_is_told_as_what_it_is(
    run: Run, name: str, told: str, engine: Any
) -> None:
    result = run("ingest", name, input="")
    assert result.exit_code == 1
    assert told in result.stderr


def test_a_list_of_addresses_with_a_slip_is_no_article(
    run: Run, tmp_path: Path, engine: Any
) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text("https://example.org/1\nexample.org/2\n# a remark\nhttps://example.org/3\n")
    result = run("ingest", str(listed))
    assert result.exit_code == 1
    assert "'example.org/2'" in result.stderr
    listed.write_text("https://example.org/1\n\nThe road to Kessel was shut on Monday.\n" * 3)
    assert "Kessel" not in run("ingest", "--dry-run", str(listed)).stderr


@pytest.mark.parametrize("command", ["graph -o", "graph", "report"])
def test_a_file_where_there_is_no_folder(
    store: Store, run: Run, tmp_path: Path, command: str
) -> None:
    result = run(*command.split(), str(tmp_path / "nowhere" / "x.html"))
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_nothing_to_search_for(store: Store, run: Run) -> None:
    assert run("search", "  ", "?").exit_code == 2


def test_a_review_without_a_terminal_names_the_other_command(filled: Any, db_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "claims", "review"],
        cwd=ROOT,
        env={**os.environ, "CLAIMS_DB": str(db_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,  # and so without the terminal of these tests
    )
    assert process.returncode == 1
    assert process.stderr.endswith(
        "Error: keys are asked for on a terminal: elsewhere, `claims judge`\n"
    )


def test_a_watch_for_cron_tells_failure_by_its_status(
    run: Run, tmp_path: Path, engine: Any
) -> None:
    nowhere = run("watch", "--once", str(tmp_path / "nowhere"))
    assert nowhere.exit_code == 1 and "nowhere: is not there; check the path" in nowhere.stderr
    assert run("watch", "--once", str(tmp_path)).exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", ["list --csv", "export"])
def test_a_full_disk_is_told_in_one_line(store: Store, db_path: Path, command: str) -> None:
    add(store, extraction(Article("Vash said it rained."), Words("Vash", "said", "it rained", "V")))
    asked = [sys.executable, "-m", "claims", *command.split(), "-d", str(db_path)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device\n")


def test_an_option_before_a_subcommand_is_refused(store: Store, run: Run, db_path: Path) -> None:
    done = run("sources", "-d", str(db_path), "merge", "a", "b")
    assert done.exit_code == 2
    assert "write --db behind merge" in done.output


@pytest.mark.parametrize("day", ["2031-02-30", "2031-13", "2031-00-01", "0000", "٢٠٣١", "x"])
def test_a_day_that_is_none(store: Store, run: Run, day: str) -> None:
    result = run("disputes", "--since", day)
    assert result.exit_code == 2
    assert "is not a date" in result.stderr


def test_days_that_are(store: Store, run: Run) -> None:
    for day in ("2031", "2031-02", "2032-02-29", "2031-02-28T08:30"):
        assert run("disputes", "--since", day).exit_code == 0


def test_a_score_that_is_no_number(store: Store, run: Run) -> None:
    assert run("disputes", "--min-score", "nan").exit_code == 2
    assert run("disputes", "--min-score", "0.5").exit_code == 0


def test_a_name_that_is_empty(store: Store, run: Run) -> None:
    for arguments in (["list", "--source", ""], ["disputes", "--outlet", " "]):
        assert "is empty: name one" in run(*arguments).stderr
    assert "NAME has no letter" in run("sources", "rename", "Works", " ").stderr


def test_an_empty_file_is_no_database_that_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    assert "x.db is empty: run `claims ingest`" in run("info", "-d", str(tmp_path / "x.db")).stderr


def test_a_report_is_not_called_what_it_is_not(filled: Any, run: Run, tmp_path: Path) -> None:
    result = run("report", str(tmp_path / "x.PDF"))
    assert result.exit_code == 2 and "a browser prints a page to PDF" in result.stderr
    assert not (tmp_path / "x.PDF").exists()


def test_a_record_that_lacks_something_is_told_in_words(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"record": "claim"}\n')
    told = run("import", str(path)).stderr
    assert "(it has no 'article')" in told and "KeyError" not in told


def test_info_tells_nothing_of_indexes(filled: Any, run: Run, store: Store) -> None:
    store.meta["vectors written"] = "5"
    assert "vectors written" not in run("info").stdout


def test_an_outlet_of_blanks_is_none(filled: Any, run: Run, engine: Any) -> None:
    (row, *_) = json.loads(run("info", "--articles", "--json").stdout)
    told = run("set", row["id"], "--outlet", "  ").stderr
    assert told.endswith("→ not known\n")
