"""Parsing keeps offsets, sentence boundaries and order, whatever the text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import ModelError
from claims.extract import parse as parsing
from claims.extract.parse import PACKAGED, _bounded, load, parse, pieces, tokens_of

SENTENCE = "Oren Vash said on Monday that the bridge was closed. "


def test_offsets_equal_those_of_the_text() -> None:
    text = "Title here\n\n  “Quoted,” he\tsaid.\r\n\r\nNext – one…\u00a0two 😀 end."
    doc = next(parse([text]))
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)


def test_paragraph_breaks_are_sentence_boundaries() -> None:
    doc = next(parse(["Leaders Meet Again\n\nThe two leaders met on Friday\n\nNobody spoke"]))
    starts = [sentence.text.strip() for sentence in doc.sents]
    assert starts == ["Leaders Meet Again", "The two leaders met on Friday", "Nobody spoke"]


def test_lines_of_hard_wrapped_text_are_not_paragraphs() -> None:
    text = (
        "The minister of the small town of Halden said late on Monday that\n"
        "The Bridge would be closed until the end of the month, because of\n"
        "the floods which had damaged two of its pillars and a part of the\n"
        "road that leads to it from the western side of the broad valley.\n"
    )
    assert len(list(next(parse([text])).sents)) == 1


def test_a_long_text_is_parsed_in_pieces_and_joined() -> None:
    text = SENTENCE * 900 + "\n\n" + "x" * 25_000 + " " + SENTENCE * 5
    before = "Short one."
    docs = list(parse([before, text, before], batch_size=2))
    assert [doc.text for doc in docs] == [before, text, before]
    assert docs[1][-2].text == "closed"
    assert any(t.dep_ == "ccomp" for t in docs[1][-20:])


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n\n", "\x00", "a\x00b", "\ud83d broken", "\u2028", "“"]
)
def test_odd_texts_do_not_fail(text: str) -> None:
    doc = next(parse([text]))
    assert len(doc.text) == len(text)


def test_no_texts() -> None:
    assert list(parse([])) == []


@given(st.text(alphabet="ab .\n\t“”\x00", max_size=300), st.integers(8, 40))
@settings(max_examples=60, deadline=None)
def test_pieces_join_to_the_text(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text
    assert all(len(part) <= limit for part in parts)


def test_spans_that_cut_words_give_whole_tokens() -> None:
    doc = next(parse(["He flatly denied it, twice."]))
    assert [t.text for t in tokens_of(doc, ((5, 12), (17, 19)))] == ["flatly", "denied", "it"]
    assert tokens_of(doc, ()) == []
    assert [t.text for t in tokens_of(doc, ((19, 900),))] == [",", "twice", "."]


def test_a_pipeline_that_is_not_there() -> None:
    with pytest.raises(ModelError, match="nowhere"):
        load("nowhere")


def test_lemmas_and_tags_are_those_of_the_pipeline_itself() -> None:
    text = (
        "I ain't going.  He's gonna stay; you've gotta see it. Let's go, c'mon y'all!\n"
        "There's one, and there are two that were better. Its walls fell.\n\n"
        "“She'd seen worse,” Oren Vash said, “and the geese were flying.” "
    )
    nlp = load()
    for _ in range(2):  # learnt, then remembered
        ours = next(parse([text]))
        theirs = nlp(text)
        for a, b in zip(ours, theirs, strict=True):
            got = (a.text, a.tag_, a.pos_, str(a.morph), a.lemma_)
            assert got == (b.text, b.tag_, b.pos_, str(b.morph), b.lemma_)


def test_the_lemmatizer_looks_up_the_words_that_it_came_with() -> None:
    next(parse(["The geese were flying."]))
    name = "lemma_index"
    table = load().get_pipe("lemmatizer").lookups.get_table(name)
    came_with = spacy.load(PACKAGED).get_pipe("lemmatizer").lookups.get_table(name)
    assert {part: list(words) for part, words in table.items()} == dict(came_with)
    assert all(isinstance(words, dict) for words in table.values())


def test_names_are_those_of_the_pipeline_itself() -> None:
    texts = [
        "Oren Vash of the Harbour Workers' Union met 40 of them in Velden on 3 May 2031.",
        "",
        "\n\n",
        "Paid: $4 million\n\nDr. Ilse Marrow, of Velden\nand the Ostrava Falls Bridge Authority",
        "Ms Marrow",
        "It rained. Marrow, Vash and Holt left for Lower Ostrava in the early morning. Velden",
    ]
    nlp = load()
    for ours, text in zip(parse(texts), texts, strict=True):
        theirs = nlp(_bounded(nlp.make_doc(text)))
        assert [(e.text, e.start, e.label_) for e in ours.ents] == [
            (e.text, e.start, e.label_) for e in theirs.ents
        ]
        assert [t.ent_iob for t in ours] == [t.ent_iob for t in theirs]
    assert sum(len(doc.ents) for doc in parse(texts)) > 8


@pytest.mark.parametrize("word", ['"' * 20_000, "“" * 20_000, "a" * 20_000, "https://x.y/" * 2_000])
def test_a_word_without_end_takes_time_by_its_length(word: str) -> None:
    """It took the square: ten minutes."""
    nlp = parsing.load()
    start = time.process_time()
    text = f"Ana said {word} and left."
    doc = parsing._tokenized(nlp, text)
    assert doc.text == text
    assert [doc[0].text, doc[-1].text] == ["Ana", "."]
    assert time.process_time() - start < 5


def test_networks_see_few_tokens_at_once() -> None:
    """They keep what they compute: a long text took 20 KB for each of its tokens."""
    nlp = parsing.load()
    docs = [nlp.make_doc("a " * size) for size in (3_000, 3_000, 5_000, 12_000, 10, 10, 10)]
    groups = [[len(doc) for doc in group] for group in parsing._groups(iter(docs), 2)]
    assert groups == [[3_000, 3_000], [5_000], [12_000], [10, 10], [10]]


def test_no_step_puts_the_whole_text_together_again_and_again() -> None:
    """doc.text does: with a text of 400 KB that took 90 seconds of 120."""
    folder = Path(parsing.__file__).parents[1]
    for path in [*folder.glob("extract/*.py"), *folder.glob("resolve/*.py")]:
        assert "doc.text[" not in path.read_text(), path
