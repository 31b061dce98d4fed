"""Contents cut off before their verb."""

from __future__ import annotations

from claims.extract.complete import complete
from claims.extract.parse import parse
from claims.records import Attribution, Spans


def found(text: str, cue: str, content: str) -> str:
    def at(part: str) -> Spans:
        start = text.index(part)
        return ((start, start + len(part)),)

    (doc,) = parse([text])
    (whole,) = complete(doc, [Attribution((), at(cue), at(content))])
    return " … ".join(text[s:e] for s, e in whole.content)


def test_a_clause_is_read_to_its_end() -> None:
    text = "Venn stood by her claim that she and Bram Odell, a senior judge, had agreed on a truce."
    assert found(text, "claim", "that she and Bram Odell") == (
        "that she and Bram Odell, a senior judge, had agreed on a truce"
    )


def test_a_content_with_its_verb_stays_as_it_is() -> None:
    text = "Venn said that she had agreed on a truce with Odell."
    assert found(text, "said", "that she had agreed on a truce") == "that she had agreed on a truce"


def test_the_subject_of_an_impersonal_cue_is_no_content() -> None:
    text = "It was claimed on Tuesday that the wall had cracked."
    (doc,) = parse([text])
    cue, words = text.index("was"), text.index("that")
    found = Attribution((), ((cue, cue + 11),), ((0, 2), (words, len(text) - 1)))
    (whole,) = complete(doc, [found])
    assert whole.content == ((words, len(text) - 1),)


def test_the_object_of_an_aside_about_the_speaker_is_no_content() -> None:
    text = "The club, which does not sell its land, denied the report."
    (doc,) = parse([text])

    def at(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    found = Attribution((), (at("denied"),), (at("its land"), at("the report")))
    (whole,) = complete(doc, [found])
    assert whole.content == (at("the report"),)


def test_an_article_alone_is_read_with_its_noun() -> None:
    text = "Venn dismissed as lies the reports of a flood in Tarn."
    assert found(text, "dismissed", "as lies the") == "as lies the reports of a flood in Tarn"
    assert found(text, "dismissed", "as lies") == "as lies"


def test_a_phrase_stays_a_phrase() -> None:
    assert found("Venn denied that.", "denied", "that") == "that"
    assert found("That, Venn said, was wrong.", "said", "That") == "That"


def test_the_object_of_a_clause_before_its_cue_is_read_from_the_front() -> None:
    text = "The guard helped the thieves who took a heron, the city police alleged on Friday."

    def at(part: str) -> Spans:
        return ((text.index(part), text.index(part) + len(part)),)

    cut = Attribution(at("police"), at("alleged"), at("the thieves who took a heron, the city"))
    (doc,) = parse([text])
    (whole,) = complete(doc, [cut])
    assert [text[s:e] for s, e in whole.content] == [
        "The guard helped the thieves who took a heron"
    ]
    quoted = text.replace("The guard", "“The guard")
    assert found(quoted, "alleged", "the thieves who took a heron") == (
        "the thieves who took a heron"
    )


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
