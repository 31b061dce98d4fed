"""A language is named once: nothing else has to know of it to read it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import Run

from claims import languages
from claims.engine import extract
from claims.languages import Language
from claims.reading.answers import Between, Excerpted, Findings, Told
from claims.records import Article, Claim, Extraction, Source, claim_id, digest

#: Words of no language: "Ana Holt zo: the words."
SAID = re.compile(r"(\w+ \w+) (zo): ([^.]+)\.")
ENGLISH = "Mira Kolb said that the dam was closed."
TOY = "Ana Holt zo: ta brig en sana. Edo Vance zo: ta brig ne en sana."


def resolved(
    articles: Sequence[Article], attributor: Any, spacy: str | None
) -> Iterator[Extraction]:
    """Finds "NAME zo: WORDS."."""
    for article in articles:
        found = list(SAID.finditer(article.text))
        ids = {m[1]: digest("source", article.key, m[1]) for m in found}
        yield Extraction(
            article,
            tuple(Source(id, name, "person") for name, id in ids.items()),
            tuple(
                Claim(
                    id=claim_id(article, m[2], m[3]),
                    article=article.id,
                    source=ids[m[1]],
                    speaker=m[1],
                    cue=m[2],
                    cue_lemma="zo",
                    stance="asserts",
                    force="fact",
                    quotation="indirect",
                    quote=m[3],
                    wording=m[3],
                    speaker_spans=(m.span(1),),
                    cue_spans=(m.span(2),),
                    quote_spans=(m.span(3),),
                )
                for m in found
            ),
        )


class Nodding:
    """Takes every statement for one and knows no more."""

    name = "nodding"

    def read(self, article: Excerpted) -> Findings:
        even = (1.0, 0.0, 0.0, 0.0), (1.0, *[0.0] * 6)
        return Findings([Told(1.0, *even) for _ in article.passages], {})

    def across(self, *given: Any) -> dict[tuple[int, int], Between]:
        return {}


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("claims.languages.toy")
    module.resolved = resolved  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "claims.languages.toy", module)
    monkeypatch.setitem(languages.LANGUAGES, "xx", Language("Toy", "claims.languages.toy"))


def test_each_article_is_read_in_its_language(toy: None) -> None:
    articles = [Article(TOY, language="xx"), Article(ENGLISH), Article(TOY + " ", language="xx")]
    found = extract(articles, lambda texts: [[] for _ in texts], Nodding())  # type: ignore[arg-type]
    assert [e.article for e in found] == articles
    assert [[c.speaker for c in e.claims] for e in found] == [
        ["Ana Holt", "Edo Vance"],
        [],
        ["Ana Holt", "Edo Vance"],
    ]


def test_an_ingest_reads_it(
    toy: None, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "claims.read.inputs.language", lambda text: "xx" if " zo: " in text else "yy"
    )
    monkeypatch.setattr("claims.engine.Engine._network", Nodding())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TOY)
    (tmp_path / "in" / "b.txt").write_text("Qui quo qua.")
    done = run("ingest", str(tmp_path / "in"))
    assert "2 claims" in done.stderr and "1 of them not in English or Toy" in done.stderr
    assert "Not in English or Toy, so stored without claims" in done.stderr
    assert "ta brig ne en sana" in run("list", "--all").stdout
