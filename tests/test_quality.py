"""The one place where quality is asserted: floors on the corpus and on invented stories that the
packaged network has not learned, and that every claim is told in the article's own words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from claims.engine import Engine
from claims.evaluate.disputes import evaluate
from claims.evaluate.scores import average_precision, f1
from claims.extract.clutter import readable
from claims.reading import labels
from claims.reading.answers import Excerpted
from claims.records import Article, Claim
from claims.spans import words
from claims.store import Filters, Store

CORPUS = Path(__file__).parent.parent / "corpus"
#: Below these nothing may fall. Raised when the weights change, never lowered to pass.
FLOORS: dict[str, Any] = json.loads(Path(__file__).with_name("floors.json").read_text("utf-8"))


@pytest.mark.parametrize("gold", ["gold", "heldout/gold"])
def test_disputes_of_the_corpus(sample: Path, gold: str) -> None:
    result = evaluate(CORPUS / gold, db=sample).told
    floor = FLOORS["disputes"][gold]
    assert result["precision"] >= floor["precision"]
    assert result["recall"] >= floor["recall"]


def test_what_the_network_says_of_stories_that_it_has_not_learned(models: Engine) -> None:
    stories = [s for path in sorted(CORPUS.glob("stories/*.gold")) for s in labels.stories(path)]
    held = [story for story in stories if labels.held_out(story)]
    assert len(held) > 20
    scored: list[tuple[float, bool]] = []
    denials: list[tuple[float, bool]] = []
    total = 0
    for story in held:
        for k, text in enumerate(story.texts):
            found = models.reader.read(Excerpted(text.title, text.text, text.passages))
            denials += [(t.denies, story.denies[k, n]) for n, t in enumerate(found.told)]
            total += sum(v == 1 and a[0] == b[0] == k for (a, b), v in story.disputes.items())
            for (i, j), between in found.pairs.items():
                value = story.disputes.get(labels.pair((k, i), (k, j)), 0)
                if value in (0, 1):
                    scored.append((between.dispute, value == 1))
    floor = FLOORS["stories"]
    ranked = [right for _, right in sorted(scored, key=lambda row: -row[0])]
    precision = average_precision([(right, int(right)) for right in ranked], total)
    assert precision >= floor["average precision"]
    assert f1(denials, 0.5) >= floor["denials"]


BRACKETS = re.compile(r"\[(?:… )?([^\[\]]+)\] ")


def verbatim(claim: Claim, text: str) -> None:
    """Without the brackets in front, the wording is the text under the spans; what stands in them
    is the article's too, and comes before."""
    assert claim.quote == words(text, claim.quote_spans)
    if claim.wording != claim.quote:
        before = BRACKETS.match(claim.wording)
        assert before and claim.wording == before.group() + claim.quote
        told = " ".join(readable(text)[: claim.quote_spans[0][0]].split())
        assert before[1] in told.replace("[", "(").replace("]", ")")


def test_every_claim_of_the_corpus_is_in_the_articles_own_words(sample: Path) -> None:
    with Store(sample) as store:
        texts = {article.id: article.text for article in store.articles.get()}
        claims = store.claims.get(Filters(all=True))
        assert len(claims) > 200
        for claim in claims:
            verbatim(claim, texts[claim.article])


@pytest.mark.slow
def test_every_claim_of_the_stories_is_in_the_articles_own_words(models: Engine) -> None:
    stories = [s for path in sorted(CORPUS.glob("stories/*.gold")) for s in labels.stories(path)]
    articles = [
        Article(text.text, title=text.title, url=f"story:{story.id}/{k}", language="en")
        for story in stories[::6]
        for k, text in enumerate(story.texts)
    ]
    found = models.extract(articles)
    assert sum(len(extraction.claims) for extraction in found) > 300
    for extraction in found:
        for claim in extraction.claims:
            verbatim(claim, extraction.article.text)
