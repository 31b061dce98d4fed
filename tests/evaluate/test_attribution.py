"""The attribution measures, on gold made by hand, and against the published definition."""

import gzip
import json
import random
from pathlib import Path

import pytest

from claims.errors import EmptyInput, Malformed
from claims.evaluate.attribution import table, write_predictions
from claims.evaluate.matching import GoldArticle, read_gold, score
from claims.records import Attribution

TEXT = 'Odd Moen said the ferry was old. "It sails," Ilse Brandt told him, and smiled at all.'
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "score_attributions.py"


def attribution(source: str, cue: str, content: str) -> Attribution:
    def span(phrase: str) -> tuple[tuple[int, int], ...]:
        start = TEXT.index(phrase)
        return ((start, start + len(phrase)),) if phrase else ()

    return Attribution(span(source), span(cue), span(content))


MOEN = attribution("Odd Moen", "said", "the ferry was old")
BRANDT = attribution("Ilse Brandt", "told", '"It sails,"')


def scores(*found: Attribution):
    return score([GoldArticle("a", TEXT, (MOEN, BRANDT))], [found])


def test_the_gold_itself_is_perfect():
    for row in scores(MOEN, BRANDT).values():
        for name in ("any", "iou50", "e2e", "exact", "cue"):
            assert row[name] == (100.0, 100.0, 100.0)


def test_nothing_found_is_no_precision_and_no_recall():
    assert scores()["all"]["e2e"] == (0.0, 0.0, 0.0)


def test_quoted_and_unquoted_are_told_apart():
    result = scores(BRANDT)
    assert result["quoted"]["e2e"] == (100.0, 100.0, 100.0)
    assert result["unquoted"]["e2e"] == (0.0, 0.0, 0.0)
    assert result["all"]["e2e"] == (100.0, 50.0, 66.7)


def test_the_wrong_source_counts_for_iou_alone():
    wrong = attribution("Ilse Brandt", "said", "the ferry was old")
    row = scores(wrong)["unquoted"]
    assert row["iou50"][2] == 100.0
    assert row["e2e"][2] == 0.0


def test_a_source_missing_from_both_is_right():
    bare = Attribution((), MOEN.cue, MOEN.content)
    gold = [GoldArticle("a", TEXT, (bare,))]
    assert score(gold, [[bare]])["all"]["e2e"][2] == 100.0
    assert score(gold, [[MOEN]])["all"]["e2e"][2] == 0.0


def test_half_of_a_content_is_enough_for_iou_and_not_for_exact():
    half = attribution("Odd Moen", "said", "the ferry")
    row = scores(half)["unquoted"]
    assert (row["iou50"][2], row["exact"][2]) == (100.0, 0.0)
    less = attribution("Odd Moen", "said", "the fer")
    assert scores(less)["unquoted"]["iou50"][2] == 0.0
    assert scores(less)["unquoted"]["any"][2] == 100.0


def test_one_gold_is_matched_once():
    assert scores(MOEN, MOEN)["all"]["e2e"] == (50.0, 50.0, 50.0)


def test_attributions_without_content_are_left_out():
    bare = Attribution(MOEN.source, MOEN.cue, ())
    assert scores(bare)["all"]["predicted"] == 0


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="argument"):
        score([GoldArticle("a", TEXT, ())], [])


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference scorer is not here")
def test_agrees_with_the_reference_scorer_on_random_spans():
    reference: dict = {}
    exec(REFERENCE.read_text(encoding="utf-8"), reference)
    chance = random.Random(7)

    def spans():
        cuts = sorted(chance.sample(range(len(TEXT)), 2 * chance.randint(0, 2)))
        return tuple(zip(cuts[::2], cuts[1::2], strict=True))

    def some():
        return tuple(Attribution(spans(), spans(), spans()) for _ in range(chance.randint(0, 5)))

    gold = [GoldArticle(str(i), TEXT, some()) for i in range(60)]
    found = [[a for a in some() if a.content] for _ in gold]

    def plain(items):
        return [{"source": a.source, "cue": a.cue, "content": a.content} for a in items]

    documents = [{"text": g.text, "attributions": plain(g.attributions)} for g in gold]
    theirs = reference["evaluate"](documents, [plain(f) for f in found])
    ours = score(gold, found)
    for part, row in theirs.items():
        assert ours[part]["gold"] == row["gold"]
        assert ours[part]["predicted"] == row["pred"]
        for name in ("any", "iou50", "e2e", "exact", "cue"):
            assert ours[part][name] == row[name]


def entry() -> dict:
    return {
        "id": "a",
        "text": TEXT,
        "attributions": [{"source": [[0, 8]], "cue": [[9, 13]], "content": [[14, 31]]}],
    }


@pytest.mark.parametrize("name", ["gold.json", "gold.json.gz"])
def test_gold_is_read_plain_or_gzipped(tmp_path, name):
    path = tmp_path / name
    data = json.dumps([entry()]).encode()
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert read_gold(path) == [GoldArticle("a", TEXT, (MOEN,))]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"[]", EmptyInput),
        (b"{}", EmptyInput),
        (b"no json", Malformed),
        (b'[{"id": 1}]', Malformed),
        (b'["text"]', Malformed),
        (b'[{"id": 1, "text": "a", "attributions": [{"source": 3}]}]', Malformed),
        (b"\xff\xfe", Malformed),
    ],
)
def test_what_is_no_gold_is_refused_with_its_path(tmp_path, content, error):
    path = tmp_path / "gold.json"
    path.write_bytes(content)
    with pytest.raises(error, match=r"gold\.json"):
        read_gold(path)


def test_a_missing_file_and_a_broken_archive_are_refused(tmp_path):
    with pytest.raises(Malformed):
        read_gold(tmp_path / "none.json")
    (tmp_path / "gold.json.gz").write_bytes(b"not gzip")
    with pytest.raises(Malformed):
        read_gold(tmp_path / "gold.json.gz")


def test_predictions_are_one_line_an_article(tmp_path):
    path = tmp_path / "out.jsonl"
    write_predictions(path, ["a", "b"], [[MOEN], []])
    first, second = (json.loads(line) for line in path.read_text().splitlines())
    assert first == {k: v for k, v in entry().items() if k != "text"}
    assert second == {"id": "b", "attributions": []}


def test_the_result_prints_and_serialises():
    found = scores(MOEN, BRANDT)
    assert "100.0 / 100.0 / 100.0" in "\n".join(table(found))
    assert json.loads(json.dumps(found))["all"]["e2e"] == [100.0] * 3
