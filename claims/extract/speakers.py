"""Who is speaking: from the source span of an attribution to a mention.

Attribution models mark the words of a source; this module finds the noun phrase behind
them and repairs its edges with the parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract import speaking
from claims.extract.parse import tokens_of
from claims.extract.phrases import mention, noun_phrase
from claims.extract.tokens import relative_noun
from claims.records import Attribution, Mention, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"})
_GOVERNED = frozenset("nsubj nsubjpass csubj pobj poss attr ROOT dobj".split())


def speaker_of(doc: Doc, attribution: Attribution) -> Mention | None:
    """The speaker of ``attribution`` as a mention of ``doc``, the whole article, parsed. None
    where the text tells nobody."""
    cue = tokens_of(doc, attribution.cue)
    source = _source_tokens(doc, attribution.source, cue)
    head = _head(source, cue) if source else None
    if head is None or _undergoes(head, cue):
        return None
    speaker = _antecedent(head)
    return mention(_phrase(speaker, source if speaker is head else []), speaker)


def _undergoes(head: Token, cue: Sequence[Token]) -> bool:
    """Whether it is the subject of a cue in the passive, who is told or accused and does not
    speak; but for "was quoted as saying"."""
    if head.dep_ != "nsubjpass" or head.head not in cue:
        return False
    verbs = (token for token in cue if token.pos_ == "VERB")
    return all(any(child.dep_ == "auxpass" for child in verb.children) for verb in verbs)


def _source_tokens(doc: Doc, spans: Spans, cue: Sequence[Token]) -> list[Token]:
    """The source's tokens that belong together: those in the sentence nearest the cue."""
    tokens = [t for t in tokens_of(doc, spans) if not t.is_quote]
    if not tokens or not cue:
        return tokens
    anchor = cue[0]
    by_sentence: dict[int, list[Token]] = {}
    for token in tokens:
        by_sentence.setdefault(token.sent.start, []).append(token)
    nearest = min(by_sentence, key=lambda s: (s != anchor.sent.start, abs(s - anchor.i)))
    return by_sentence[nearest]


def _verb(cue: Sequence[Token]) -> Token:
    """The word of the cue that governs: its main verb, else its noun or preposition."""
    verbs = [t for t in cue if t.pos_ == "VERB"]
    says = [t for t in verbs if t.lemma_.lower() in speaking.SPEECH]
    return (says or verbs or [t for t in cue if t.pos_ in {"AUX", "NOUN"}] or cue)[0]


def _head(source: Sequence[Token], cue: Sequence[Token]) -> Token | None:
    """The word of the source on which the rest of it hangs."""
    inside = {t.i for t in source}
    if cue:
        for child in _verb(cue).children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                if child.i in inside:
                    return child
                break
    tops = [t for t in source if t.head.i not in inside]
    nominal = [t for t in tops if t.pos_ in _NOMINAL and t.dep_ != "det"]
    if not nominal:
        nominal = [t for t in source if t.pos_ in {"NOUN", "PROPN", "PRON"}]
    if not nominal:  # the model marked "The" of "The society", or no more than a comma
        return next((t.head for t in tops if t.dep_ == "det"), None)
    return min(
        nominal,
        key=lambda t: (
            t.dep_ not in _GOVERNED,
            t.pos_ not in {"NOUN", "PROPN", "PRON"},
            t.dep_ == "appos",
            t.i,
        ),
    )


def _antecedent(head: Token) -> Token:
    """From "who" or "which" to the word that it stands for."""
    if head.lower_ not in {"who", "which", "that", "whom"}:
        return head
    return relative_noun(head) or head


def _phrase(head: Token, source: Sequence[Token]) -> list[Token]:
    """The noun phrase of ``head`` as far as the source goes, with title and role around it."""
    if head.pos_ == "PRON" and head.lower_ in speaking.PRONOUNS:
        return [head]
    whole = {t.i: t for t in noun_phrase(head)}
    kept = {t.i: t for t in source if t.i in whole or not _aside(t, head)}
    if head.i not in kept:
        return list(whole.values())
    before = min(kept) - 1
    while before in whole and whole[before].dep_ in _LEADING:
        kept[before] = whole[before]
        before -= 1
    if max(kept) + 1 in whole and whole[max(kept) + 1].text in {",", "("}:
        for child in head.children:
            if child.dep_ == "appos" and max(kept) < child.i <= max(kept) + 6:
                until = max(t.i for t in noun_phrase(child))
                kept.update({i: head.doc[i] for i in range(max(kept) + 1, until + 1)})
                break
    return [kept[i] for i in sorted(kept)]


_LEADING = frozenset({"compound", "amod", "nmod", "poss", "case", "nummod", "det", "appos"})


def _aside(token: Token, head: Token) -> bool:
    """Whether ``token`` stands in a clause about ``head`` and not in its phrase."""
    node = token
    while node.i != head.i and node.head.i != node.i:
        if node.dep_ in {"relcl", "acl", "advcl"}:
            return True
        node = node.head
    return token.pos_ in {"VERB", "AUX"} or token.lower_ in speaking.RELATIVES
