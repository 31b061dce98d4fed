"""People whom the pipeline took for a body or a place."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Span

from claims.extract.parse import parse
from claims.sources.unlabelled import unlabelled

TEXT = "A suit was filed by Bradley Podrick on Monday. Podrick said that he was dismissed."


def labelled(text: str, *labels: tuple[str, str]) -> Doc:
    """``text`` parsed, with these entities alone."""
    (doc,) = parse([text])
    spans = [(text.index(name), name, label) for name, label in labels]
    ents = [doc.char_span(at, at + len(name), label) for at, name, label in spans]
    doc.ents = [ent for ent in ents if isinstance(ent, Span)]
    return doc


def test_who_speaks_by_his_surname_is_a_person_under_any_label() -> None:
    doc = labelled(TEXT, ("Bradley Podrick", "FAC"))
    found = unlabelled(doc)
    assert [(token.i, mention.name) for token, mention in found] == [
        (6, "Bradley Podrick"),
        (10, "Podrick"),
    ]
    assert {mention.kind for _, mention in found} == {"person"}


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        (TEXT.replace("Podrick said", "A clerk said"), "Bradley Podrick", "FAC"),
        (TEXT.replace("Bradley", "Brickwork"), "Brickwork Podrick", "FAC"),
        (TEXT, "Bradley Podrick", "PERSON"),
    ],
)
def test_others_are_left_as_they_are(text: str, name: str, label: str) -> None:
    assert unlabelled(labelled(text, (name, label))) == []
