"""Who is speaking: from the source span of an attribution to a mention.

Attribution models mark the words of a source; this module finds the noun phrase behind
them, repairs its edges with the parse, and tells the one who speaks from the one who
passes the words on ("According to the ministry, she told him that …").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.extract import speaking
from claims.extract.phrases import climb, mention, noun_phrase
from claims.extract.tokens import is_body, is_document, is_role, relative_noun
from claims.records import Attribution, Mention, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_RELAYING = frozenset({"cite", "quote"})


def speaker_of(doc: Doc, attribution: Attribution) -> tuple[Mention | None, Mention | None]:
    """The speaker of ``attribution`` and who relayed the words, as mentions of ``doc``.

    ``doc`` is the whole article, parsed. The speaker is who said it first: in "X, citing
    Y, said" and "X quoted Y as saying" that is Y, and X relayed it. Both are None where
    the text tells nobody.
    """
    cue = _tokens(doc, attribution.cue)
    content = {t.i for t in _tokens(doc, attribution.content)}
    source = _source_tokens(doc, attribution.source, cue)
    head = (_head(source, cue) if source else None) or _elided(cue, content)
    if head is None:
        return None, None
    verb = _verb(cue)
    if verb is not None and _impersonal(verb):
        head = _agent(verb)
        return (None if head is None else _mention(head, [])), None
    head = _antecedent(head)
    speaker, relay = _original(head, verb, cue)
    relay = relay or _relay(speaker, verb, content)
    if relay is not None and (relay.i in content or _same(relay, speaker)):
        relay = None
    inside = source if speaker is head else []
    return _mention(speaker, inside), _mention(relay, []) if relay is not None else None


def _tokens(doc: Doc, spans: Spans) -> list[Token]:
    out: list[Token] = []
    for start, end in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            out.extend(t for t in span if not t.is_space)
    return out


def _source_tokens(doc: Doc, spans: Spans, cue: Sequence[Token]) -> list[Token]:
    """The source's tokens that belong together: those in the sentence nearest the cue."""
    tokens = [t for t in _tokens(doc, spans) if not t.is_quote]
    if not tokens or not cue:
        return tokens
    anchor = cue[0]
    by_sentence: dict[int, list[Token]] = {}
    for token in tokens:
        by_sentence.setdefault(token.sent.start, []).append(token)
    nearest = min(by_sentence, key=lambda s: (s != anchor.sent.start, abs(s - anchor.i)))
    return by_sentence[nearest]


def _verb(cue: Sequence[Token]) -> Token | None:
    """The word of the cue that governs: its main verb, else its noun or preposition."""
    verbs = [t for t in cue if t.pos_ == "VERB"]
    for token in verbs:
        if token.lemma_.lower() in speaking.SPEECH:
            return token
    for group in (verbs, [t for t in cue if t.pos_ in {"AUX", "NOUN"}], list(cue)):
        if group:
            return group[0]
    return None


def _subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in _SUBJECTS and c.dep_ != "csubj"), None)


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (child.lower_ == "by" and child.dep_ == "prep"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _impersonal(verb: Token) -> bool:
    """ "It is alleged that X", "it's reported": says so whom "by" names, or nobody."""
    subject = _subject(verb)
    return (
        subject is not None
        and subject.lower_ == "it"
        and (verb.lemma_ in _SEEMING or _passive(verb, subject))
    )


def _passive(verb: Token, subject: Token) -> bool:
    return (
        verb.tag_ == "VBN"
        and any(c.lower_ in _PASSIVE and c.i > subject.i for c in verb.children)
        and verb.nbor(-1).lemma_ != "have"
        and verb.lemma_ not in _RELAYING
    )


_SEEMING = frozenset({"appear", "seem", "emerge", "transpire"})
_PASSIVE = frozenset({"is", "was", "'s", "’s", "been", "being"})


def _head(source: Sequence[Token], cue: Sequence[Token]) -> Token | None:
    """The word of the source on which the rest of it hangs."""
    inside = {t.i for t in source}
    verb = _verb(cue)
    if verb is not None:
        subject = _subject(verb)
        if subject is not None and subject.i in inside:
            return subject
    tops = [t for t in source if t.head.i not in inside or t.head is t]
    nominal = [t for t in tops if t.pos_ in _NOMINAL and t.dep_ != "det"]
    if not nominal:
        nominal = [t for t in source if t.pos_ in {"NOUN", "PROPN", "PRON"}]
    if not nominal:  # the model marked "The" of "The society", or no more than a comma
        return next((climb(t.head) for t in tops if t.dep_ == "det" and t.head.i != t.i), None)
    ranked = sorted(
        nominal,
        key=lambda t: (
            t.dep_ not in _SUBJECTS | {"pobj", "poss", "attr", "ROOT", "dobj"},
            t.pos_ not in {"NOUN", "PROPN", "PRON"},
            t.dep_ == "appos",
            t.i,
        ),
    )
    top = climb(ranked[0])
    return top if top.i in inside else ranked[0]


def _antecedent(head: Token) -> Token:
    """From "who" or "which" to the word that it stands for."""
    if head.lower_ not in {"who", "which", "that", "whom"} or head.tag_ not in _RELATIVE_TAGS:
        return head
    return relative_noun(head) or head


_RELATIVE_TAGS = frozenset({"WP", "WDT", "IN", "WP$"})


def _elided(cue: Sequence[Token], content: set[int]) -> Token | None:
    """A speaker that the attribution lacks: subject, agent or possessor of the cue."""
    verb = _verb(cue)
    if verb is None:
        return None
    if verb.pos_ in {"NOUN", "PROPN"}:
        return _of_noun(verb)
    if verb.lower_ == "according" or any(t.lower_ == "according" for t in cue):
        return _according(verb)
    if verb.tag_ == "VBN" and verb.lemma_ in {"ask", "press", "question"}:
        return None
    node: Token | None = verb
    for _ in range(4):
        if node is None:
            return None
        subject = _subject(node)
        passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in node.children)
        if passive:
            agent = _agent(node)
            return agent if agent is not None and agent.i not in content else None
        if subject is not None:
            if subject.lower_ in {"who", "which", "that"} and node.dep_ == "relcl":
                return node.head
            empty = subject.tag_ == "EX" or (subject.lower_ == "it" and node.pos_ == "AUX")
            return subject if subject.i not in content and not empty else None
        if node.dep_ == "pcomp" and node.head.lower_ in _WHILE:
            node = _governing(node.head)  # "after accusing the board", said of the subject
        elif node.lemma_ in _BELYING and node.dep_ == "advcl" and node.head.dep_ == "ccomp":
            node = node.head.head  # "it shows that he stopped, contradicting the police"
        elif node.dep_ in {"conj", "advcl", "xcomp", "acl"} and node.head.i != node.i:
            if node.dep_ == "acl" and node.head.pos_ in {"NOUN", "PROPN"}:
                return node.head if node.tag_ == "VBG" and node.head.i not in content else None
            node = node.head
        else:
            return None
    return None


_BELYING = frozenset({"contradict", "belie", "refute", "rebut", "debunk", "undercut"})
_WHILE = frozenset({"after", "before", "while", "when", "since", "by", "in", "without", "upon"})


def _governing(word: Token) -> Token | None:
    """The verb under whose clause ``word`` stands."""
    node = word
    while node.head.i != node.i:
        node = node.head
        if node.pos_ in {"VERB", "AUX"}:
            return node
    return None


def _of_noun(noun: Token) -> Token | None:
    """The owner of a cue such as "his claim" or "accusations by the union"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _according(verb: Token) -> Token | None:
    for token in (verb, *verb.subtree):
        if token.dep_ == "pobj" and token.head.lower_ in {"to", "according"}:
            return token
    return None


def _original(head: Token, verb: Token | None, cue: Sequence[Token]) -> tuple[Token, Token | None]:
    """Who said it and who relayed it, where the clause itself names both."""
    if verb is None:
        return head, None
    for child in verb.children:
        if child.dep_ in {"advcl", "acl", "prep", "xcomp"} and child.lower_ in {
            "citing",
            "quoting",
        }:
            return _cited(child, head)
    for child in head.children:
        if child.dep_ in {"acl", "prep"} and child.lower_ in {"citing", "quoting"}:
            return _cited(child, head)
    if verb.lower_ in {"citing", "quoting"}:
        main = verb.head if verb.head.i != verb.i else None
        relay = _subject(main) if main is not None else None
        if head.i != (relay.i if relay is not None else -1):
            return head, relay
    quoting = next((t for t in (verb, verb.head) if t.lemma_ in _RELAYING), None)
    if quoting is None and verb.dep_ in {"pcomp", "advcl"}:
        up = verb.head.head if verb.head.lower_ == "as" else verb.head
        quoting = up if up.lemma_ in _RELAYING else None
    if quoting is not None and quoting.pos_ == "VERB":
        return _quoted(quoting, head)
    return head, None


def _cited(citing: Token, head: Token) -> tuple[Token, Token | None]:
    cited = next((c for c in citing.children if c.dep_ in {"dobj", "pobj", "obj"}), None)
    if cited is None or cited.i == head.i or not _can_speak(cited):
        return head, None
    return cited, head


def _can_speak(token: Token) -> bool:
    """Whether ``token`` is somebody or a document, and not a reason that is cited."""
    if token.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} or token.tag_ == "PRP":
        return True
    return is_role(token) or is_body(token) or is_document(token) or token.lower_ in speaking.GROUPS


def _quoted(quoting: Token, head: Token) -> tuple[Token, Token | None]:
    """ "X quoted Y as saying", "Y was quoted by X": Y speaks."""
    subject = _subject(quoting)
    if any(c.dep_ == "auxpass" for c in quoting.children) or (
        subject is not None and subject.dep_ == "nsubjpass"
    ):
        return (subject if subject is not None else head), _agent(quoting)
    objects = [c for c in quoting.children if c.dep_ in {"dobj", "nsubj"} and c.i > quoting.i]
    if objects and subject is not None and _can_speak(objects[0]):
        return objects[0], subject
    return head, None


def _relay(speaker: Token, verb: Token | None, content: set[int]) -> Token | None:
    """Who stands behind the whole clause: "according to Z, X said", "Z reported X said"."""
    node = verb
    for _ in range(3):
        if node is None:
            return None
        for child in node.children:
            if child.lower_ == "according" and child.i not in content:
                found = _according(child)
                if found is not None and not _same(found, speaker):
                    return found
        above = node.head.lemma_.lower()
        if node.dep_ == "ccomp" and above in speaking.SPEECH - _DENYING:
            outer = _subject(node.head)
            # "Vale said she knew": the pronoun is the one who says it.
            if outer is None or speaker.tag_ == "PRP" or outer.i in content:
                return None
            return None if _same(outer, speaker) or outer.tag_ == "EX" else outer
        node = node.head if node.dep_ in {"conj", "ccomp"} else None
    return None


#: Who denies what somebody says has not passed it on: "…, a charge the ministry denies".
_DENYING = frozenset({"deny", "dispute", "reject", "refute", "contest", "rebut"})


def _same(a: Token, b: Token) -> bool:
    return a.i == b.i or a in b.subtree


def _mention(head: Token, source: Sequence[Token]) -> Mention:
    return mention(_phrase(head, source), head)


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
