"""How a claim is introduced: who said it, in the article's own cue, and that a denial is one.

Every output that shows a claim's words puts `said` before them. The words of a denial may be
what is denied ("denied: she took the money") or the denier's own ("insists: the report is not
true"), so a cue that does not deny by itself is marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from claims.records import Claim, Source, Stance

#: What marks a denial whose cue does not deny by itself: "insists (denial)".
MARK = "(denial)"

#: What one speaker does, and several.
STANCES: Mapping[Stance, str] = {
    "asserts": "says",
    "denies": "denies",
    "echoes": "agrees",
    "questions": "questions",
}
_SEVERAL: Mapping[Stance, str] = {
    "asserts": "say",
    "denies": "deny",
    "echoes": "agree",
    "questions": "question",
}

#: Verbs that report words, by their lemmas.
REPORTING = frozenset(
    "say tell state claim report announce add write argue insist warn allege accuse deny suggest"
    " assert declare note admit acknowledge".split()
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|(?:reject|contradict)(?:s|ed|ing|ions?)?"
    r"|(?:disput|refut)(?:es?|ed|ing)|rebut(?:s|ted|ting)?)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|no|neither|nor|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_AFTER_HEAD = re.compile(r",| (?:of|in|at|from|with|for|who|close|on|near) ")
_PLURAL = re.compile(
    r"[a-z](?<![sui])s$|\b(?:people|police|men|women|children)$|\w and \w", re.IGNORECASE
)


def said(claim: Claim, name: str = "") -> str:
    """What the source did, before a colon and the claim's words: "flatly denied", "insists
    (denial)"; with ``name`` "Ann said", "according to Ann"."""
    cue = " ".join(claim.cue.split()) or verb(claim.stance)
    mark = f" {MARK}" if claim.stance == "denies" and not denies(cue) else ""
    if cue.lower().startswith("according"):
        if mark and not name:
            return f"{verb('asserts')}{mark}"
        return f"{cue} {name}".rstrip() + mark
    heard = " …" if claim.cue_lemma == "tell" and cue.split()[-1] == "told" else ""
    return f"{name} {cue}".lstrip() + heard + mark


def hangs(claim: Claim) -> bool:
    """Whether the words of ``claim`` may be the end of what its cue begins, right before them:
    "accused | Ann of theft"; what "said" and the like lead to stands by itself."""
    if not claim.cue_spans or not claim.quote_spans:
        return False
    behind = claim.quote_spans[0][0] - claim.cue_spans[-1][1] == 1
    sentence = claim.quote.startswith(("that ", '"', "“"))
    return behind and not sentence and claim.cue_lemma not in REPORTING - {"accuse", "allege"}


def denies(cue: str) -> bool:
    """Whether a cue denies by its own words, whatever follows: "has denied", "disputes"."""
    return bool(_DENIES.search(cue)) and not _NEGATED.search(cue)


def verb(stance: Stance, *, several: bool = False) -> str:
    """What one speaker does, or several: "denies", "deny"."""
    return (_SEVERAL if several else STANCES)[stance]


def plural(source: Source) -> bool:
    """Whether a source is several by its name: "students in Kessel", "Ann and Bob"."""
    head = _AFTER_HEAD.split(source.name, maxsplit=1)[0].rstrip()
    if source.kind == "person":
        return " and " in head
    return source.kind in ("group", "unnamed", "document") and bool(_PLURAL.search(head))
