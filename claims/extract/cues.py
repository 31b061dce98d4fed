"""Reading a cue in its sentence: which lexicon entry it is, its polarity and stance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extract.clauses import clauses, negations
from claims.extract.lexicon import UNKNOWN, Entry, Sense, entries, sense_of, words
from claims.extract.parse import text_of, tokens_of
from claims.extract.tokens import is_had
from claims.records import Attribution, Cue, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: How far beyond its first word a cue of several words may reach, in tokens.
_REACH = 9
#: How many tokens may stand between two words of one cue.
_GAP = 4
_UNREAL = frozenset({"would", "could", "might", "may", "should", "'d", "’d"})
_REPORTED = frozenset(
    {"believe", "think", "say", "report", "understand", "allege", "rumor", "suppose", "appear",
     "seem", "claim", "know"}
)  # fmt: skip
_LEMMAS = {
    "said": "say", "says": "say", "hop": "hope", "tells": "tell", "slams": "slam",
    "n’t": "not", "n't": "not", "wanna": "want", "questioned": "question", "ca": "can",
}  # fmt: skip
_THOUGHT = frozenset({"believe", "think", "suspect", "suppose", "rumor", "rumour", "presume"})
_SILENT = frozenset(
    {"comment", "say", "discuss", "answer", "respond", "elaborate", "speculate", "reply",
     "disclose", "reveal", "identify", "name", "specify", "provide", "give", "define", "detail",
     "describe", "explain", "confirm", "deny", "rule"}
)  # fmt: skip


def read_cue(doc: Doc, attribution: Attribution) -> Cue:
    """The cue of ``attribution`` with its lemma, stance, negation and hedging.

    The lemma is that of the lexicon entry found ("deny", "brush aside"), or else of the head
    of the cue. Of the content only what the cue's sense hangs on is read: who says that a report
    is false asserts it here, and a reader tells that it is a denial.
    """
    cue = tokens_of(doc, attribution.cue)
    content = tokens_of(doc, attribution.content)
    head, lemma, sense = _entry(cue)
    if lemma == "ask" and told_to(content):
        sense = sense_of("ask to")
    elif sense.group == "reject" and told_to(content):
        sense = sense_of("decide")  # "withdrew a proposal | to build it"
    elif lemma in ("decline", "refuse", "refusal") and _silent(content):
        sense = sense_of("decline to comment")
    count, hedged, unreal = _polarity(head, cue, lemma)
    negated = count % 2 == 1
    text = " … ".join(text_of(doc)[start:end] for start, end in attribution.cue)
    stance: Stance = sense.stance
    if negated:
        stance, hedged = _negate(sense, stance, hedged)
    hedged = hedged or unreal is not None or sense.hedged or _hedged_content(content)
    return Cue(text, lemma, stance, negated, hedged)


def _negate(sense: Sense, stance: Stance, hedged: bool) -> tuple[Stance, bool]:
    if sense.negated == "same":
        return stance, hedged
    if sense.negated == "denies":
        return "denies", hedged
    if sense.negated in ("asserts", "undenied"):
        return "asserts", True
    return ("questions" if stance == "echoes" else "asserts"), True


def told_to(content: list[Token]) -> bool:
    """ "Told them to leave", and not "claimed to have left"."""
    first = next(iter(clauses(content)), None)
    if first is None or first.head.tag_ != "VB" or first.mark is not None:
        return False
    auxiliaries = [a.lower_ for a in first.auxiliaries]
    return "to" in auxiliaries and "have" not in auxiliaries and first.head.dep_ != "csubj"


def _silent(content: list[Token]) -> bool:
    first = next(iter(clauses(content)), None)
    return first is not None and told_to(content) and lemma_of(first.head) in _SILENT


def lemma_of(token: Token) -> str:
    """The lemma of ``token`` in lower case, mended where the small tagger errs."""
    lemma = token.lemma_.lower()
    return _LEMMAS.get(lemma, lemma)


def _entry(cue: list[Token]) -> tuple[Token | None, str, Sense]:
    """The head, lemma and sense of the best lexicon entry that the cue's words spell."""
    if not cue:
        return None, "", UNKNOWN
    candidates = sorted(cue, key=lambda t: (_depth(t, cue), t.i))
    found: list[tuple[tuple[int, int], Token, Entry]] = []
    for rank, token in enumerate(candidates):
        if token.is_punct or (token.pos_ == "AUX" and len(cue) > 1 and token.dep_ != "ROOT"):
            continue
        entry = _match(token, cue)
        if entry is not None:
            size = len(entry.words)
            passing = size == 1 and (
                lemma_of(token) in words("transparent") | words("implicative")
                or (token.tag_ == "VBN" and lemma_of(token) in _REPORTED and _raises(token))
            )
            found.append(((1 if passing else 0, rank - 3 * (size - 1)), token, entry))
    if found:
        found.sort(key=lambda item: item[0])
        _, head, entry = _sharper(found)
        return head, entry.lemma, entry.sense
    head = next((t for t in candidates if t.pos_ in ("VERB", "NOUN", "ADJ")), candidates[0])
    sense = sense_of("say") if all(t.is_punct for t in cue) else UNKNOWN
    return head, lemma_of(head), sense


def _raises(token: Token) -> bool:
    """ "Is believed to have said": the verb only reports another."""
    return any(c.dep_ == "auxpass" for c in token.children) and any(
        c.dep_ == "xcomp" for c in token.children
    )


_Found = tuple[tuple[int, int], "Token", Entry]


def _sharper(found: list[_Found]) -> _Found:
    """The act itself where the cue leads to it: "published a letter disputing", not "publish"."""
    first = found[0]
    if first[2].sense.group not in ("say", "state"):
        return first
    for other in found[1:]:
        if other[1].pos_ != "VERB" or other[1].i < first[1].i:
            continue
        if other[2].sense.stance in ("denies", "echoes") or other[2].words == ("call",):
            return other
    return first


def _depth(token: Token, cue: list[Token]) -> int:
    """How many tokens of the cue are above ``token``."""
    inside = {t.i for t in cue}
    depth = 0
    while token.head.i != token.i and depth < 20:
        token = token.head
        depth += token.i in inside
    return depth


def _match(token: Token, cue: list[Token]) -> Entry | None:
    for first in _forms(token):
        found = entries().get(first)
        if not found:
            continue
        inside = {t.i for t in cue}
        window = _window(token)
        for entry in found:
            if len(entry.words) == 1 or _spells(entry.words, window, inside):
                return entry
    return None


def _forms(token: Token) -> list[str]:
    """The lemma, then guesses at it for words that were tagged as names ("slams")."""
    lemma = lemma_of(token)
    forms = [lemma]
    lower = token.lower_
    if lemma == lower and token.pos_ in ("PROPN", "NOUN", "ADJ", "X"):
        for ending, instead in (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ies", "y"),
                                ("ied", "y"), ("ing", ""), ("ing", "e")):  # fmt: skip
            if lower.endswith(ending) and len(lower) - len(ending) > 2:
                forms.append(lower[: -len(ending)] + instead)
    return forms


def _window(token: Token) -> list[Token]:
    doc, end = token.doc, token.sent.end
    return [t for t in doc[token.i : min(token.i + _REACH, end)] if not t.is_space]


def _spells(pattern: tuple[str, ...], window: list[Token], cue: set[int]) -> bool:
    """Whether the words of ``pattern`` stand in ``window`` in order, close to each other.

    Words outside of the cue count only where they follow at once or depend on the cue.
    """
    at = 1
    gap = 0
    for word in pattern[1:]:
        while at < len(window) and not _fits(word, window[at]):
            at += 1
            gap += 1
        if at >= len(window) or gap > _GAP:
            return False
        token = window[at]
        near = token.i in cue or gap == 0 or token.head.i in cue or token.head.i == window[0].i
        if not near and (not word.isupper() or not _governed(token, window[0])):
            return False
        at += 1
    return True


def _governed(noun: Token, verb: Token) -> bool:
    """Whether ``noun`` is the object of ``verb``, or of a preposition under it."""
    return noun.tag_ in ("PRP$", "POS") or verb.i in (noun.head.i, noun.head.head.i)


def _fits(word: str, token: Token) -> bool:
    if word == "NOUN":
        return lemma_of(token) in words("allegation")
    if word == "ACCOUNT":
        return lemma_of(token) in words("account")
    if word == "POSS":
        return token.tag_ in ("PRP$", "POS")
    return word == lemma_of(token) or word == token.lower_


def _polarity(head: Token | None, cue: list[Token], lemma: str) -> tuple[int, bool, str | None]:
    """How often the cue is negated, whether it is hedged, and the modal that makes it unreal."""
    if head is None:
        return 0, False, None
    count, hedged, unreal = 0, False, None
    if sense_of(lemma).group in ("silence", "undecided") or "not" in lemma.split():
        return 0, False, None
    node: Token = head
    for step in range(4):
        count += negations(node)
        for child in node.children:
            yet = child.lower_ == "yet" and child.i + 1 < len(child.doc)
            if yet and child.nbor(1).lower_ == "to":
                count += 1  # "has yet to confirm"
            if is_had(child):
                continue
            if child.dep_ in ("aux", "auxpass") and child.lower_ in _UNREAL | {"will", "'ll", "wo"}:
                unreal = unreal or ("will" if child.lower_ in ("will", "'ll", "wo") else "would")
            if child.dep_ == "advmod" and child.lower_ in words("hedge"):
                hedged = True
            if child.dep_ == "mark" and child.lower_ in ("if", "unless") and step == 0:
                unreal = "if"
        above = node.head
        if above.i == node.i or node.dep_ not in ("xcomp", "pcomp", "ccomp", "acl", "conj", "prep"):
            break
        if above.pos_ not in ("VERB", "AUX", "ADJ", "NOUN", "ADP", "SCONJ"):
            break
        word = lemma_of(above)
        if node.dep_ in ("ccomp", "conj") and not _through(node, above):
            break
        if above.lower_ == "without" and node.dep_ == "pcomp":
            count += 1
            break
        if word in words("implicative") or (
            above.pos_ == "NOUN" and any(c.lower_ == "no" for c in above.children)
        ):
            count += 1
        elif node.dep_ == "xcomp" and word in _REPORTED:
            hedged = True
        elif word not in words("transparent") and above.pos_ != "ADP":
            break
        node = above
    if count and any(t.lower_ in ("hardly", "barely", "scarcely", "rarely", "seldom") for t in cue):
        hedged = True
    if unreal and count % 2 == 1 and unreal != "if":
        unreal = None  # "would not say" is a refusal, "could not confirm" an inability
    return count, hedged, unreal


def _through(node: Token, above: Token) -> bool:
    """Whether ``node`` shares the negation of ``above``: "neither confirmed nor denied"."""
    if node.dep_ == "conj":
        return any(c.lower_ in ("nor", "or") for c in above.children if c.dep_ == "cc")
    return not any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children)


def _hedged_content(content: list[Token]) -> bool:
    """Whether the main clause of the content says that it may not be so."""
    for clause in clauses(content)[:1]:
        if any(a.lower_ in ("may", "might") for a in clause.auxiliaries):
            return True
        if any(c.lower_ in words("hedge") for c in clause.head.children if c.dep_ == "advmod"):
            return True
        if clause.head.lemma_ in _THOUGHT and clause.head.tag_ == "VBN" and _raises(clause.head):
            return True  # "was believed to be"
    return False
