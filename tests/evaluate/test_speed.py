"""The speed suite runs, on next to nothing; what it says about speed is not looked at."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import Reading

from claims.evaluate import speed, speed_ingest, speed_synthetic
from claims.ingest.signatures import NEAR_COPY, signature, similarity
from claims.store import Store


def test_made_up_news_is_the_same_every_time_and_no_copy_of_itself() -> None:
    one, two = (list(speed_synthetic.articles(6)) for _ in range(2))
    assert one == two
    assert all(700 < len(article.text.split()) < 800 for article in one)
    signatures = [signature(article.text) for article in one]
    pairs = [(a, b) for n, a in enumerate(signatures) for b in signatures[:n]]
    assert max(similarity(a, b) for a, b in pairs) < NEAR_COPY


def test_made_up_vectors_are_the_same_wherever_one_starts() -> None:
    whole = speed_synthetic.vectors(5000)
    assert (speed_synthetic.vectors(100, 4050) == whole[4050:4150]).all()
    assert np.allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(("power", "expected"), [(1, 1.0), (2, 2.0), (0, 0.0)])
def test_growth(power: int, expected: float) -> None:
    assert speed.growth({n: 3.0 * n**power for n in (10, 100, 1000)}) == expected
    assert speed.growth({10: 1.0}) is None


def test_an_ingest_by_stage() -> None:
    found = speed_ingest.stages(2, Reading())
    assert found["by_stage"].keys() == {*speed_ingest.STAGES, "rest"}
    assert found["by_stage"]["storing"]["wall"] > 0
    whole = speed_ingest.whole(2, Reading())
    assert (whole["articles"], whole["copies"]) == (2, 0)
    assert whole["peak_gib"] > 0


def test_one_article_against_a_made_up_database(tmp_path: Path) -> None:
    db = str(tmp_path / "claims.db")
    claim = speed_ingest.filled(db, 600)
    with Store(db) as store:
        assert store.summary.counts()["claims"] == 600
        assert store.summary.find(claim) == ("claim", claim)
        assert store.disputes.get()
    found = speed_ingest.against(db, 600, 2)
    assert found["article"]["wall"] > 0
    assert not found["index"]


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], repeat: int = 1) -> speed.Result:
        commands.append(command)
        return {"wall": 1.0, "processor": 1.0}

    monkeypatch.setattr(speed, "run", run)
    monkeypatch.setattr(speed, "apart", lambda call, *_: call)
    (tmp_path / "claims-3.db").touch()
    out = tmp_path / "out.json"
    speed.main(
        ["--only", "start,queries", "--claims", "3", "--keep", str(tmp_path), "--json", str(out)]
    )
    found = json.loads(out.read_text())
    assert {"machine", "start", "queries"} <= found.keys()
    assert {"disputes", "search", "show"} <= found["queries"]["by_size"]["3"].keys()
    assert any("--help" in command for command in commands)
    with pytest.raises(SystemExit):
        speed.main(["--only", "nothing"])
