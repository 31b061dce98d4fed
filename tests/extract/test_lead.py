"""What an article tells before a statement, shown in brackets in front of words that hang on it."""

from __future__ import annotations

import making

from claims.extract.lead import lead, worded
from claims.records import Claim

TEXT = (
    "The mill burned down on Monday. Police opened an inquiry.\n\n"
    "Asked about the fire, Venn said it was an accident. “The boiler was old,” he added."
)


def claim(quote: str, speaker: str = "Venn", cue: str = "said") -> Claim:
    def at(part: str) -> tuple[tuple[int, int], ...]:
        return ((TEXT.index(part), TEXT.index(part) + len(part)),)

    spans = {"quote_spans": at(quote), "speaker_spans": at(speaker), "cue_spans": at(cue)}
    return making.claim("c", "venn", quote, **spans)


def test_whole_sentences_before_it_and_the_front_of_its_own() -> None:
    told = worded(TEXT, claim("it was an accident"))
    before = "The mill burned down on Monday. Police opened an inquiry. Asked about the fire,"
    assert told == f"[{before}] it was an accident"


def test_the_mark_of_a_quotation_is_not_part_of_what_comes_before() -> None:
    told = lead(TEXT, claim("The boiler was old", "he added", "added"))
    assert told.endswith("Venn said it was an accident.")


def test_at_the_beginning_of_an_article_there_is_nothing_before() -> None:
    told = making.claim("c", "venn", "it is dead", quote_spans=((10, 20),), cue_spans=((5, 9),))
    assert worded("Venn said it is dead.", told) == "it is dead"


def test_a_long_sentence_is_told_from_a_word_on() -> None:
    text = f"{'The mill of the old town burned down and down and ' * 20}and Venn said it."
    at = len(text) - 3
    told = making.claim("c", "v", "it", quote_spans=((at, at + 2),), speaker_spans=(), cue_spans=())
    shown = worded(text, told)
    assert shown.startswith("[… ") and len(shown) < 460
    assert shown[3:].split("]")[0].strip() in text
