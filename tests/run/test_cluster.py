"""An ingest by way of Ray: the database of one process, whoever dies on the way."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Judging, Reading, Run

from claims.engine import Models
from claims.errors import ClaimsError, Malformed
from claims.read import Failure, Options
from claims.read.inputs import read
from claims.records import Article, Extraction
from claims.run.gather import Plan, Prepared, gather
from claims.store import Store
from claims.tracker import Tracker

VERBS = ("said", "denied")
PEOPLE = ("Ana Holt", "Edo Vance", "Ilse Marrow")


class Mortal(Reading):
    """An engine whose process is killed the first time it sees a certain article."""

    def __init__(self, marker: str, models: Models) -> None:
        super().__init__(models)
        self.marker = Path(marker)
        self.marker.with_name(f"process {os.getpid()}").touch()

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        if any("lock 150 " in article.text for article in articles) and not self.marker.exists():
            self.marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().extract(articles)


class Held(Prepared):
    """Shards alone: the judge is a fake, and what they lack is an error."""

    embedding_name = "words"

    def __init__(self) -> None:
        super().__init__(Models())
        self.bench = Judging()  # type: ignore[misc, assignment]

    @property
    def attributor(self) -> Any:
        raise AssertionError("worked out again")

    @property
    def embedder(self) -> Any:
        raise AssertionError("embedded again")


def table(path: Path, count: int = 300) -> Path:
    """A table of ``count`` articles in which every third denies what was said before, some
    are copies and one is empty."""
    rows = [
        {
            "text": f"{PEOPLE[i % 3]} {VERBS[i % 3 == 2]} that lock {i - i % 3} of the canal at "
            f"Velden had been opened on day {i // 3}. The crew of barge {i} waited there."
            + (" It was the morning, and it rained on everybody who was there." * (i % 4)),
            "title": f"Lock {i}",
            "outlet": "Velden Post" if i % 2 else "Harbour Times",
            "published": f"2031-05-{1 + i % 28:02}",
        }
        for i in range(count)
    ]
    rows[17]["text"] = ""
    rows[40] |= {"text": rows[39]["text"], "outlet": "Lower Velden Courier"}
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in order of their content."""
    with sqlite3.connect(path) as db:
        names = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.endswith(("_data", "_idx", "_docsize", "_config"))  # of the search index
        ]
        return {name: _rows(db.execute(f"SELECT * FROM [{name}]")) for name in names}


#: When something was done, which no second run can repeat.
TIMES = {"added_at", "found_at", "applied_at"}


def _rows(found: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    kept = [i for i, column in enumerate(found.description) if column[0] not in TIMES]
    rows = (tuple(row[i] for i in kept) for row in found)
    return sorted((tuple(map(_even, row)) for row in rows), key=repr)


def _even(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def spread(inputs: list[str], db: Path, plan: Plan, engine: Prepared) -> list[Failure]:
    failures: list[Failure] = []

    def articles() -> Any:
        for found in gather(inputs, Options(), plan, engine):
            if isinstance(found, Failure):
                failures.append(found)
            else:
                yield found

    with Store(db) as store:
        Tracker(store=store, engine=engine).ingest(articles())
    return failures


@pytest.mark.slow
def test_a_killed_worker_changes_nothing_and_shards_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray.data", exc_type=ImportError)
    here = Path(__file__).parents[1]  # the processes need the engines of this file
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (here, here.parent))))
    source = str(table(tmp_path / "articles.jsonl"))
    missing = str(tmp_path / "missing.txt")
    inputs = [source, missing]
    found = list(read(inputs))
    with Store(tmp_path / "local.db") as store:
        report = Tracker(store=store, engine=Reading()).ingest(  # type: ignore[arg-type]
            item for item in found if isinstance(item, Article)
        )
    assert report.added == 299
    assert report.links > 50
    marker = tmp_path / "killed"
    plan = Plan(Models(), tmp_path / "shards", jobs=2, size=32, make=partial(Mortal, str(marker)))
    failures = spread(inputs, tmp_path / "ray.db", plan, Held())
    assert marker.exists()
    assert len(list(tmp_path.glob("process *"))) >= 3  # two, and the one in the place of the dead
    assert [f.origin for f in failures] == [f.origin for f in found if isinstance(f, Failure)]
    assert content(tmp_path / "ray.db") == content(tmp_path / "local.db")
    kept = {path.name: path.stat().st_mtime_ns for path in plan.folder.iterdir()}
    assert len(kept) == 10
    # Again, with a shard gone: the others are read, and what they hold is not worked out anew.
    gone = min(plan.folder.iterdir())
    gone.unlink()
    spread(inputs, tmp_path / "again.db", replace(plan, make=Reading), Held())
    again = {path.name: path.stat().st_mtime_ns for path in plan.folder.iterdir()}
    assert again.keys() == kept.keys()
    assert {name for name in kept if kept[name] != again[name]} == {gone.name}
    assert content(tmp_path / "again.db") == content(tmp_path / "local.db")


def test_a_shard_comes_back_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from claims.run import shards

    articles = list(read([str(table(tmp_path / "a.jsonl", 60))]))
    kept = [a for a in articles if isinstance(a, Article)]
    kept.append(Article(text="A lone surrogate \ud800 and a\x00 NUL, Ana Holt said that it fell."))
    extractions = Reading().extract(kept)
    claims = [claim for e in extractions for claim in e.claims]
    shard = shards.Shard(tuple(extractions), Reading().embed(claims))
    shards.write(tmp_path / "new" / "one.parquet", shard)
    back = shards.read(tmp_path / "new" / "one.parquet")
    assert back.extractions == shard.extractions
    assert np.array_equal(back.vectors, shard.vectors)
    assert back.vectors.dtype == np.float32
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(Malformed, match="delete it"):
        shards.read(tmp_path / "bad.parquet")


def test_names_of_shards_tell_models_and_articles_apart() -> None:
    from claims.run.shards import name_of

    one, two = [Article(text="It rained.")], [Article(text="It rained.", title="Rain")]
    names = {
        name_of(one, Models()),
        name_of(two, Models()),
        name_of(one + two, Models()),
        name_of(one, Models(embedding="other")),
    }
    assert len(names) == 4
    assert name_of(one, Models(threads=3)) == name_of(one, Models())


def test_what_shards_lack_is_worked_out_here() -> None:
    from claims.run.shards import Shard

    articles = [Article(text=f"Ana Holt said that lock {i} was open.") for i in range(3)]
    extractions = Reading().extract(articles)
    claims = [claim for e in extractions for claim in e.claims]
    prepared = Held()
    prepared.hold("one", Shard(tuple(extractions), Reading().embed(claims)))
    turned = [replace(article, language="en") for article in reversed(articles)]
    assert [e.article for e in prepared.extract(turned)] == turned
    assert [e.claims for e in prepared.extract(turned)] == [e.claims for e in extractions[::-1]]
    assert np.array_equal(prepared.embed(claims[::-1]), Reading().embed(claims)[::-1])
    with pytest.raises(AssertionError, match="worked out again"):
        prepared.extract([Article(text="Edo Vance said that it rained.")])


def test_without_ray_one_line_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Ana Holt said that it rained all day in Velden.")
    monkeypatch.setitem(sys.modules, "ray", None)
    result = run("ingest", "--engine", "ray", str(tmp_path / "a.txt"))
    assert result.exit_code == 1
    assert result.stderr == 'Error: --engine ray needs Ray: pip install "ray[data]"\n'


@pytest.mark.parametrize("options", [Options(title="Rain"), Options(url="https://velden.example")])
def test_what_is_for_one_article_is_refused(options: Options, tmp_path: Path) -> None:
    pytest.importorskip("ray.data", exc_type=ImportError)
    with pytest.raises(ClaimsError, match="one article"):
        list(gather(["a.txt"], options, Plan(Models(), tmp_path), Prepared()))


def test_standard_input_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("ray.data", exc_type=ImportError)
    with pytest.raises(ClaimsError, match="standard input"):
        list(gather(["-"], Options(), Plan(Models(), tmp_path), Prepared()))
