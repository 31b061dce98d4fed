"""``claims fix``: a correction holds, is shown, is undone, and can be learned from."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import UNSAFE, Reading, Run

from claims.errors import ClaimsError, NotFound
from claims.reading import labels
from claims.records import Article, Opinion, Source
from claims.store import Store
from claims.tracker import Tracker


def claims(run: Run) -> dict[str, dict[str, Any]]:
    return {claim["speaker"]: claim for claim in json.loads(run("list", "--json").stdout)}


def disputes(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("disputes", "--json").stdout)
    return found


def test_who_says_it_is_corrected_shown_and_undone(folder: Path, run: Run) -> None:
    id = claims(run)["Edo Vance"]["id"]
    assert "corrected" not in claims(run)["Edo Vance"]
    result = run("fix", id[:8], "--source", "Mara Lund", "--reviewer", "ana", "--note", "misread")
    assert result.exit_code == 0, result.output
    assert "Corrected: Mara Lund denies: the old bridge" in result.stderr
    claim = claims(run)["Edo Vance"]
    assert claim["source"] == "Mara Lund" and claim["id"] == id
    told = claim["corrected"]
    assert (told["by"], told["note"], told["was"]) == ("ana", "misread", {"source": "Edo Vance"})
    shown = run("show", id).stdout
    assert "Corrected by ana on 20" in shown and "(misread)" in shown
    (dispute,) = disputes(run)
    assert dispute["sides"][1]["sources"] == ["Mara Lund"]
    assert {s["name"] for s in json.loads(run("sources", "--json").stdout)} == {
        "Ana Holt", "Mara Lund",
    }  # fmt: skip
    assert "As it was read: Edo Vance denies" in run("fix", id, "--undo").stderr
    assert claims(run)["Edo Vance"]["source"] == "Edo Vance"
    assert "corrected" not in claims(run)["Edo Vance"]
    assert "nobody corrected" in run("fix", id, "--undo").stderr


def test_a_correction_to_a_known_source_is_that_source(folder: Path, run: Run) -> None:
    id = claims(run)["Edo Vance"]["id"]
    run("fix", id, "--source", "holt")
    assert claims(run)["Edo Vance"]["source"] == "Ana Holt"
    assert len(json.loads(run("sources", "--json").stdout)) == 1
    run("fix", id, "--source", "")
    assert claims(run)["Edo Vance"]["source"] == "unattributed"
    assert [s["name"] for s in json.loads(run("sources", "--json").stdout)] == ["Ana Holt"]


def test_words_and_stance_are_corrected_and_make_other_links(
    folder: Path, run: Run, db_path: Path
) -> None:
    id = claims(run)["Ana Holt"]["id"]
    with Store(db_path) as store:
        text = next(a.text for a in store.articles.get() if "Holt" in a.text)
    start = text.index("the old bridge")
    result = run("fix", id, "--words", f"{start}:{start + 14}", "--stance", "questions")
    assert result.exit_code == 0, result.output
    claim = claims(run)["Ana Holt"]
    assert (claim["quote"], claim["stance"]) == ("the old bridge", "questions")
    assert claim["spans"]["quote"] == [[start, start + 14]]
    assert claim["corrected"]["was"]["stance"] == "asserts"
    run("fix", id, "--words", "safe")
    claim = claims(run)["Ana Holt"]
    assert (claim["quote"], claim["stance"]) == ("safe", "questions"), "the stance stays corrected"
    run("fix", id, "--undo")
    assert claims(run)["Ana Holt"]["quote"] == "the old bridge in Velden was safe"
    assert len(disputes(run)) == 1


def test_no_statement_leaves_everything_and_comes_back(folder: Path, run: Run) -> None:
    before = disputes(run)
    id = claims(run)["Ana Holt"]["id"]
    assert "Corrected: no statement" in run("fix", id, "--not-a-statement").stderr
    assert claims(run).keys() == {"Edo Vance"} and disputes(run) == []
    assert json.loads(run("search", "Holt", "--exact", "--json").stdout) == []
    shown = run("show", id[:8])
    assert "Ana Holt said: “the old bridge" in shown.stdout and "no statement" in shown.stdout
    assert json.loads(run("show", id, "--json").stdout)["corrected"]["statement"] is False
    run("fix", id, "--undo")
    assert disputes(run) == before


def test_corrections_survive_an_update_and_a_rescore(folder: Path, run: Run, db_path: Path) -> None:
    url = ("--url", "https://x.example/1")
    run(
        "ingest",
        "-",
        *url,
        input="Ida Rook said that the mill burned. Ana Holt said that it rained.",
    )
    found = {c["quote"]: c["id"] for c in json.loads(run("list", "--json").stdout)}
    run("fix", found["the mill burned"], "--source", "Edo Vance", "--words", "mill burned")
    run("fix", found["it rained"], "--not-a-statement")
    later = "Late news. Ida Rook said that the mill burned. Ana Holt said that it rained."
    assert "newer version" in run("ingest", "-", *url, input=later).stderr
    after = {c["quote"]: c for c in json.loads(run("list", "--json").stdout)}
    assert "it rained" not in after and "the mill burned" not in after
    claim = after["mill burned"]
    start = later.index("mill burned")
    assert claim["source"] == "Edo Vance" and claim["spans"]["quote"] == [[start, start + 11]]
    run("rescore")
    assert {c["quote"]: c for c in json.loads(run("list", "--json").stdout)} == after
    run("fix", found["it rained"], "--undo")
    assert "it rained" in {c["quote"] for c in json.loads(run("list", "--json").stdout)}
    with Store(db_path) as store:
        assert len(store.corrections.get()) == 1


def test_corrections_are_written_as_readings(
    folder: Path, run: Run, db_path: Path, tmp_path: Path
) -> None:
    url = ("--url", "https://x.example/1")
    text = (
        "Ida Rook said that it rained in Velden. Bo Lund denied that it rained in Velden. "
        "Ana Holt said that he left."
    )
    run("ingest", "-", *url, input=text)
    found = [c for c in json.loads(run("list", "--json").stdout) if c["article"]["url"]]
    by = {c["speaker"]: c["id"] for c in found}
    with Store(db_path) as store:
        (link,) = store.links.get(claims=[by["Bo Lund"]])
        readings = run("export", "--corrections").stdout
        assert readings == ""
        store.links.judge(link.id, "confirmed")
    run("fix", by["Ana Holt"], "--not-a-statement")
    (row,) = map(json.loads, run("export", "--corrections").stdout.splitlines())
    assert row["disputes"] == [[2, 1, "denial", "clear"]]
    run("fix", by["Ida Rook"], "--source", "Mara Lund", "--words", "that it rained")
    run("fix", by["Bo Lund"], "--stance", "denies", "--source", "unattributed")
    (row,) = map(json.loads, run("export", "--corrections").stdout.splitlines())
    assert [text[slice(*s["spans"][0])] for s in row["statements"]] == [
        "it rained in Velden", "it rained in Velden", "he left",
    ]  # fmt: skip
    assert row["who"] == {"1": "Mara Lund", "2": None}
    assert row["not"] == [3]
    assert [(d["n"], d["own"]) for d in row["denials"]] == [(2, False)]
    start = text.index("that it rained")
    assert row["words"] == {"1": [[start, start + 14]]}
    corrections, articles = tmp_path / "corrections.jsonl", tmp_path / "articles.jsonl"
    run("export", "--corrections", str(corrections))
    run("export", "--only", "article", str(articles))
    news = {each["id"]: each for each in labels.lines(articles)}
    (told,) = labels.readings(corrections, news)
    assert told.statement == {(0, 0): True, (0, 1): True, (0, 2): False}
    assert told.who == {(0, 0): "Mara Lund", (0, 1): None} and told.denies == {(0, 1): True}
    assert not told.whole
    (words,) = told.texts[0].passages[0].content
    assert text[slice(*words)] == "that it rained"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--words", "9:9000"], 1, "9:9000 is not in the article, which has"),
        (["--words", "9:5"], 1, "9:5 ends before it has begun: write START:END"),
        (["--words", "no such words"], 1, "does not have the words 'no such words'"),
        (["--source", "o"], 0, ""),
        (["--source", "he"], 1, "'he' is no name: give a name, an id that `claims sources` lists"),
        (["--source", " They "], 1, "is no name"),
        (["--source", "42"], 1, "'42' is no name"),
        ([], 2, "say what is wrong"),
        (["--undo", "--note", "x"], 2, "leave the other options out"),
        (["--undo"], 1, "nobody corrected claim"),
    ],
)
def test_what_is_wrong_is_told(
    folder: Path, run: Run, arguments: list[str], code: int, told: str
) -> None:
    result = run("fix", claims(run)["Ana Holt"]["id"], *arguments)
    assert result.exit_code == code and told in result.stderr, result.output


@pytest.mark.parametrize(
    "given",
    [
        {"source": 5}, {"source": Source("x", "she", "person")}, {"words": 5}, {"words": (1,)},
        {"words": ("a", "b")}, {"words": (1.0, 2.0)}, {"words": b"x"}, {"words": (7, 3)},
        {"stance": ["denies"]}, {"note": 5}, {"note": "x", "reviewer": 5}, {"statement": None},
    ],
    ids=repr,
)  # fmt: skip
def test_the_library_refuses_what_is_no_correction(given: dict[str, Any]) -> None:
    with Tracker(":memory:", engine=Reading()) as tracker:  # type: ignore[arg-type]
        tracker.ingest(TOLD)
        (claim, *_) = tracker.claims()
        with pytest.raises(ClaimsError):
            tracker.fix(claim.id, **given)
        assert tracker.store.corrections.get() == {}
        assert "she" not in {source.name for source in tracker.sources()}


def test_the_library_takes_the_beginning_of_an_id_and_refuses_what_is_none() -> None:
    with Tracker(":memory:", engine=Reading()) as tracker:  # type: ignore[arg-type]
        tracker.ingest(TOLD)
        (claim, *_) = tracker.claims()
        assert tracker.fix(claim.id[:8], stance="questions").claim == claim.id
        tracker.unfix(claim.id[:8])
        assert tracker.store.corrections.get() == {}
        wrong: list[Any] = [5, None, ["x"], "zz", tracker.links()[0].id]
        for id in wrong:
            with pytest.raises(NotFound):
                tracker.fix(id, stance="questions")
            with pytest.raises(NotFound):
                tracker.unfix(id)


def test_only_a_claim_is_corrected(folder: Path, run: Run) -> None:
    (dispute,) = disputes(run)
    result = run("fix", dispute["id"], "--source", "Ana Holt")
    assert result.exit_code == 1 and "is a dispute: `claims show" in result.stderr
    assert run("fix", "zz", "--undo").exit_code == 1


def test_forgetting_an_article_forgets_its_corrections(
    folder: Path, run: Run, db_path: Path
) -> None:
    found = claims(run)
    run("fix", found["Ana Holt"]["id"], "--not-a-statement")
    run("fix", found["Edo Vance"]["id"], "--source", "Mara Lund")
    assert run("forget", str(folder / "one.txt"), str(folder / "two.txt"), "--yes").exit_code == 0
    with Store(db_path) as store:
        assert store.corrections.get() == {}
        assert store.summary.counts()["sources"] == 0


TOLD = (
    Article(
        "Ana Holt said that the old bridge in Velden was safe. "
        "Ida Rook denied that the old bridge in Velden was safe and new.",
        url="https://x.example/1",
        language="en",
    ),
    Article(UNSAFE, url="https://x.example/2", language="en"),
)


def said_after(*steps: Article | dict[str, Any] | None) -> list[Any]:
    """What readers said and what is linked once articles came in and Ana Holt's claim was
    corrected, and that taken back (None)."""
    with Tracker(":memory:", engine=Reading()) as tracker:  # type: ignore[arg-type]
        holt = ""
        for step in steps:
            if isinstance(step, Article):
                tracker.ingest([step])
                holt = holt or next(c.id for c in tracker.claims() if c.speaker == "Ana Holt")
            elif step is None:
                tracker.unfix(holt)
            else:
                tracker.fix(holt, **step)
        tables = ("answers", "compared", "links")
        return [tracker.store.read(f"SELECT * FROM {t} ORDER BY a, b") for t in tables]


@pytest.mark.parametrize(
    "changes", [{"words": "the old bridge"}, {"words": "Velden"}, {"statement": False}]
)
def test_what_a_reader_said_follows_a_correction(changes: dict[str, Any]) -> None:
    first, second = TOLD
    plain = said_after(first, second)
    assert [len(rows) for rows in plain] == [3, 1, 3]
    fixed = said_after(first, second, changes)
    assert fixed == said_after(first, changes, second) != plain
    assert said_after(first, second, changes, None) == plain
    with Tracker(":memory:", engine=Reading()) as tracker:  # type: ignore[arg-type]
        tracker.ingest(TOLD)
        (holt,) = (c for c in tracker.claims() if c.speaker == "Ana Holt")
        tracker.fix(holt.id, **changes)
        tracker.update(holt.article, title="Told anew")
        for table, rows in zip(("answers", "compared"), fixed[:2], strict=True):
            assert tracker.store.read(f"SELECT * FROM {table} ORDER BY a, b") == rows


def test_a_second_opinion_on_other_words_goes(folder: Path, run: Run, db_path: Path) -> None:
    ids = {who: claim["id"] for who, claim in claims(run).items()}
    with Store(db_path) as store:
        store.opinions.put(Opinion(ids["Edo Vance"], ids["Ana Holt"], "some", "dispute"))
        run("fix", ids["Ana Holt"], "--source", "Mara Lund")
        assert len(store.opinions.get([ids["Edo Vance"]])) == 1
        run("fix", ids["Ana Holt"], "--words", "the old bridge")
        assert store.opinions.get([ids["Edo Vance"]]) == []


def test_a_dispute_and_what_is_passed_on_say_who_corrected_it(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    run("fix", claims(run)["Edo Vance"]["id"], "--source", "Mara Lund", "--reviewer", "ana")
    (dispute,) = disputes(run)
    told = "source was 'Edo Vance'"
    by = "Corrected by ana on 20"
    for shown in (run("show", dispute["id"]), run("review", input="q")):
        assert by in shown.stdout and "'Edo Vance'" in shown.stdout
    for name in ("a.html", "a.md"):
        run("report", str(tmp_path / name))
        page = unescape((tmp_path / name).read_text("utf-8").split("<script")[0])
        assert by in page and told in page, name
