"""Claims for tests that look at a few of their fields."""

from __future__ import annotations

from typing import Any

from claims.records import Claim


def claim(id: str, source: str, quote: str, **given: Any) -> Claim:
    """What ``source`` said, "quote", at the beginning of a text; ``given`` are other fields."""
    plain = {
        "article": "article",
        "speaker": source,
        "cue": "said",
        "cue_lemma": "say",
        "stance": "asserts",
        "force": "fact",
        "quotation": "indirect",
        "wording": quote,
        "speaker_spans": (),
        "cue_spans": (),
        "quote_spans": ((0, len(quote)),),
    }
    return Claim(id=id, source=source, quote=quote, **{**plain, **given})
