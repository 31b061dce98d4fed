"""What "that" and "such an understanding" point to."""

from __future__ import annotations

import pytest

from claims.extract.parse import parse
from claims.records import Spans
from claims.resolve.pointing import points_back
from claims.resolve.references import Candidate, covered, target


def at(text: str, part: str) -> Spans:
    start = text.rindex(part)
    return ((start, start + len(part)),)


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("The harbour master denied that.", "that", True),
        ("The harbour master denied such an understanding.", "such an understanding", True),
        ("The harbour master rejected the allegation.", "the allegation", True),
        ("The harbour master rejected the allegations.", "the allegations", True),
        ("The harbour master dismissed those reports.", "those reports", True),
        ("The harbour master rejected her claim.", "her claim", True),
        ("The harbour master denied that ships had sunk.", "that ships had sunk", False),
        (
            "The harbour master rejected the claim that ships had sunk.",
            "the claim that ships had sunk",
            False,
        ),
        ("The harbour master denied the sale of the pier.", "the sale of the pier", False),
        ("The harbour master denied wrongdoing.", "wrongdoing", True),
        ("The master denied misconduct of his men.", "misconduct of his men", False),
        ("The harbour master pleaded not guilty.", "not guilty", True),
        ("The harbour master denied that it happened.", "it happened", True),
        ("The harbour master denied that it rained.", "it rained", False),
        ("The harbour master denied that that was the case.", "that that was the case", True),
        ("The harbour master rejected it as a rumour.", "a rumour", False),
        ("Vane called himself a liberal, stances that he has since disavowed.", "that", False),
        ("The harbour master denied it was arson.", "it was arson", False),
        ("The harbour master denied allegations of fraud.", "allegations of fraud", True),
        ("The master denied that he got any such letter.", "that he got any such letter", True),
        (
            "The master rejected the pilots' union's account of the storm.",
            "the pilots' union's account of the storm",
            True,
        ),
    ],
)
def test_phrases_without_content_of_their_own_point_back(
    text: str, scope: str, expected: bool
) -> None:
    (doc,) = parse([text])
    assert points_back(doc, at(text, scope)) is expected


ARTICLE = (
    "Osric Vane said the council had agreed on a joint patrol with Dela Murn. "
    "Traffic was light, a driver said. "
    "Murn denied such an understanding."
)


def candidates() -> list[Candidate]:
    def one(position: int, lemma: str, content: str, source: str, *entities: str) -> Candidate:
        stance = "denies" if lemma == "deny" else "asserts"
        return Candidate(
            position=position,
            sentence=position,
            cue_lemma=lemma,
            stance=stance,
            source=source,
            content=at(ARTICLE, content),
            entities=frozenset(entities),
            disputable=True,
        )

    return [
        one(
            0, "say", "the council had agreed on a joint patrol with Dela Murn", "vane", "dela murn"
        ),
        one(1, "say", "Traffic was light", "driver"),
        one(2, "deny", "such an understanding", "murn"),
    ]


def test_the_statement_about_the_denier_is_meant_though_another_is_nearer() -> None:
    (doc,) = parse([ARTICLE])
    found = candidates()
    scope = at(ARTICLE, "such an understanding")
    assert target(doc, scope, "denies", "murn", frozenset({"dela murn"}), found, found[2]) == 0


def test_nobody_denies_their_own_words() -> None:
    (doc,) = parse([ARTICLE])
    found = candidates()
    scope = at(ARTICLE, "such an understanding")
    meant = target(doc, scope, "denies", "vane", frozenset(), found, found[2])
    assert meant != 0


LEAD = (
    "The claims were nonsense, the club said. "
    "Osric Vane alleged on Monday that the club had bribed a referee."
)


def test_news_may_tell_the_denial_first() -> None:
    (doc,) = parse([LEAD])
    denial = Candidate(0, 0, "say", "denies", "club", at(LEAD, "The claims"), frozenset(), True)
    content = at(LEAD, "that the club had bribed a referee")
    claim = Candidate(1, 1, "allege", "asserts", "vane", content, frozenset({"club"}), True)
    scope = at(LEAD, "The claims")
    found = [denial, claim]
    assert target(doc, scope, "denies", "club", frozenset({"club"}), found, denial) == 1
    mood = Candidate(1, 1, "allege", "asserts", "vane", content, frozenset({"club"}), False)
    assert target(doc, scope, "denies", "club", frozenset(), [denial, mood], denial) is None


def test_only_ones_own_words_are_taken_back() -> None:
    (doc,) = parse([ARTICLE])
    found = candidates()
    here = Candidate(
        2, 2, "walk back", "denies", "vane", at(ARTICLE, "such an understanding"), frozenset(), True
    )
    scope = at(ARTICLE, "such an understanding")
    assert target(doc, scope, "denies", "vane", frozenset(), found[:2], here) == 0
    assert target(doc, scope, "denies", "someone", frozenset(), found[:2], here) is None


def test_a_charge_told_in_passing_is_that_of_its_sentence() -> None:
    text = "Osric Vane took a bribe, a claim he denies. The papers are lost, Dela Murn claimed."
    (doc,) = parse([text])
    denial = Candidate(0, 0, "deny", "denies", "vane", at(text, "a claim"), frozenset(), True)
    content = at(text, "The papers are lost")
    next_ = Candidate(1, 1, "claim", "asserts", "murn", content, frozenset(), True)
    bribe = Candidate(
        2, 0, "allege", "asserts", None, at(text, "Osric Vane took a bribe"), frozenset(), True
    )
    scope = at(text, "a claim")
    assert target(doc, scope, "denies", "vane", frozenset(), [denial, next_], denial) is None
    found = [denial, next_, bribe]
    assert target(doc, scope, "denies", "vane", frozenset(), found, denial) == 2


def test_a_relative_pronoun_stands_for_its_noun() -> None:
    text = "The road is shut, Osric Vane said. No ship sank, Murn said, a point that experts deny."
    (doc,) = parse([text])
    road = Candidate(
        0, 0, "say", "asserts", "vane", at(text, "The road is shut"), frozenset(), True
    )
    ship = Candidate(1, 1, "say", "asserts", "murn", at(text, "No ship sank"), frozenset(), True)
    scope = at(text, "that")
    denial = Candidate(2, 1, "deny", "denies", "experts", scope, frozenset(), True)
    found = [road, ship, denial]
    assert target(doc, scope, "denies", "experts", frozenset(), found, denial) == 1


OWNED = "Dela Murn said it rained. Osric Vane said it was dry. The court rejected Murn's claim."


def test_a_claim_with_an_owner_is_nobody_elses() -> None:
    (doc,) = parse([OWNED])

    def said(position: int, who: str, content: str) -> Candidate:
        words = frozenset(who.split())
        spans = at(OWNED, content)
        return Candidate(position, position, "say", "asserts", who, spans, frozenset(), True, words)

    rain, dry = said(0, "dela murn", "it rained"), said(1, "osric vane", "it was dry")
    here = Candidate(2, 2, "reject", "denies", "c", at(OWNED, "Murn's claim"), frozenset(), True)
    scope = at(OWNED, "Murn's claim")
    assert target(doc, scope, "denies", "c", frozenset(), [rain, dry, here], here) == 0
    assert target(doc, scope, "denies", "c", frozenset(), [dry, here], here) is None


FAR = (
    "Osric Vane alleged on Monday that the club had bribed a referee with a watch. "
    "Traffic was light in the harbour, a driver said. "
    + 10 * "It rained. "
    + "These claims are false, the club said."
)


def far(first: int = 0, last: int = 12) -> list[Candidate]:
    bribed, light = "that the club had bribed a referee with a watch", "Traffic was light"
    return [
        Candidate(0, first, "allege", "asserts", "vane", at(FAR, bribed), frozenset(), True,
                  frozenset({"vane"})),
        Candidate(1, first + 1, "say", "asserts", "driver", at(FAR, light), frozenset(), True),
        Candidate(2, last, "say", "denies", "club", at(FAR, "These claims"), frozenset(), True),
    ]  # fmt: skip


def test_these_claims_are_those_that_the_article_began_with() -> None:
    (doc,) = parse([FAR])
    found = far()
    scope = at(FAR, "These claims")
    assert target(doc, scope, "denies", "club", frozenset(), found, found[2]) == 0
    assert target(doc, scope, "denies", "vane", frozenset(), found, found[2]) is None
    assert target(doc, scope, "denies", "club", frozenset(), found[1:], found[2]) is None


def test_a_claim_with_an_owner_may_stand_far_above() -> None:
    text = FAR.replace("These claims", "Vane's claims")
    (doc,) = parse([text])
    found = far()
    scope = at(text, "Vane's claims")
    assert target(doc, scope, "denies", "club", frozenset(), found, found[2]) == 0
    text = FAR.replace("These claims", "Murn's claims")
    (doc,) = parse([text])
    scope = at(text, "Murn's claims")
    assert target(doc, scope, "denies", "club", frozenset(), found, found[2]) is None


ACCUSED = (
    "Osric Vane accused Dela Murn of forging a permit. Murn is an engineer, a clerk said. "
    "Murn denied any wrongdoing."
)


def accused(scope: str, *named: str) -> int | None:
    text = ACCUSED.replace("any wrongdoing", scope)
    (doc,) = parse([text])

    def one(position: int, lemma: str, content: str, source: str) -> Candidate:
        spans, about = at(text, content), frozenset(named)
        return Candidate(position, position, lemma, "asserts", source, spans, about, True)

    found = [
        one(0, "accuse", "Dela Murn of forging a permit", "vane"),
        one(1, "say", "Murn is an engineer", "clerk"),
    ]
    here = Candidate(2, 2, "deny", "denies", "murn", at(text, scope), frozenset(), True)
    return target(
        doc, at(text, scope), "denies", "murn", frozenset({"dela murn"}), [*found, here], here
    )


def test_wrongdoing_is_what_the_denier_is_accused_of() -> None:
    assert accused("any wrongdoing", "dela murn") == 0
    assert accused("any wrongdoing", "murn") == 0
    assert accused("any wrongdoing", "osric vane") is None


def test_charges_are_made_by_whoever_accuses() -> None:
    assert accused("the charges", "dela murn") == 0


def test_reports_may_be_rumours() -> None:
    text = (
        "Rumours that Velcor would buy the pier lifted the stock. A pier is old, a clerk said. "
        "Velcor denied the reports."
    )
    (doc,) = parse([text])
    rumour, pier = at(text, "that Velcor would buy the pier"), at(text, "A pier is old")
    scope = at(text, "the reports")
    found = [
        Candidate(0, 0, "rumour", "asserts", None, rumour, frozenset(), True),
        Candidate(1, 1, "explain", "asserts", "clerk", pier, frozenset(), True),
        Candidate(2, 2, "deny", "denies", "velcor", scope, frozenset(), True),
    ]
    assert target(doc, scope, "denies", "velcor", frozenset(), found, found[2]) == 0


def test_a_story_is_what_it_tells_first() -> None:
    text = (
        "The singer Osric Vane is dead, the Lantern reported on Monday of the famous singer. "
        "It said police came through a window. It said a dog was there. "
        "The story is fake, a clerk said."
    )
    (doc,) = parse([text])
    contents = ["The singer Osric Vane is dead", "police came through a window", "a dog was there"]
    found = [
        Candidate(n, n, "say", "asserts", "lantern", at(text, part), frozenset(), True)
        for n, part in enumerate(contents)
    ]
    scope = at(text, "The story")
    here = Candidate(3, 3, "say", "denies", "clerk", scope, frozenset(), True)
    assert target(doc, scope, "denies", "clerk", frozenset(), [*found, here], here) == 0


CHIEF = (
    "Golfer Osric Vane was banned for a month by the tour, Dela Murn claimed. "
    "The golfer took a drug, Murn said. The news came from a friend, Murn added. "
    "These claims are false, the tour said."
)


def chief(second: str = "murn") -> int | None:
    (doc,) = parse([CHIEF])
    contents = [
        "Golfer Osric Vane was banned for a month by the tour",
        "The golfer took a drug",
        "The news came from a friend",
    ]
    found = [
        Candidate(n, n, "claim", "asserts", who, at(CHIEF, part), frozenset(), True)
        for n, (part, who) in enumerate(zip(contents, ("murn", "murn", second), strict=True))
    ]
    scope = at(CHIEF, "These claims")
    here = Candidate(3, 3, "say", "denies", "tour", scope, frozenset(), True)
    return target(doc, scope, "denies", "tour", frozenset(), [*found, here], here)


def test_these_claims_are_the_chief_one_of_their_maker() -> None:
    assert chief() == 0
    assert chief("friend") == 2


def test_covered_is_a_share() -> None:
    assert covered(((0, 10),), ((5, 20),)) == 0.5
    assert covered((), ((0, 1),)) == 0.0
