"""The decision on a pair, with a judge that says what it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from claims.compare.bench import Answer, Question
from claims.compare.contest import Options, contest
from claims.compare.others import of_others
from claims.compare.pairs import Pair, Party
from claims.records import Claim, Force, Link, Source, SourceKind, Stance

CONTRADICTS = ((0.95, 0.02, 0.03), (0.92, 0.03, 0.05))
ENTAILS = ((0.02, 0.95, 0.03), (0.03, 0.9, 0.07))
NEITHER = ((0.05, 0.05, 0.9), (0.05, 0.05, 0.9))


class Judge:
    """Gives the same verdict, shape (2, 3), on every pair, and counts them; as referee the
    same probability of a dispute."""

    def __init__(self, verdict: Sequence[Sequence[float]], dispute: float = 0.5) -> None:
        self.verdict = np.array(verdict, dtype=np.float32)
        self.dispute = np.array([dispute], dtype=np.float32)
        self.asked = 0

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        found = [self.dispute if q.ask == "disputes" else self.verdict for q in questions]
        self.asked += sum(q.ask != "disputes" for q in questions)
        return found


def party(
    name: str,
    words: str,
    *,
    stance: Stance = "asserts",
    force: Force = "fact",
    article: str = "art1",
    at: int = 0,
    day: str | None = None,
    about: str | None = None,
    cue: str = "say",
    kind: SourceKind = "person",
    affiliation: str | None = None,
    entities: tuple[str, ...] = ("quarrytown",),
) -> Party:
    claim = Claim(
        id=f"{name}-{article}-{at}", article=article, source=name, speaker=name, cue=cue,
        cue_lemma=cue, stance=stance, force=force, quotation="indirect", quote=words,
        wording=words, speaker_spans=(), cue_spans=((at, at + 1),),
        quote_spans=((at + 2, at + 9),), about=about, entities=entities,
    )  # fmt: skip
    return Party(claim, Source(name, name, kind, affiliation=affiliation), day, "The Lantern")


def links(
    a: Party,
    b: Party,
    verdict: Sequence[Sequence[float]],
    cosine: float = 0.7,
    gap: int | None = None,
    options: Options | None = None,
) -> list[Link]:
    return contest([Pair(a, b, cosine, gap)], Judge(verdict), options or Options())


def denied_by_that(words: str) -> list[Link]:
    """What comes of it when somebody denies ``words`` by no more than "that"."""
    said = party("Orla", words)
    denied = party("Bram", "that", stance="denies", about=said.claim.id, at=20)
    return links(said, denied, NEITHER)


OPEN = "The bridge in Quarrytown is open to lorries."
SHUT = "The bridge in Quarrytown is not open to lorries."


def test_a_denial_that_points_to_a_claim_needs_no_judge() -> None:
    said = party("Orla", OPEN)
    denied = party("Bram", "that", stance="denies", about=said.claim.id, at=20)
    (link,) = links(said, denied, NEITHER, cosine=0.0)
    assert (link.kind, link.a, link.b) == ("denial", denied.claim.id, said.claim.id)
    assert "points-to-claim" in link.reasons
    assert "Bram" in link.explanation and "Orla" in link.explanation


def test_a_denial_in_words_of_its_own_needs_the_same_proposition() -> None:
    said = party("Orla", OPEN)
    denied = party("Bram", OPEN, stance="denies", article="art2")
    assert [link.kind for link in links(said, denied, ENTAILS)] == ["denial"]
    assert links(said, denied, NEITHER) == []
    assert links(said, denied, CONTRADICTS) == []


def test_a_plain_conflict_needs_the_judge_and_words_that_oppose() -> None:
    said, other = party("Orla", OPEN), party("Bram", SHUT, article="art2")
    (link,) = links(said, other, CONTRADICTS)
    assert link.kind == "conflict"
    assert {"negation", "judge-contradiction"} <= set(link.reasons)
    assert links(said, other, NEITHER) == []


def test_the_judge_alone_flags_nothing() -> None:
    said = party("Orla", "The bridge in Quarrytown is guarded by soldiers.")
    other = party("Bram", "The bridge in Quarrytown is painted red every year.", article="art2")
    assert links(said, other, CONTRADICTS, cosine=0.6) == []


@pytest.mark.parametrize("force", ["opinion", "wish", "question", "conditional"])
def test_what_cannot_be_true_or_false_is_never_in_dispute(force: Force) -> None:
    said, other = party("Orla", OPEN, force=force), party("Bram", SHUT, article="art2")
    judge = Judge(CONTRADICTS)
    assert contest([Pair(said, other, 0.9)], judge, Options()) == []
    assert judge.asked == 0


def test_one_source_on_one_day_does_not_contradict_itself() -> None:
    day = "2031-05-02"
    said = party("Orla", OPEN, day=day)
    other = party("Orla", SHUT, article="art2", day=day)
    assert links(said, other, CONTRADICTS) == []


def test_one_source_on_two_days_reverses_itself() -> None:
    said = party("Orla", OPEN, day="2031-05-02")
    other = party("Orla", SHUT, article="art2", day="2031-05-09")
    (link,) = links(said, other, CONTRADICTS)
    assert (link.kind, link.a) == ("reversal", other.claim.id)


def test_a_figure_that_one_source_gives_later_is_an_update() -> None:
    said = party("Orla", "The flood in Quarrytown killed 12 people.", day="2031-05-02")
    again = party(
        "Orla", "The flood in Quarrytown killed 30 people.", article="art2", day="2031-05-04"
    )
    other = party(
        "Bram", "The flood in Quarrytown killed 30 people.", article="art2", day="2031-05-04"
    )
    assert links(said, again, CONTRADICTS) == []
    assert [link.kind for link in links(said, other, CONTRADICTS)] == ["figures"]


def test_the_like_of_two_places_is_no_dispute() -> None:
    said = party("Orla", "The bridge at Quarrytown is open.")
    denied = party("Bram", "The bridge at Quarryford is open.", stance="denies", article="art2")
    other = party("Bram", "The bridge at Quarryford is not open.", article="art2")
    assert links(said, denied, ENTAILS, cosine=0.9) == []
    assert links(said, other, CONTRADICTS, cosine=0.9) == []


def test_months_apart_like_words_are_about_different_events() -> None:
    said = party("Orla", OPEN, day="2031-01-02")
    other = party("Bram", SHUT, article="art2", day="2031-05-09")
    assert links(said, other, CONTRADICTS) == []


def test_a_spokesman_does_not_contradict_his_own_firm_in_one_article() -> None:
    firm = party("Velt", OPEN, kind="organization")
    spokesman = party("a spokesman", SHUT, kind="unnamed", affiliation="Velt", at=40)
    assert links(firm, spokesman, CONTRADICTS) == []


def test_an_answer_nearby_is_found_though_its_words_differ() -> None:
    said = party("Orla", "The ministry had fined the dairy two million.", entities=())
    other = party("Bram", "There was no fine of any kind.", entities=(), at=40, cue="insist")
    verdict = ((0.94, 0.02, 0.04), (0.1, 0.02, 0.88))
    (link,) = links(said, other, verdict, cosine=0.3, gap=1)
    assert {"answers-nearby", "rejoinder"} <= set(link.reasons)
    plain = party("Bram", "There was no fine of any kind.", entities=(), at=40)
    assert links(said, plain, verdict, cosine=0.3, gap=1) == []
    assert links(said, other, verdict, cosine=0.3, gap=9) == []
    assert links(said, other, verdict, cosine=0.1, gap=1) == []


def test_links_do_not_depend_on_the_order_of_a_pair() -> None:
    said = party("Orla", OPEN, day="2031-05-02")
    other = party("Bram", SHUT, article="art2", day="2031-05-03")
    assert links(said, other, CONTRADICTS) == links(other, said, CONTRADICTS)


def test_each_kind_of_evidence_can_be_left_out() -> None:
    said = party("Orla", OPEN)
    denied = party("Bram", "that", stance="denies", about=said.claim.id, at=20)
    assert links(said, denied, NEITHER, options=Options(speech_acts=False)) == []
    far = party("Bram", SHUT, article="art2", entities=())
    assert links(said, far, CONTRADICTS, cosine=0.55) == []
    assert links(said, far, CONTRADICTS, cosine=0.55, options=Options(gates=False)) != []


def test_taking_back_ones_own_words_is_a_reversal() -> None:
    said = party("Orla", OPEN)
    taken_back = party("Orla", "that", stance="denies", about=said.claim.id, at=20, cue="walk back")
    (link,) = links(said, taken_back, NEITHER)
    assert link.kind == "reversal"


@pytest.mark.parametrize(
    "words",
    [
        "The report that the bridge is open was a hoax.",
        "The bridge in Quarrytown could be open by now.",
    ],
)
def test_what_affirms_nothing_cannot_be_denied(words: str) -> None:
    assert denied_by_that(words) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The vote was rigged.", 1),
        ("It was rigged twice.", 0),
        ("Lies.", 0),
        ("The club misled clients who were told that they would learn.", 1),
    ],
)
def test_what_is_denied_has_to_say_something(words: str, found: int) -> None:
    assert len(denied_by_that(words)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The two sides had met in May.", 1),
        ("Troops had entered the disputed region.", 1),
        ("The prisoner was denied medical care.", 1),
        ("He had made false statements to the council.", 1),
        ("The report was entirely false and made up.", 0),
        ("The council denied the charges of fraud.", 0),
        ("A false report of a fire had spread.", 0),
        ("The plant in Quarrytown may be closed.", 0),
    ],
)
def test_what_calls_a_claim_untrue_affirms_nothing(words: str, found: int) -> None:
    assert len(denied_by_that(words)) == found


@pytest.mark.parametrize(("role", "found"), [("former lawyer", 1), ("lawyer", 0)])
def test_who_served_somebody_once_does_not_speak_for_him(role: str, found: int) -> None:
    said = party("Orla Venn", OPEN, affiliation="Marsh")
    said = replace(said, source=replace(said.source, role=role))
    denied = party("Bo Marsh", "that", stance="denies", about=said.claim.id, at=20)
    assert len(links(said, denied, NEITHER)) == found


def test_a_spokeswoman_with_a_later_figure_has_counted_again() -> None:
    first = party("Works Ministry", "The flood in Quarrytown killed 12 people.", day="2031-05-03",
                  kind="organization")  # fmt: skip
    again = party("Ada Venn", "The flood in Quarrytown killed 34 people.", day="2031-05-05",
                  article="art2", affiliation="Works Ministry")  # fmt: skip
    other = party("Bo Marsh", "The flood in Quarrytown killed 34 people.", day="2031-05-05",
                  article="art2")  # fmt: skip
    assert links(first, again, CONTRADICTS, cosine=0.9) == []
    assert [link.kind for link in links(first, other, CONTRADICTS, cosine=0.9)] == ["figures"]


def test_what_is_decided_is_not_contradicted_by_its_not_being_done_yet() -> None:
    decided = party("Orla", "The council has decided to close the bridge in Quarrytown.")
    for words, found in (("has not been closed yet", 0), ("has not been closed", 1)):
        other = party("Bram", f"The bridge in Quarrytown {words}.", article="art2")
        assert len(links(decided, other, CONTRADICTS, cosine=0.9)) == found


@pytest.mark.parametrize("cue", ["know", "believe", "expect"])
def test_what_is_only_thought_denies_nothing(cue: str) -> None:
    said = party("Orla", OPEN)
    thought = party("Bram", "that", stance="denies", about=said.claim.id, at=20, cue=cue)
    assert links(said, thought, NEITHER) == []


def test_nobody_is_a_side_whom_the_article_does_not_name() -> None:
    said = party("Orla", OPEN)
    nobody = party("unattributed", SHUT, article="art2", kind="unnamed")
    assert links(said, nobody, CONTRADICTS) == []


def test_a_denial_of_a_denial_is_not_understood() -> None:
    said = party("Orla", OPEN, stance="denies")
    denied = party("Bram", "that", stance="denies", about=said.claim.id, at=20)
    assert links(said, denied, NEITHER) == []


@pytest.mark.parametrize(("cue", "found"), [("'s alleged", 1), ("alleged", 0)])
def test_what_is_alleged_of_somebody_can_be_denied_though_nobody_is_named(
    cue: str, found: int
) -> None:
    alleged = party("unattributed", OPEN, cue=cue, kind="unnamed")
    denied = party("Bram", "a claim", stance="denies", about=alleged.claim.id, at=20)
    assert len(links(alleged, denied, NEITHER)) == found


def test_who_is_known_from_the_denial_alone_is_a_weaker_party() -> None:
    shut = "Lorries cross the bridge in Quarrytown."
    denied = party("Bram", OPEN, stance="denies", at=20, cue="deny")
    beside, inside = party("Orla", shut, at=8), party("Orla", shut, at=20)
    (one,), (two,) = (links(said, denied, ENTAILS, cosine=1.0) for said in (beside, inside))
    assert one.score > two.score


@pytest.mark.parametrize("cosine", [0.7, 0.9])
def test_where_the_article_says_what_is_denied_another_claim_of_it_has_to_say_just_that(
    cosine: float,
) -> None:
    other = party("Orla", "Lorries cross the bridge in Quarrytown.")
    denied = party("Bram", OPEN, stance="denies", about="another", at=20, cue="deny")
    weak = ((0.02, 0.7, 0.03), (0.03, 0.7, 0.07))
    assert bool(links(other, denied, weak, cosine=cosine)) == (cosine > 0.85)


@pytest.mark.parametrize(
    "words",
    ["Bram has no idea whether it is open.", "It is unclear when the bridge will not be open."],
)
def test_not_to_know_is_not_to_contradict(words: str) -> None:
    assert links(party("Orla", OPEN), party("Bram", words, article="art2"), CONTRADICTS) == []


def test_a_report_that_is_only_named_is_compared_with_nothing() -> None:
    said = party("Orla", "There was an earlier report about the bridge.")
    denied = party("Bram", "There was its report.", stance="denies", article="art2")
    assert links(said, denied, ENTAILS, cosine=0.9) == []


def test_an_agent_does_not_deny_what_the_client_says() -> None:
    said = party("Orla Venn", OPEN)
    agent = party("Bram", "that", stance="denies", about=said.claim.id, at=20, affiliation="Venn")
    assert links(said, agent, NEITHER) == []


def test_more_doubt_gives_a_lower_score() -> None:
    said = party("Orla", OPEN)
    sure = party("Bram", "that", stance="denies", about=said.claim.id, at=20)
    nameless = party(
        "a spokesman", "that", stance="denies", about=said.claim.id, at=20, kind="unnamed"
    )
    (one,), (two,) = links(said, sure, NEITHER), links(said, nameless, NEITHER)
    assert one.score > two.score >= Options().floor


def test_one_source_that_concedes_in_one_article_reverses_itself() -> None:
    said = party("Orla", "The course was named Rivers when she took it.")
    conceded = party("Orla", "The name of the course was made up by her.", at=20, cue="admit")
    (link,) = contest([Pair(said, conceded, 0.5, 2)], Judge(CONTRADICTS), Options())
    assert link.kind == "reversal" and "concession" in link.reasons
    told = party("Orla", "The name of the course was made up by her.", at=20)
    assert contest([Pair(said, told, 0.5, 2)], Judge(CONTRADICTS), Options()) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Orla", "Orla Venn"),
        ("company", "Velcor"),
        ("the people who know", "people who know"),
        ("Orla Venninghausen", "Venninghauser"),
    ],
)
def test_who_may_be_one_source_is_not_set_against_itself(a: str, b: str) -> None:
    said, other = party(a, OPEN), party(b, SHUT, at=20)
    assert contest([Pair(said, other, 0.8, 1)], Judge(CONTRADICTS), Options()) == []


def test_a_forecast_and_what_came_of_it_are_no_conflict() -> None:
    said = party("Orla", "The bridge in Quarrytown will open in May.", force="prediction")
    other = party("Bram", "The bridge in Quarrytown will not open in May.", article="art2")
    assert links(said, other, CONTRADICTS, cosine=0.8) == []
    week = [party(p.source.name, p.claim.wording, force="prediction", article=str(n),
                  day=f"2031-05-0{n}") for n, p in enumerate((said, other), 2)]  # fmt: skip
    assert len(links(*week, CONTRADICTS, cosine=0.8)) == 1


def test_the_articles_own_voice_is_no_party() -> None:
    said, other = party("we", OPEN), party("Bram", SHUT, article="art2")
    assert links(said, other, CONTRADICTS, cosine=0.8) == []


def test_what_only_finds_fault_is_a_weaker_denial() -> None:
    (plain,) = denied_by_that("The dam near Quarrytown was unsafe.")
    said = party("Orla", "The dam near Quarrytown was unsafe.")
    denied = party("Bram", "that", stance="denies", about=said.claim.id, at=20, cue="brush off")
    (weak,) = links(said, denied, NEITHER)
    assert weak.score < plain.score


def test_two_stories_are_not_set_against_each_other() -> None:
    names = [f"{chr(65 + n)}{chr(97 + n)}x" for n in range(26)]
    one = replace(party("anna", OPEN), text="in " + ", ".join(names))
    other = party("bert", SHUT, article="art2")
    story = replace(other, text="in " + ", ".join(f"{name}o" for name in names))
    assert len(links(one, other, CONTRADICTS)) == 1
    assert links(one, story, CONTRADICTS) == []


def test_figures_of_nobody_known_do_not_exclude_each_other() -> None:
    def flagged(whose: str) -> int:
        first = party("anna", f"{whose} house in Quarrytown cost 40 million crowns.")
        second = party("bert", "The house in Quarrytown cost 90 million crowns.", article="art2")
        return len(links(first, second, CONTRADICTS, 0.9))

    assert flagged("The") == 1
    assert flagged("Her") == 0


def test_what_may_be_so_that_somebody_could_do_it_is_affirmed() -> None:
    assert len(denied_by_that("The mayor lowered the wall so that everybody could see it.")) == 1
    assert denied_by_that("The mayor could lower the wall in Quarrytown.") == []


def test_a_thing_that_one_grants_and_another_calls_a_hoax() -> None:
    def flagged(thing: str) -> int:
        granted = party("Orla", f"There was reality of {thing}.", cue="acknowledge")
        granted = replace(granted, claim=replace(granted.claim, quote=f"the reality of {thing}"))
        called = party(
            "Bram", "There was thaw.", stance="denies", about=granted.claim.id, at=20, cue="call"
        )
        return len(links(granted, called, NEITHER))

    assert flagged("thaw") == 1
    assert flagged("rain") == 0


def test_that_there_is_nothing_of_a_kind_says_nothing_of_other_things() -> None:
    def flagged(other: str) -> int:
        said = party("Orla", "The name of the engineer in Quarrytown is Mira Teld.")
        denied = party("Bram", other, at=20)
        pair = Pair(said, denied, 0.8, 1, contrast=True)
        return len(contest([pair], Judge(NEITHER), Options()))

    assert flagged("There is no engineer named Mira Teld in Quarrytown.") == 1
    assert flagged("There is no wife named Mira Teld in Quarrytown.") == 0


def test_who_confirms_what_was_said_opposes_nobody() -> None:
    said = party("Orla", OPEN)
    answer = party("Bram", SHUT, at=20, cue="counter")
    assert len(links(said, answer, CONTRADICTS, 0.5, 1)) == 1
    echo = replace(answer, claim=replace(answer.claim, stance="echoes", cue_lemma="confirm"))
    assert [
        x for x in links(said, echo, CONTRADICTS, 0.5, 1) if "answers-nearby" in x.reasons
    ] == []


def test_a_document_under_its_initials_is_not_set_against_itself() -> None:
    said = party("the IG review", OPEN, kind="document")
    other = party("a report of the inspector general", SHUT, at=20, kind="document")
    assert links(said, other, CONTRADICTS, 0.8, 1) == []
    other = party("a report of the court", SHUT, at=20, kind="document")
    assert len(links(said, other, CONTRADICTS, 0.8, 1)) == 1


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ("The engineer was dead.", "The flood killed an aide to the engineer.", 0),
        ("The engineer was dead.", "The flood killed the engineer and an aide to the mayor.", 1),
        ("The name is Mira Teld.", "There is no wife named Mira Teld.", 0),
    ],
)
def test_what_is_said_of_others_is_not_denied(one: str, two: str, found: int) -> None:
    denied = party("Bram", one, stance="denies", at=20)
    assert len(links(party("Orla", two), denied, ENTAILS, 0.8, 1)) == found


def test_a_claim_denies_nothing() -> None:
    said = party("Orla", "The dam near Quarrytown was unsafe.")
    for who, found in (("The report", 1), ("The claim", 0)):
        denied = party(who, "that", stance="denies", about=said.claim.id, at=20, kind="document")
        assert len(links(said, denied, NEITHER)) == found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("There is no one named Orla Venn on the staff.", "Orla Venn worked on the staff."),
        ("Vane was never a friend of Holt.", "Holt was a friend of Vane."),
    ],
)
def test_what_is_said_of_one_thing_is_denied(one: str, two: str) -> None:
    pair = Pair(party("Bram", one, at=20), party("Orla", two), 0.8, 1)
    assert not of_others(pair)


def test_letters_of_everybodys_bodies_join_nobody() -> None:
    said = party("US officials", OPEN, kind="group")
    denied = party("a UN spokesman", SHUT, at=20, kind="group")
    assert len(links(said, denied, CONTRADICTS, 0.8, 1)) == 1


def test_it_took_long_is_of_nobody() -> None:
    first = party("anna", "It took 12 minutes for police to reach the school in Quarrytown.")
    second = party(
        "bert", "It took 77 minutes for police to reach the school in Quarrytown.", article="art2"
    )
    assert [link.kind for link in links(first, second, CONTRADICTS, 0.9)] == ["figures"]
