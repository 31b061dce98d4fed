"""Scoring disputes: what counts as found, as right, and as which kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.errors import EmptyInput, Malformed
from claims.evaluate.alike import same_name
from claims.evaluate.disputes import evaluate, matches
from claims.evaluate.gold import Alignment, Gold, GoldClaim, read_gold
from claims.evaluate.scores import average_precision, calibrate
from claims.records import Article, Claim, Extraction, Link, Source, Spans
from claims.store import Store

GOLD = Path(__file__).parents[2] / "corpus" / "gold"


@pytest.fixture(scope="module")
def gold() -> Gold:
    return read_gold(GOLD)


def told(gold: Gold, claim: GoldClaim) -> dict[str, Any]:
    """A gold claim as ``claims disputes --json`` would print it."""
    article = next(a for a in gold.articles if a.id == claim.article)
    return {
        "id": claim.id,
        "source": gold.sources[claim.source].name,
        "speaker": claim.speaker,
        "quote": claim.quote,
        "spans": {"cue": claim.cue_spans, "quote": claim.quote_spans},
        "article": {"url": article.url},
    }


def dispute(gold: Gold, a: str, b: str, kind: str = "conflict", score: float = 0.9) -> Any:
    claims = gold.claims()
    sides = [{"sources": [], "claims": [told(gold, claims[id])]} for id in (a, b)]
    return {"kind": kind, "score": score, "reasons": ["test"], "sides": sides}


def required(gold: Gold) -> list[Any]:
    return [p for p in gold.pairs if p.required and p.kind != "echo"]


def test_the_gold_itself_scores_one(gold: Gold) -> None:
    result = evaluate(GOLD, disputes=[dispute(gold, p.a, p.b, p.kind) for p in required(gold)])
    assert result.precision == result.recall == result.average_precision == 1
    assert result.kind_right == result.sources_right == 1
    assert not result.missed and not result.traps


def test_order_does_not_matter(gold: Gold) -> None:
    result = evaluate(GOLD, disputes=[dispute(gold, p.b, p.a, p.kind) for p in required(gold)])
    assert result.precision == result.recall == 1


def test_a_trap_is_a_wrong_flag_and_tells_why(gold: Gold) -> None:
    trap = gold.traps[0]
    result = evaluate(GOLD, disputes=[dispute(gold, trap.a, trap.b)])
    assert result.precision == 0 and result.traps == 1
    assert result.flags[0].trap == trap.why
    assert trap.why in str(result)


def test_an_optional_pair_is_right_but_not_asked_for(gold: Gold) -> None:
    wanted = {gold.key(p.a, p.b) for p in required(gold)}
    optional = next(
        p
        for p in gold.pairs
        if not p.required and p.kind != "echo" and gold.key(p.a, p.b) not in wanted
    )
    result = evaluate(GOLD, disputes=[dispute(gold, optional.a, optional.b)])
    assert result.precision == 1 and result.found == 0


def test_an_echo_flagged_as_a_dispute_is_wrong(gold: Gold) -> None:
    echo = next(p for p in gold.pairs if p.kind == "echo")
    assert evaluate(GOLD, disputes=[dispute(gold, echo.a, echo.b)]).precision == 0
    as_echo = evaluate(GOLD, disputes=[dispute(gold, echo.a, echo.b, "echo")])
    assert not as_echo.flags and as_echo.echoes_right == 1


def test_wire_copy_stands_for_its_original(gold: Gold) -> None:
    copied = next(p for p in required(gold) if p.a.startswith("bord1b."))
    original = copied.a.replace("bord1b", "bord1"), copied.b.replace("bord1b", "bord1")
    result = evaluate(GOLD, disputes=[dispute(gold, *original, copied.kind)])
    assert result.found == 1


def test_missing_files_and_texts_are_told(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"claims\.gold"):
        evaluate(tmp_path, disputes=[])
    with pytest.raises(Malformed, match="disputes --json"):
        evaluate(GOLD, disputes=[{"kind": "conflict"}])
    with pytest.raises(EmptyInput, match="does not exist"):
        evaluate(GOLD, db=tmp_path / "none.db")


def test_a_database_is_scored_by_its_links(gold: Gold, tmp_path: Path) -> None:
    pair = next(p for p in required(gold) if p.kind == "denial" and p.a.startswith("dam1."))
    path = tmp_path / "claims.db"
    fill(gold, path, [pair.a, pair.b], Link("dam-a", "dam-b", "conflict", 0.75, ("x",), "why"))
    result = evaluate(GOLD, db=path)
    assert [flag.right for flag in result.flags] == [True]
    assert result.flags[0].kind_right is (pair.kind == "conflict")
    assert result.sources_right == 1
    assert result.layers is not None and result.layers.found == (2, result.claims)
    assert result.layers.stance == result.layers.source == (2, 2)
    missed = {id for m in result.missed for id in m.not_extracted}
    assert missed and not missed & {pair.a, pair.b}
    json.dumps(result.to_json())


def test_disputes_are_read_from_a_file_and_judgements_written(gold: Gold, tmp_path: Path) -> None:
    source, out = tmp_path / "disputes.json", tmp_path / "flags.jsonl"
    trap, pair = gold.traps[0], required(gold)[0]
    found = [dispute(gold, trap.a, trap.b, score=0.6), dispute(gold, pair.a, pair.b)]
    source.write_text(json.dumps(found))
    evaluate(GOLD, disputes=source, predictions=out)
    assert [json.loads(line)["right"] for line in out.read_text().splitlines()] == [True, False]
    source.write_text("{}")
    with pytest.raises(Malformed, match="not the list"):
        evaluate(GOLD, disputes=source)


def test_a_database_of_other_articles_is_refused(gold: Gold, tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    store = Store(path)
    with store.transaction():
        store.articles.add(
            Extraction(Article("A page about nothing."), (), ()),
            signature=None,
            bands=(),
            blocks={},
        )
    store.close()
    with pytest.raises(EmptyInput, match="ingest them first"):
        evaluate(GOLD, db=path)


def moved(spans: Spans, by: int) -> Spans:
    return tuple((start + by, end + by) for start, end in spans)


def fill(gold: Gold, path: Path, ids: list[str], link: Link) -> None:
    """A database of one article, under a headline and with other white space, and two claims."""
    first = gold.claims()[ids[0]]
    article = next(a for a in gold.articles if a.id == first.article)
    head = "A headline\n"
    stored = Article(head + article.text.replace("\n\n", " \n"), url=article.url)
    claims, sources = [], []
    for name, id in zip((link.a, link.b), ids, strict=True):
        claim = gold.claims()[id]
        source = Source("source-" + name, gold.sources[claim.source].name, "person")
        sources.append(source)
        claims.append(
            Claim(
                id=name,
                article=stored.id,
                source=source.id,
                speaker=claim.speaker,
                cue=claim.cue,
                cue_lemma=claim.cue,
                stance=claim.stance,
                force=claim.force,
                quotation="direct",
                quote=claim.quote,
                wording=claim.quote,
                speaker_spans=(),
                cue_spans=moved(claim.cue_spans, len(head)),
                quote_spans=moved(claim.quote_spans, len(head)),
            )
        )
    store = Store(path)
    with store.transaction():
        blocks = {source.id: (source.name,) for source in sources}
        store.articles.add(
            Extraction(stored, tuple(sources), tuple(claims)),
            signature=None,
            bands=(),
            blocks=blocks,
        )
        store.sources.assign({source.id: source for source in sources})
        store.links.put([link])
    store.close()


def test_a_claim_is_matched_by_content_or_cue(gold: Gold) -> None:
    article = gold.articles[0]
    claim = article.claims[1]
    same = Alignment(article.text, article.text)
    assert matches(article, same, claim.cue_spans, ())[0] == claim.id
    assert matches(article, same, (), claim.quote_spans)[0] == claim.id
    start = claim.quote_spans[0][0]
    assert claim.id not in matches(article, same, (), ((start, start + 4),))


def test_alignment_passes_over_white_space_and_what_only_one_text_has() -> None:
    alignment = Alignment("She said no. He said yes.", "Head\n\nShe  said no.\nHe said yes. End")
    stored = alignment.stored(((6, 19),))
    assert stored == alignment.gold(((0, 12),))
    assert alignment.stored(((0, 4),)) == frozenset()
    assert alignment.share > 0.7


@pytest.mark.parametrize(
    ("name", "known", "same"),
    [
        ("Sena Okoru", ["Sena Okoru"], True),
        ("Okoru", ["Sena Okoru"], True),
        ("Ambassador Sena Okoru", ["Sena Okoru"], True),
        ("Bela Okoru", ["Sena Okoru"], False),
        ("she", ["Sena Okoru", "she"], False),
        ("the Ruanese Foreign Ministry", ["Defence Ministry of Ruan", "the ministry"], False),
        ("Government of Ruan", ["the government of Ruan"], True),
        ("Ruan’s government", ["Government of Ruan"], True),
    ],
)
def test_names_that_mean_one_source(name: str, known: list[str], same: bool) -> None:
    assert same_name(name, known) is same


def test_average_precision_rewards_right_flags_that_come_first() -> None:
    assert average_precision([(True, 1), (True, 1)], 2) == 1
    late = average_precision([(False, 0), (True, 1), (True, 1)], 2)
    assert late == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert average_precision([], 2) == 0
    twice = average_precision([(True, 1), (True, 0)], 2)
    assert twice == 0.5
    both = average_precision([(True, 2)], 4)
    assert both == 0.5


def test_calibration_counts_by_score() -> None:
    bins = {
        b.low: (b.count, b.right) for b in calibrate([(0.95, True), (0.91, False), (0.5, True)])
    }
    assert bins[0.9] == (2, 1) and bins[0.5] == (1, 1) and bins[0.7] == (0, 0)
