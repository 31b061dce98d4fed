"""What a cue does, by its own words: which verb or noun it is, and whether it denies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extract.parse import text_of, tokens_of
from claims.records import Attribution, Claim, Cue
from claims.said import denies

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


#: Verbs that report words, by their lemmas.
REPORTING = frozenset(
    "say tell state claim report announce add write argue insist warn allege accuse deny suggest"
    " assert declare note admit acknowledge".split()
)


def read_cue(doc: Doc, attribution: Attribution) -> Cue:
    """The cue of ``attribution``, by which nested statements are told apart. What is denied in
    other words ("said it was false") a reader tells."""
    text = " … ".join(text_of(doc)[start:end] for start, end in attribution.cue)
    return Cue(
        text, _lemma(tokens_of(doc, attribution.cue)), "denies" if denies(text) else "asserts"
    )


def _lemma(cue: list[Token]) -> str:
    """That of the last verb, or else of the last word: "announced" and "stood by her claim"."""
    verbs = [t for t in cue if t.pos_ == "VERB"] or [t for t in cue if not t.is_punct]
    return verbs[-1].lemma_.lower() if verbs else ""


def hangs(claim: Claim) -> bool:
    """Whether the words of ``claim`` may be the end of what its cue begins, right before them:
    "accused | Ann of theft"; what "said" and the like lead to stands by itself."""
    if not claim.cue_spans or not claim.quote_spans:
        return False
    behind = claim.quote_spans[0][0] - claim.cue_spans[-1][1] == 1
    sentence = claim.quote.startswith(("that ", '"', "“"))
    return behind and not sentence and claim.cue_lemma not in REPORTING - {"accuse", "allege"}
