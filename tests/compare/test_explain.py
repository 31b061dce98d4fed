"""Why two claims are linked, in a sentence: order, dates, whose words stand in marks."""

from __future__ import annotations

import re
from dataclasses import replace

import making
import pytest

from claims.compare.explain import explain
from claims.compare.pairs import Party
from claims.records import LinkKind, Source, SourceKind, Stance


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
    claim = making.claim(
        f"{name}-{at}", name, quote, cue=cue, cue_lemma=lemma, stance=stance,
        wording=wording or quote, quote_spans=((at, at + len(quote)),), said_on=said_on,
    )  # fmt: skip
    return Party(claim, Source(name, name, kind), published, "The Herald")


def test_a_denial_is_told_after_what_it_denies_as_what_it_is_taken_for() -> None:
    said = party("Ada Quill", "The gate is shut.")
    denied = party("the students", "that it is not so", stance="denies", at=40)
    assert explain("denial", denied, said) == (
        "Ada Quill said: “The gate is shut”; The students, taken to deny it: “that it is not so”."
    )


@pytest.mark.parametrize("kind", ["reversal", "conflict", "figures"])
def test_what_was_said_first_is_told_first(kind: LinkKind) -> None:
    later = party("The mayor", "forty were hurt", said_on="2024-05-09")
    earlier = party("The mayor", "nobody was hurt", said_on="2024-05-03", at=60)
    for a, b in ((later, earlier), (earlier, later)):
        told = explain(kind, a, b)
        assert told.index("nobody") < told.index("forty")
        assert told.index("on 3 May 2024") < told.index("on 9 May 2024")


def test_words_that_hang_on_their_cue_are_told_with_it() -> None:
    said = party("Ada Quill", "Bo of theft.", cue="accused", lemma="accuse", at=40)
    said = replace(said, claim=replace(said.claim, cue_spans=((32, 39),)))
    denied = party("Bo Marsh", "the charge", stance="denies", at=80)
    assert explain("denial", denied, said) == (
        "Ada Quill: “accused Bo of theft”; Bo Marsh, taken to deny it: “the charge”."
    )


def test_nothing_is_told_as_a_fact_that_is_only_taken_so() -> None:
    one, two = party("Ada Quill", "we shut it"), party("Bo Marsh", "it is open", at=80)
    kinds: list[LinkKind] = ["denial", "conflict", "reversal", "echo"]
    for kind in kinds:
        assert "taken to" in explain(kind, two, one)


def test_only_words_of_the_article_stand_in_marks() -> None:
    said = party("Ada Quill", "we [the ministry] shut it")
    other = party("Bo Marsh", '"The gate," he added, "is open."', at=80)
    told = explain("conflict", other, said)
    assert "“we [the ministry] shut it”" in told
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
    assert told in explain("conflict", party("B", "No."), party("A", quote))


def test_a_day_is_told_once_and_never_as_a_number() -> None:
    one = party("Ada", "The gate is shut", said_on="2031-05-12")
    two = party("Bo", "The gate is open", said_on="2031-05-12", at=40)
    kinds: list[LinkKind] = ["denial", "conflict", "figures", "reversal", "echo"]
    for kind in kinds:
        told = explain(kind, two, one)
        assert told.count("12 May 2031") == 1
        assert not re.search(r"\d{4}-\d\d", told)
        assert told.endswith(".")


def test_one_without_a_name_is_told_with_the_outlet_and_a_capital() -> None:
    said = party("the clerk", "It was shut", kind="unnamed", published=None)
    told = explain("conflict", party("Bo", "It was open", published=None, at=30), said)
    assert told.startswith("The clerk (The Herald) said: “It was shut”")


@pytest.mark.parametrize("words", ["of theft", "that the mill is sold"])
def test_where_the_article_names_nobody_that_is_told(words: str) -> None:
    accused = party("unattributed", words, cue="is accused", lemma="accuse", kind="unnamed")
    denied = party("Ada Quill", "that it is not so", stance="denies", at=40)
    told = explain("denial", denied, accused)
    assert told.startswith(f"No source named (The Herald): “{words}”; Ada Quill, taken to deny it")
