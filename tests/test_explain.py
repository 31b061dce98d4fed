"""Why two claims are linked, in a sentence: order, dates, whose words stand in marks."""

from __future__ import annotations

import re

import pytest

from claims.compare.explain import explain
from claims.compare.pairs import Party
from claims.records import Claim, LinkKind, Source, SourceKind, Stance


def party(
    name: str,
    quote: str,
    wording: str | None = None,
    *,
    cue: str = "said",
    lemma: str = "say",
    stance: Stance = "asserts",
    said_on: str | None = None,
    published: str | None = "2031-05-12",
    kind: SourceKind = "person",
    at: int = 0,
) -> Party:
    claim = Claim(
        f"{name}-{at}",
        "article",
        name,
        name,
        cue,
        lemma,
        stance,
        "fact",
        "indirect",
        quote,
        wording or quote,
        (),
        (),
        ((at, at + len(quote)),),
        said_on=said_on,
    )
    return Party(claim, Source(name, name, kind), published, "The Herald")


def test_a_denial_is_told_after_what_it_denies_with_its_own_words() -> None:
    said = party("Ada Quill", "that they had agreed in April", "They had agreed in April.")
    denied = party(
        "Bo Marsh", "There was no such agreement,", stance="denies", said_on="2031-05-12", at=50
    )
    assert explain("denial", (), denied, said) == (
        "Ada Quill said: “they had agreed in April”; "
        "Bo Marsh denied it on 12 May 2031: “There was no such agreement”."
    )


@pytest.mark.parametrize(
    ("cue", "lemma", "told"),
    [("denied", "deny", "denied it."), ("rejected", "reject", "denied it (“rejected”).")],
)
def test_a_verb_that_denies_says_so_once(cue: str, lemma: str, told: str) -> None:
    said = party("Ada Quill", "The gate is shut.")
    denied = party("Bo Marsh", "that", "The gate is shut.", cue=cue, lemma=lemma, stance="denies")
    assert explain("denial", (), denied, said).endswith(told)


def test_a_claim_without_a_speaker_was_made() -> None:
    said = party("unattributed", "that they fired", "They fired.", cue="is alleged", kind="unnamed")
    denied = party("Bo Marsh", "that", "They fired.", cue="denied", lemma="deny", stance="denies")
    assert explain("denial", (), denied, said) == "It was said: “they fired”; Bo Marsh denied it."


def test_who_says_that_it_is_not_true_does_not_deny_that_it_is_not() -> None:
    said = party("Bo Holt", "The plant is closing.", said_on="2031-05-03", published=None)
    later = party("Bo Holt", "It is not true that the plant is closing.", "The plant is closing.",
                  stance="denies", said_on="2031-05-09", published=None, at=60)  # fmt: skip
    assert explain("reversal", (), later, said) == (
        "Bo Holt said on 3 May 2031: “The plant is closing”; "
        "but on 9 May 2031: “It is not true that the plant is closing”."
    )


@pytest.mark.parametrize("kind", ["reversal", "conflict", "figures"])
def test_what_was_said_first_is_told_first(kind: LinkKind) -> None:
    later = party("The mayor", "forty were hurt", said_on="2024-05-09")
    earlier = party("The mayor", "nobody was hurt", said_on="2024-05-03", at=60)
    for a, b in ((later, earlier), (earlier, later)):
        told = explain(kind, (), a, b)
        assert told.index("nobody") < told.index("forty")
        assert told.index("on 3 May 2024") < told.index("on 9 May 2024")


def test_a_denial_that_came_first_is_told_first() -> None:
    denied = party("Bo Marsh", "they fired", stance="denies", cue="denied", lemma="deny")
    said = party("The army", "It fired once", published="2031-06-03")
    assert explain("denial", (), denied, said) == (
        "Bo Marsh denied (reported 12 May 2031): “they fired”; "
        "The army said (reported 3 June 2031): “It fired once”."
    )


def test_only_words_of_the_article_stand_in_marks() -> None:
    said = party("Ada Quill", "we shut it", "Ada Quill’s ministry shut the gate.")
    other = party("Bo Marsh", '"The gate," he added, "is open."', at=80)
    told = explain("conflict", (), other, said)
    assert "said: Ada Quill’s ministry shut the gate;" in told
    assert "“The gate,’ he added" not in told


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("“It is done.”", "“It is done”"),
        ("a list of 1912 that has it as “on loan.”", "“a list of 1912 that has it as ‘on loan.’”"),
        ('its men "did not fire" at all', "“its men ‘did not fire’ at all”"),
        ("nothing was seen after 2 a.m.", "“nothing was seen after 2 a.m.”"),
        ("“We were told,", "“We were told”"),
    ],
)
def test_marks_are_doubled_nowhere(quote: str, told: str) -> None:
    assert told in explain("conflict", (), party("B", "No."), party("A", quote))


def test_a_day_is_told_once_and_never_as_a_number() -> None:
    one = party("Ada", "The gate is shut", said_on="2031-05-12")
    two = party("Bo", "The gate is open", said_on="2031-05-12", at=40)
    kinds: list[LinkKind] = ["denial", "conflict", "figures", "reversal", "echo"]
    for kind in kinds:
        told = explain(kind, (), two, one)
        assert told.count("12 May 2031") == 1
        assert not re.search(r"\d{4}-\d\d", told)
        assert told.endswith(".")


def test_one_without_a_name_is_told_with_the_outlet_and_a_capital() -> None:
    said = party("the clerk", "It was shut", kind="unnamed", published=None)
    told = explain("conflict", (), party("Bo", "It was open", published=None, at=30), said)
    assert told.startswith("The clerk (The Herald) said: “It was shut”")
