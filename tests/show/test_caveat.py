"""What is passed on says what made it, when, from how much, and who checked it."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from claims import __version__
from claims.records import Claim
from claims.show import bands as scores
from claims.show import caveat
from claims.store import Store

Filled = tuple[Store, dict[str, Claim]]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is made on 2 January 2032."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1956650400")


def told(page: str) -> str:
    """The caveat of a page."""
    (found,) = re.findall(r'<p class="caveat">(.*?)</p>', page, re.DOTALL)
    return unescape(found)


def test_a_report_says_it(filled: Filled, run: Run) -> None:
    store, _ = filled
    store.links.judge(store.disputes.get()[0].links[0].id, "confirmed")
    found = told(run("report", "-").stdout)
    assert f"Made by claims {__version__} on 2 Jan 2032 from 3 articles." in found
    assert "Found by a program, which errs: check against the article" in found
    assert "1 of 2 disputes are checked by a person." in found
    assert scores.meaning() in found


def test_who_is_unsure_has_not_checked(filled: Filled, run: Run) -> None:
    store, _ = filled
    for dispute in store.disputes.get():
        store.links.judge(dispute.links[0].id, "unsure")
    assert "0 of 2 disputes" in told(run("report", "-").stdout)
    assert "0 of 2 disputed pairs" in told(run("graph", "-f", "html").stdout)


def test_a_report_of_checked_ones_only(filled: Filled, run: Run) -> None:
    store, _ = filled
    first, second = store.disputes.get()
    store.links.judge(second.links[0].id, "confirmed")
    page = run("report", "-", "--status", "confirmed").stdout
    assert second.topic in page.split("<script")[0]
    assert f'id="dispute-{first.id}"' not in page
    assert "1 dispute, of each of which a person confirmed the pair" in told(page)


def test_markdown_says_it_and_is_only_text(filled: Filled, run: Run, tmp_path: Path) -> None:
    store, claims = filled
    with store.transaction():
        store.db.execute(
            "UPDATE claims SET quote = '<b>*safe*</b> [x](javascript:y)' WHERE id = ?",
            [claims["safe"].id],
        )
        store.db.execute("UPDATE articles SET url = 'https://a.example/(1)?b=<c>'")
    store.links.judge(store.disputes.get()[0].links[0].id, "confirmed")
    run("report", str(tmp_path / "a.md"), "--title", "To *check*")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert text.startswith("# To \\*check\\*\n\nMade by claims")
    assert "1 of 2 disputes are checked by a person." in text and scores.meaning() in text
    assert "- **Elena Marsh** flatly denied: “the bridge was safe” (" in text
    assert r"“\<b\>\*safe\*\</b\> \[x\](javascript:y)”" in text
    assert "](https://a.example/%281%29?b=%3Cc%3E)" in text


def test_a_page_of_the_graph_says_it(filled: Filled, run: Run) -> None:
    store, _ = filled
    store.links.judge(store.disputes.get()[0].links[0].id, "confirmed")
    found = told(run("graph", "-f", "html").stdout)
    assert "on 2 Jan 2032 from 3 articles." in found
    assert "1 of 2 disputed pairs are checked by a person." in found


@pytest.mark.parametrize("style", ["--csv", "--tsv"])
@pytest.mark.parametrize(
    "command", ["disputes", "disputes --rows links", "list", "timeline", "search --exact bridge"]
)
def test_a_row_says_it(filled: Filled, run: Run, command: str, style: str) -> None:
    store, claims = filled
    store.links.judge(store.disputes.get()[0].links[0].id, "confirmed")
    out = run(*command.split(), style).stdout
    rows = list(csv.DictReader(io.StringIO(out), delimiter="," if style == "--csv" else "\t"))
    assert rows and [*rows[0]][-3:] == ["made_by", "made_on", "checked"]
    for row in rows:
        assert row["made_by"] == caveat.made_by(3)
        assert row["made_on"] == "2032-01-02"
        judged = row["kind"] == "denial" if "disputes" in command else (
            row["id"] in (claims["safe"].id, claims["unsafe"].id)
        )  # fmt: skip
        assert row["checked"] == ("yes" if judged else "no")


def test_an_export_of_what_is_checked(filled: Filled, run: Run) -> None:
    store, claims = filled
    (dispute, _) = store.disputes.get()
    store.links.judge(dispute.links[0].id, "confirmed")
    out = run("export", "--status", "confirmed").stdout
    records: dict[str, list[dict[str, Any]]] = {}
    for line in out.splitlines():
        record = json.loads(line)
        records.setdefault(record["record"], []).append(record)
    assert {kind: len(some) for kind, some in records.items()} == {
        "article": 1, "source": 2, "claim": 2, "link": 1, "judgement": 1, "dispute": 1,
    }  # fmt: skip
    assert {each["id"] for each in records["claim"]} == {claims["safe"].id, claims["unsafe"].id}


def test_the_day_is_today_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", caveat.today())
    assert caveat.of([], 1, "2030-05-06").text.startswith(
        f"Made by claims {__version__} on 6 May 2030 from 1 article. "
    )


def test_what_was_measured_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bands = (scores.Band(0.8, 9, 10), scores.Band(0.6, 6, 12), scores.Band(0.0, 0, 0))
    monkeypatch.setattr(scores, "MEASURED", bands)
    monkeypatch.setattr(scores, "READ", "50 articles")
    assert scores.told(0.8).endswith("of 10 with such a score that were read, 9 were right")
    assert scores.told(0.79).endswith("of 12 with such a score that were read, 6 were right")
    assert scores.told(0.1).endswith("of a dispute")
    assert "read in 50 articles, right were 9 of 10 from 0.8, 6 of 12 from 0.6." in scores.meaning()
    monkeypatch.setattr(scores, "MEASURED", (bands[0], scores.Band(0.0, 2, 2)))
    assert "9 of 10 from 0.8, 2 of 2 below 0.8." in scores.meaning()
    monkeypatch.setattr(scores, "MEASURED", ())
    assert scores.meaning().endswith("it is no verdict.")
