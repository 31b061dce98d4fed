"""What a reader says is put into the claims: a tiny reader, no network."""

from __future__ import annotations

from dataclasses import replace

from conftest import Words, extraction

from claims.reading.answers import TYPES, Between, Excerpted, Findings, Told
from claims.reading.tell import told
from claims.records import Article, Extraction, Source

TEXT = (
    "Mike Pence met Todd Rose. Rose said the road was open all night. "
    "He said it was shut from ten. The charge is absurd, he insisted."
)
FACT = tuple(float(kind == "fact") for kind in TYPES)


def found() -> Extraction:
    return extraction(
        Article(TEXT, url="https://news.example/1", language="en"),
        Words("Rose", "said", "the road was open all night", "Todd Rose"),
        Words("He", "said", "it was shut from ten", "Todd Rose"),
        Words("he", "insisted", "The charge is absurd", "Todd Rose"),
    )


class Says:
    name = "says"

    def __init__(self, *answers: Told, pairs: dict[tuple[int, int], Between] | None = None) -> None:
        self.answers, self.pairs = list(answers), pairs or {}

    def read(self, article: Excerpted) -> Findings:
        assert article.text == TEXT
        assert len(article.passages) == len(self.answers)
        return Findings(self.answers, self.pairs)

    def across(self, *_: object) -> dict[tuple[int, int], Between]:
        raise AssertionError


SAID = Told(0.9, (0.9, 0.1, 0.0, 0.0), FACT)
DENIED = Told(0.9, (0.1, 0.9, 0.0, 0.0), FACT, about=((0, 0.8), (1, 0.1)))
PENCE = (TEXT.index("Mike Pence"), len("Mike Pence"))


def test_what_is_no_statement_goes_with_its_pairs() -> None:
    pairs = {(0, 1): Between(0.9), (0, 2): Between(0.8), (1, 2): Between(0.01)}
    result = told(found(), Says(SAID, replace(SAID, statement=0.1), SAID, pairs=pairs))
    assert [claim.quote for claim in result.claims] == [
        "the road was open all night",
        "The charge is absurd",
    ]
    ((answer),) = result.answers
    assert (answer.a, answer.b) == tuple(claim.id for claim in result.claims)
    assert answer.dispute == 0.8


def test_a_denial_points_to_what_it_denies() -> None:
    result = told(found(), Says(SAID, SAID, DENIED))
    assert [claim.stance for claim in result.claims] == ["asserts", "asserts", "denies"]
    assert result.claims[2].about == result.claims[0].id
    unsure = replace(DENIED, about=())
    assert told(found(), Says(SAID, SAID, unsure)).claims[2].about is None


def named(odds: float, name: str) -> Told:
    start = TEXT.index(name)
    return replace(SAID, who=(((start, start + len(name)), odds),))


def with_names(given: Extraction) -> Extraction:
    """``given`` with all whom the article names."""
    rose = next(source for source in given.sources if source.name == "Todd Rose")
    pence = Source("pence", "Mike Pence", "person")
    places = ((TEXT.index("Pence"), pence.id), (TEXT.index("Rose"), rose.id))
    return replace(given, figures=(pence, rose), places=places)


def speakers(*answers: Told) -> list[str]:
    result = told(with_names(found()), Says(*answers))
    names = {source.id: source.name for source in result.sources}
    return [names[claim.source] for claim in result.claims]


def test_a_name_that_is_written_there_stays() -> None:
    assert speakers(named(0.9, "Mike Pence"), SAID, SAID)[0] == "Todd Rose"


def test_a_pronoun_is_who_was_found_or_as_it_is_written() -> None:
    assert speakers(SAID, named(0.6, "Todd Rose"), SAID)[1] == "Todd Rose"
    assert speakers(SAID, SAID, SAID)[1] == "He", "nobody else says so"
    assert speakers(SAID, named(0.5, "Mike Pence"), SAID)[1] == "He", "the two differ"


def test_a_claim_is_no_surer_than_its_source() -> None:
    sure = replace(named(0.2, "Todd Rose"), statement=0.999)
    result = told(with_names(found()), Says(SAID, sure, SAID))
    assert 0.6 <= result.claims[1].confidence < 0.95


def test_one_without_a_name_is_named_where_the_reader_is_sure() -> None:
    given = found()
    nobody = replace(given.sources[0], id="nobody", name="he", kind="unnamed")
    claims = tuple(replace(claim, source="nobody") for claim in given.claims)
    given = replace(with_names(given), sources=(nobody,), claims=claims)
    for odds, name in ((0.98, "Mike Pence"), (0.4, "he")):
        result = told(given, Says(SAID, named(odds, "Mike Pence"), SAID))
        names = {source.id: source.name for source in result.sources}
        assert names[result.claims[1].source] == name


def test_the_words_are_the_articles_own() -> None:
    for claim in told(found(), Says(SAID, SAID, DENIED)).claims:
        assert claim.wording.endswith(claim.quote)
        assert claim.quote == " … ".join(TEXT[a:b] for a, b in claim.quote_spans)


def test_words_that_tell_nothing_stay_where_they_deny() -> None:
    given = found()
    given = replace(given, bare=frozenset({given.claims[1].id, given.claims[2].id}))
    result = told(given, Says(SAID, SAID, DENIED))
    assert [claim.quote for claim in result.claims] == [
        given.claims[0].quote,
        given.claims[2].quote,
    ]


def test_the_son_is_not_called_by_the_name_of_his_father() -> None:
    given = found()
    son = replace(given.claims[0], speaker="Rose Jr.")
    given = replace(given, claims=(son, *given.claims[1:]))
    result = told(given, Says(SAID, SAID, SAID))
    names = {source.id: source.name for source in result.sources}
    assert names[result.claims[0].source] == "Rose Jr."
