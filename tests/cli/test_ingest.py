"""``claims ingest``: what goes in, what is told, what an interruption leaves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import SAFE, UNSAFE, Run

from claims.store import Store


@pytest.fixture
def folder(written: Path) -> Path:
    """Two articles that dispute the bridge."""
    return written


def stored(db_path: Path) -> list[str]:
    with Store(db_path, create=False) as store:
        return sorted(claim.quote for claim in store.claims.get())


def test_articles_go_in_once(folder: Path, run: Run, db_path: Path, engine: Any) -> None:
    result = run("ingest", str(folder))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 articles: 2 added; 2 claims" in result.stderr
    assert stored(db_path) == ["the old bridge in Velden was safe"] * 2
    again = run("ingest", str(folder))
    assert "2 articles: 0 added, 2 already there; 0 claims, 0 links" in again.stderr
    assert len(stored(db_path)) == 2


def test_bad_inputs_are_told_and_the_rest_goes_in(
    folder: Path, run: Run, db_path: Path, engine: Any
) -> None:
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    empty = folder.parent / "nothing"
    empty.mkdir()
    result = run("ingest", "missing.txt", str(folder), str(empty))
    assert result.exit_code == 1
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 4
    for name in ("missing.txt", "empty.txt", "binary.txt", str(empty)):
        assert sum(name in line for line in errors) == 1, name
    assert len(stored(db_path)) == 2


def test_what_a_folder_has_besides_is_told(folder: Path, run: Run, engine: Any) -> None:
    for name in ("a.zip", "b.ZIP", "notes"):
        (folder / name).touch()
    told = "Passed over in folders: 2 .zip, 1 no suffix."
    result = run("ingest", str(folder))
    assert told in result.stderr and result.exit_code == 0
    assert told not in run("ingest", str(folder), "--glob", "*.txt").stderr
    assert run("ingest", str(folder), "--quiet").output == ""


def test_quiet_is_quiet(folder: Path, run: Run, engine: Any) -> None:
    result = run("ingest", str(folder), "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    result = run("ingest", "missing.txt", "--quiet")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_a_dry_run_writes_nothing(folder: Path, run: Run, db_path: Path, engine: Any) -> None:
    result = run("ingest", str(folder), "--dry-run")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["new", "new"]
    assert not db_path.exists()
    run("ingest", str(folder / "one.txt"))
    before = stored(db_path)
    result = run("ingest", str(folder), "--dry-run")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["known", "new"]
    assert stored(db_path) == before


def test_a_dry_run_tells_copies_versions_and_languages(
    tmp_path: Path, run: Run, db_path: Path, engine: Any
) -> None:
    rows = [
        ("https://x.example/1", "2031-05-02", SAFE),
        ("https://x.example/1", "2031-05-03", f"{SAFE} More to follow."),
        ("https://x.example/1", "2031-05-01", f"{SAFE} Nothing more."),
        ("https://y.example/1", "2031-05-03", f"{SAFE} More to follow."),
        ("https://z.example/1", "2031-05-03", "Die alte Brücke ist nicht sicher, sagte sie."),
        ("https://z.example/1", "2031-05-03", "Die alte Brücke ist nicht sicher, sagte sie."),
    ]
    table = tmp_path / "t.jsonl"
    table.write_text(
        "\n".join(json.dumps({"url": u, "date": d, "text": text}) for u, d, text in rows)
    )
    result = run("ingest", str(table), "--dry-run")
    lines = result.stdout.splitlines()
    assert " ".join(line.split()[0] for line in lines) == "new replaces older copy new known"
    assert "[de: stored without claims]" in lines[4]
    assert "2 new, 1 replaces, 1 older, 1 copy, 1 known. Nothing was written." in result.stderr
    result = run("ingest", str(table))
    assert "Not in English, so stored without claims: https://z.example/1 (de)" in result.stderr
    assert "Not in English" not in run("ingest", str(table)).stderr
    again = run("ingest", str(table), "--dry-run", "--quiet")
    assert {line.split()[0] for line in again.stdout.splitlines()} == {"known", "older"}
    assert again.stderr == ""


def test_options_describe_the_article(folder: Path, run: Run, db_path: Path, engine: Any) -> None:
    options = ["--outlet", "Velden Courier", "--published", "2031-05-02", "--title", "Bridge"]
    assert run("ingest", str(folder / "one.txt"), *options).exit_code == 0
    (row,) = json.loads(run("info", "--articles", "--json").stdout)
    assert (row["outlet"], row["published"], row["title"]) == (
        "Velden Courier",
        "2031-05-02",
        "Bridge",
    )


def test_columns_of_a_table(tmp_path: Path, run: Run, db_path: Path, engine: Any) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f'number,articleBody\n1,"{SAFE}"\n2,"{UNSAFE}"\n')
    result = run("ingest", str(table), "--column", "text=articleBody")
    assert result.exit_code == 0, result.output
    assert len(stored(db_path)) == 2
    assert run("ingest", str(table), "--column", "body=x").exit_code == 2
    assert run("ingest", str(table), "--published", "some day").exit_code == 1


def test_standard_input(run: Run, db_path: Path, engine: Any) -> None:
    result = run("ingest", "-", "--url", "https://x.example/1", input=SAFE)
    assert result.exit_code == 0, result.output
    assert len(stored(db_path)) == 1


def test_an_update_replaces_and_keeps_judgements(
    folder: Path, run: Run, db_path: Path, engine: Any
) -> None:
    url = ["--url", "https://x.example/1"]
    run("ingest", str(folder / "two.txt"))
    run("ingest", str(folder / "one.txt"), *url)
    disputes = json.loads(run("disputes", "--json").stdout)
    assert len(disputes) == 1
    run("judge", disputes[0]["id"], "confirmed")
    (folder / "one.txt").write_text(f"Bridge is safe\n\n{SAFE} More to follow.\n")
    result = run("ingest", str(folder / "one.txt"), *url)
    assert "1 of them newer versions" in result.stderr
    (after,) = json.loads(run("disputes", "--json").stdout)
    assert (after["id"], after["status"]) == (disputes[0]["id"], "confirmed")


def test_an_interruption_keeps_what_is_done(
    folder: Path, run: Run, db_path: Path, engine: Any, monkeypatch: Any
) -> None:
    from claims.tracker import Tracker

    ingest = Tracker.ingest

    def interrupted(self: Tracker, articles: Any, **settings: Any) -> Any:
        def until(report: Any) -> None:
            settings["progress"](report)
            raise KeyboardInterrupt

        return ingest(self, articles, progress=until, batch=1)

    monkeypatch.setattr(Tracker, "ingest", interrupted)
    result = run("ingest", str(folder))
    assert result.exit_code == 130
    assert "Interrupted. Kept: 1 article: 1 added" in result.stderr
    assert len(stored(db_path)) == 1
    monkeypatch.setattr(Tracker, "ingest", ingest)
    assert "1 added, 1 already there" in run("ingest", str(folder)).stderr


def test_progress_is_for_a_terminal(monkeypatch: Any, capsys: Any) -> None:
    from claims.cli.progress import Progress
    from claims.ingest.tally import IngestReport

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = Progress(lambda: 10, quiet=False)
    progress.started -= 2
    progress.show(IngestReport(added=4, claims=12))
    progress.write("")
    told = capsys.readouterr().err
    assert "4 of 10 articles · 12 claims · 2.0 articles/s · 0:03 left" in told
    assert told.endswith("\r\x1b[K")
    progress.expected = 10_000
    progress.show(IngestReport(added=4))
    assert re.search(r" 1:23:\d\d left", capsys.readouterr().err)
    Progress(lambda: 10, quiet=True).show(IngestReport(added=4))
    assert capsys.readouterr().err == ""
