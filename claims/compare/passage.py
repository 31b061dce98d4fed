"""The sentence or two of an article in which a statement is made."""

from __future__ import annotations

from claims.records import Claim

#: Characters; of longer passages a model would read no more.
LONGEST = 700
_ENDS = ".!?\n"


def passage(text: str, claim: Claim) -> str:
    """The words of ``text`` from the start of the sentence in which ``claim`` (its source, cue
    or quote) begins to the end of that in which it ends, on one line."""
    spans = claim.speaker_spans + claim.cue_spans + claim.quote_spans
    if not spans:
        return claim.wording
    start = min(start for start, _ in spans)
    start = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    end = max(end for _, end in spans)
    while end < len(text) and text[end] not in _ENDS:
        end += 1
    return " ".join(text[start : end + 1].split())[:LONGEST]
