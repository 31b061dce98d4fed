"""The force of contents under neutral and telling cues."""

from __future__ import annotations

import pytest
from markup import unmark

from claims.extract.cues import read_cue
from claims.extract.force import force_of
from claims.extract.parse import parse

ROWS = [
    # facts
    ("[s:Teld] [c:said] [k:the bridge fell at noon].", "fact"),
    ("[s:Teld] [c:said] [k:the firm has 40 workers].", "fact"),
    ("[s:Teld] [c:said] [k:they have enough water to last the winter].", "fact"),
    ("[s:Teld] [c:said] [k:Velm is seeking to close the tunnel].", "fact"),
    ("[s:Teld] [c:said] [k:he had to leave the hall].", "fact"),
    ("[s:Teld] [c:said] [k:the top tenth would not be the biggest group].", "prediction"),
    ("[s:Teld] [c:said] [k:the tower is the tallest building in Velm].", "fact"),
    ("[k:“They shelled the village and burned the school,”] [s:Teld] [c:said].", "fact"),
    ("[k:“I think the guards fired first,”] [s:Teld] [c:said].", "fact"),
    ("[k:“At least 30 dead,”] [s:Teld] [c:wrote].", "fact"),
    ("[s:Teld] [c:claimed] [k:to have seen the ship].", "fact"),
    # predictions
    ("[s:Teld] [c:said] [k:the dam will burst].", "prediction"),
    ("[s:Teld] [c:said] [k:the dam would burst within days].", "prediction"),
    ("[s:Teld] [c:said] [k:the dam is about to burst].", "prediction"),
    ("[s:Teld] [c:said] [k:prices are likely to rise].", "prediction"),
    ("[s:Teld] [c:said] [k:prices are going to rise].", "prediction"),
    ("[s:Teld] [c:said] [k:prices might rise].", "prediction"),
    # wishes and plans
    ("[s:Teld] [c:said] [k:he would resign].", "wish"),
    ("[k:“We will repair the bridge,”] [s:Teld] [c:said].", "wish"),
    ("[k:“I want a new vote,”] [s:Teld] [c:said].", "wish"),
    ("[s:Teld] [c:said] [k:she hopes to return].", "wish"),
    ("[s:Teld] [c:said] [k:the army should withdraw].", "wish"),
    ("[s:Teld] [c:said] [k:the army must withdraw].", "wish"),
    ("[k:“We need to talk,”] [s:Teld] [c:said].", "wish"),
    ("[k:“Leave the square now,”] [s:Teld] [c:said].", "wish"),
    ("[k:“Let us talk,”] [s:Teld] [c:said].", "wish"),
    ("[s:Teld] [c:told] [k:the crowd to go home].", "wish"),
    ("[s:Teld] [c:insisted] [k:that he leave at once].", "wish"),
    # opinions
    ("[k:“It was a disgraceful speech,”] [s:Teld] [c:said].", "opinion"),
    ("[s:Teld] [c:said] [k:the plan was terrible].", "opinion"),
    ("[k:“I am proud of the team,”] [s:Teld] [c:said].", "opinion"),
    ("[k:“She is a hero,”] [s:Teld] [c:said].", "opinion"),
    ("[k:“I love this town,”] [s:Teld] [c:said].", "opinion"),
    ("[s:Teld] [c:said] [k:he was opposed to the plan].", "opinion"),
    ("[s:Teld] [c:spoke of] an [k:“illegal”] road.", "opinion"),
    ("[s:Teld] [c:said] it was [k:“deeply fractured.”]", "opinion"),
    # conditionals
    ("[s:Teld] [c:said] [k:the dam will burst if it rains].", "conditional"),
    ("[k:“If I had known, I would have left,”] [s:Teld] [c:said].", "conditional"),
    ("[s:Teld] [c:said] [k:the guards would have fired].", "conditional"),
    # questions
    ("[k:“Who closed the road?”] [s:Teld] [c:asked].", "question"),
    ("[k:“Is the road closed?”] [s:Teld] [c:said].", "question"),
    ("[s:Teld] [c:asked] [k:whether the road was closed].", "question"),
]


@pytest.mark.parametrize(("marked", "force"), ROWS, ids=[row[0] for row in ROWS])
def test_force(marked: str, force: str) -> None:
    text, attribution = unmark(marked)
    doc = next(parse([text]))
    cue = read_cue(doc, attribution)
    assert cue.force == force
    assert force_of(doc, attribution, cue.lemma) == force


def test_an_unknown_cue_asserts_what_has_a_predicate() -> None:
    text, attribution = unmark("[s:Teld] [c:zorbled] [k:that the bridge fell at noon].")
    assert force_of(next(parse([text])), attribution, "zorble") == "fact"
    text, attribution = unmark("[s:Teld] [c:zorbled] [k:the bridge].")
    assert force_of(next(parse([text])), attribution, "zorble") == "opinion"
