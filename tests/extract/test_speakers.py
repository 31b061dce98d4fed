"""Source spans to mentions: name, role, affiliation and kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.tokens import Doc

from claims.extract.parse import parse
from claims.extract.speakers import speaker_of
from claims.records import Attribution, Mention, Spans


def read(text: str) -> Doc:
    return next(iter(parse([text])))


def at(text: str, part: str | None) -> Spans:
    if not part:
        return ()
    start = text.index(part)
    return ((start, start + len(part)),)


def speaker(text: str, source: str | None, cue: str) -> Mention:
    found = speaker_of(read(text), Attribution(at(text, source), at(text, cue), ()))
    assert found is not None
    return found


PEOPLE = [
    (
        "Marta Ibsen, the secretary of Portugal’s Harbour Council, said ships may enter.",
        "Marta Ibsen, the secretary of Portugal’s Harbour Council",
        ("Marta Ibsen", "secretary", "Portugal’s Harbour Council"),
    ),
    (
        "Prime Minister Olaf Brandt said that the road was closed.",
        "Prime Minister Olaf Brandt",
        ("Olaf Brandt", "Prime Minister", None),
    ),
    (
        "Uruguayan Foreign Minister Pilar Acosta said the talks had failed.",
        "Uruguayan Foreign Minister Pilar Acosta",
        ("Pilar Acosta", "Foreign Minister", "Uruguayan"),
    ),
    (
        "Portugal’s Finance Minister Rui Salgado said taxes would rise.",
        "Portugal’s Finance Minister Rui Salgado",
        ("Rui Salgado", "Finance Minister", "Portugal"),
    ),
    (
        "Tom Harker, a spokesman for Velmora Airways, said the flight was late.",
        "Tom Harker, a spokesman for Velmora Airways",
        ("Tom Harker", "spokesman", "Velmora Airways"),
    ),
    (
        "Coast Guard spokeswoman Helen Marsh said the search was over.",
        "Coast Guard spokeswoman Helen Marsh",
        ("Helen Marsh", "spokeswoman", "Coast Guard"),
    ),
    (
        "Sir Edgar Lowell, who replaced Anne Pike as chairman in July, said sales were up.",
        "Sir Edgar Lowell, who replaced Anne Pike as chairman in July",
        ("Edgar Lowell", None, None),
    ),
    (
        "Lowell, a former engineer at the Dunmore Institute, said the bridge was safe.",
        "Lowell, a former engineer at the Dunmore Institute",
        ("Lowell", "former engineer", "Dunmore Institute"),
    ),
    (
        "The company’s chief executive, Nadia Kessler, said the plant would close.",
        "The company’s chief executive, Nadia Kessler",
        ("Nadia Kessler", "chief executive", None),
    ),
    (
        "Secretary of State Paul Redfern said the treaty was dead.",
        "Secretary of State Paul Redfern",
        ("Paul Redfern", "Secretary of State", None),
    ),
    (
        "Sen. Laura Whitfield (D-Ohio) said the bill would fail.",
        "Sen. Laura Whitfield (D-Ohio)",
        ("Laura Whitfield", "Senator", None),
    ),
    (
        "Redfern spokesman Luke Farrow said no date was set.",
        "Redfern spokesman Luke Farrow",
        ("Luke Farrow", "spokesman", "Redfern"),
    ),
    (
        "Peter Quill, a professor of law at the University of Tarnby, said it was legal.",
        "Peter Quill, a professor of law at the University of Tarnby",
        ("Peter Quill", "professor of law", "University of Tarnby"),
    ),
]


@pytest.mark.parametrize(("text", "source", "told"), PEOPLE)
def test_people(text: str, source: str, told: tuple[str, str | None, str | None]) -> None:
    mention = speaker(text, source, "said")
    assert (mention.name, mention.kind) == (told[0], "person")
    assert mention.role == told[1]
    assert (mention.affiliation or "").replace("'", "’") in {told[2] or "", f"{told[2]}"}


def test_an_aside_stays_out_of_the_words() -> None:
    text = "Sir Edgar Lowell, who replaced Anne Pike as chairman in July, said sales were up."
    source = "Sir Edgar Lowell, who replaced Anne Pike as chairman in July"
    assert speaker(text, source, "said").text == "Sir Edgar Lowell"


def test_a_missing_title_is_put_back() -> None:
    text = "Prime Minister Olaf Brandt said that the road was closed."
    mention = speaker(text, "Brandt", "said")
    assert mention.text == "Prime Minister Olaf Brandt"
    assert mention.role == "Prime Minister"


def test_a_missing_apposition_is_put_back() -> None:
    text = "Marta Ibsen, the secretary of the Harbour Council, said ships may enter."
    mention = speaker(text, "Marta Ibsen", "said")
    assert mention.role == "secretary"
    assert mention.affiliation == "Harbour Council"


def test_a_fragment_of_the_sentence_before_is_dropped() -> None:
    text = "Olaf Brandt left early. Residents of the valley said the water had risen."
    doc = read(text)
    spans = (*at(text, "Olaf"), *at(text, "Residents of the valley"))
    found = speaker_of(doc, Attribution(spans, at(text, "said"), ()))
    assert found is not None
    assert found.text == "Residents of the valley"
    assert (found.kind, found.name, found.number) == ("group", None, "plural")


@pytest.mark.parametrize(
    ("text", "source", "kind", "name"),
    [
        (
            "The Foreign Ministry said so.",
            "The Foreign Ministry",
            "organization",
            "Foreign Ministry",
        ),
        ("Portugal said it would pay.", "Portugal", "government", "Portugal"),
        ("The Portuguese government said so.", "The Portuguese government", "government", None),
        ("The ministry said so.", "The ministry", "organization", None),
        ("The report said so.", "The report", "document", None),
        ("Officials from both sides said so.", "Officials from both sides", "group", None),
        ("A spokesman said so.", "A spokesman", "unnamed", None),
        ("Rui Salgado and Ana Pinto said so.", "Rui Salgado and Ana Pinto", "group", None),
    ],
)
def test_kinds(text: str, source: str, kind: str, name: str | None) -> None:
    mention = speaker(text, source, "said")
    assert mention.kind == kind
    if name or kind in ("document", "unnamed", "group"):
        assert mention.name == name


def test_an_unnamed_speaker_keeps_role_and_affiliation() -> None:
    mention = speaker("A spokeswoman for Velmora Airways said so.",
                      "A spokeswoman for Velmora Airways", "said")  # fmt: skip
    assert (mention.role, mention.affiliation) == ("spokeswoman", "Velmora Airways")
    assert mention.number == "singular"


@pytest.mark.parametrize(
    ("word", "gender", "number"),
    [("He", "male", "singular"), ("She", "female", "singular"), ("They", None, "plural"),
     ("It", None, "singular"), ("We", None, "plural")],
)  # fmt: skip
def test_pronouns(word: str, gender: str | None, number: str) -> None:
    mention = speaker(f"{word} said the road was closed.", word, "said")
    assert mention.pronoun
    assert (mention.gender, mention.number) == (gender, number)


def test_a_comma_is_nobody() -> None:
    text = "Wages fell, Rui Salgado said."
    assert speaker_of(read(text), Attribution(at(text, ","), at(text, "said"), ())) is None


def test_a_body_that_is_called_it_speaks() -> None:
    assert speaker("It has said that wages would fall.", "It", "has said").text == "It"


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    read("Warm.")
    yield


def test_an_article_that_the_model_marks_alone_stands_for_its_noun() -> None:
    found = speaker("The union, meeting in Tarn, said wages fell.", "The", "said")
    assert found.text.startswith("The union")


def test_a_loose_and_is_no_part_of_a_name() -> None:
    text = "The woman, held near Tarn and freed in May, and who was ill, said that wages fell."
    assert speaker(text, text[: text.index(" who")], "said").text.rstrip(", ").split()[-1] != "and"


@pytest.mark.parametrize(
    ("text", "source", "cue", "speaks"),
    [
        ("Marta Ibsen was accused of burning the mill.", "Marta Ibsen", "was accused of", False),
        ("Olaf Brandt, who was accused of theft, left.", "who", "was accused of", False),
        ("The sailors were told that the port was shut.", "The sailors", "were told", False),
        (
            "Marta Ibsen was quoted as saying it was shut.",
            "Marta Ibsen",
            "was quoted as saying",
            True,
        ),
        ("It was shut, he was told by Marta Ibsen.", "Marta Ibsen", "was told", True),
    ],
)
def test_who_is_told_or_accused_does_not_speak(
    text: str, source: str, cue: str, speaks: bool
) -> None:
    found = speaker_of(read(text), Attribution(at(text, source), at(text, cue), ()))
    assert (found is not None) is speaks
