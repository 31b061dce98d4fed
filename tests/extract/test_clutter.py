"""What stands in a text and is no article never reaches what is extracted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from claims.engine import extract
from claims.extract import clutter as cutting
from claims.extract.clutter import clutter, readable, without
from claims.reading.answers import Between, Excerpted, Findings, Told
from claims.records import Article

TEXT = (
    "Enlarge this image toggle caption Ida Rook/AP Ida Rook/AP\n\n"
    "The mill in Tarn was safe, Mayor Edo Vance said on Monday. He had asked for a report.\n\n"
    "READ MORE: What the Mill Owners of Tarn Never Told\n\n"
    "“Nobody was hurt,” said Ana Holt, who runs the mill.\n\n"
    "Facebook Twitter Pinterest Ana Holt at the mill. Photograph: Bo Lund/Reuters\n\n"
    "Sign up for our daily newsletter"
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in clutter(text)]


class Silent:
    """A reader to whom everything is a statement."""

    name = "silent"

    def read(self, article: Excerpted) -> Findings:
        told = Told(1.0, (1.0, 0.0, 0.0, 0.0), (1.0,) + (0.0,) * 6)
        return Findings([told for _ in article.passages], {})

    def across(
        self, one: Excerpted, other: Excerpted, seeds: Sequence[tuple[int, int]], most: int
    ) -> dict[tuple[int, int], Between]:
        return {}


def test_captions_credits_links_and_letters_are_cut_and_text_is_not() -> None:
    lines = TEXT.split("\n\n")
    assert cut(TEXT) == [lines[0], lines[2], lines[4], lines[5]]


def test_a_link_inside_a_sentence_is_cut_out_of_it() -> None:
    link = "Edward (Ed) Marlow VanceVance faces revolt over mill The Memo: Mills in trouble MORE"
    text = f"The mill is safe, Sen. Ed Vance {link} (R-Tarn) told reporters on Monday."
    assert cut(text) == [link]
    assert " ".join(readable(text).split()) == text.replace(f"{link} ", "")


@pytest.mark.parametrize(
    "line",
    [
        "“No,” he said.",
        "Vance denied it.",
        "The Tarn Post and the AP reported on Monday that the mill was closed.",
        "More: that is what Vance wants, he said, and what Holt will not give him.",
        "Mayor Edo Vance, Judge Ida Rook and Sen. Bo Lund (R-Tarn) said they would read it.",
    ],
)
def test_a_line_of_text_stays(line: str) -> None:
    assert cut(f"The mill in Tarn was safe, Mayor Edo Vance said.\n\n{line}\n\nIt rained.") == []


def test_what_is_read_is_as_long_and_parts_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "It is safe. BUY NOW Vance said so to BUY NOW the press."
    found = tuple((i, i + 7) for i in (text.index("BUY"), text.rindex("BUY")))
    monkeypatch.setattr(cutting, "clutter", lambda _: found)
    seen = readable(text)
    assert len(seen) == len(text)
    assert seen.split("\n\n") == ["It is safe. ", "      Vance said so to         the press."]
    assert without(text, ((0, len(text)),)) == ((0, 11), (20, 36), (45, 55))
    assert without(text, ((13, 19), (20, 25))) == ((20, 25),)
    assert without(text, ((0, 11),)) == ((0, 11),)


def test_the_stored_text_stays_and_no_claim_reaches_into_clutter() -> None:
    from claims.extract.attribution import Attributor

    (found,) = extract([Article(TEXT, title="Mill")], Attributor(threads=1), Silent())
    assert found.article.text == TEXT
    spans = [s for c in found.claims for s in (*c.quote_spans, *c.cue_spans, *c.speaker_spans)]
    assert {c.quote for c in found.claims} >= {"The mill in Tarn was safe", "“Nobody was hurt,”"}
    assert all(without(TEXT, (span,)) == (span,) for span in spans)


def test_weights_are_learned_from_runs_of_characters() -> None:
    pytest.importorskip("pycrfsuite")
    from claims.training.clutter import labelled

    text = "BUY NOW It rained."
    ((line, (seen, labels)),) = labelled(text, [(0, 7)])
    assert line == text and len(seen) == len(labels)
    assert labels == ["begin", "in", "after", "text", "text"]
