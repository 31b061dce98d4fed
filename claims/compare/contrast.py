"""Whether an article itself sets two statements against each other: "however", "shot back".

The contrast relation between neighbouring clauses, told by its connectives (Penn Discourse
Treebank, Prasad et al. 2008). It is the article's own word, so it is looked for outside of
what is quoted.
"""

from __future__ import annotations

import re

from claims.records import Claim

#: How far before a statement a connective may stand, in characters.
REACH = 200

_MARK = re.compile(
    r"\b(?:however|but|despite|although|though|while|yet|whereas|nevertheless|contrary to"
    r"|in (?:contrast|fact|reality)|by contrast|on the contrary|contradict\w*|at odds with"
    r"|counter(?:s|ed|ing)?|(?:shot|fired|hit|pushed) back|insist(?:s|ed|ing)?|rebut\w*"
    r"|disput(?:e|es|ed|ing)|challenged|differ(?:s|ed)? from|inconsistent with)\b",
    re.IGNORECASE,
)


def contrasted(text: str, first: Claim, second: Claim) -> bool:
    """Whether the words of ``text`` between two neighbouring statements, or those that
    introduce ``second``, the later one, tell of a contrast."""
    if not (first.quote_spans and second.quote_spans and second.cue_spans):
        return False
    end = _edge(first)[1]
    start, last = _edge(second)
    if start < end:
        return False
    quote, after = second.quote_spans[0][0], second.quote_spans[-1][1]
    leading = text[max(end, start - REACH) : max(start, quote)]
    return _MARK.search(leading) is not None or _MARK.search(text[after:last]) is not None


def _edge(claim: Claim) -> tuple[int, int]:
    spans = claim.speaker_spans + claim.cue_spans + claim.quote_spans
    return min(s for s, _ in spans), max(e for _, e in spans)
