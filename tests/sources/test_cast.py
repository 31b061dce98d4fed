"""One article: mentions to sources, pronouns and descriptions to those they mean."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.extract.speakers import speaker_of
from claims.records import Attribution, Source, Spans
from claims.sources.cast import Cast

ARTICLE = """Harbour talks stall

Portuguese Prime Minister Olaf Brandt voiced alarm on Tuesday about the harbour of Velmora.

"Our ships are stuck," he said, adding that he would call Uruguay's Foreign Minister Pilar \
Acosta.

The Uruguayan government claimed that its inspectors closed the quay for repairs. It said \
that the work would take a week.

Montevideo earlier accused Portugal of dumping oil at sea.

Portuguese and Velmora officials denied that. They said Montevideo wanted the harbour for itself.

Brandt also phoned Acosta. According to the Uruguayan Foreign Ministry, Acosta told him that \
the quay was safe.

Marta Ibsen, the secretary of Portugal's Harbour Council, echoed that on Friday. She said \
the Uruguayan side had refused to meet.

Ibsen stood by her claim that she and Tom Harker, a senior Uruguayan official, had signed a \
paper. Harker flatly denied it.

The secretary said the paper was in her safe. The ministry said there was no paper.
"""


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast(next(iter(parse([ARTICLE]))), article_key="velmora")


def at(near: str, part: str) -> Spans:
    start = ARTICLE.index(near) + near.index(part)
    return ((start, start + len(part)),)


def source(cast: Cast, near: str, who: str, cue: str = "said") -> Source:
    found = speaker_of(cast.doc, Attribution(at(near, who), at(near, cue), ()))
    assert found is not None
    return cast.source(found)


@pytest.mark.parametrize(
    ("near", "who", "cue", "name"),
    [
        ("Olaf Brandt voiced", "Olaf Brandt", "voiced", "Olaf Brandt"),
        ("he said, adding", "he", "said", "Olaf Brandt"),
        ("The Uruguayan government claimed", "The Uruguayan government", "claimed", "Uruguay"),
        ("It said that the work", "It", "said", "Uruguay"),
        ("Montevideo earlier accused", "Montevideo", "accused", "Uruguay"),
        ("Acosta told him", "Acosta", "told", "Pilar Acosta"),
        ("She said the Uruguayan", "She", "said", "Marta Ibsen"),
        ("Ibsen stood by her claim", "Ibsen", "stood", "Marta Ibsen"),
        ("her claim that", "her", "claim", "Marta Ibsen"),
        ("Harker flatly denied", "Harker", "denied", "Tom Harker"),
        ("The secretary said", "The secretary", "said", "Marta Ibsen"),
        ("The ministry said", "The ministry", "said", "Uruguayan Foreign Ministry"),
    ],
)
def test_mentions_of_one_source(cast: Cast, near: str, who: str, cue: str, name: str) -> None:
    assert source(cast, near, who, cue).name == name


def test_one_source_one_id(cast: Cast) -> None:
    forms = [
        source(cast, "The Uruguayan government claimed", "The Uruguayan government", "claimed"),
        source(cast, "It said that the work", "It"),
        source(cast, "Montevideo earlier accused", "Montevideo", "accused"),
    ]
    assert len({s.id for s in forms}) == 1
    assert {s.kind for s in forms} == {"government"}
    ministry = source(cast, "The ministry said", "The ministry")
    assert ministry.id != forms[0].id
    assert (ministry.kind, ministry.affiliation) == ("organization", "Uruguay")


def test_they_are_the_officials(cast: Cast) -> None:
    near = "Portuguese and Velmora officials denied"
    officials = source(cast, near, "Portuguese and Velmora officials", "denied")
    they = source(cast, "They said Montevideo", "They")
    assert officials == they
    assert officials.kind == "group" and not officials.named


@pytest.mark.parametrize(
    ("near", "who", "cue", "role", "affiliation"),
    [
        ("Olaf Brandt voiced", "Olaf Brandt", "voiced", "Prime Minister", "Portugal"),
        ("Acosta told him", "Acosta", "told", "Foreign Minister", "Uruguay"),
        ("Ibsen stood", "Ibsen", "stood", "secretary", "Portugal's Harbour Council"),
        ("Harker flatly denied", "Harker", "denied", "senior official", "Uruguay"),
    ],
)
def test_role_and_affiliation_stay_with_the_surname(
    cast: Cast, near: str, who: str, cue: str, role: str, affiliation: str
) -> None:
    found = source(cast, near, who, cue)
    assert (found.role, found.affiliation) == (role, affiliation)


def test_a_body_goes_with_the_role_that_is_told_with_it() -> None:
    text = (
        "Captain Clara Lowell was firm. Clara Lowell, a member of the Harbour Party, won. "
        "Captain Lowell said no."
    )
    found = resolved(text, ("Captain Lowell", "Captain Lowell said"))[0]
    assert (found.role, found.affiliation) == ("Captain", None)


def test_father_and_son_are_two() -> None:
    text = (
        "President Lowell left. Adam Lowell Jr met a lawyer. Lowell Jr said no. Lowell Jr said so "
        "again. President Lowell said yes."
    )
    son, father = resolved(
        text, ("Lowell Jr", "Lowell Jr said no"), ("President Lowell", "President Lowell said")
    )
    assert (son.name, father.name) == ("Adam Lowell Jr", "Lowell")


def cast_of(text: str) -> Cast:
    return Cast(next(iter(parse([text]))), article_key="test")


def resolved(text: str, *asked: tuple[str, str]) -> list[Source]:
    """Sources of the words before each cue, given as (words, words with cue)."""
    cast = cast_of(text)
    out = []
    for who, near in asked:
        start = text.index(near)
        cue = near.removeprefix(who).split()[0]
        place = start + near.index(cue, len(who))
        found = speaker_of(
            cast.doc, Attribution(((start, start + len(who)),), ((place, place + len(cue)),), ())
        )
        assert found is not None
        out.append(cast.source(found))
    return out


def test_pronouns_follow_gender() -> None:
    text = (
        "Mr. Lowell met Mrs. Pike on Monday. She said the mill was sold. He said it was not. "
        "Pike said the papers were signed."
    )
    she, he, pike = resolved(
        text, ("She", "She said"), ("He", "He said"), ("Pike", "Pike said the")
    )
    assert (she.name, he.name) == ("Pike", "Lowell")
    assert she.id == pike.id


def test_an_acronym_is_its_body() -> None:
    text = (
        "The Tarnby Water Agency (TWA) shut the dam. The TWA said it was old. "
        "The agency said repairs would start."
    )
    acronym, agency = resolved(text, ("The TWA", "The TWA said"), ("The agency", "The agency said"))
    assert acronym.name == agency.name == "Tarnby Water Agency"
    assert acronym.id == agency.id


def test_an_unnamed_body_is_a_body_of_its_article() -> None:
    text = "The museum said the vase was safe. The city police said it was gone."
    museum, police = resolved(
        text, ("The museum", "The museum said"), ("The city police", "The city police said")
    )
    assert museum.kind == police.kind == "unnamed"


def test_the_unnamed_stay_unnamed() -> None:
    text = "A spokesman said no. Residents said yes. Sources said maybe. A minister said never."
    found = resolved(
        text, ("A spokesman", "A spokesman said"), ("Residents", "Residents said"),
        ("Sources", "Sources said"), ("A minister", "A minister said"),
    )  # fmt: skip
    assert [s.kind for s in found] == ["unnamed", "group", "group", "unnamed"]
    assert not any(s.named for s in found)
    assert len({s.id for s in found}) == 4


def test_the_same_words_are_the_same_source_in_one_article_only() -> None:
    text = "A spokesman said no. Later the spokesman said yes."
    first, second = resolved(
        text, ("A spokesman", "A spokesman said"), ("the spokesman", "the spokesman said")
    )
    assert first.id == second.id
    other = Cast(next(iter(parse([text]))), article_key="another")
    found = speaker_of(other.doc, Attribution(((0, 11),), ((12, 16),), ()))
    assert found is not None
    assert other.source(found).id != first.id


def test_ids_do_not_depend_on_the_order_of_questions() -> None:
    first = cast_of(ARTICLE)
    second = cast_of(ARTICLE)
    names = [("Ibsen stood by", "Ibsen", "stood"), ("Olaf Brandt voiced", "Olaf Brandt", "voiced")]
    forward = [source(first, *n).id for n in names]
    backward = [source(second, *n).id for n in reversed(names)]
    assert forward == backward[::-1]


@pytest.mark.parametrize("text", ["", " ", "\n", "He said.", "“", "“” said “", "He he he."])
def test_odd_texts_raise_nothing(text: str) -> None:
    assert cast_of(text).doc.text == text
