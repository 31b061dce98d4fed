"""Scoring disputes: what counts as found, as right, and as which kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import pytest
from making import claim

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


class Score(Protocol):
    def __call__(self, *links: tuple[str, str, str, float]) -> dict[str, Any]: ...


@pytest.fixture
def score(gold: Gold, tmp_path: Path) -> Score:
    """Scores a database of the gold's own claims with these links: sides, kind and score."""

    def scored(*links: tuple[str, str, str, float]) -> dict[str, Any]:
        path = tmp_path / "gold.db"
        made = [Link(a, b, kind, score, ("test",), "why") for a, b, kind, score in links]
        with Store(path) as store, store.transaction():
            for article in gold.articles:
                stored = Article(article.text, url=article.url)
                claims = [as_found(known, known.id, stored.id) for known in article.claims]
                add(store, gold, stored, claims)
            store.links.put(made)
        return evaluate(GOLD, db=path).told

    return scored


def as_found(known: GoldClaim, id: str, article: str, by: int = 0) -> Claim:
    """A gold claim as a database has it, its places moved ``by`` so many characters."""
    return claim(
        id,
        f"{known.source} {article}",
        known.quote,
        article=article,
        speaker=known.speaker,
        cue=known.cue,
        stance=known.stance,
        force=known.force,
        quotation=known.quotation,
        cue_spans=moved(known.cue_spans, by),
        quote_spans=moved(known.quote_spans, by),
    )


def add(store: Store, gold: Gold, article: Article, claims: list[Claim]) -> None:
    """Put an article with its claims into a database."""
    names = {c.source: gold.sources[c.source.partition(" ")[0]].name for c in claims}
    sources = {id: Source(id, name, "person") for id, name in names.items()}
    store.articles.add(
        Extraction(article, tuple(sources.values()), tuple(claims)),
        signature=None,
        bands=(),
        blocks={id: (name,) for id, name in names.items()},
    )
    store.sources.assign(sources)


def required(gold: Gold) -> list[Any]:
    return [p for p in gold.pairs if p.required and p.kind != "echo"]


def linked(*pairs: Any, score: float = 0.9) -> list[tuple[str, str, str, float]]:
    return [(pair.a, pair.b, getattr(pair, "kind", "conflict"), score) for pair in pairs]


def test_the_gold_itself_scores_one(gold: Gold, score: Score) -> None:
    result = score(*linked(*required(gold)))
    assert result["precision"] == result["recall"] == result["average_precision"] == 1
    assert result["kind_right"] == result["sources_right"] == 1
    assert not result["missed"] and not result["traps_flagged"]


def test_order_does_not_matter(gold: Gold, score: Score) -> None:
    result = score(*((b, a, kind, value) for a, b, kind, value in linked(*required(gold))))
    assert result["precision"] == result["recall"] == 1


def test_a_trap_is_a_wrong_flag_and_tells_why(gold: Gold, score: Score, tmp_path: Path) -> None:
    trap = gold.traps[0]
    result = score(*linked(trap))
    assert result["precision"] == 0 and result["traps_flagged"] == 1
    assert result["flags"][0]["trap"] == trap.why
    assert trap.why in evaluate(GOLD, db=tmp_path / "gold.db").text


def test_an_optional_pair_is_right_but_not_asked_for(gold: Gold, score: Score) -> None:
    wanted = {gold.key(p.a, p.b) for p in required(gold)}
    optional = next(
        p
        for p in gold.pairs
        if not p.required and p.kind != "echo" and gold.key(p.a, p.b) not in wanted
    )
    result = score(*linked(optional))
    assert result["precision"] == 1 and result["found"] == 0


def test_an_echo_flagged_as_a_dispute_is_wrong(gold: Gold, score: Score) -> None:
    echo = next(p for p in gold.pairs if p.kind == "echo")
    assert score((echo.a, echo.b, "conflict", 0.9))["precision"] == 0


def test_an_echo_is_counted_apart(gold: Gold, score: Score) -> None:
    as_echo = score(*linked(next(p for p in gold.pairs if p.kind == "echo")))
    assert not as_echo["flags"] and as_echo["echoes_right"] == 1


def test_wire_copy_stands_for_its_original(gold: Gold, score: Score) -> None:
    copied = next(p for p in required(gold) if p.a.startswith("bord1b."))
    original = copied.a.replace("bord1b", "bord1"), copied.b.replace("bord1b", "bord1")
    assert score((*original, copied.kind, 0.9))["found"] == 1


def test_missing_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"claims\.gold"):
        evaluate(tmp_path)
    with pytest.raises(EmptyInput, match="does not exist"):
        evaluate(GOLD, db=tmp_path / "none.db")


def test_a_database_is_scored_by_its_links(gold: Gold, tmp_path: Path) -> None:
    pair = next(p for p in required(gold) if p.kind == "denial" and p.a.startswith("dam1."))
    path = tmp_path / "claims.db"
    fill(gold, path, [pair.a, pair.b], Link("dam-a", "dam-b", "conflict", 0.75, ("x",), "why"))
    result = evaluate(GOLD, db=path).told
    assert [flag["right"] for flag in result["flags"]] == [True]
    assert result["flags"][0]["kind_right"] is (pair.kind == "conflict")
    assert result["sources_right"] == 1
    assert result["layers"]["found"] == [2, result["claims"]]
    assert result["layers"]["stance"] == result["layers"]["source"] == [2, 2]
    missed = {id for m in result["missed"] for id in m["not_extracted"]}
    assert missed and not missed & {pair.a, pair.b}
    json.dumps(result)


def test_judgements_are_written(gold: Gold, score: Score, tmp_path: Path) -> None:
    score(*linked(gold.traps[0], score=0.6), *linked(required(gold)[0]))
    out = tmp_path / "flags.jsonl"
    evaluate(GOLD, db=tmp_path / "gold.db", predictions=out)
    assert [json.loads(line)["right"] for line in out.read_text().splitlines()] == [True, False]


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
    claims = [
        as_found(gold.claims()[id], name, stored.id, len(head))
        for name, id in zip((link.a, link.b), ids, strict=True)
    ]
    with Store(path) as store, store.transaction():
        add(store, gold, stored, claims)
        store.links.put([link])


def test_a_claim_is_matched_by_content_or_cue(gold: Gold) -> None:
    article = gold.articles[0]
    known = article.claims[1]
    same = Alignment(article.text, article.text)

    def found(**spans: Spans) -> tuple[str, ...]:
        return matches(article, same, claim("x", "y", "", **{"quote_spans": (), **spans}))

    assert found(cue_spans=known.cue_spans)[0] == known.id
    assert found(quote_spans=known.quote_spans)[0] == known.id
    start = known.quote_spans[0][0]
    assert known.id not in found(quote_spans=((start, start + 4),))


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
        b["from"]: (b["count"], b["right"])
        for b in calibrate([(0.95, True), (0.91, False), (0.5, True)])
    }
    assert bins[0.9] == (2, 1) and bins[0.5] == (1, 1) and bins[0.7] == (0, 0)
