"""Words that the model left out of the middle of a content."""

from __future__ import annotations

from claims.extract.complete import complete
from claims.extract.parse import parse
from claims.records import Attribution


def spliced(text: str, cue: str, *content: str) -> str:
    def at(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    (doc,) = parse([text])
    (whole,) = complete(doc, [Attribution((), (at(cue),), tuple(map(at, content)))])
    return " … ".join(text[s:e] for s, e in whole.content)


def test_words_left_out_in_the_middle_are_put_back() -> None:
    text = "Venn noted the pact would open the port, but the customs must close before they sail."
    parts = "the pact would open the port, but the", "they sail"
    assert spliced(text, "noted", *parts) == text[len("Venn noted ") : -1]


def test_an_aside_another_sentence_and_the_cue_stay_out() -> None:
    text = "Venn said the pact, long in the making, was dead."
    assert spliced(text, "said", "the pact", "was dead") == "the pact … was dead"
    text = "“The pact is dead,” Venn said of the talks. “It was never signed.”"
    parts = "“The pact is dead,”", "“It was never signed.”"
    assert spliced(text, "said", *parts) == " … ".join(parts)
