"""The attribution model on sentences written for this test, about invented people."""

import json
import shutil
from pathlib import Path

import pytest

from claims.errors import ModelError
from claims.evaluate.attribution import evaluate
from claims.extract.attribution import Attributor
from claims.models.loader import model_path, session

SHARED = Path(__file__).parents[3] / "shared" / "data" / "polnear_dev.json.gz"
FOLDER = Path(str(model_path("attribution")))


@pytest.fixture(scope="module")
def attributor() -> Attributor:
    return Attributor(threads=2)


def said(attributor: Attributor, text: str) -> list[tuple[str, str, str]]:
    """(source, cue, content) as text; runs joined by a bar."""
    return [
        tuple("|".join(text[s:e] for s, e in part) for part in (a.source, a.cue, a.content))
        for a in attributor([text])[0]
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "Harbour master Ilse Brandt said the old ferry would not sail again this year.",
            "Ilse Brandt",
            "said",
            "the old ferry would not sail again this year",
        ),
        (
            "“The bridge is safe,” said Odd Moen, the mayor of Lindvik.",
            "Odd Moen",
            "said",
            "“The bridge is safe,”",
        ),
        (
            "According to the Ministry of Fisheries, three boats were lost in the storm.",
            "the Ministry of Fisheries",
            "According to",
            "three boats were lost in the storm",
        ),
        (
            "The company denied that its plant had polluted the river.",
            "The company",
            "denied",
            "that its plant had polluted the river",
        ),
        (
            "Police in Lindvik told reporters that two men had been arrested on Friday.",
            "Police",
            "told",
            "that two men had been arrested on Friday",
        ),
    ],
)
def test_plain_statements(attributor, text, source, cue, content):
    found = said(attributor, text)
    assert any(source in s and cue in c and content in said for s, c, said in found), found


def test_a_quotation_around_its_cue_is_one_attribution(attributor):
    text = "“We checked the hull twice,” Brandt said. “It was sound when she left the harbour.”"
    found = said(attributor, text)
    assert len(found) == 1
    assert found[0][2] == ("“We checked the hull twice,”|“It was sound when she left the harbour.”")


def test_a_quotation_keeps_its_closing_mark(attributor):
    text = "Mayor Odd Moen said that the council had “never been asked about the bridge.”"
    assert said(attributor, text)[0][2].endswith("bridge.”")


def test_text_without_statements_gives_none(attributor):
    assert said(attributor, "The ferry left Lindvik at noon. It rained all day.") == []


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ".", "“", "\x00", "\ud800", "🛳️" * 50, "a" * 5000]
)
def test_hostile_texts_do_no_harm(attributor, text):
    assert isinstance(attributor([text])[0], list)


def test_nothing_gives_nothing(attributor):
    assert attributor([]) == []


def long_text() -> str:
    names = ["Brandt", "Moen", "Aas", "Lund", "Vik", "Dahl", "Berg", "Holm"]
    things = ["ferry", "bridge", "school", "road", "harbour", "mill", "church"]
    return "\n\n".join(
        f"{names[i % 8]} said the {things[i % 7]} would be closed for {i + 2} weeks. "
        f"The {things[i % 7]} was built in {1900 + i}, and has been mended twice since."
        for i in range(60)
    )


def test_spans_are_sorted_inside_the_text_and_whole_words(attributor):
    text = long_text()
    found = attributor([text])[0]
    assert len(found) >= 55
    assert [a.cue for a in found] == sorted(a.cue for a in found)
    for a in found:
        assert a.content
        assert 0 < a.score <= 1
        for spans in (a.source, a.cue, a.content):
            assert list(spans) == sorted(spans)
            for (start, end), following in zip(
                spans, [*spans[1:], (len(text) + 1, 0)], strict=True
            ):
                assert 0 <= start < end < following[0]
                assert text[start:end] == text[start:end].strip()
                for edge in (start, end):
                    inside = 0 < edge < len(text)
                    assert not (inside and text[edge - 1].isalnum() and text[edge].isalnum())


def test_each_statement_of_a_long_text_is_found_once(attributor):
    text = long_text()
    found = said(attributor, text)
    weeks = [content.split(" for ")[-1] for _, _, content in found if " weeks" in content]
    assert len(weeks) == len(set(weeks))


def test_results_do_not_depend_on_company_or_threads(attributor):
    texts = [long_text(), "Odd Moen said no ferry had left.", "", long_text()[:2000]]
    together = attributor(texts)
    assert together == [attributor([text])[0] for text in texts]
    assert together == Attributor(threads=1)(texts)


def test_offsets_count_characters_not_bytes(attributor):
    text = "🛳️ Þórdís Åsgård said the café’s ferry would not sail."
    source, _, content = said(attributor, text)[0]
    assert source.endswith("Åsgård")
    assert "ferry would not sail" in content


def test_missing_and_broken_weights_are_named(tmp_path):
    with pytest.raises(ModelError, match="no folder"):
        Attributor(str(tmp_path / "none"))
    with pytest.raises(ModelError, match=r"config\.json"):
        Attributor(str(tmp_path))
    (tmp_path / "config.json").write_text("[]")
    with pytest.raises(ModelError, match="window"):
        Attributor(str(tmp_path))
    shutil.copy(FOLDER / "config.json", tmp_path)
    with pytest.raises(ModelError, match="tokenizer"):
        Attributor(str(tmp_path))
    shutil.copy(FOLDER / "tokenizer.json", tmp_path)
    with pytest.raises(ModelError, match=r"encoder\.onnx"):
        Attributor(str(tmp_path))
    (tmp_path / "encoder.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="cannot be opened"):
        Attributor(str(tmp_path))


def test_the_loader_knows_its_models():
    with pytest.raises(ModelError, match="nonsense"):
        model_path("nonsense")
    assert session(FOLDER / "heads.onnx", 1).get_inputs()[0].name == "hidden"


def test_config_names_every_threshold():
    config = json.loads((FOLDER / "config.json").read_text())
    assert {"cue", "inside", "source", "content", "change", "hole"} <= set(config["decoding"])


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the gold is not here")
def test_quality_on_the_development_part_does_not_fall():
    scores = evaluate(SHARED).told["scores"]
    assert scores["all"]["e2e"][2] >= 74.0
    assert scores["quoted"]["e2e"][2] >= 87.0
