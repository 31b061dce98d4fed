"""The force of a statement: fact, prediction, opinion, wish, question or conditional.

Only what can be true or false can be in dispute. The cue speaks first ("hopes that"), then
the content: modals, conditions, imperatives, judging words, and whether there is a predicate.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from claims.extract.clauses import Clause, clause_of, clauses, tops
from claims.extract.lexicon import Rule, Sense, sense_of, words
from claims.extract.parse import text_of, tokens_of
from claims.extract.quotation import quotation_of
from claims.extract.scope import complement
from claims.extract.tokens import is_had
from claims.records import Attribution, Force

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FIRST = frozenset({"i", "we"})
_THIRD = frozenset({"he", "she", "they", "it"})
_WILL = frozenset({"will", "'ll", "’ll", "wo", "shall", "sha"})
_SHOULD = frozenset({"should", "ought", "must"})
_WOULD = frozenset({"would", "'d", "’d"})
_MIGHT = frozenset({"may", "might", "could"})
_PASSIVE_OR_STATE = frozenset(
    {"be", "have", "win", "see", "know", "become", "lose", "get", "take", "bring", "cost", "mean",
     "happen", "need", "miss", "remain", "face", "fall", "rise", "fail", "suffer", "die", "depend"}
)  # fmt: skip
_EXPECT = frozenset({"expect", "predict", "anticipate", "forecast", "foresee", "fear", "doubt"})
_IF = frozenset({"if", "unless", "provided", "providing"})
_POINTERS = frozenset(
    {"that", "this", "it", "these", "those", "which", "all", "any", "something", "anything", "them",
     "both", "everything"}
)  # fmt: skip
_MANDATIVE = frozenset({"insist", "suggest", "suggestion", "say", "argue", "agree", "move"})
_BOUND = frozenset({"set", "about", "likely", "unlikely", "bound", "due", "expected", "poised"})
_INTENT = frozenset({"want", "hope", "wish", "intend", "plan", "hop"})
#: A share of the words that are stated as fact makes the whole a statement of fact.
_FACT_SHARE = 0.3


def force_of(doc: Doc, attribution: Attribution, cue_lemma: str) -> Force:
    """The force of ``attribution`` under the cue with ``cue_lemma``, a lemma of the lexicon.

    Negation of the cue is not looked at; ``cues.read_cue`` does that.
    """
    return force_under(doc, attribution, cue_lemma, sense_of(cue_lemma))


def force_under(doc: Doc, attribution: Attribution, cue_lemma: str, sense: Sense) -> Force:
    """As ``force_of``, for a sense that is known already."""
    content = [t for t in tokens_of(doc, attribution.content) if not t.is_punct or t.text == "?"]
    found = content_force(content, speaker_words(doc, attribution))
    if sense.force in ("opinion", "question", "conditional", "fact"):
        return sense.force
    if sense.force == "wish":
        return _after_wish(cue_lemma, found)
    if sense.group in ("warn", "agree") and told_to(content):
        return "wish"  # "warned them to leave", "an agreement to leave"
    if sense.force == "prediction":
        return _after_prediction(sense.group, found)
    if cue_lemma in ("suggest", "recommend", "suggestion") and _bare_gerund(content):
        return "wish"
    if cue_lemma in _MANDATIVE and _subjunctive(content):
        return "wish"
    if found is None:
        return _fragment(content, sense.force)
    if sense.group in ("say", "unknown", "ask") and told_to(content):
        return "wish"
    if found == "wish" and sense.stance == "denies":
        return "prediction"  # "denied that she would leave": the plan is the others' claim
    return found


def speaker_words(doc: Doc, attribution: Attribution) -> frozenset[str]:
    """The pronouns by which the speaker means himself in this content.

    Inside a quotation "I" and "we"; in reported speech also the third person that fits the
    source: "he" or "she" for a person, "it" or "they" for a body, "they" for several.
    """
    if quotation_of(text_of(doc), attribution.content) == "direct":
        return _FIRST
    source = tokens_of(doc, attribution.source)
    inside = {t.i for t in source}
    head = next((t for t in source if t.head.i not in inside or t.head.i == t.i), None)
    if head is None:
        return _FIRST | _THIRD
    if head.lower_ in _THIRD:
        return _FIRST | {head.lower_}
    if head.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in head.children):
        return _FIRST | {"they"}
    if head.ent_type_ == "PERSON" or head.lower_ == "who":
        return _FIRST | {"he", "she"}
    return _FIRST | _THIRD


def content_force(content: list[Token], own: frozenset[str]) -> Force | None:
    """The force that the words of ``content`` have by themselves; None without a predicate.

    ``own`` are the pronouns by which the speaker means himself.
    """
    weights: Counter[Force] = Counter()
    for clause in clauses(content):
        weights[clause_force(clause, own)] += clause.weight
    if not weights:
        return None
    if weights["fact"] >= _FACT_SHARE * weights.total():
        return "fact"
    return weights.most_common(1)[0][0]


def clause_force(clause: Clause, own: frozenset[str]) -> Force:
    """The force of one clause."""
    for decide in (_asked, _conditional, _obliged, _personal, _evaluated, _future):
        force = decide(clause, own)
        if force:
            return force
    return "fact"


def _asked(clause: Clause, own: frozenset[str]) -> Force | None:
    if clause.mark == "whether":
        return "question"
    sentence = clause.head.sent
    end = next((t for t in reversed(sentence) if not (t.is_space or t.is_quote)), None)
    if end is not None and end.text in ("?", "?!") and clause.head.i < end.i:
        return "question"
    return "wish" if _imperative(clause) else None


def _imperative(clause: Clause) -> bool:
    head = clause.head
    if head.tag_ not in ("VB", "VBP") or clause.subject is not None or head.pos_ == "AUX":
        return False
    if head.dep_ in ("xcomp", "conj", "pcomp", "advcl", "acl", "relcl"):
        return False
    return all(a.lower_ in ("do", "please") for a in clause.auxiliaries)


def _auxiliaries(clause: Clause) -> set[str]:
    """The auxiliaries in lower case; the "d" of "she'd met him" is had."""
    return {"had" if is_had(a) else a.lower_ for a in clause.auxiliaries}


def _conditional(clause: Clause, own: frozenset[str]) -> Force | None:
    head = clause.head
    auxiliaries = _auxiliaries(clause)
    for child in head.children:
        if child.lower_ in ("provided", "providing") and child.dep_ in ("advcl", "prep"):
            return "conditional"
        if child.dep_ == "advcl" and any(
            c.lower_ in _IF and not _even(c) for c in child.children if c.dep_ == "mark"
        ):
            return "conditional"
    perfect = "have" in auxiliaries
    if auxiliaries & _WOULD and (perfect or own == _FIRST) and not _wants(head):
        return "conditional"
    if perfect and auxiliaries & {"could", "might", "should", "ought"}:
        return "opinion" if auxiliaries & {"should", "ought"} else "conditional"
    return None


def _even(mark: Token) -> bool:
    return mark.i > 0 and mark.doc[mark.i - 1].lower_ in ("even", "as")


def _wants(head: Token) -> bool:
    return head.lemma_ in ("like", "love", "prefer", "hate")


def _obliged(clause: Clause, own: frozenset[str]) -> Force | None:
    auxiliaries = _auxiliaries(clause)
    if auxiliaries & _SHOULD and "have" not in auxiliaries:
        return "wish"
    head = clause.head
    if (
        head.lower_ in ("need", "needs", "has", "have", "'ve", "let", "’ve")
        and any(c.dep_ in ("xcomp", "ccomp") and _infinitive(c) for c in head.children)
        and not any(c.dep_ == "dobj" for c in head.children)
    ):
        return "wish"
    return None


def _infinitive(token: Token) -> bool:
    return token.tag_ == "VB"


def _is_speaker(clause: Clause, own: frozenset[str]) -> bool:
    subject = clause.subject
    if subject is None:
        return False
    return subject.lower_ in own


def _personal(clause: Clause, own: frozenset[str]) -> Force | None:
    """What speakers say of their own wishes, feelings and thoughts."""
    if not _is_speaker(clause, own):
        return None
    lemma = clause.head.lemma_.lower()
    complement = next((c for c in clause.head.children if c.dep_ == "ccomp"), None)
    past = clause.head.tag_ in ("VBD", "VBN") and own == _FIRST
    if lemma in _EXPECT and not past:
        return "prediction"
    if _wants(clause.head) and _auxiliaries(clause) & _WOULD:
        return "wish"
    if lemma in _INTENT or (lemma in words("wish") and not past and _present(clause)):
        return "wish"
    if lemma in words("think") and complement is not None and complement.i > clause.head.i:
        return clause_force(clause_of(complement), own)
    if lemma in words("emotion"):
        return "opinion"
    return None


def _present(clause: Clause) -> bool:
    """Whether a wish is one now, and not an account of what was asked or promised before."""
    subject = clause.subject
    first = subject is not None and subject.lower_ in _FIRST
    return first and clause.head.tag_ in ("VBP", "VBG", "VB")


def _evaluated(clause: Clause, own: frozenset[str]) -> Force | None:
    head = clause.head
    if head.pos_ == "ADJ" and head.lemma_.lower() in words("evaluative"):
        return "opinion"
    if head.lemma_ in ("have", "lack", "show") and any(
        t.lemma_.lower() in words("trait") for c in head.children if c.dep_ == "dobj"
        for t in (c, *c.conjuncts)
    ):  # fmt: skip
        return "opinion"
    if head.lemma_ not in ("be", "seem", "look", "sound", "feel", "become", "remain", "appear"):
        return None
    for child in head.children:
        lemma = child.lemma_.lower()
        if head.lemma_ == "be" and child.dep_ == "prep" and child.lower_ == "against":
            return "opinion"
        if child.dep_ in ("acomp", "oprd", "attr") and child.pos_ in ("ADJ", "VERB", "ADV"):
            if lemma in words("evaluative") or child.lower_ in words("evaluative"):
                return "opinion"
        elif child.dep_ == "attr" and (
            lemma in words("evaluative_noun")
            or any(c.dep_ == "amod" and c.lower_ in words("evaluative") for c in child.children)
        ):
            return "opinion"
    return None


def _future(clause: Clause, own: frozenset[str]) -> Force | None:
    auxiliaries = _auxiliaries(clause)
    head = clause.head
    going = head.lower_ == "going" and any(
        c.dep_ == "xcomp" and _infinitive(c) for c in head.children
    )
    if auxiliaries & (_WILL | _WOULD) or going:
        act = next((c for c in head.children if c.dep_ == "xcomp"), head) if going else head
        passive = any(a.dep_ == "auxpass" for a in clause.auxiliaries)
        acts = _is_speaker(clause, own) and not passive and act.lemma_ not in _PASSIVE_OR_STATE
        return "wish" if acts else "prediction"
    if auxiliaries & _MIGHT:
        return "prediction"
    if head.lemma_ == "be" or any(a.lemma_ == "be" for a in clause.auxiliaries):
        bound = [head, *(c for c in head.children if c.dep_ in ("acomp", "prep", "oprd"))]
        if any(
            t.lower_ in _BOUND and any(c.dep_ in ("xcomp", "pcomp", "advcl") for c in t.children)
            for t in bound
        ):
            return "prediction"
    return None


def _after_wish(lemma: str, found: Force | None) -> Force:
    """ "ordered", "decided" and their like take facts too: "decided that he was guilty"."""
    return "wish"


def _after_prediction(group: str, found: Force | None) -> Force:
    if group == "warn" and found in ("fact", "opinion", "wish", "question"):
        return "fact" if found == "fact" else found
    return found if found == "conditional" else "prediction"


def _bare_gerund(content: list[Token]) -> bool:
    found = clauses(content)
    return len(found) == 1 and found[0].head.tag_ == "VBG" and found[0].subject is None


def _subjunctive(content: list[Token]) -> bool:
    """ "Insisted that he leave"."""
    first = next(iter(clauses(content)), None)
    if first is None or first.subject is None or first.auxiliaries or first.mark != "that":
        return False
    subject = first.subject
    singular = subject.tag_ in ("NN", "NNP") or subject.lower_ in ("he", "she", "it")
    return first.head.tag_ in ("VB", "VBP") and singular and first.head.pos_ == "VERB"


def told_to(content: list[Token]) -> bool:
    """ "Told them to leave", and not "claimed to have left"."""
    first = next(iter(clauses(content)), None)
    if first is None or first.head.tag_ != "VB" or first.mark is not None:
        return False
    auxiliaries = [a.lower_ for a in first.auxiliaries]
    return "to" in auxiliaries and "have" not in auxiliaries and first.head.dep_ != "csubj"


def _fragment(content: list[Token], rule: Rule) -> Force:
    """The force of words without a predicate, such as a noun phrase or a quoted label."""
    nouns = [t for t in content if t.pos_ in ("NOUN", "PROPN")]
    number = any(t.pos_ == "NUM" or t.ent_type_ in ("CARDINAL", "QUANTITY") for t in content)
    if rule == "clause":
        return "fact" if number and len(content) > 1 else "opinion"
    heads = tops(content, {t.i for t in content})
    heads += [c for t in heads if t.pos_ == "ADP" for c in t.children if c.dep_ == "pobj"]
    if not nouns and any(t.lower_ in _POINTERS for t in content[:2]):
        return "fact"
    if any(t.lower_ == "guilty" for t in content):
        return "fact"  # "pleaded | not guilty"
    if not nouns or (rule == "phrase" and len(content) == 1 and content[0].pos_ == "ADJ"):
        return "opinion"
    if rule == "claims":
        return _named_claim(heads)
    return "fact"


def _named_claim(heads: list[Token]) -> Force:
    """The force of denying what ``heads`` name: that of their clause, if they have one."""
    for head in heads:
        lemma = head.lemma_.lower()
        named = lemma in words("allegation") or lemma in words("claim")
        if named or lemma in words("mood"):
            inner = complement(head, None)
            predicate = next((t for t in inner if t.head not in inner and t.pos_ != "ADP"), None)
            if predicate is not None and predicate.pos_ in ("VERB", "AUX"):
                force = clause_force(clause_of(predicate), _FIRST | _THIRD)
                return "prediction" if force == "wish" else force
            return "fact" if lemma not in words("mood") else "opinion"
    return "wish" if {t.lemma_.lower() for t in heads} & words("proposal") else "opinion"
