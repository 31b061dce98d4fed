"""The corpus: its articles can be read, and its gold points to what it says it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.evaluate.gold import Alignment, Gold, find, read_gold
from claims.read import read
from claims.records import Article

CORPUS = Path(__file__).parent.parent / "corpus"
FOLDERS = (CORPUS, CORPUS / "heldout")


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "gold" / name).read_text("utf-8").splitlines()]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def gold(folder: Path) -> Gold:
    return read_gold(folder / "gold")


def test_an_ingest_of_the_folder_reads_the_articles_and_nothing_else() -> None:
    found = list(read([CORPUS]))
    files = {Path(a.origin or "").name for a in found if isinstance(a, Article)}
    wanted = {article.file for f in FOLDERS for article in read_gold(f / "gold").articles}
    assert len(found) == len(wanted) >= 24
    assert files == wanted


def test_every_article_says_whose_it_is_and_when(folder: Path) -> None:
    articles = list(read([folder]))
    assert all(isinstance(article, Article) for article in articles)
    for article in articles:
        assert isinstance(article, Article)
        assert article.outlet and article.title and article.url and article.author
        assert (article.date or "").startswith("2031-")
        assert article.language == "en"
        assert 240 <= len(article.text.split()) <= 600


def test_gold_texts_are_the_texts_of_the_files(gold: Gold) -> None:
    for article in gold.articles:
        [read_one] = list(read([gold.folder.parent / article.file]))
        assert isinstance(read_one, Article)
        if article.file.endswith(".txt"):
            assert read_one.text == article.text
        assert find(gold.articles, read_one) is article
        aligned = Alignment(article.text, read_one.text)
        everything = aligned.stored(((0, len(read_one.text)),))
        assert everything == aligned.gold(((0, len(article.text)),))


def test_spans_hold_the_words_they_are_said_to_hold(folder: Path) -> None:
    for row in rows(folder, "claims.gold"):
        for claim in row["claims"]:
            for words, spans in (
                ("speaker", "speaker_spans"),
                ("cue", "cue_spans"),
                ("quote", "quote_spans"),
            ):
                pieces = [row["text"][start:end] for start, end in claim[spans]]
                assert " … ".join(pieces) == claim[words]
                assert all(piece == piece.strip() for piece in pieces)
                assert claim[spans] == sorted(claim[spans])
            assert claim["cue"] and claim["quote"]


def test_links_lead_to_claims_and_claims_to_sources(gold: Gold) -> None:
    claims = gold.claims()
    for pair in gold.pairs:
        assert pair.a in claims and pair.b in claims and pair.a != pair.b
    for trap in gold.traps:
        assert trap.a in claims and trap.b in claims and trap.why
    for claim in claims.values():
        assert claim.source in gold.sources
        assert claim.about is None or claim.about in claims
    assert set(gold.original) <= set(claims)


def test_no_pair_is_both_a_dispute_and_none(gold: Gold) -> None:
    links = {gold.key(pair.a, pair.b) for pair in gold.pairs}
    assert not links & {gold.key(trap.a, trap.b) for trap in gold.traps}
    echoes = {gold.key(p.a, p.b) for p in gold.pairs if p.kind == "echo"}
    assert not echoes & {gold.key(p.a, p.b) for p in gold.pairs if p.kind != "echo"}


def test_a_denial_of_a_claim_is_a_denial_in_the_disputes(gold: Gold) -> None:
    links = {(gold.key(pair.a, pair.b), pair.kind) for pair in gold.pairs}
    for claim in gold.claims().values():
        if claim.stance == "denies" and claim.about:
            assert (gold.key(claim.id, claim.about), "denial") in links


def test_required_disputes_are_between_claims_that_can_be_true_or_false(gold: Gold) -> None:
    claims = gold.claims()
    for pair in gold.pairs:
        if pair.required and pair.kind != "echo":
            assert claims[pair.a].force in ("fact", "prediction")
            assert claims[pair.b].force in ("fact", "prediction")
