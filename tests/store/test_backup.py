"""``claims export`` and ``claims import``: the one undoes the other, and two people's merge."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import SAFE, UNSAFE, Reading, Run, bridge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.cli import cli
from claims.cli.export import WRITTEN
from claims.errors import ClaimsError, Malformed
from claims.records import Article, Opinion, Reply
from claims.show.encoding import encode
from claims.store import Store
from claims.store.backup import KINDS, records
from claims.store.check import faults
from claims.store.restoring import AS_THEY_ARE, _Loading, load, read_records
from claims.tracker import Tracker

NAMES = ("Ana Holt", "Edo Vance", "Ida Rook", "Bo Lund")
MATTERS = ("the bridge was safe", "the mill burned", "it did not rain", "“Žižka” – ünder 5 % 𝔘")


def tracker(store: Store) -> Tracker:
    return Tracker(store=store, engine=Reading())  # type: ignore[arg-type]


def dump(store: Store) -> dict[str, Any]:
    """Every table, in an order that is always the same; numbers of rows left out."""
    sql = """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'
        AND name NOT LIKE 'sqlite%' AND name <> '_sqlite_migrations'
    """
    found: dict[str, Any] = {}
    for (table,) in store.read(sql):
        columns = [row[1] for row in store.read(f"PRAGMA table_info({table})")]
        kept = [c for c in columns if (table, c) != ("rulings", "number")]
        where = " WHERE key <> 'vectors written'" if table == "settings" else ""
        rows = store.read(f"SELECT {', '.join(kept)} FROM {table}{where}")
        order = store.read("SELECT id FROM rulings ORDER BY number") if table == "rulings" else ()
        found[table] = (sorted(rows, key=repr), order)
    return found


def lines(store: Store, *, embeddings: bool = True) -> list[str]:
    return [
        encode({"record": kind, **record})
        for kind in KINDS
        for record in records(store, kind, embeddings=embeddings)
    ]


SAYINGS = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(("said", "denied")), st.sampled_from(MATTERS)
)
ARTICLES = st.builds(
    lambda said, url, day, outlet, more: Article(
        " ".join(f"{who} {cue} that {what}." for who, cue, what in said) + more,
        url=url and f"https://x.example/{url}",
        published=day,
        outlet=outlet,
        title=outlet,
        language="en",
    ),
    st.lists(SAYINGS, max_size=4, unique_by=lambda said: said[1:]),
    st.sampled_from((None, 1, 2)),
    st.sampled_from((None, "2031-05-02", "2031-05-03T08:00:00")),
    st.sampled_from((None, "Velden Courier", "Ægir")),
    st.sampled_from((" And so on.", " \u0007 \u2028 Late news\r\n", " 𝔘")),
)
DEED = "confirm dismiss strike source words merge split rename identify set forget"
DEEDS = st.lists(
    st.tuples(st.sampled_from(DEED.split()), st.integers(0, 9)),
    max_size=6,
)


def do(tracker: Tracker, deed: str, number: int) -> None:
    """Let a person decide something about the thing of this number, if there is any."""
    links, articles = tracker.links(), tracker.articles()
    claims, sources = tracker.claims(), sorted(tracker.sources(), key=lambda s: s.id)
    if deed in ("confirm", "dismiss") and links:
        verdict = "confirmed" if deed == "confirm" else "dismissed"
        tracker.judge(links[number % len(links)].id, verdict, "why", "ana")  # type: ignore[arg-type]
    elif deed == "strike" and claims:
        tracker.fix(claims[number % len(claims)].id, statement=False, reviewer="ana")
    elif deed == "source" and claims:
        tracker.fix(claims[number % len(claims)].id, source="Mara Lund", note="é")
    elif deed == "words" and claims:
        start, end = claims[number % len(claims)].quote_spans[0]
        tracker.fix(claims[number % len(claims)].id, words=(start, end - 1))
    elif deed == "identify" and sources:
        tracker.identify(sources[number % len(sources)].id, f"Q{1 + number}")
    elif deed == "rename" and sources:
        tracker.rename(sources[number % len(sources)].id, "Žofie Rook", reviewer="ana")
    elif deed == "split" and sources:
        tracker.split(sources[number % len(sources)].id)
    elif deed == "set" and articles:
        tracker.update(articles[number % len(articles)].id, published=f"2031-06-0{1 + number % 9}")
    elif deed == "merge" and len(sources) > 1:
        tracker.merge(sources[0].id, sources[1 + number % (len(sources) - 1)].id, note="one")
    elif deed == "forget" and articles:
        tracker.forget([articles[number % len(articles)].id])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ARTICLES, max_size=4), DEEDS)
def test_import_is_the_inverse_of_export(
    articles: list[Article], deeds: list[tuple[str, int]]
) -> None:
    with Store(":memory:") as store, Store(":memory:") as empty:
        with_deeds = tracker(store)
        with_deeds.ingest(articles)
        for deed in deeds:
            do(with_deeds, *deed)
        assert list(faults(store)) == []
        before = dump(store)
        load(empty, read_records(lines(store)))
        assert dump(empty) == before
        counted = [s.read("SELECT count(*) FROM claims_fts") for s in (store, empty)]
        assert counted[0] == counted[1]
        assert [d.id for d in empty.disputes.get()] == [d.id for d in store.disputes.get()]
        load(empty, read_records(lines(store)))
        assert dump(empty) == before, "what is there already stays as it is"


def test_a_backup_goes_through_files(store: Store, run: Run, tmp_path: Path, engine: Any) -> None:
    bridge(store)
    store.links.judge(store.links.get()[0].id, "confirmed", "read both", "ana")
    before = dump(store)
    file, packed = tmp_path / "backup.jsonl", tmp_path / "backup.jsonl.gz"
    assert f"18 records in {file}" in run("export", str(file)).stderr
    assert run("export").stderr == ""
    packed.write_bytes(gzip.compress(file.read_bytes()))
    restored = tmp_path / "restored.db"
    result = run("import", "-d", str(restored), str(packed))
    assert result.exit_code == 0, result.output
    assert "Taken in: 3 articles, 6 claims, 1 judgement. 2 in dispute." in result.stderr
    with Store(restored) as copy:
        after = dump(copy)
        assert {t: rows for t, rows in after.items() if t not in ("vectors", "settings")} == {
            t: rows for t, rows in before.items() if t not in ("vectors", "settings")
        }
        assert len(after["vectors"][0]) == 6, "embedded anew"
    again = run("import", "-d", str(restored), str(file))
    assert "Taken in: nothing new; 3 already there." in again.stderr


def test_a_kind_of_record_is_listed_once() -> None:
    assert (*KINDS, "dispute") == WRITTEN
    assert all(kind in AS_THEY_ARE or hasattr(_Loading, f"_{kind}") for kind in KINDS)


def test_an_export_is_not_ingested(store: Store, run: Run, tmp_path: Path, engine: Any) -> None:
    bridge(store)
    file = tmp_path / "backup.jsonl"
    run("export", str(file))
    result = run("ingest", "-d", str(tmp_path / "new.db"), str(file))
    assert result.exit_code == 1
    assert f"written by `claims export`: use `claims import {file}`" in result.stderr
    (told,) = tracker(store).ingest(file).failures
    assert "use `claims import" in told


@pytest.mark.parametrize(
    "text", ["no json", "[1]", '{"record": "article", "id": "x"}', '{"record": "novel"}']
)
def test_what_is_no_backup_is_refused_whole(
    store: Store, run: Run, tmp_path: Path, text: str
) -> None:
    bridge(store)
    whole = lines(store)
    file = tmp_path / "backup.jsonl"
    file.write_text("\n".join([*whole[:5], text]), "utf-8")
    result = run("import", "-d", str(tmp_path / "new.db"), str(file))
    assert result.exit_code == 1 and result.stderr.count("\n") == 1
    assert list(tmp_path.glob("new.db*")) == []
    (tmp_path / "new.db").touch()
    assert run("import", "-d", str(tmp_path / "new.db"), str(file)).exit_code == 1
    assert (tmp_path / "new.db").exists(), "it was there before"


def test_a_backup_comes_from_standard_input(store: Store, tmp_path: Path) -> None:
    bridge(store)
    whole = "\n".join(lines(store)).encode()
    for piped in (whole, gzip.compress(whole)):
        new = tmp_path / f"{len(piped)}.db"
        result = CliRunner().invoke(cli, ["import", "-d", str(new), "-"], input=piped)
        assert "Taken in: 3 articles, 6 claims." in result.stderr, result.output
    packed = gzip.compress(whole)[:-20]
    result = CliRunner().invoke(cli, ["import", "-d", str(tmp_path / "x.db"), "-"], input=packed)
    assert "is packed and damaged" in result.stderr


@pytest.mark.parametrize("field", ["origin", "signature", "appearances", "bands"])
@pytest.mark.parametrize("value", [{"a": 1}, ["x"], 2**70, "x", None])
def test_a_record_that_has_something_else_in_it_is_refused(
    store: Store, field: str, value: Any
) -> None:
    bridge(store)
    first, *_ = (json.loads(line) for line in lines(store))
    with Store(":memory:") as empty:
        with pytest.raises(Malformed):  # of one article without its sources, all the same
            load(empty, [{**first, field: value}])
        assert empty.summary.counts()["articles"] == 0


def test_what_is_no_path_of_a_backup(store: Store) -> None:
    wrong: list[Any] = [5, None, b"x", ["x"]]
    for each in wrong:
        with pytest.raises(ClaimsError, match="is no backup: give the path"):
            tracker(store).load(each)
    with pytest.raises(Malformed, match="line 1 is no JSON"):
        list(read_records(["[" * 100_000]))


def test_without_texts_it_is_no_backup(store: Store, run: Run, tmp_path: Path) -> None:
    bridge(store)
    file = tmp_path / "backup.jsonl"
    run("export", "--no-text", str(file))
    result = run("import", "-d", str(tmp_path / "new.db"), str(file))
    assert "export again, without --no-text" in result.stderr


def test_two_people_merge_and_their_conflicts_are_listed(
    run: Run, tmp_path: Path, engine: Any
) -> None:
    base, mine, theirs = (str(tmp_path / f"{name}.db") for name in ("base", "mine", "theirs"))
    files = {name: str(tmp_path / f"{name}.jsonl") for name in ("base", "theirs")}
    run("ingest", "-d", base, "-", "--url", "https://a.example/1", input=SAFE)
    run("ingest", "-d", base, "-", "--url", "https://b.example/1", input=UNSAFE)
    run("export", "-d", base, files["base"])
    for copy in (mine, theirs):
        assert run("import", "-d", copy, files["base"]).exit_code == 0
    (dispute,) = json.loads(run("disputes", "-d", base, "--json").stdout)
    run("judge", "-d", mine, dispute["id"], "confirmed", "--reviewer", "ana")
    run("judge", "-d", theirs, dispute["id"], "dismissed", "--reviewer", "bob")
    other = UNSAFE.replace("Edo Vance", "Ida Rook").replace("He left", "She left")
    run("ingest", "-d", theirs, "-", "--url", "https://c.example/1", input=other)
    vance = next(
        c for c in json.loads(run("list", "-d", theirs, "--json").stdout) if "Vance" in c["speaker"]
    )
    run("fix", "-d", theirs, vance["id"], "--source", "Mara Lund", "--reviewer", "bob")
    run("export", "-d", theirs, files["theirs"])
    result = run("import", "-d", mine, files["theirs"])
    assert result.exit_code == 0, result.output
    assert "1 article, 1 claim, 1 judgement, 1 correction; 2 already there" in result.stderr
    assert "confirmed by ana, dismissed by bob" in result.stderr
    found = json.loads(run("disputes", "-d", mine, "--json", "--status", "confirmed").stdout)
    names = {name for d in found for side in d["sides"] for name in side["sources"]}
    assert names >= {"Ana Holt", "Mara Lund"}, "their correction holds here, my judgement too"
    linked = json.loads(run("disputes", "-d", mine, "--json").stdout)
    assert "Ida Rook" in {n for d in linked for side in d["sides"] for n in side["sources"]}
    listed = json.loads(run("judgements", "-d", mine, "--conflicts", "--json").stdout)
    assert [(row["reviewer"], row["holds"]) for row in listed] == [("ana", True), ("bob", False)]
    assert "(does not hold) dismissed by bob" in run("judgements", "-d", mine).stdout
    again = run("import", "-d", mine, files["theirs"])
    assert "Taken in: nothing new; 3 already there" in again.stderr


def test_two_people_without_names_are_two(run: Run, tmp_path: Path, engine: Any) -> None:
    mine, theirs = (str(tmp_path / f"{name}.db") for name in ("mine", "theirs"))
    for db in (mine, theirs):
        run("ingest", "-d", db, "-", "--url", "https://a.example/1", input=SAFE)
        run("ingest", "-d", db, "-", "--url", "https://b.example/1", input=UNSAFE)
    (dispute,) = json.loads(run("disputes", "-d", mine, "--json").stdout)
    vance = dispute["sides"][1]["claims"][0]["id"]
    for db, verdict, wrong in (
        (mine, "confirmed", ("--source", "Mara Lund")),
        (theirs, "dismissed", ("--not-a-statement",)),
    ):
        run("judge", "-d", db, dispute["id"], verdict)
        run("fix", "-d", db, vance, *wrong)
    with Store(Path(theirs)) as store:
        for table, moment in (("judgements", "judged_at"), ("corrections", "corrected_at")):
            store.write(f"UPDATE {table} SET {moment} = '2099-01-01T00:00:00Z'")
    backup = str(tmp_path / "theirs.jsonl")
    run("export", "-d", theirs, backup)
    result = run("import", "-d", mine, backup)
    assert "confirmed by somebody, dismissed by somebody" in result.stderr
    assert "source Mara Lund by somebody, no statement by somebody" in result.stderr
    (found,) = json.loads(run("disputes", "-d", mine, "--json").stdout)
    assert found["status"] == "confirmed", "what is here holds, however late the other"


def test_what_was_forgotten_here_does_not_come_in_with_a_backup(store: Store) -> None:
    bridge(store)
    whole = lines(store)
    gone = store.articles.get()[0]
    tracker(store).forget([gone.id])
    loaded = load(store, read_records(whole))
    assert not loaded.articles and gone.id not in store.articles.stored([gone.id])
    with pytest.raises(Malformed, match="line 1 is no JSON"):
        load(store, read_records(["{"]))


def test_what_language_models_said_comes_back_but_for_what_is_forgotten(store: Store) -> None:
    bridge(store)
    link = store.links.get()[0]
    ends = [claim.article for claim in store.claims.get(ids=[link.a, link.b])]
    store.opinions.put(Opinion(link.a, link.b, "some", "dispute", "They differ."))
    third = next(c.article for c in store.claims.get() if c.article not in ends)
    for number, articles in enumerate((tuple(ends), (ends[0],), (third, *ends))):
        told = Reply(f"key {number}", "some", "pair", "Yes.", 40, 2, 1.5, 1, articles)
        store.opinions.put_reply(told)
    before, whole = dump(store), lines(store)
    assert [len(before[table][0]) for table in ("opinions", "replies")] == [1, 3]
    with Store(":memory:") as empty:
        load(empty, read_records(whole))
        assert dump(empty) == before
        tracker(empty).forget([ends[0]])
        assert empty.opinions.spent()[0].tokens_in == 120, "what was paid is still told"
        load(empty, read_records(whole))
        assert "Yes." not in {row[3] for row in dump(empty)["replies"][0]}
        assert empty.opinions.get([link.a, link.b]) == []


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("rename", "Holt", "Ana One"), ("rename", "Holt", "Ana Two")),
        (("identify", "Holt", "Q1"), ("identify", "Holt", "Q2")),
        (("merge", "Holt", "Vance"), ("split", "Holt", "Vance")),
        (("split", "Holt", "Vance"), ("merge", "Holt", "Vance")),
    ],
)
def test_my_ruling_holds_and_theirs_is_told(
    run: Run, tmp_path: Path, engine: Any, mine: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    backup = str(tmp_path / "theirs.jsonl")
    paths = {"mine": mine, "theirs": theirs}
    for name in paths:
        db = str(tmp_path / f"{name}.db")
        run("ingest", "-d", db, "-", "--url", "https://a.example/1", input=SAFE)
        run("ingest", "-d", db, "-", "--url", "https://b.example/1", input=UNSAFE)
    ids = {s["name"]: s["id"] for s in json.loads(run("sources", "-d", db, "--json").stdout)}
    for name, (kind, *ends) in paths.items():
        ends = [next((ids[known] for known in ids if end in known), end) for end in ends]
        db = str(tmp_path / f"{name}.db")
        done = run("sources", kind, *ends, "-d", db, "--reviewer", name)
        assert done.exit_code == 0, done.output
    run("export", "-d", db, backup)
    before = run("sources", "-d", str(tmp_path / "mine.db"), "--json").stdout
    for _ in range(2):
        result = run("import", "-d", str(tmp_path / "mine.db"), backup)
        assert run("sources", "-d", str(tmp_path / "mine.db"), "--json").stdout == before
        assert "Ruled otherwise (the first holds):" in result.stderr
        said = [" ".join([kind, *name[:kind not in ("merge", "split")]])
                for kind, _, *name in (mine, theirs)]  # fmt: skip
        assert f": {said[0]} by mine, {said[1]} by theirs" in result.stderr
    run("export", "-d", str(tmp_path / "mine.db"), backup)
    empty = str(tmp_path / "empty.db")
    assert "Ruled otherwise" not in run("import", "-d", empty, backup).stderr
    assert run("sources", "-d", empty, "--json").stdout == before
