"""Short answers that deny as a whole what was said before: "Not true", "I never said that".

They name nothing themselves, so that what they deny has to be looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_MUCH = (
    r"(?:(?:just|simply|all|completely|totally|entirely|utterly|absolutely|flatly|plainly|so|such"
    r"|pure|total|complete|gross|utter|an?|nothing but|nothing more than) )*"
)
_FALSE = (
    r"(?:false|untrue|inaccurate|incorrect|misleading|made[ -]up|fabricated|baseless|nonsense"
    r"|lies?|fabrications?|distortions?|misrepresentations?|mischaracteri[sz]ations?|falsehoods?"
    r"|fictions?|inventions?|untruths?|rubbish|hogwash|fake news|fantasy)"
)
_IT = r"(?:that|this|it|these|those|all of (?:that|this|it))"
_WHO = r"(?:i|he|she|we|they)"
_NOT = r"(?:(?:(?:have|has|had) )?never|(?:did|have|has|had)(?: not|n't))"
_ANSWER = re.compile(
    rf"(?:that )?(?:"
    rf"(?:no, )?{_MUCH}(?:not true|not so|untrue|false|nonsense|rubbish|a lie|lies)"
    rf"|nice try, not true"
    rf"|{_IT}(?: is|'s| was| are| were) {_MUCH}{_FALSE}"
    rf"|{_IT}(?: is| was| are| were|'s)(?:n't| {_MUCH}not) {_MUCH}(?:true|so|the case|accurate"
    rf"|correct|what happened|what {_WHO} (?:said|did|meant)|how (?:it|that|this) happened)"
    rf"|{_WHO} {_NOT} (?:say|said|do|done|did|claim|claimed|tell|told|make|made|write|wrote) "
    rf"(?:that|this|it|any of (?:that|this|it)|any such thing|such a thing"
    rf"|anything (?:of the (?:sort|kind)|like (?:that|it|this)))"
    rf"|{_WHO} (?:did|said|made) (?:no such thing|nothing of the (?:sort|kind))"
    rf"|nothing (?:of the (?:sort|kind)|like (?:that|it|this)) (?:ever )?(?:happened|took place)"
    rf"|nothing (?:could|can) be further from the truth|nothing is further from the truth"
    rf")"
)


def answers_no(tokens: Sequence[Token]) -> bool:
    """Whether ``tokens``, which follow one another, are nothing but such an answer."""
    if not tokens or len(tokens) > 14:
        return False
    doc = tokens[0].doc
    words = doc[tokens[0].i : tokens[-1].i + 1].text.lower().replace("’", "'")
    return _ANSWER.fullmatch(" ".join(words.strip(" \n\t\"“”'‘.,;:!-–—").split())) is not None
