"""Wherever a denial is shown, it says that it is one, whatever verb the article has."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, Words, add, extraction

from claims.records import Article, Claim, Link, Source, Stance
from claims.said import plural, said
from claims.show import notebook
from claims.store import Store
from claims.store.filters import Filters

TEXT = (
    "Dana Webb posted a picture from the voting booth, the Courier said. "
    "Her lawyer Iris Cole insists that she took a selfie is not what happened. "
    "The charge that votes were bought was ludicrous, according to Omar Field. "
    "Votes were bought, Nell Hart said. "
    "Students in Kessel said the story about the exam was invented."
)
#: The words that must never stand as if they were asserted.
DENIED = (
    "she took a selfie",
    "votes were bought",
    "the story about the exam was invented",
)
DENIAL = re.compile(r"\b(?:denial|den(?:y|ies|ied))\b")


@pytest.fixture
def denials(store: Store) -> tuple[Store, list[Claim]]:
    """Three denials whose cues do not deny by themselves, and what they are about."""
    found = extraction(
        Article(TEXT, title="The booth", outlet="Courier", published="2031-06-01"),
        Words("the Courier", "said", "Dana Webb posted a picture from the voting booth", "Courier"),
        Words("Iris Cole", "insists", DENIED[0], "Iris Cole", "denies"),
        Words("Omar Field", "according to", DENIED[1], "Omar Field", "denies"),
        Words("Nell Hart", "said", "Votes were bought", "Nell Hart"),
        Words("Students in Kessel", "said", DENIED[2], "Students in Kessel", "denies"),
    )
    add(store, found)
    with store.transaction():
        store.db.execute("UPDATE sources SET kind = 'group' WHERE name = 'Students in Kessel'")
    posted, selfie, bought, hart, exam = found.claims
    store.links.put(
        [
            Link(selfie.id, posted.id, "denial", 0.9, ("explicit-denial",), "One."),
            Link(bought.id, hart.id, "denial", 0.8, ("points-to-claim",), "Two."),
            Link(exam.id, selfie.id, "conflict", 0.6, (), "A denial may be spoken against too."),
        ]
    )
    stored = {claim.id: claim for claim in store.claims.get(Filters(all=True))}
    return store, [stored[claim.id] for claim in (selfie, bought, exam)]


def says_so(shown: str) -> None:
    """Of what a person reads: before the words of a denial stands that it is one."""
    shown = re.sub(r"<[^>]*>|\b[0-9a-f]{8}\b", " ", shown)
    told = " ".join(unescape(shown).translate(FRAMES).split())
    seen = 0
    for quote in DENIED:
        for found in re.finditer(re.escape(quote), told):
            seen += 1
            before = told[max(0, found.start() - 160) : found.start()]
            assert DENIAL.search(before), f"{before}{quote}"
    assert seen, told


FRAMES = str.maketrans("│─╭╮╰╯[]*", " " * 9)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in ``value``, at any depth."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from objects(part)


def has_stance(value: Any) -> None:
    """Of what a program reads: an object with the words of a denial has its stance."""
    seen = [each for each in objects(value) if each.get("quote") in DENIED]
    assert seen
    for each in seen:
        assert each["stance"] == "denies", each


Denials = tuple[Store, list[Claim]]


@pytest.mark.parametrize("width", ["60", "100", "160"])
@pytest.mark.parametrize("command", ["list", "timeline", "search --exact votes", "disputes"])
def test_in_a_table(denials: Denials, run: Run, monkeypatch: Any, command: str, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    if command == "disputes" and width == "160":
        for line in _cells(run("disputes").stdout):
            says_so(line)
        return
    says_so(run(*command.split()).stdout)


def _cells(table: str) -> list[str]:
    """The rows of a table with columns, each column read downwards, as people do."""
    head, *lines = table.strip("\n ").splitlines()
    lines = [line.removeprefix(" ") for line in lines]
    starts = [found.start() for found in re.finditer(r"\S+(?: \S+)*", head)]
    edges = [*starts, 1000]
    blocks: list[list[str]] = [[]]
    for line in lines[1:]:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [
        " ".join(line[start:end] for start, end in pairwise(edges) for line in block)
        for block in blocks
        if any(quote in " ".join(block) for quote in DENIED)
    ]


@pytest.mark.parametrize("width", ["60", "160"])
def test_at_length(denials: Denials, run: Run, monkeypatch: Any, width: str) -> None:
    store, claims = denials
    monkeypatch.setenv("COLUMNS", width)
    for claim in claims:
        shown = run("show", claim.id).stdout
        first = shown.splitlines()[0] if width == "160" else shown
        assert DENIAL.search(first), first
        says_so(run("show", claim.source).stdout)
    says_so(run("show", claims[0].article).stdout)
    for dispute in store.disputes.get():
        shown = run("show", dispute.id, "--all").stdout
        assert DENIAL.search(shown.split("Why")[0])
    monkeypatch.setattr("claims.cli.keys.pressed", lambda: "q")
    assert DENIAL.search(run("review").stdout)


@pytest.mark.parametrize("style", ["--json", "--nl"])
def test_for_a_program(denials: Denials, run: Run, style: str) -> None:
    _, claims = denials
    words = ["list", "timeline", "disputes", "search --exact votes", f"show {claims[1].id}"]
    for command in words:
        out = run(*command.split(), style).stdout
        has_stance([json.loads(part) for part in out.splitlines()] if style == "--nl"
                   else json.loads(out))  # fmt: skip
    has_stance([json.loads(part) for part in run("export").stdout.splitlines()])


@pytest.mark.parametrize("style", ["--csv", "--tsv"])
def test_in_a_spreadsheet(denials: Denials, run: Run, style: str) -> None:
    mark = "," if style == "--csv" else "\t"
    for command in ("list", "timeline", "search --exact votes"):
        out = run(*command.split(), style).stdout
        has_stance(list(csv.DictReader(io.StringIO(out), delimiter=mark)))
    rows = csv.DictReader(io.StringIO(run("disputes", style).stdout), delimiter=mark)
    for row in rows:
        for cell in (row["topic"], row["quotes_1"], row["quotes_2"]):
            if any(quote in cell for quote in DENIED):
                says_so(cell)


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "html"])
def test_in_the_graph(denials: Denials, run: Run, form: str) -> None:
    out = run("graph", "-f", form, "-").stdout
    if form == "html":
        (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', out)
        for node in objects(json.loads(data)):
            if node.get("quote") in DENIED:
                assert DENIAL.search(node["said"]), node
        assert "node.cue" not in out
    elif form == "json":
        found = json.loads(out)
        has_stance(found)
        for node in objects(found):
            if any(quote in str(node.get("label")) for quote in DENIED):
                says_so(node["label"])
    else:
        for label in re.findall(r'label="([^"]*)"|>([^<]*)</data>', out):
            for part in label:
                if any(f": {quote[:12]}" in part for quote in DENIED):
                    assert DENIAL.search(part), part


def test_in_the_report(denials: Denials, run: Run) -> None:
    out = run("report", "-").stdout
    for figure in re.findall(r"<figure.*?</figure>", out, re.DOTALL):
        if 'class="claim denies"' in figure:
            assert re.search(r'class="stance">den(ies|y)<', figure)
    assert re.search(r'Students in Kessel</b>.*class="stance">deny<', out)
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', out)
    held = [each for each in objects(json.loads(data)) if each.get("stance") == "denies"]
    assert len(held) > 6, "the graph, the timeline and the articles"
    for each in held:
        assert DENIAL.search(each["said"]), each
    for topic in re.findall(r"<h3 [^>]*>.*?</h3>", out):
        if any(quote in topic for quote in DENIED):
            says_so(topic)


def test_in_markdown(denials: Denials, run: Run, tmp_path: Path) -> None:
    assert run("report", str(tmp_path / "a.md")).exit_code == 0
    says_so((tmp_path / "a.md").read_text("utf-8"))


def test_in_a_notebook(denials: Denials) -> None:
    store, claims = denials
    sources = store.sources.get()
    articles = store.articles.get()
    for claim in claims:
        for article in (None, articles[0]):
            told = notebook.claim(claim, sources[claim.source], article).text
            assert DENIAL.search(told.split("</span>")[0])
    for dispute in store.disputes.get():
        says_so(notebook.dispute(dispute).text)
    whole = notebook.article(articles[0], claims, sources.values()).text
    assert all(DENIAL.search(title) for title in re.findall(r'title="([^"]*)"', whole))
    says_so(notebook.table(claims) or "")
    assert set(notebook.frame(claims)["stance"]) == {"denies"}


def test_in_the_views_for_datasette(denials: Denials) -> None:
    store, claims = denials
    rows = store.db.query("SELECT claim, stance FROM claims_with_context")
    stances = {row["claim"]: row["stance"] for row in rows}
    assert {stances[claim.id] for claim in claims} == {"denies"}
    rows = store.db.query("SELECT against_claim, against_stance FROM disputes")
    assert {row["against_stance"] for row in rows} == {"denies"}


@pytest.mark.parametrize(
    ("cue", "stance", "told"),
    [
        ("flatly denied", "denies", "Ann flatly denied"),
        ("has disputed", "denies", "Ann has disputed"),
        ("insists", "denies", "Ann insists (denial)"),
        ("did not dispute", "denies", "Ann did not dispute (denial)"),
        ("isn’t denying", "denies", "Ann isn’t denying (denial)"),
        ("according to", "denies", "according to Ann (denial)"),
        ("According to", "asserts", "According to Ann"),
        ("", "denies", "Ann denies"),
        ("", "asserts", "Ann says"),
        ("denied", "asserts", "Ann denied"),
        ("was told", "asserts", "Ann was told …"),
    ],
)
def test_how_a_claim_is_introduced(denials: Denials, cue: str, stance: Stance, told: str) -> None:
    _, claims = denials
    lemma = "tell" if "told" in cue else "say"
    claim = replace(claims[0], cue=cue, cue_lemma=lemma, stance=stance)
    assert said(claim, "Ann") == told
    alone = "says (denial)" if told == "according to Ann (denial)" else told
    assert said(claim) == " ".join(alone.replace("Ann", "").split())


@pytest.mark.parametrize(
    ("name", "kind", "several"),
    [
        ("the students", "group", True),
        ("people in Kessel", "group", True),
        ("Ann and Bob", "person", True),
        ("a teacher and a nurse", "unnamed", True),
        ("Prosecutors", "unnamed", True),
        ("the press", "group", False),
        ("Department of Parks and Rivers", "organization", False),
        ("Nils Andersens", "person", False),
    ],
)
def test_who_is_several(name: str, kind: Any, several: bool) -> None:
    assert plural(Source("s", name, kind)) is several


def test_verbs_agree(denials: Denials, run: Run) -> None:
    store, claims = denials
    assert "Students in Kessel deny" in run("show", claims[2].id).stdout
    students = store.sources.get()[claims[2].source]
    assert "· deny" in notebook.claim(claims[2], students).text
    assert store.disputes.get(Filters(source="Students"))
