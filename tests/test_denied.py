"""Whom pronouns mean in a claim that is named and denied in one breath."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.records import Attribution, Cue, Source, SourceKind, Statement
from claims.resolve.denied import Denied
from claims.resolve.nesting import Layer


class Cast:
    """Takes every pronoun for the accuser, or for nobody."""

    def __init__(self, name: str | None) -> None:
        self.name = name

    def referent(self, start: int, end: int, speaker: Source | None = None) -> str | None:
        return self.name

    def main(self, pronoun: str) -> str | None:
        return "Mira Teld"


def meant(clause: str, pronoun: str, kind: SourceKind, known: str | None) -> str | None:
    text = f"The Harbour Bank denied accusations by Mira Teld that {clause}."
    (doc,) = parse([text])
    content = ((text.index(clause), len(text) - 1),)
    cue = Cue("denied", "deny", "denies")
    statement = Statement(Attribution((), ((17, 23),), content), cue, None)
    denier = Source("bank", "Harbour Bank", kind)
    layer = Layer(statement, denier, None, cue, ((17, 23),), content, about=1)
    start = text.index(f" {pronoun} ") + 1
    return Denied(doc, Cast(known), layer).referent(start, start + len(pronoun))


@pytest.mark.parametrize(
    ("clause", "pronoun", "kind", "known", "expected"),
    [
        ("it had hidden losses", "it", "organization", "Mira Teld", "Harbour Bank"),
        ("its clerks had hidden losses", "its", "organization", None, "Harbour Bank"),
        ("a clerk said it had losses", "it", "organization", "the clerk", "the clerk"),
        ("he had hidden losses", "he", "person", None, "Harbour Bank"),
        ("she had hidden losses", "she", "person", "Mira Teld", "Mira Teld"),
        ("he had hidden losses", "he", "organization", None, None),
        ("he had hidden losses", "he", "organization", "Mira Teld", "Mira Teld"),
        ("he had hidden losses", "he", "organization", "an expert", None),
    ],
)
def test_who_denies_is_whom_it_is_about(
    clause: str, pronoun: str, kind: SourceKind, known: str | None, expected: str | None
) -> None:
    assert meant(clause, pronoun, kind, known) == expected
