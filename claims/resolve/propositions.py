"""A quote made self-contained, so that it can be compared outside its article.

Pronouns become names, "accused X of doing Y" becomes "X doing Y", a noun phrase becomes a
sentence. Where a pronoun cannot be resolved with some certainty it stays: a wrong name is
worse than none (NewsSense, Milbauer et al. 2023, resolved them by prompt and lost who spoke).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from claims.extract.measured import stated
from claims.extract.tokens import is_had
from claims.records import Source, Span, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

QUOTES = "\"“”„«»‘’'`"
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
#: "accused the ministry of hiding": the object of the cue is who did it.
OBJECT_CONTROL = frozenset(
    {"accuse", "blame", "suspect", "charge", "fault", "criticize", "criticise", "convict"}
)
POSSESSIVES = frozenset({"his", "her", "its", "their", "my", "our", "your"})
PRONOUNS = POSSESSIVES | frozenset(
    {"he", "she", "it", "they", "i", "we", "him", "them", "me", "us", "himself", "herself"}
    | {"itself", "themselves", "myself", "ourselves"}
)
_LEADING = re.compile(r"^(?:that|of|for|,|;|:|–|—|-|\s)+\s+", re.IGNORECASE)
#: "It is now clear to me that X" says that X.
_WRAPPER = re.compile(
    r"^it is (?:now |quite |also |simply )?(?:clear|true|obvious|evident|plain|known|a fact)"
    r"(?: (?:to|for) [\w’' ]{1,30}?)? that ",
    re.IGNORECASE,
)
#: "her claim that X", "reports that X" say X too.
_LABELLED = re.compile(
    r"^(?:[\w’'-]+ ){0,3}(?:claims?|allegations?|assertions?|accusations?|reports?|rumou?rs?"
    r"|suggestions?|statements?|contentions?|insistence)"
    r"(?: (?:made |put about |spread |published )?(?:by|from|of|in) [^,;:]{2,60}?)?"
    r" that (?=\w+ \w+ \w+)",
    re.IGNORECASE,
)
#: "Cited the late pope as saying in 1990 that X" says that he said X.
_AS_SAYING = re.compile(r"^[^,;:]{2,60}? as saying(?:(?: [\w ]{1,20}?)?,? that)? (?=\w+ \w+ \w+)")
#: What may stand before the thing that a phrase names: "the", "any reports of".
_OPENING = re.compile(
    r"^(?:(?:any|such(?: an?)?|the|an?) )?"
    r"(?:(?:reports?|rumou?rs?|claims?|allegations?|accusations?|suggestions?) of (?:an? |any )?)?",
    re.IGNORECASE,
)
#: Words that stand only under a negation, and what they become without it.
_UNDER_NEGATION = (
    (re.compile(r" of any (?:kind|sort)\b"), ""),
    (re.compile(r"\b([Aa])ny such "), r"\1 "),
    (re.compile(r"\bno such "), "a "),
    (re.compile(r"\bany(?=body|one|thing|where)"), "some"),
    (re.compile(r"\bAny(?=body|one|thing|where)"), "Some"),
    (re.compile(r"\bany "), "a "),
    (re.compile(r"\bAny "), "A "),
    (re.compile(r"\b(?:ever|at all|whatsoever) ?"), ""),
)
#: "the ministry of hiding the report", as the content of an accusation.
_ACCUSED = re.compile(r"^(.{2,80}?) (?:of|for|with|over) ((?:not |\w+ly )?\w+ing\b.*)$", re.DOTALL)


class Referents(Protocol):
    """What this module needs of :class:`claims.resolve.cast.Cast`."""

    def referent(self, start: int, end: int, speaker: Source | None = None) -> str | None:
        """The name that the phrase at these offsets stands for, or None."""


def proposition(
    doc: Doc, spans: Spans, cue_lemma: str, cue: Spans, speaker: Source | None, cast: Referents
) -> str:
    """The words under ``spans`` as one sentence that stands alone.

    ``cue`` and ``cue_lemma`` tell who acts in a clause that leaves it out ("denied shelling
    the town"); ``speaker`` is who says it, None where the article names nobody.
    """
    tokens = tokens_in(doc, spans)
    root = root_of(tokens)
    named = root is not None and root.pos_ in ("NOUN", "PROPN")
    words = _trim(_resolved(tokens, speaker, cast), named)
    if not words:
        return ""
    if cited := _AS_SAYING.match(words):
        return _sentence(words[cited.end() :])
    if cue_lemma.split()[0] in OBJECT_CONTROL:
        accused = _accused(doc, spans, cue_lemma, cue, lambda part: _resolved(part, speaker, cast))
        if accused:
            return _sentence(accused)
    figure = _figure(words, tokens, cue_lemma)
    if figure is not None:
        return figure[0].upper() + figure[1:] + "."
    actor = _actor(doc, tokens, cue_lemma, cue, speaker, cast)
    if actor and not words.lower().startswith(actor.lower()):
        words = f"{actor} {_claimed(words) if cue_lemma in _CLAIMING else _finite(words)}"
    elif not actor and _is_nominal(tokens):
        words = f"There was {_OPENING.sub('', words)}"
    return _sentence(words)


def _accused(
    doc: Doc, spans: Spans, cue_lemma: str, cue: Spans, told: Callable[[list[Token]], str]
) -> str | None:
    """What somebody is accused of as a sentence: "the army was hiding it", of "accused | the army
    of hiding it" or "the army | was accused of | hiding it"; "the army is guilty of war crimes";
    "the army is to blame for the fire", of "blamed | the army for the fire" or "the fire on the
    army". ``told`` gives the text of tokens."""
    tokens = tokens_in(doc, spans)
    if len(spans) == 2 and cue and spans[0][1] <= cue[0][0] and cue[-1][1] <= spans[1][0]:
        who, what = (_trim(told(tokens_in(doc, (span,))), False) for span in spans)
        if not who or not what:
            return None
        if _DOING.match(what):
            return f"{who} {_finite(what)}"
        crime = cue_lemma.split()[0] in _CRIME and cue_lemma.split()[-1] in ("with", "of", "charge")
        return f"{who} is guilty of {what}" if crime else None
    words = _trim(told(tokens), False)
    if match := _ACCUSED.match(words):
        return f"{match[1]} {_finite(match[2])}"
    verb = cue_lemma.split()[0]
    cued = {token.i for token in tokens_in(doc, cue)}
    if verb not in _CRIME | _BLAME or any(t.dep_ in SUBJECTS for t in tokens):
        return None
    links = ("for", "on") if verb in _BLAME else ("of", "with")
    linking = [n for n, t in enumerate(tokens) if t.lower_ in links and n + 1 < len(tokens)]
    at = next((n for n in linking if tokens[n].head.i in cued), None)
    if at is None and len(linking) == 1 and not tokens[linking[0] + 1].is_title:
        at = linking[0]  # a small parser hangs it under the noun
    if not at:
        return None
    one, other = told(tokens[:at]), told(tokens[at + 1 :]).rstrip(" .,;")
    if not one or not other:
        return None
    if tokens[at].lower_ == "on":
        one, other = other, one
    return f"{one} is {'to blame for' if verb in _BLAME else 'guilty of'} {other}"


_DOING = re.compile(r"(?:not |\w+ly )?\w+ing\b")
_CRIME = frozenset({"accuse", "charge", "convict", "suspect"})
_BLAME = frozenset({"blame", "fault"})


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words[-1] in ".?!" else ".")


def affirmed(denied: str) -> str:
    """What a denial denies, as the other side would say it: "any fee had ever been agreed"
    becomes "a fee had been agreed"."""
    for pattern, instead in _UNDER_NEGATION:
        denied = pattern.sub(instead, denied)
    return denied


def tokens_in(doc: Doc, spans: Spans) -> list[Token]:
    """The tokens of ``doc`` that begin inside ``spans``."""
    found: list[Token] = []
    for start, end in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            found.extend(token for token in span if start <= token.idx < end)
    return found


def root_of(tokens: list[Token]) -> Token | None:
    """The highest token of the stretch: its head lies outside, or it is a sentence root."""
    inside = {token.i for token in tokens}
    tops = [t for t in tokens if (t.head.i not in inside or t.head is t) and not t.is_punct]
    tops = [_complement(token, inside) for token in tops]
    for wanted in ({"VERB", "AUX"}, {"NOUN", "PROPN", "PRON"}):
        for token in tops:
            if token.pos_ in wanted:
                return token
    return tops[0] if tops else None


def _complement(token: Token, inside: set[int]) -> Token:
    """What a preposition governs: "hiding" in "of hiding the report"."""
    if token.pos_ in ("ADP", "SCONJ"):
        for child in token.children:
            if child.i in inside and child.dep_ in ("pcomp", "pobj"):
                return child
    return token


def _resolved(tokens: list[Token], speaker: Source | None, cast: Referents) -> str:
    """The tokens as text, pronouns replaced by the names that they stand for."""
    parts: list[str] = []
    agreeing: dict[int, str] = {}
    for position, token in enumerate(tokens):
        text = agreeing.get(token.i, token.text)
        lower = text.lower()
        if lower in PRONOUNS and not _expletive(token):
            name = cast.referent(token.idx, token.idx + len(text), speaker)
            if position == 0 and speaker is not None and _own(token, speaker):
                name = name or speaker.name
            if name and _already_said(name, tokens, position):
                name = None
            if name:
                possessive = lower in POSSESSIVES and token.dep_ == "poss"
                text = f"{name}’s" if possessive else name
                if lower in ("i", "we"):
                    agreeing |= _agreement(token, speaker)
        if token.text[0] in QUOTES and (token.is_quote or len(token.text) == 1):
            text = ""
        gap = position + 1 < len(tokens) and tokens[position + 1].i != token.i + 1
        parts.append(text + (" " if token.whitespace_ or gap or "\n" in token.text else ""))
    return " ".join("".join(parts).split())


def _own(first: Token, speaker: Source) -> bool:
    """Whether what a body says begins with itself: "the bank said | its clerks had left"."""
    body = speaker.kind in ("organization", "government") and speaker.named
    acts = first.dep_ in SUBJECTS and first.head.lemma_ != "be"
    return body and (first.lower_ == "its" or (first.lower_ == "it" and acts))


def _agreement(pronoun: Token, speaker: Source | None) -> dict[int, str]:
    """What the verb of "I" or "we" becomes under a name: {token: text}, "’ve" to "has"."""
    verb = pronoun.head
    if pronoun.dep_ not in SUBJECTS or verb.pos_ not in ("VERB", "AUX"):
        return {}
    chain = [c for c in verb.children if c.dep_ in ("aux", "auxpass") and c.i > pronoun.i]
    finite = chain[0] if chain else verb
    lower = finite.lower_.replace("’", "'")
    one = speaker is not None and speaker.kind == "person"
    forms = _ONE if one else _MANY
    if is_had(finite):
        return {finite.i: " had" if not pronoun.whitespace_ else "had"}
    if lower in forms:
        glued = finite.i > pronoun.i and not pronoun.whitespace_
        return {finite.i: f" {forms[lower]}" if glued else forms[lower]}
    if one and finite.tag_ == "VBP":
        return {finite.i: _third_person(finite.text)}
    return {}


_MANY = {"'ve": "have", "'m": "are", "am": "are", "'re": "are", "'ll": "will", "'d": "would"}
_ONE = _MANY | {"'ve": "has", "have": "has", "'m": "is", "am": "is", "'re": "is", "are": "is"}
_ONE |= {"do": "does", "were": "was"}


def _third_person(verb: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _already_said(name: str, tokens: list[Token], position: int) -> bool:
    """Whether the clause names its subject itself, just before the pronoun."""
    last = name.split()[-1].lower()
    return any(t.text.lower() == last for t in tokens[max(0, position - 4) : position])


def _expletive(token: Token) -> bool:
    """ "It is raining": a pronoun that stands for nothing."""
    return token.dep_ == "expl" or (
        token.lower_ == "it"
        and token.dep_ in SUBJECTS
        and token.head.lemma_ == "be"
        and any(child.dep_ in ("ccomp", "csubj", "xcomp", "advcl") for child in token.head.children)
    )


def _trim(words: str, named: bool) -> str:
    words = words.strip().strip(QUOTES).strip()
    while (shorter := _LEADING.sub("", words)) != words:
        words = shorter
    words = _WRAPPER.sub("", words)
    if named:  # and not "there is no suggestion that"
        words = _LABELLED.sub("", words)
    words = re.sub(r"^about (?!\d|half|one\b|two\b|three\b|ten\b)", "", words)
    return words.strip(" ,;:–—-").strip()


def _actor(
    doc: Doc,
    tokens: list[Token],
    cue_lemma: str,
    cue: Spans,
    speaker: Source | None,
    cast: Referents,
) -> str | None:
    """Who does what a clause without a subject speaks of, or None if it has its own."""
    root = root_of(tokens)
    if root is None or root.pos_ not in ("VERB", "AUX"):
        return None
    if any(child.dep_ in SUBJECTS for child in root.children):
        return None
    inside = {t.i for t in tokens}
    if any(t.dep_ in SUBJECTS and t.i in inside for t in root.subtree if t.i < root.i):
        return None
    if root.morph.get("VerbForm", []) not in (["Ger"], ["Part"], ["Inf"]):
        return None
    if cue_lemma.split()[0] in OBJECT_CONTROL:
        cue_tokens = tokens_in(doc, cue)
        objects = [c for t in cue_tokens for c in t.children if c.dep_ in ("dobj", "obj")]
        if not objects:
            return None
        if objects[0].i in inside:
            return None
        phrase = doc[objects[0].left_edge.i : objects[0].i + 1]
        return cast.referent(phrase.start_char, phrase.end_char, speaker) or phrase.text
    return speaker.name if speaker else None


_CLAIMING = frozenset({"claim", "profess", "purport"})


def _claimed(clause: str) -> str:
    """ "Knows it" of "claims to know it", which is no plan."""
    match = re.match(r"to (?!be\b|have\b)(\w+)(.*)$", clause, re.DOTALL)
    return f"{_third_person(match[1])}{match[2]}" if match else _finite(clause)


def _finite(clause: str) -> str:
    """A clause without a subject, made to take one: "hiding it" to "was hiding it"."""
    clause = re.sub(r"^(?:ever|even) ", "", clause)
    first, _, rest = clause.partition(" ")
    if first.lower() == "having":
        return f"had {rest}"
    if first.lower() == "being":
        return f"was {rest}"
    if match := re.match(r"to (have|be) (.+)$", clause, re.IGNORECASE | re.DOTALL):
        return f"{'had' if match[1].lower() == 'have' else 'is'} {match[2]}"
    if first.lower().endswith("ing") or re.match(r"(?:not|\w+ly) \w+ing\b", clause):
        return f"was {clause}"
    return f"is {clause}" if first.lower() == "to" else clause


def _figure(words: str, tokens: list[Token], cue_lemma: str) -> str | None:
    """The sentence that "the toll at 19" stands for, the content of "put"."""
    root = root_of(tokens)
    if root is None or not (root.dep_ == "nsubjpass" or _is_nominal(tokens)):
        return None
    return stated(words, cue_lemma, root.tag_ == "NNS")


def _is_nominal(tokens: list[Token]) -> bool:
    root = root_of(tokens)
    if root is None or root.pos_ not in ("NOUN", "PROPN"):
        return False
    inside = {t.i for t in tokens}
    return not any(
        t.i in inside and t.dep_ in SUBJECTS and (t.head.dep_ != "relcl" or t.lower_ in _RELATIVE)
        for t in root.subtree
        if t.i != root.i
    )


_RELATIVE = frozenset({"that", "who", "which"})


def mask(spans: Spans, holes: Spans) -> Spans:
    """``spans`` without the parts that ``holes`` cover."""
    kept: list[Span] = list(spans)
    for low, high in holes:
        kept = [
            piece
            for start, end in kept
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        ]
    return tuple(kept)
