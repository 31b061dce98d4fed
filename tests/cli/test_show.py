"""``claims show``, and how safely and plainly things are told on a terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, Words, add, extraction

from claims.records import Article, Claim, Link
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]


def flat(shown: str) -> str:
    """What is shown without its frames and line ends."""
    return " ".join(shown.translate(str.maketrans("│─╭╮╰╯", "      ")).split())


def test_a_dispute_beside_its_reasons(filled: Filled, run: Run) -> None:
    store, _ = filled
    dispute = store.disputes.get()[0]
    store.links.judge(dispute.links[0].id, "confirmed", "read both", "ana")
    shown = run("show", dispute.id[:7]).stdout
    for part in (
        dispute.topic,
        "denial · 0.93 · confirmed · 2 May 2031 · Harbour Times",
        "Ministry of Works says",
        "[The bridge at Ostrava Falls is safe",
        "*flatly denied*",
        dispute.explanation,
        "confirmed by ana: read both",
        "https://harbour.example/1",
    ):
        assert part in shown, part


def test_a_link_names_its_dispute(filled: Filled, run: Run) -> None:
    store, _ = filled
    dispute = store.disputes.get()[1]
    shown = run("show", dispute.links[0].id).stdout
    assert dispute.topic in shown
    found = json.loads(run("show", dispute.links[0].id, "--json").stdout)
    assert (found["kind"], len(found["claims"])) == ("figures", 2)


def test_an_echo_is_in_no_dispute(filled: Filled, run: Run, monkeypatch: Any) -> None:
    store, claims = filled
    echo = Link(claims["march"].id, claims["safe"].id, "echo", 0.8, (), "Both say so.")
    store.links.put([echo])
    monkeypatch.setenv("COLUMNS", "60")  # too narrow for two quotes beside each other
    shown = flat(run("show", echo.id).stdout)
    assert "Both say so." in shown
    assert "[the bridge had been" in shown


def test_an_article_by_its_address_or_path(folder: Path, run: Run) -> None:
    path = str(folder / "one.txt")
    (row, *_) = [r for r in json.loads(run("info", "--articles", "--json").stdout)
                 if r["origin"] == path]  # fmt: skip
    assert run("show", path).stdout == run("show", row["id"]).stdout != ""
    assert json.loads(run("show", path, "--json").stdout)["id"] == row["id"]
    told = run("show", "two.html").stderr
    assert "nothing is 'two.html': `claims disputes` and `claims list` show ids" in told


def test_a_claim_in_its_context(filled: Filled, run: Run) -> None:
    store, claims = filled
    store.claims.set_about({claims["unsafe"].id: claims["safe"].id})
    shown = flat(run("show", claims["unsafe"].id).stdout)
    for part in ("*flatly denied*", "about claim", claims["safe"].id, "In dispute", "denies, fact"):
        assert part in shown, part
    found = json.loads(run("show", claims["unsafe"].id, "--json").stdout)
    assert found["cue"] == "flatly denied"


def test_a_source_by_name_or_id(filled: Filled, run: Run) -> None:
    by_name = run("show", "marsh")
    assert by_name.exit_code == 0
    assert "Elena Marsh" in by_name.stdout
    assert "I would not send my dog across" in by_name.stdout
    assert run("show", "source-elena-marsh").stdout == by_name.stdout


def test_an_article_and_its_claims(filled: Filled, run: Run) -> None:
    _, claims = filled
    shown = run("show", claims["thirty"].article).stdout
    assert "Thirty hurt" in shown
    assert "At least 30 people were hurt" in shown
    assert "In dispute" in shown


@pytest.mark.parametrize("style", ["--nl", "--csv", "--tsv"])
@pytest.mark.parametrize("what", ["dispute", "link", "claim", "source", "article"])
def test_other_formats(filled: Filled, run: Run, style: str, what: str) -> None:
    store, claims = filled
    dispute = store.disputes.get()[0]
    ids = {
        "dispute": dispute.id,
        "link": dispute.links[0].id,
        "claim": claims["safe"].id,
        "source": "marsh",
        "article": claims["safe"].article,
    }
    result = run("show", ids[what], style)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == (1 if style == "--nl" else 2)


def test_what_is_not_there(filled: Filled, run: Run) -> None:
    for id in ("zzzz", ""):
        result = run("show", id)
        assert result.exit_code == 1
        assert "`claims disputes` and `claims list` show ids" in result.stderr
    result = run("show", "o")
    assert "may be any of 2 sources" in result.stderr or "begins" in result.stderr


HOSTILE = "\x1b[31m\x9b2Jred\x07\u202e\r\nnext"


@pytest.fixture
def hostile(filled: Filled) -> Filled:
    store, claims = filled
    text = f"Mallory said the bridge was {HOSTILE} and =1+1. "
    article = Article(text, title=f"Title {HOSTILE}", outlet=f"Out {HOSTILE}", url="javascript:1")
    words = Words("Mallory", "said", f"the bridge was {HOSTILE} and =1+1", f"Mallory {HOSTILE}")
    add(store, extraction(article, words))
    claim = next(c for c in store.claims.get() if c.article == article.id)
    store.links.put([Link(claim.id, claims["safe"].id, "conflict", 0.99, (), HOSTILE)])
    return store, {**claims, "hostile": claim}


@pytest.mark.parametrize(
    "command", ["disputes", "list", "timeline", "sources", "info", "info --articles", "show"]
)
@pytest.mark.parametrize("style", ["--table", "--json", "--nl", "--csv", "--tsv"])
def test_no_control_character_gets_out(hostile: Filled, run: Run, command: str, style: str) -> None:
    store, _ = hostile
    words = command.split() if command != "show" else ["show", store.disputes.get()[0].id]
    shown = run(*words, style)
    assert shown.exit_code == 0, shown.output
    assert not set(shown.stdout) & set("\x1b\x9b\x07\u202e\r\x00")


def test_no_cell_begins_a_formula(store: Store, run: Run) -> None:
    for start in ("=", "+", "-", "@", " =", "\t="):
        article = Article(f"{start}cmd()", title=f"{start}cmd()", outlet=f"{start}cmd()")
        add(store, extraction(replace(article, url=f"https://x.example/{ord(start[0])}{start}")))
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(run("info", "--articles", "--csv").stdout)))
    assert len(rows) == 6
    for row in rows:
        for name in ("title", "outlet"):
            assert row[name].startswith("'"), row[name]


def test_a_pipe_gets_no_colour_and_a_terminal_does(filled: Filled, monkeypatch: Any) -> None:
    from rich.console import Console

    from claims.show import terminal
    from claims.show.data import Telling

    store, _ = filled
    found = store.disputes.get()

    def shown(**settings: Any) -> str:
        out = Console(width=100, force_terminal=True, record=True, **settings)
        monkeypatch.setattr(terminal, "console", lambda: out)
        with out.capture() as capture:
            terminal.disputes(found, Telling.of(store, found))
        return str(capture.get())

    assert "\x1b[" in shown(color_system="standard")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36m" not in shown(color_system="standard")


@pytest.mark.parametrize("width", ["40", "80", "120", "160", "250"])
@pytest.mark.parametrize("command", ["disputes", "list", "timeline", "sources", "info --articles"])
def test_tables_fit_the_width(
    hostile: Filled, run: Run, monkeypatch: Any, width: str, command: str
) -> None:
    from rich.cells import cell_len

    store, _ = hostile
    wide = Article(
        "鈴木一郎 said 橋は安全だと述べた。" * 20, title="橋は安全" * 20, outlet="新聞" * 20
    )
    add(store, extraction(wide, Words("鈴木一郎", "said", "橋は安全だと述べた。", "鈴木一郎" * 9)))
    monkeypatch.setenv("COLUMNS", width)
    shown = run(*command.split()).stdout
    assert shown
    assert max(cell_len(line) for line in shown.splitlines()) <= int(width)


def test_a_wide_table_tells_what_the_other_side_says(
    filled: Filled, run: Run, monkeypatch: Any
) -> None:
    for width in ("80", "160"):
        monkeypatch.setenv("COLUMNS", width)
        told = " ".join(run("disputes", "--kind", "figures").stdout.split())
        assert "12 people" in told and "30 people" in told
        assert "give different numbers" not in told  # the table tells it, no need to say it again


def test_where_a_claim_comes_from_is_never_cut_off(
    filled: Filled, run: Run, monkeypatch: Any
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    dispute = filled[0].disputes.get()[0]
    shown = flat(run("show", dispute.id).stdout)
    assert shown.count("Harbour Times · 2 May 2031") == 3  # under each quote and below


def test_who_relayed_it_is_told_only_if_it_is_another(filled: Filled, run: Run) -> None:
    store, claims = filled
    with store.transaction():
        store.db.execute("UPDATE claims SET via = source")
    assert "relayed by" not in run("show", claims["safe"].id).stdout


def test_a_link_that_is_not_the_surest_is_told_in_its_own_words(filled: Filled, run: Run) -> None:
    store, claims = filled
    other = Link(
        claims["unsafe"].id, claims["march"].id, "conflict", 0.6, ("read-as-conflict",), "So it is."
    )
    store.links.put([other])
    shown = flat(run("show", other.id).stdout)
    assert "Why So it is." in shown and "exclude each other" in shown
    assert "Elena Marsh denies what" not in shown


def test_what_a_denial_points_to_is_not_told_as_its_words(filled: Filled, run: Run) -> None:
    store, claims = filled
    with store.transaction():
        store.db.execute(
            "UPDATE claims SET quote = 'such a state of safety', cue_lemma = 'deny' WHERE id = ?",
            [claims["unsafe"].id],
        )
    assert "such a state" not in run("disputes").stdout
    with store.transaction():
        store.db.execute("UPDATE claims SET cue = 'said' WHERE id = ?", [claims["unsafe"].id])
    assert "said (denial): such a state of safety" in flat(run("disputes").stdout)
