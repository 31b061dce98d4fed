"""Plugins: a format, a reader, an export and a command of somebody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import example_plugin
import pytest
from conftest import Reading, Run

from claims import Tracker, plugins
from claims.engine import Engine, Models
from claims.errors import ModelError

WIRE = """WIRE
Bridge is safe
Ana Holt said that the old bridge in Velden was safe. The mayor listened.
---
Bridge is not safe
Edo Vance denied that the old bridge in Velden was safe. He left before noon."""


@pytest.fixture
def plugin() -> Iterator[None]:
    """The example, as if it were installed."""
    plugins.manager().register(example_plugin, name="example")
    yield
    plugins.manager().unregister(example_plugin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.wire").write_text(WIRE)
    return folder


def test_a_format_is_read(folder: Path, run: Run, plugin: None, engine: Any) -> None:
    result = run("ingest", str(folder / "one.wire"), "--author", "Ida Rook")
    assert result.exit_code == 0, result.output
    assert "2 articles: 2 added; 2 claims" in result.stderr
    (first, _) = json.loads(run("info", "--articles", "--json").stdout)
    assert (first["outlet"], first["author"], first["origin"]) == (
        "The Wire", "Ida Rook", str(folder / "one.wire"),
    )  # fmt: skip
    assert len(json.loads(run("disputes", "--json").stdout)) == 1


def test_a_format_is_found_in_folders(folder: Path, run: Run, plugin: None, engine: Any) -> None:
    (folder / "bad.wire").write_text("no")
    (folder / "two.txt").write_text("Bo Lund said that it rained.")
    (folder / "a.zip").touch()
    (folder.parent / "other.wire").write_text(WIRE.replace("bridge", "tower"))
    (folder / "out.wire").symlink_to(folder.parent / "other.wire")
    result = run("ingest", str(folder))
    assert result.exit_code == 1
    assert "bad.wire: does not begin with WIRE" in result.stderr
    assert "3 articles: 3 added" in result.stderr
    assert "Passed over in folders: 1 .zip, 1 behind links out of the folder" in result.stderr


def test_the_library_reads_it_too(folder: Path, plugin: None) -> None:
    with Tracker(":memory:", engine=Reading()) as tracker:  # type: ignore[arg-type]
        report = tracker.ingest(folder)
        assert (report.added, report.failures) == (2, ())


def test_without_the_plugin_it_is_in_no_format(folder: Path, run: Run, engine: Any) -> None:
    assert "1 .wire" in run("ingest", str(folder)).stderr


@pytest.fixture
def rules(plugin: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine without models whose reader is the one that is asked for."""

    class Plugged(Reading):
        def __init__(self, models: Models | None = None) -> None:
            super().__init__(models)
            self.models = models or Models()
            self.reader = Engine(self.models).reader  # type: ignore[assignment]

    monkeypatch.setattr("claims.tracker.Engine", Plugged)


def test_a_reader_reads(folder: Path, run: Run, rules: None) -> None:
    result = run("ingest", str(folder), "--reader", "example")
    assert result.exit_code == 0, result.output
    assert example_plugin.Example.asked, "it was asked, and nobody was asked before"
    (dispute,) = json.loads(run("disputes", "--min-score", "0.25", "--json").stdout)
    assert dispute["score"] > 0.5


def test_a_reader_that_nobody_has(folder: Path, run: Run, plugin: None) -> None:
    result = run("ingest", str(folder), "--reader", "exemple")
    assert result.exit_code == 1
    assert "no reader 'exemple'" in result.stderr and "or example" in result.stderr
    ray = run("ingest", str(folder), "--reader", "example", "--engine", "ray")
    assert ray.exit_code == 2 and "from one process" in ray.stderr
    assert run("ingest", str(folder), "--reader", "example", "--key", "x").exit_code == 2


def test_an_engine_makes_it_once(plugin: None) -> None:
    engine = Engine(Models(reader="example"))
    assert engine.reader is engine.reader and engine.reader.name == "example"
    with pytest.raises(ModelError, match="no reader 'x'"):
        _ = Engine(Models(reader="x")).reader


def test_an_export_is_written(folder: Path, run: Run, plugin: None, engine: Any) -> None:
    run("ingest", str(folder))
    told = run("export", "--format", "quotes").stdout
    assert "Ana Holt: the old bridge in Velden was safe\n" in told
    wrong = run("export", "--format", "tei")
    assert wrong.exit_code == 2 and "no export is called 'tei': there is quotes" in wrong.stderr
    assert run("export", "--format", "quotes", "--no-text").exit_code == 2


def test_a_command_is_run_and_none_of_ours_is_replaced(run: Run, plugin: None) -> None:
    assert run("hail").stdout == "hello\n"
    assert "Say hello." in run("--help").stdout
    assert "List claims: who said what." in run("list", "--help").stdout
    assert run("hale").exit_code == 2


def test_plugins_are_listed(run: Run, plugin: None) -> None:
    (row,) = json.loads(run("plugins", "--json").stdout)
    assert (row["name"], row["formats"], row["exports"]) == ("example", [".wire"], ["quotes"])
    assert row["readers"] == ["example"]
    assert "hail" in row["commands"]
    assert "example: formats: .wire; readers: example; exports: quotes" in run("plugins").stdout


def test_a_plugin_that_breaks_is_told_and_left_out(monkeypatch: Any, capsys: Any) -> None:
    class Broken:
        version = "1"
        metadata = {"Name": "claims-broken"}  # noqa: RUF012
        entry_points = (EntryPoint("broken", "no_such_module_at_all", "claims"),)

    monkeypatch.setattr(plugins, "distributions", lambda: [Broken])
    found = plugins.manager.__wrapped__()
    assert found.get_plugins() == {plugins.hookspecs} or not found.list_name_plugin()
    assert "Plugin claims-broken cannot be loaded (ModuleNotFoundError" in capsys.readouterr().err
    monkeypatch.setenv("CLAIMS_LOAD_PLUGINS", "")
    plugins.manager.__wrapped__()
    assert capsys.readouterr().err == ""
